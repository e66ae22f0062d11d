"""Files that browsers send to be added: kept under names of our own until they are read, and only so many and so large."""

import secrets
import tempfile
import threading
import time
from collections.abc import AsyncIterator, Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote

from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse, Response

from assistant.ingest.errors import UsageError
from assistant.ingest.readers.registry import suffix_of, list_supported_suffixes, supported_suffixes

UPLOAD_PATH = "/library/upload"
NAME_HEADER = "x-file-name"

_WAITS_SECONDS = 30 * 60
_MOST_WAITING_BYTES = 2 * 1024**3
_LONGEST_NAME = 300
_MEGABYTE = 1024**2


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that has come in.

    Attributes:
        name: What it is called where it comes from, perhaps with folders; a text to show, never a path to open.
        file: Where it is kept, under a name of our own.
        size: In bytes.
        since: When it came, in the clock's seconds.
    """

    name: str
    file: Path
    size: int
    since: float


class TooLargeError(UsageError):
    """A file is larger than may be sent, or there is no room for it now."""


class Uploads:
    """Takes files in and hands them out once. Those that nobody asks for go away after half an hour.

    Args:
        megabytes: The largest file.
        clock: Gives the time in seconds.
    """

    def __init__(self, megabytes: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="assistant-uploads-", ignore_cleanup_errors=True)
        self._megabytes = megabytes
        self._clock = clock
        self._waiting: dict[str, Upload] = {}
        self._changing = threading.Lock()

    async def take(self, name: str, content: AsyncIterator[bytes]) -> str:
        """Keeps a file.

        Returns:
            A word that only the sender knows, to ask for it with.

        Raises:
            TooLargeError: If it is too large, or others have left too much.
            UsageError: If its name says that no reader can read it.
        """
        name = shown_name(name)
        _require_reader(name)
        self._forget_old()
        token = secrets.token_urlsafe(24)
        file = Path(self._folder.name) / secrets.token_hex(16)
        try:
            size = await self._write(file, name, content)
        except BaseException:
            file.unlink(missing_ok=True)
            raise
        with self._changing:
            self._waiting[token] = Upload(name, file, size, self._clock())
        return token

    def hand_out(self, tokens: Iterable[str]) -> list[Upload]:
        """The files of these words, each once; whoever gets them deletes them. Unknown words are left out."""
        with self._changing:
            return [self._waiting.pop(token) for token in tokens if token in self._waiting]

    def close(self) -> None:
        """Deletes all that nobody asked for."""
        self._folder.cleanup()

    async def _write(self, file: Path, name: str, content: AsyncIterator[bytes]) -> int:
        size, room = 0, _MOST_WAITING_BYTES - sum(one.size for one in self._waiting.values())
        with file.open("xb") as stream:
            async for chunk in content:
                size += len(chunk)
                if size > self._megabytes * _MEGABYTE:
                    raise TooLargeError(f"{name} is larger than {self._megabytes} MB, the most that can be added here")
                if size > room:
                    raise TooLargeError(f"{name} cannot be taken now: too many files are waiting; try again later")
                stream.write(chunk)
        return size

    def _forget_old(self) -> None:
        before = self._clock() - _WAITS_SECONDS
        with self._changing:
            old = [token for token, one in self._waiting.items() if one.since < before]
            for token in old:
                self._waiting.pop(token).file.unlink(missing_ok=True)


def add_upload_route(app: FastAPI, uploads: Uploads) -> None:
    """Adds the address that the library page sends files to: the bytes as they are, the name in a header.

    The header is what keeps other websites out: a browser asks before it sends one to another host.
    """

    @app.post(UPLOAD_PATH)
    async def upload(request: Request) -> Response:
        name = request.headers.get(NAME_HEADER)
        if not name:
            return JSONResponse({"error": f"the header {NAME_HEADER} is missing"}, 400)
        try:
            return JSONResponse({"token": await uploads.take(unquote(name), request.stream())})
        except TooLargeError as error:
            return JSONResponse({"error": str(error)}, 413)
        except UsageError as error:
            return JSONResponse({"error": str(error)}, 415)


def shown_name(name: str) -> str:
    """A file's name, with its folders, as a text of one line."""
    parts = [
        part
        for part in "".join(one for one in name if one.isprintable()).replace("\\", "/").split("/")
        if part not in {"", ".", ".."}
    ]
    return "/".join(parts)[-_LONGEST_NAME:] or "file"


def _require_reader(name: str) -> None:
    suffix = suffix_of(name)
    if suffix and suffix not in supported_suffixes():
        raise UsageError(f"{name} is of a kind that cannot be read; readable are {supported_in_words()}")
