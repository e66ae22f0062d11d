"""Chroma, where the vector index lives: embedded in a folder of the library, or a server.

Embedded Chroma is no multi-process database, and what was killed in the middle of a change cannot be trusted: an index that somebody may have open
is never changed, but a copy of it, which takes its place. A server does what it is told whole or not at all, for any number of clients.
"""

import shutil
import socket
import sqlite3
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, closing, contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import urlsplit

import numpy as np
from filelock import FileLock, Timeout
from numpy.typing import NDArray

from assistant.ingest.embedders.contract import Vectors
from assistant.ingest.errors import LibraryBusyError, LibraryError, LibraryUnreachableError, UsageError

BATCH_SIZE = 2_000
"""Passages to add in one call; Chroma's own limit (`get_max_batch_size`) is 5,461."""

_COLLECTION = "passages"  # in a folder of its own
_NAMES_AT_ONCE = 1_000
_CONFIGURATION = {"hnsw": {"space": "cosine", "ef_search": 200}}
_LOCK_SECONDS = 120
_CONNECT_SECONDS = 10.0
_SERVER_SECONDS = 60.0


class VectorIndex:
    """One opened Chroma collection of passage vectors; its ids are passage numbers.

    Args:
        collection: Chroma's.
        shown: Which index it is, in messages.
        close: Gives back memory and files.
    """

    def __init__(self, collection: Any, shown: str, close: Callable[[], None]) -> None:  # noqa: ANN401  # Chroma is not typed
        self.shown = shown
        self.close = close
        self._collection = collection

    def count(self) -> int:
        """How many passages it holds."""
        with reported(self.shown, "read"):
            return int(self._collection.count())

    def add(self, numbers: NDArray[np.int64], vectors: Vectors) -> None:
        """Adds passages, at most a few thousand at a time."""
        with reported(self.shown, "written"):
            self._collection.upsert(ids=[str(number) for number in numbers], embeddings=vectors)

    def remove(self, numbers: Sequence[int]) -> None:
        """Forgets passages; those it does not hold are passed over."""
        with reported(self.shown, "written"):
            for first in range(0, len(numbers), BATCH_SIZE):
                self._collection.delete(ids=[str(number) for number in numbers[first : first + BATCH_SIZE]])

    def nearest(self, vector: Vectors, limit: int) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        """The numbers and cosine similarities of the closest passages, the closest first; approximate (HNSW).

        Raises:
            LibraryError: If the index is damaged or gone.
        """
        with reported(self.shown, "searched"):
            found = self._collection.query(query_embeddings=vector[None, :], n_results=limit, include=["distances"])
        return np.array(found["ids"][0], dtype=np.int64), 1 - np.array(found["distances"][0], dtype=np.float32)


class IndexHome(Protocol):
    """Where indexes are kept, each under its name.

    Attributes:
        has_lock: Whether `changing` keeps others out; where it does not, the library's write lock has to.
    """

    has_lock: bool

    def open(self, name: str) -> VectorIndex:
        """Opens an index that is there.

        Raises:
            LibraryError: If it is not, or cannot be opened.
        """
        ...

    def make(self, name: str) -> VectorIndex:
        """Makes an empty index."""
        ...

    def holds(self, name: str) -> bool:
        """Whether there is such an index."""
        ...

    def names(self, family: str) -> list[str]:
        """The indexes of the library whose names begin like this."""
        ...

    def draft(self, name: str, new_name: str) -> str:
        """The index to change in place of one that others read: a copy with a new name, or itself where they see no half change."""
        ...

    def drop(self, name: str) -> None:
        """Forgets an index."""
        ...

    def changing(self, wait_seconds: float) -> AbstractContextManager[object]:
        """Held by the one who changes an index, or makes one.

        Raises:
            LibraryBusyError: If another process holds it for longer than that.
        """
        ...

    def staying(self) -> AbstractContextManager[object]:
        """Held while an index is opened, or taken away, where these must not meet."""
        ...

    def close(self) -> None:
        """Gives back connections."""
        ...


