"""Hashes and verifies passwords with Argon2id, in the PHC string format."""

from argon2 import PasswordHasher, Type
from argon2.exceptions import Argon2Error, InvalidHashError

MIN_PASSWORD_CHARACTERS = 8
MAX_PASSWORD_CHARACTERS = 1024
HASH_PREFIX = "$argon2id$"

# OWASP's recommendation with the least memory. Many users sign in at the same moment, so a hash must be quick.
# argon2-cffi is the reference implementation. That of OpenSSL deadlocks when two threads hash at the same time.
_HASHER = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1, hash_len=32, salt_len=16, type=Type.ID)


def hash_password(password: str) -> str:
    """Hashes a password with a new salt: `$argon2id$v=19$m=…$SALT$HASH`."""
    return _HASHER.hash(_encode(password))


def verify_password(password: str, password_hash: str) -> bool:
    """Checks a password against a hash. A wrong password takes as long as the right one; a malformed hash matches nothing."""
    if len(password) > MAX_PASSWORD_CHARACTERS:
        return False
    try:
        return _HASHER.verify(password_hash, _encode(password))
    except (Argon2Error, InvalidHashError, UnicodeEncodeError):
        return False


def _encode(password: str) -> bytes:
    return password.encode("utf-8", "surrogatepass")
