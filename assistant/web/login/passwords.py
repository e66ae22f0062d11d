"""Passwords as they are kept: Argon2id with a salt of their own, in the usual PHC notation."""

import secrets

from cryptography.exceptions import InvalidKey
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

SHORTEST_PASSWORD = 8
LONGEST_PASSWORD = 1024
HASH_PREFIX = "$argon2id$"

# RFC 9106, the second recommended option: for where memory is scarce.
_ITERATIONS = 3
_LANES = 4
_MEMORY_KIB = 64 * 1024
_SALT_BYTES = 16
_HASH_BYTES = 32


def hash_password(password: str) -> str:
    """The hash of a password, with a new salt: `$argon2id$v=19$m=…$SALT$HASH`."""
    argon = Argon2id(
        salt=secrets.token_bytes(_SALT_BYTES),
        length=_HASH_BYTES,
        iterations=_ITERATIONS,
        lanes=_LANES,
        memory_cost=_MEMORY_KIB,
    )
    return str(argon.derive_phc_encoded(password.encode("utf-8", "surrogatepass")))


def matches(password: str, password_hash: str) -> bool:
    """Whether it is the password; takes as long if it is not. A hash that is none matches nothing."""
    if len(password) > LONGEST_PASSWORD:
        return False
    try:
        Argon2id.verify_phc_encoded(password.encode("utf-8", "surrogatepass"), password_hash)
    except (InvalidKey, ValueError):
        return False
    return True