class ChromaFolder:
    """Embedded: each index is a folder of its own within the library's.

    Args:
        library_folder: The library's folder.
    """

    has_lock = True

    def __init__(self, library_folder: Path) -> None:
        self._folder = library_folder

    def open(self, name: str) -> VectorIndex:
        """See `IndexHome`."""
        if not self.holds(name):  # Chroma would make an empty one
            raise LibraryError(f"the vector index {self._folder / name} is gone; rebuild it with: assistant reindex")
        return self.make(name)

    def make(self, name: str) -> VectorIndex:
        """See `IndexHome`."""
        import chromadb
        from chromadb.config import Settings

        folder = str(self._folder / name)
        with reported(folder, "opened"):
            client: Any = chromadb.PersistentClient(folder, settings=Settings(anonymized_telemetry=False))
            try:
                collection = client.get_or_create_collection(
                    _COLLECTION, configuration=_CONFIGURATION, embedding_function=None
                )
            except BaseException:
                client.close()
                raise
        return VectorIndex(collection, folder, client.close)

    def holds(self, name: str) -> bool:
        """See `IndexHome`."""
        return bool(name) and (self._folder / name).is_dir()

    def names(self, family: str) -> list[str]:
        """See `IndexHome`. All indexes in the folder are the library's, those with an older name too."""
        del family
        return [folder.name for folder in self._folder.glob("vectors-*")]

    def draft(self, name: str, new_name: str) -> str:
        """See `IndexHome`."""
        source, target = self._folder / name, self._folder / new_name
        with reported(str(target), "written"):
            try:
                shutil.copytree(source, target, copy_function=_copy)
            except BaseException:
                self.drop(new_name)
                raise
        return new_name

    def drop(self, name: str) -> None:
        """See `IndexHome`."""
        shutil.rmtree(self._folder / name, ignore_errors=True)

    @contextmanager
    def changing(self, wait_seconds: float) -> Iterator[None]:
        """See `IndexHome`."""
        lock = FileLock(self._folder / "vectors.change.lock", timeout=wait_seconds)
        try:
            lock.acquire()
        except Timeout as error:
            raise LibraryBusyError(
                f"another process is changing the vector index of {self._folder}; try again when it is done"
            ) from error
        try:
            yield
        finally:
            lock.release()

    def staying(self) -> AbstractContextManager[object]:
        """See `IndexHome`."""
        return FileLock(self._folder / "vectors.lock", timeout=_LOCK_SECONDS)

    def close(self) -> None:
        """See `IndexHome`."""


@dataclass(frozen=True, slots=True)
class ChromaAddress:
    """A Chroma server, and what is the library's on it.

    Attributes:
        url: Such as http://host:8000.
        tenant: The tenant; Chroma's default unless set.
        database: The database; Chroma's default unless set.
        token: Sent with every request, as `Authorization: Bearer` and as `X-Chroma-Token`.
    """

    url: str
    tenant: str | None = None
    database: str | None = None
    token: str | None = None

    @property
    def shown(self) -> str:
        """The address without a user's name and password."""
        parts = urlsplit(self.url)
        return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}"

    def connect(self) -> Any:  # noqa: ANN401  # Chroma is not typed
        """A client of the server.

        Raises:
            LibraryUnreachableError: If it does not answer, or not to this token.
            UsageError: If the address is none.
        """
        import chromadb
        from chromadb.config import DEFAULT_DATABASE, DEFAULT_TENANT, Settings

        parts = urlsplit(self.url)
        if parts.scheme not in {"http", "https"} or not parts.hostname:
            raise UsageError(f"the setting chroma_url is {self.shown!r}; it must be like http://localhost:8000")
        is_safe = parts.scheme == "https"
        port = parts.port or (443 if is_safe else 8000)
        try:
            # Chroma's client waits for ever for a machine that says nothing.
            socket.create_connection((parts.hostname, port), _CONNECT_SECONDS).close()
            client: Any = chromadb.HttpClient(
                parts.hostname,
                port,
                ssl=is_safe,
                headers={"Authorization": f"Bearer {self.token}", "X-Chroma-Token": self.token} if self.token else None,
                settings=Settings(anonymized_telemetry=False),
                tenant=self.tenant or DEFAULT_TENANT,
                database=self.database or DEFAULT_DATABASE,
            )
        except Exception as error:
            raise LibraryUnreachableError(
                f"the Chroma server {self.shown} cannot be used ({_said(error)}); check that it is running, and the settings chroma_url, "
                "chroma_tenant, chroma_database and chroma_token"
            ) from error
        client._server._session.timeout = _SERVER_SECONDS  # for the same reason
        return client


