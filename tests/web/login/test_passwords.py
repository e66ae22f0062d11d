"""Passwords are hashed with Argon2id; hashes of earlier versions stay valid, and logins at the same moment do not block each other."""

import subprocess

import pytest
from invented import CHILD_ENVIRONMENT, python_command

from assistant.web.login.passwords import hash_password, verify_password

PASSWORD = "correct horse battery"
STORED_HASH = "$argon2id$v=19$m=65536,t=3,p=4$AAECAwQFBgcICQoLDA0ODw$WZX8Xdq9t/EPrirXlicMJpgh1wsO+4+2AmKoHxtvDrg"
"""A hash in the file of users of an earlier version, made by OpenSSL's Argon2id."""

VERIFY_IN_TWO_THREADS = """
import threading
from assistant.web.login.passwords import hash_password, verify_password
hashed = hash_password("correct horse battery")
results = []
def verify():
    for _ in range(5):
        results.append(verify_password("correct horse battery", hashed))
threads = [threading.Thread(target=verify, daemon=True) for _ in range(2)]
[thread.start() for thread in threads]
[thread.join(60) for thread in threads]
print(len(results), all(results))
"""


@pytest.fixture(scope="module")
def hashed() -> str:
    return hash_password(PASSWORD)


def test_only_the_password_itself_matches_its_hash(hashed: str) -> None:
    assert verify_password(PASSWORD, hashed)
    for wrong in ("", PASSWORD + " ", PASSWORD.title(), "\ud800", "x" * 100_000):
        assert not verify_password(wrong, hashed)
    assert not verify_password(PASSWORD, "no hash")
    assert not verify_password(PASSWORD, hashed[:-5])
    assert hash_password(PASSWORD) != hashed


def test_a_hash_that_an_earlier_version_has_stored_is_still_valid() -> None:
    assert verify_password(PASSWORD, STORED_HASH)
    assert not verify_password(PASSWORD + "!", STORED_HASH)


def test_a_new_hash_takes_little_memory_and_one_thread(hashed: str) -> None:
    assert hashed.split("$")[:4] == ["", "argon2id", "v=19", "m=19456,t=2,p=1"]
    assert len(hashed) == len(STORED_HASH)


def test_two_threads_verify_passwords_at_the_same_moment() -> None:
    done = subprocess.run(
        python_command(VERIFY_IN_TWO_THREADS), capture_output=True, text=True, env=CHILD_ENVIRONMENT, timeout=200
    )
    assert done.stdout.split() == ["10", "True"], done.stderr
