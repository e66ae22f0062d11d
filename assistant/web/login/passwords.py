"""Hashes and verifies passwords with Argon2id, in the PHC string format."""

import secrets

from cryptography.exceptions import InvalidKey
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

MIN_PASSWORD_CHARACTERS = 8
MAX_PASSWORD_CHARACTERS = 1024
HASH_PREFIX = "$argon2id$"

# RFC 9106, the second recommended option: for environments with little memory.
_ITERATIONS = 3
_LANES = 4
_MEMORY_KIB = 64 * 1024
_SALT_BYTES = 16
_HASH_BYTES = 32


def hash_password(password: str) -> str:
    """Hashes a password with a new salt: `$argon2id$v=19$m=…$SALT$HASH`."""
    argon = Argon2id(
        salt=secrets.token_bytes(_SALT_BYTES),
        length=_HASH_BYTES,
        iterations=_ITERATIONS,
        lanes=_LANES,
        memory_cost=_MEMORY_KIB,
    )
    return str(argon.derive_phc_encoded(_encode(password)))


def verify_password(password: str, password_hash: str) -> bool:
    """Checks a password against a hash. A wrong password takes as long as the right one; a malformed hash matches nothing."""
    if len(password) > MAX_PASSWORD_CHARACTERS:
        return False
    try:
        Argon2id.verify_phc_encoded(_encode(password), password_hash)
    except (InvalidKey, ValueError):
        return False
    return True


def _encode(password: str) -> bytes:
    return password.encode("utf-8", "surrogatepass")