class ChromaServer:
    """A server: each index is a collection. Connects when it is first asked for something.

    Args:
        address: Where it is.
    """

    has_lock = False

    def __init__(self, address: ChromaAddress) -> None:
        self._address = address
        self._lock = threading.Lock()
        self._connected: Any = None

    def open(self, name: str) -> VectorIndex:
        """See `IndexHome`."""
        with self._client(f"{name} at", "opened") as client:
            return self._index(client.get_collection(name, embedding_function=None), name)

    def make(self, name: str) -> VectorIndex:
        """See `IndexHome`."""
        with self._client(f"{name} at", "made") as client:
            made = client.create_collection(name, configuration=_CONFIGURATION, embedding_function=None)
            return self._index(made, name)

    def holds(self, name: str) -> bool:
        """See `IndexHome`."""
        return name in self.names(name)

    def names(self, family: str) -> list[str]:
        """See `IndexHome`."""
        found: list[str] = []
        with self._client("at", "listed") as client:
            while True:
                page = client.list_collections(limit=_NAMES_AT_ONCE, offset=len(found))
                found += [one.name for one in page]
                if len(page) < _NAMES_AT_ONCE:
                    return [name for name in found if name.startswith(family)]

    def drop(self, name: str) -> None:
        """See `IndexHome`."""
        if self.holds(name):
            with self._client(f"{name} at", "removed") as client:
                client.delete_collection(name)

    def draft(self, name: str, new_name: str) -> str:
        """See `IndexHome`."""
        del new_name
        return name

    def changing(self, wait_seconds: float) -> AbstractContextManager[object]:
        """See `IndexHome`."""
        del wait_seconds
        return nullcontext()

    def staying(self) -> AbstractContextManager[object]:
        """See `IndexHome`. Here these may meet."""
        return nullcontext()

    def close(self) -> None:
        """See `IndexHome`."""
        with self._lock:
            if self._connected is not None:
                self._connected.close()
                self._connected = None

    def _index(self, collection: Any, name: str) -> VectorIndex:  # noqa: ANN401  # Chroma is not typed
        return VectorIndex(collection, f"{name} at {self._address.shown}", _nothing)

    @contextmanager
    def _client(self, what: str, done: str) -> Iterator[Any]:
        with reported(f"{what} {self._address.shown}", done):
            with self._lock:
                if self._connected is None:
                    self._connected = self._address.connect()
                client = self._connected
            yield client


def _copy(source: str, target: str) -> None:
    """Copies a file; a database as SQLite does it, which others may have open."""
    if not source.endswith(".sqlite3"):
        shutil.copyfile(source, target)
        return
    with closing(sqlite3.connect(source)) as read, closing(sqlite3.connect(target)) as written:
        read.backup(written)


def _nothing() -> None:
    """An index on a server has nothing of its own to give back."""


@contextmanager
def reported(shown: str, done: str) -> Iterator[None]:
    """Chroma raises many kinds of errors: for an index that is damaged or gone, a full disk, a server that is not there."""
    import httpx

    try:
        yield
    except (LibraryError, UsageError):
        raise
    except httpx.TransportError as error:
        raise LibraryUnreachableError(
            f"the vector index {shown} cannot be {done}, as its server does not answer ({_said(error)}); check that it is running"
        ) from error
    except Exception as error:
        detail = _said(error)
        if "disk is full" in detail or "No space left" in detail or "disk I/O" in detail:
            raise LibraryError(
                f"the disk under {shown} is full or failing ({detail}); what was finished is safe: free some space and run it again"
            ) from error
        raise LibraryError(
            f"the vector index {shown} cannot be {done} ({detail}); rebuild it with: assistant reindex"
        ) from error


def _said(error: Exception) -> str:
    return " ".join(str(error).split())[:300] or type(error).__name__
