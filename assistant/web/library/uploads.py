"""Stores files that browsers upload until they are ingested. Number and size are limited, and names are never used as paths."""

import secrets
import threading
import time
from collections.abc import AsyncIterator, Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote

from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse, Response

from assistant.api.problems import ProblemError, problem_response
from assistant.api.temporary_folders import TemporaryFolder
from assistant.ingest.errors import UsageError
from assistant.ingest.readers.registry import list_supported_suffixes, suffix_of, supported_suffixes

UPLOAD_PATH = "/library/upload"
NAME_HEADER = "x-file-name"

_LIFETIME_SECONDS = 30 * 60
_MAX_STORED_BYTES = 2 * 1024**3
_MAX_NAME_CHARACTERS = 300
_MEGABYTE = 1024**2


@dataclass(frozen=True, slots=True)
class Upload:
    """An uploaded file.

    Attributes:
        name: The name that the browser gave, perhaps with folders; to show, never to open.
        file: Where it is stored, under a random name.
        size: Its size in bytes.
        stored_at: When it came, in the clock's seconds.
    """

    name: str
    file: Path
    size: int
    stored_at: float


class TooLargeError(UsageError):
    """A file is too large, or there is no room for it now."""


class Uploads:
    """Stores uploaded files, and hands each out once. Files that nobody takes are deleted after half an hour.

    Args:
        megabytes: The size that a file may have.
        clock: Returns the time in seconds.
    """

    def __init__(self, megabytes: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._folder = TemporaryFolder()
        self._megabytes = megabytes
        self._clock = clock
        self._by_token: dict[str, Upload] = {}
        self._lock = threading.Lock()

    async def store(self, name: str, content: AsyncIterator[bytes]) -> str:
        """Stores a file.

        Args:
            name: The name that the browser gave.
            content: The file's bytes.

        Returns:
            A secret token, with which the file is taken.

        Raises:
            TooLargeError: If it is too large, or too many files are stored.
            UsageError: If no reader reads files with its suffix.
        """
        name = sanitized_name(name)
        _require_reader(name)
        self._delete_expired()
        token = secrets.token_urlsafe(24)
        file = self._folder.path / secrets.token_hex(16)
        try:
            size = await self._write(file, name, content)
        except BaseException:
            file.unlink(missing_ok=True)
            raise
        with self._lock:
            self._by_token[token] = Upload(name, file, size, self._clock())
        return token

    def take(self, tokens: Iterable[str]) -> list[Upload]:
        """Returns the files of these tokens, each once; the caller deletes them. Unknown tokens are left out."""
        with self._lock:
            return [self._by_token.pop(token) for token in tokens if token in self._by_token]

    def close(self) -> None:
        """Deletes all stored files."""
        self._folder.delete()

    async def _write(self, file: Path, name: str, content: AsyncIterator[bytes]) -> int:
        size, room = 0, _MAX_STORED_BYTES - sum(upload.size for upload in self._by_token.values())
        with file.open("xb") as stream:
            async for chunk in content:
                size += len(chunk)
                if size > self._megabytes * _MEGABYTE:
                    raise TooLargeError(f"{name} is larger than {self._megabytes} MB, the most that can be added here")
                if size > room:
                    raise TooLargeError(f"{name} cannot be taken now: too many files are waiting; try again later")
                stream.write(chunk)
        return size

    def _delete_expired(self) -> None:
        oldest = self._clock() - _LIFETIME_SECONDS
        with self._lock:
            expired = [token for token, upload in self._by_token.items() if upload.stored_at < oldest]
            for token in expired:
                self._by_token.pop(token).file.unlink(missing_ok=True)


def add_upload_route(app: FastAPI, uploads: Uploads) -> None:
    """Adds the route to which the library page sends files: the bytes as the body, the name in a header.

    The header keeps other websites out: a browser asks the server before it sends such a header to another host.
    """

    @app.post(UPLOAD_PATH)
    async def upload(request: Request) -> Response:
        name = request.headers.get(NAME_HEADER)
        if not name:
            return JSONResponse({"error": f"the header {NAME_HEADER} is missing"}, 400)
        try:
            return JSONResponse({"token": await uploads.store(unquote(name), request.stream())})
        except ProblemError as error:  # of the limit of bodies
            return problem_response(error)
        except TooLargeError as error:
            return JSONResponse({"error": str(error)}, 413)
        except UsageError as error:
            return JSONResponse({"error": str(error)}, 415)


def sanitized_name(name: str) -> str:
    """Returns a file's name with its folders, as one line of text."""
    printable = "".join(character for character in name if character.isprintable())
    parts = [part for part in printable.replace("\\", "/").split("/") if part not in {"", ".", ".."}]
    return "/".join(parts)[-_MAX_NAME_CHARACTERS:] or "file"


def _require_reader(name: str) -> None:
    suffix = suffix_of(name)
    if suffix and suffix not in supported_suffixes():
        raise UsageError(f"{name} is of a kind that cannot be read; readable are {list_supported_suffixes()}")
