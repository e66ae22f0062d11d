"""Bearer keys: made, listed, revoked, recognised. Only their hashes are kept, in a file of the library that nobody else can read."""

import hashlib
import hmac
import json
import os
import re
import secrets
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

from filelock import FileLock
from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError

from assistant.ingest.errors import LibraryError, UsageError

Scope = Literal["read", "write"]
KEYS_FILE = "keys.json"

_PREFIX = "aa_"
_SECRET_BYTES = 32
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
_OWNER_ONLY = 0o600


class Key(BaseModel):
    """What is kept of a key.

    Attributes:
        name: What it is for; unique.
        scope: "read" asks, searches and reads; "write" adds and removes articles as well.
        made: When.
        hash: SHA-256 (hex) of the key. The key has 256 random bits, so nothing slower is needed: it cannot be guessed.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    scope: Scope
    made: datetime
    hash: str


class KeyStore:
    """The keys of one library. What another process makes or revokes counts from the next request on.

    Args:
        folder: The library's folder.
    """

    def __init__(self, folder: Path) -> None:
        self._file = folder / KEYS_FILE
        self._read: tuple[object, tuple[Key, ...]] | None = None

    def make(self, name: str, scope: Scope) -> str:
        """Makes a key.

        Returns:
            The key itself, which cannot be had again.

        Raises:
            UsageError: If the name is taken, or is no name.
            LibraryError: If the file cannot be written.
        """
        if not _NAME.fullmatch(name):
            raise UsageError(
                f"{name!r} is no name for a key; use up to 64 letters, digits, dots, dashes and underscores"
            )
        secret = _PREFIX + secrets.token_urlsafe(_SECRET_BYTES)
        with self._changing() as keys:
            if any(key.name == name for key in keys):
                raise UsageError(
                    f"there is a key named {name!r} already; revoke it first with: assistant keys revoke {name}"
                )
            keys.append(Key(name=name, scope=scope, made=datetime.now(UTC), hash=_hash(secret)))
        return secret

    def revoke(self, name: str) -> None:
        """Takes a key out of use.

        Raises:
            UsageError: If there is none of that name.
            LibraryError: If the file cannot be written.
        """
        with self._changing() as keys:
            left = [key for key in keys if key.name != name]
            if len(left) == len(keys):
                raise UsageError(f"there is no key named {name!r}; list them with: assistant keys list")
            keys[:] = left

    def keys(self) -> tuple[Key, ...]:
        """All keys in use, the oldest first.

        Raises:
            LibraryError: If the file cannot be read.
        """
        try:
            about = self._file.stat()
        except FileNotFoundError:
            return ()
        except OSError as error:
            raise self._unusable(error) from error
        version = (about.st_mtime_ns, about.st_size, about.st_ino)
        if self._read is None or self._read[0] != version:
            self._read = version, self._load()
        return self._read[1]

    def find(self, secret: str) -> Key | None:
        """The key that a caller shows; None where it is none of these.

        Every hash is compared, each in the same time wherever it differs: how long it takes tells nothing.
        """
        shown = _hash(secret)
        found = None
        for key in self.keys():
            if hmac.compare_digest(key.hash, shown):
                found = key
        return found

    def _load(self) -> tuple[Key, ...]:
        try:
            return _STORED.validate_json(self._file.read_bytes())
        except (OSError, ValidationError) as error:
            raise self._unusable(error) from error

    @contextmanager
    def _changing(self) -> Iterator[list[Key]]:
        """The keys, to be changed; written at the end, all at once."""
        try:
            with FileLock(self._file.with_suffix(".lock")):
                keys = list(self.keys())
                yield keys
                _write(self._file, json.dumps([key.model_dump(mode="json") for key in keys], indent=1))
        except OSError as error:
            raise self._unusable(error) from error

    def _unusable(self, error: Exception) -> LibraryError:
        reason = error.strerror if isinstance(error, OSError) else "it is damaged"
        return LibraryError(f"the keys in {self._file} cannot be used ({reason}); check the file and its folder")


_STORED = TypeAdapter(tuple[Key, ...])


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode("utf-8", "replace")).hexdigest()


def _write(file: Path, text: str) -> None:
    handle, name = tempfile.mkstemp(dir=file.parent, prefix=f".{file.name}")  # for its owner only, from the start
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as stream:
            stream.write(text)
        Path(name).chmod(_OWNER_ONLY)
        Path(name).replace(file)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
