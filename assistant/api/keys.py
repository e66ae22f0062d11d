"""API keys: created, listed, revoked, recognised. Only their hashes are stored, in a file of the library that only its owner can read."""

import hashlib
import hmac
import json
import re
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

from filelock import FileLock
from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError

from assistant.ingest.atomic_files import replace_file
from assistant.ingest.errors import LibraryError, UsageError

KeyScope = Literal["read", "write"]
KEYS_FILE = "keys.json"

_PREFIX = "aa_"
_SECRET_BYTES = 32
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")


class Key(BaseModel):
    """A stored key.

    Attributes:
        name: A unique name that says what the key is for.
        scope: "read" asks, searches and reads; "write" adds and removes articles as well.
        made: The time of creation.
        id: Identifies the key even if a later one has the same name; empty for keys of earlier versions.
        hash: SHA-256 (hex) of the key. The key has 256 random bits and cannot be guessed, so a slow hash is not needed.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    scope: KeyScope
    made: datetime
    hash: str
    id: str = ""


class KeyStore:
    """The keys of one library. Changes by other processes take effect with the next request.

    A library without a file of keys is open to its own computer. The file stays when the last key is revoked, and keeps the API closed.

    Args:
        folder: The library's folder.
    """

    def __init__(self, folder: Path) -> None:
        self._file = folder / KEYS_FILE
        self._cache: tuple[object, tuple[Key, ...]] | None = None

    def make(self, name: str, scope: KeyScope) -> str:
        """Creates a key.

        Returns:
            The key itself, which cannot be read again later.

        Raises:
            UsageError: If the name is taken or invalid.
            LibraryError: If the file cannot be written.
        """
        if not _NAME.fullmatch(name):
            raise UsageError(
                f"{name!r} is no name for a key; use up to 64 letters, digits, dots, dashes and underscores"
            )
        secret = _PREFIX + secrets.token_urlsafe(_SECRET_BYTES)
        with self._editing() as keys:
            if any(key.name == name for key in keys):
                raise UsageError(
                    f"there is a key named {name!r} already; revoke it first with: assistant keys revoke {name}"
                )
            keys.append(
                Key(name=name, scope=scope, made=datetime.now(UTC), hash=_hash(secret), id=secrets.token_hex(8))
            )
        return secret

    def revoke(self, name: str) -> None:
        """Removes a key.

        Raises:
            UsageError: If there is no key of that name.
            LibraryError: If the file cannot be written.
        """
        with self._editing() as keys:
            remaining = [key for key in keys if key.name != name]
            if len(remaining) == len(keys):
                raise UsageError(f"there is no key named {name!r}; list them with: assistant keys list")
            keys[:] = remaining

    def is_open(self) -> bool:
        """Checks whether this computer needs no key: no key was ever made, or `open` was called since.

        Raises:
            LibraryError: If the file cannot be read.
        """
        return not self.keys() and not self._file.exists()

    def open(self) -> None:
        """Opens the API to this computer again after all keys were revoked.

        Raises:
            UsageError: If there are keys.
            LibraryError: If the file cannot be deleted.
        """
        with self._lock():
            if self.keys():
                raise UsageError("there are keys in use; revoke them first, see: assistant keys list")
            self._file.unlink(missing_ok=True)

    def keys(self) -> tuple[Key, ...]:
        """Returns all keys, oldest first.

        Raises:
            LibraryError: If the file cannot be read.
        """
        try:
            status = self._file.stat()
        except FileNotFoundError:
            return ()
        except OSError as error:
            raise self._unusable(error) from error
        version = (status.st_mtime_ns, status.st_size, status.st_ino)
        if self._cache is None or self._cache[0] != version:
            self._cache = version, self._load()
        return self._cache[1]

    def find(self, secret: str) -> Key | None:
        """Returns the key with this secret; None if there is none.

        Compares all hashes in constant time, so that the duration reveals nothing.
        """
        secret_hash = _hash(secret)
        match = None
        for key in self.keys():
            if hmac.compare_digest(key.hash, secret_hash):
                match = key
        return match

    def _load(self) -> tuple[Key, ...]:
        try:
            return _STORED.validate_json(self._file.read_bytes())
        except (OSError, ValidationError) as error:
            raise self._unusable(error) from error

    @contextmanager
    def _editing(self) -> Iterator[list[Key]]:
        """Yields the keys to be changed, under a lock; stores them at the end."""
        with self._lock():
            keys = list(self.keys())
            yield keys
            with replace_file(self._file, owner_only=True) as temporary:
                temporary.write_text(json.dumps([key.model_dump(mode="json") for key in keys], indent=1), "utf-8")

    @contextmanager
    def _lock(self) -> Iterator[None]:
        try:
            with FileLock(self._file.with_suffix(".lock")):
                yield
        except OSError as error:
            raise self._unusable(error) from error

    def _unusable(self, error: Exception) -> LibraryError:
        reason = error.strerror if isinstance(error, OSError) else "it is damaged"
        return LibraryError(f"the keys in {self._file} cannot be used ({reason}); check the file and its folder")


_STORED = TypeAdapter(tuple[Key, ...])


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode("utf-8", "replace")).hexdigest()
