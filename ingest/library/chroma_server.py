"""A Chroma server: each vector index is a collection. The server's changes are atomic, for any number of clients."""

import socket
import threading
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from assistant.ingest.errors import LibraryUnreachableError, UsageError, one_line
from assistant.ingest.library.chroma_errors import chroma_errors
from assistant.ingest.library.vector_index import COLLECTION_CONFIGURATION, VectorIndex

_PAGE_SIZE = 1_000
_CONNECT_SECONDS = 10.0
_REQUEST_SECONDS = 60.0


@dataclass(frozen=True, slots=True)
class ChromaAddress:
    """A Chroma server, and the library's database on it.

    Attributes:
        url: Such as http://host:8000.
        tenant: The tenant; Chroma's default if None.
        database: The database; Chroma's default if None.
        token: Sent with every request, as `Authorization: Bearer` and as `X-Chroma-Token`.
    """

    url: str
    tenant: str | None = None
    database: str | None = None
    token: str | None = None

    @property
    def display_name(self) -> str:
        """The address without user name and password."""
        parts = urlsplit(self.url)
        return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}"

    def connect(self) -> Any:  # noqa: ANN401  # Chroma is not typed
        """Connects a client to the server.

        Raises:
            LibraryUnreachableError: If the server does not answer, or refuses the token.
            UsageError: If the address is invalid.
        """
        import chromadb
        from chromadb.config import DEFAULT_DATABASE, DEFAULT_TENANT, Settings

        parts = urlsplit(self.url)
        if parts.scheme not in {"http", "https"} or not parts.hostname:
            raise UsageError(f"the setting chroma_url is {self.display_name!r}; it must be like http://localhost:8000")
        uses_tls = parts.scheme == "https"
        port = parts.port or (443 if uses_tls else 8000)
        try:
            # Chroma's client has no timeout for a machine that does not reply.
            socket.create_connection((parts.hostname, port), _CONNECT_SECONDS).close()
            client: Any = chromadb.HttpClient(
                parts.hostname,
                port,
                ssl=uses_tls,
                headers={"Authorization": f"Bearer {self.token}", "X-Chroma-Token": self.token} if self.token else None,
                settings=Settings(anonymized_telemetry=False),
                tenant=self.tenant or DEFAULT_TENANT,
                database=self.database or DEFAULT_DATABASE,
            )
        except Exception as error:
            raise LibraryUnreachableError(
                f"the Chroma server {self.display_name} cannot be used ({one_line(error)}); check that it is running, and the settings "
                "chroma_url, chroma_tenant, chroma_database and chroma_token"
            ) from error
        # Chroma has no setting for the timeout of a request.
        client._server._session.timeout = _REQUEST_SECONDS
        return client


class ChromaServer:
    """Keeps each index as a collection on a server. Connects on first use.

    Args:
        address: The server.
    """

    has_lock = False

    def __init__(self, address: ChromaAddress) -> None:
        self._address = address
        self._lock = threading.Lock()
        self._connection: Any = None

    def open(self, name: str) -> VectorIndex:
        """See `VectorIndexStore`."""
        with self._client(f"{name} at", "opened") as client:
            return self._index(client.get_collection(name, embedding_function=None), name)

    def create(self, name: str) -> VectorIndex:
        """See `VectorIndexStore`."""
        with self._client(f"{name} at", "made") as client:
            collection = client.create_collection(name, configuration=COLLECTION_CONFIGURATION, embedding_function=None)
            return self._index(collection, name)

    def exists(self, name: str) -> bool:
        """See `VectorIndexStore`."""
        return name in self.names(name)

    def names(self, prefix: str) -> list[str]:
        """See `VectorIndexStore`."""
        names: list[str] = []
        with self._client("at", "listed") as client:
            while True:
                page = client.list_collections(limit=_PAGE_SIZE, offset=len(names))
                names += [collection.name for collection in page]
                if len(page) < _PAGE_SIZE:
                    return [name for name in names if name.startswith(prefix)]

    def delete(self, name: str) -> None:
        """See `VectorIndexStore`."""
        if self.exists(name):
            with self._client(f"{name} at", "removed") as client:
                client.delete_collection(name)

    def stage(self, name: str, new_name: str) -> str:
        """See `VectorIndexStore`."""
        del new_name
        return name

    def write_lock(self, wait_seconds: float) -> AbstractContextManager[object]:
        """See `VectorIndexStore`."""
        del wait_seconds
        return nullcontext()

    def open_lock(self) -> AbstractContextManager[object]:
        """See `VectorIndexStore`; needs no lock here."""
        return nullcontext()

    def close(self) -> None:
        """See `VectorIndexStore`."""
        with self._lock:
            if self._connection is not None:
                self._connection.close()
                self._connection = None

    def _index(self, collection: Any, name: str) -> VectorIndex:  # noqa: ANN401  # Chroma is not typed
        return VectorIndex(collection, f"{name} at {self._address.display_name}", _close_nothing)

    @contextmanager
    def _client(self, index_name: str, action: str) -> Iterator[Any]:
        with chroma_errors(f"{index_name} {self._address.display_name}", action):
            with self._lock:
                if self._connection is None:
                    self._connection = self._address.connect()
                client = self._connection
            yield client


def _close_nothing() -> None:
    """Does nothing: an index on a server shares the store's connection."""
