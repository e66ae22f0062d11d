"""The library: opens, searches, writes and checks the catalog and the vector index together."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType

from assistant.ingest.embedders.contract import Embedder, Vectors
from assistant.ingest.embedding import embed_passages
from assistant.ingest.errors import EmbedderMismatchError, LibraryBusyError, LibraryError
from assistant.ingest.language.detection import article_language
from assistant.ingest.library import index_maintenance, index_process
from assistant.ingest.library.catalog_contract import Catalog, CatalogWrites
from assistant.ingest.library.catalog_rows import ArticleRecord, PassageRecord, StoredArticle
from assistant.ingest.library.chroma_embedded import EmbeddedChroma
from assistant.ingest.library.chroma_server import ChromaServer
from assistant.ingest.library.scope import EVERYTHING, Scope
from assistant.ingest.library.servers import Servers
from assistant.ingest.library.sql_writes import EMBEDDED
from assistant.ingest.library.sqlite_catalog import SqliteCatalog
from assistant.ingest.library.vector_index import VectorIndexStore
from assistant.ingest.library.vector_search import EXACT_LIMIT, VectorSearch
from assistant.ingest.near_duplicates import closest_story

CATALOG_FILE = "catalog.sqlite3"

_INDEX_EVERY = 2_000
_INDEX_SHARE = 0.1  # of a large index: opening it takes seconds
_REEMBED_BATCH = 256


class Library:
    """A folder, or servers, that hold articles; many processes read, one at a time writes.

    Args:
        folder: The library's folder; parts on servers are not in it.
        create: Whether to create it if it is missing.
        exact_limit: Up to this number of passages vector search is exact, without the vector index.
        servers: The servers that hold parts of it; none by default.

    Attributes:
        catalog: The source of truth.
        index_store: The store of the vector index.

    Raises:
        LibraryError: If it is missing, or cannot be opened.
        LibraryVersionError: If a newer version of this program made it.
        UsageError: If the servers do not fit together.
    """

    def __init__(
        self, folder: Path, create: bool = True, exact_limit: int = EXACT_LIMIT, servers: Servers | None = None
    ) -> None:
        self.folder = folder
        servers = servers or Servers()
        self.catalog = servers.open_catalog(create) if servers.catalog_url else _open_folder(folder, create)
        self.index_store: VectorIndexStore = ChromaServer(servers.chroma) if servers.chroma else EmbeddedChroma(folder)
        self._vector_search = VectorSearch(self.catalog, self.index_store, exact_limit)

    def __enter__(self) -> "Library":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Closes catalog and index."""
        self._vector_search.close()
        self.index_store.close()
        self.catalog.close()

    @property
    def display_name(self) -> str:
        """The library's name in messages."""
        return self.catalog.display_name

    @property
    def command_option(self) -> str:
        """The command-line option that selects this library; empty if the settings name its server."""
        return f" --library {self.folder}" if isinstance(self.catalog, SqliteCatalog) else ""

    @property
    def embedder_name(self) -> str | None:
        """The embedder that made the library's vectors; None if there are none."""
        return self.catalog.metadata("embedder")

    @property
    def has_outdated_vectors(self) -> bool:
        """Whether an earlier version of this program made the vectors, of whole passages instead of sentences."""
        return self.embedder_name is not None and self.catalog.metadata("embedded") != EMBEDDED

    @property
    def has_outdated_terms(self) -> bool:
        """Whether the full-text index is that of an earlier version of this program, which stemmed all languages as English."""
        return not self.catalog.search_terms().by_language

    def require_embedder(self, name: str) -> None:
        """Refuses an embedder other than the one that made the library's vectors.

        Raises:
            EmbedderMismatchError: If it is another one.
        """
        stored = self.embedder_name
        if stored is not None and stored != name:
            raise EmbedderMismatchError(
                f"the library {self.display_name} was made with the embedder {stored!r}, not {name!r}; use that one (--embedder, "
                f"ASSISTANT_EMBEDDER), or embed everything anew with: assistant reindex --embedder {name}"
            )

    def require_sentence_vectors(self) -> None:
        """Refuses vectors of whole passages, which an earlier version of this program made.

        Raises:
            EmbedderMismatchError: If the library has such vectors.
        """
        if self.has_outdated_vectors:
            raise EmbedderMismatchError(
                f"the library {self.display_name} was made by an earlier version, which embedded passages and not sentences; "
                f"embed them anew with: assistant reindex{self.command_option}"
            )

    def nearest(self, vector: Vectors, limit: int, scope: Scope = EVERYTHING) -> list[tuple[int, float]]:
        """Returns the passages closest in meaning; see `VectorSearch.search`."""
        return self._vector_search.search(vector, limit, scope)

    @property
    def searches_index(self) -> bool:
        """Whether searches use the vector index instead of comparing all vectors in memory."""
        return self._vector_search.uses_index

    def writer(self) -> str | None:
        """Describes the current writer; None if there is none."""
        return self.catalog.writer()

    def bytes_on_disk(self) -> int:
        """Returns the size of all files of the library."""
        return sum(_size(file) for file in self.folder.rglob("*"))

    def problems(self) -> list[str]:
        """Lists the inconsistencies of catalog and index; empty if there are none."""
        self._vector_search.release_index()
        return self.catalog.problems() + index_maintenance.index_problems(self.catalog, self.index_store)

    @contextmanager
    def writing(
        self,
        purpose: str,
        wait_seconds: float = 0.0,
        on_wait: Callable[[str], None] | None = None,
        *,
        updates_index: bool = True,
    ) -> Iterator["LibraryWriter"]:
        """Makes this process the library's only writer.

        A small vector index is up to date at the end. A large one is left to `update_index`; passages missing in it are still found.

        Args:
            purpose: The operation, shown to others who wait.
            wait_seconds: How long to wait for another writer.
            on_wait: Called once with a message for the user, if there is another writer to wait for.
            updates_index: Whether to update the index: after many passages, and a small one at the end.

        Raises:
            LibraryBusyError: If the other writer does not finish in time.
            LibraryError: If the library cannot be written.
        """
        with self.catalog.lock(purpose, wait_seconds, on_wait):
            writer = LibraryWriter(self.catalog, self.index_store, self._vector_search, updates_index=updates_index)
            yield writer
            if updates_index:
                writer.update_index_if_overdue()

    def is_index_due(self) -> bool:
        """Checks whether `update_index` has something to do."""
        return index_maintenance.is_due(self.catalog, self.index_store)

    def index_backlog(self) -> int:
        """Counts the passages that have still to be added to the index, or removed from it."""
        return index_maintenance.backlog(self.catalog)

    def is_index_overdue(self) -> bool:
        """Checks whether `update_index` should be called at once."""
        return index_maintenance.is_overdue(self.catalog, self.index_store)

    def update_index(self, wait_seconds: float = 0.0, *, beside_server: bool = False) -> bool:
        """Updates the vector index if it is due; with embedded Chroma, articles can be written meanwhile.

        It can be interrupted at any time; the index then stays as it was.

        Args:
            wait_seconds: How long to wait for another writer, if Chroma is a server.
            beside_server: Whether other threads of this process answer questions; a folder is then updated in a process of its own.

        Returns:
            Whether the index was updated; False also if another process is updating it.

        Raises:
            LibraryBusyError: If Chroma is a server, and another process writes to the library for longer than that.
            LibraryError: If the index cannot be written.
        """
        if not self.is_index_due():
            return False
        is_folder = isinstance(self.catalog, SqliteCatalog) and isinstance(self.index_store, EmbeddedChroma)
        if beside_server and is_folder and index_process.CAN_START:
            return self._update_index_of_folder()
        purpose = "bringing the vector index up to date"
        with nullcontext() if self.index_store.has_lock else self.catalog.lock(purpose, wait_seconds):
            return LibraryWriter(self.catalog, self.index_store, self._vector_search).update_index()

    def _update_index_of_folder(self) -> bool:
        before = index_maintenance.index_name(self.catalog)
        index_process.update_index_of(self.folder)
        if index_maintenance.index_name(self.catalog) == before:
            return False
        self._vector_search.reopen_index()
        return True


def _size(file: Path) -> int:
    """Returns a file's size in bytes; 0 for folders and deleted files."""
    try:
        return file.stat().st_size if file.is_file() else 0
    except OSError:
        return 0


class LibraryWriter:
    """Writes to a library; given by `Library.writing` only."""

    def __init__(
        self, catalog: Catalog, store: VectorIndexStore, vector_search: VectorSearch, *, updates_index: bool = True
    ) -> None:
        self._catalog = catalog
        self._store = store
        self._vector_search = vector_search
        self._updates_index = updates_index
        self._not_indexed = 0

    def put(self, records: Sequence[ArticleRecord], embedder: Embedder) -> list[str | None]:
        """Adds or replaces articles in one transaction: a reader sees all of them or none. The text that is replaced stays as an edition.

        Returns:
            For each record the id of the first article of its story, or None if it is the first.
        """
        with self._catalog.transaction() as writes:
            writes.set_metadata(_vector_metadata(embedder.name, embedder.dimension))
            copies = [self._put(writes, record) for record in records]
        self._count_stored(records)
        return copies

    def restore(self, stored: Sequence[StoredArticle]) -> None:
        """Adds or replaces articles of another library in one transaction, in its order; each keeps its story."""
        with self._catalog.transaction() as writes:
            for article in stored:
                writes.delete_article(article.record.article.id)
                number = writes.put_article(article.record)
                writes.put_editions(article.record.article.id, article.editions)
                if article.story_of != article.record.article.id:
                    writes.join_story(number, article.story_of)
        self._count_stored([article.record for article in stored])

    def begin_import(self, archive: str, embedder: str, dimension: int) -> None:
        """Notes which archive is being imported, and which embedder made its vectors."""
        with self._catalog.transaction() as writes:
            writes.set_metadata({"importing": archive, **_vector_metadata(embedder, dimension)})

    def end_import(self) -> None:
        """Notes that the import is complete."""
        self._catalog.set_metadata({"importing": ""})

    def remove(self, article_ids: Sequence[str]) -> list[str]:
        """Deletes articles from every index, with all their editions.

        Returns:
            The ids that were stored.
        """
        with self._catalog.transaction() as writes:
            for article_id in article_ids:
                writes.put_editions(article_id, ())
            return [article_id for article_id in article_ids if writes.delete_article(article_id)]

    def reembed(self, embedder: Embedder, progress: Callable[[int], None] | None = None) -> None:
        """Embeds all passages again, with any embedder; readers see the old vectors until all are done."""
        numbers = [int(number) for number in self._catalog.passage_numbers()]
        with self._catalog.transaction() as writes:
            for first in range(0, len(numbers), _REEMBED_BATCH):
                batch = self._catalog.passages(numbers[first : first + _REEMBED_BATCH])
                embedded = embed_passages([(stored.article, stored.passage) for stored in batch], embedder)
                records = [PassageRecord.of(passage) for passage in embedded]
                writes.put_vectors(zip([stored.number for stored in batch], records, strict=True))
                if progress:
                    progress(first + len(batch))
            writes.set_metadata(_vector_metadata(embedder.name, embedder.dimension))
            writes.forget_index()

    def renew_full_text(self) -> None:
        """Makes the full-text index anew, and detects the language of articles whose source declares none.

        Readers see the old index until all is done.
        """
        numbers = [int(number) for number in self._catalog.passage_numbers()]
        with self._catalog.transaction() as writes:
            writes.renew_full_text()
            for first in range(0, len(numbers), _REEMBED_BATCH):
                batch = self._catalog.passages(numbers[first : first + _REEMBED_BATCH])
                undeclared = {stored.article.id: stored.article for stored in batch if stored.article.language is None}
                detected = {
                    article.id: language
                    for article in undeclared.values()
                    if (language := article_language(f"{article.title}\n{article.text}", None)[0]) is not None
                }
                for article_id, language in detected.items():
                    writes.set_detected_language(article_id, language)
                if detected:
                    batch = self._catalog.passages([stored.number for stored in batch])
                writes.index_stored(batch)

    def rebuild_index(self, progress: Callable[[int], None] | None = None) -> None:
        """Builds the vector index again from the catalog; embeds nothing."""
        self._vector_search.use_index(index_maintenance.rebuild_index(self._catalog, self._store, progress))
        self._not_indexed = 0

    def update_index(self) -> bool:
        """Applies the backlog to the vector index, and rebuilds it if it is damaged.

        Returns:
            Whether the index was updated; False also if another process is updating it.
        """
        self._not_indexed = 0
        try:
            active = index_maintenance.update_index(self._catalog, self._store)
        except LibraryBusyError:
            return False
        if active is not None:
            self._vector_search.use_index(active)
        return active is not None

    def update_index_if_overdue(self) -> bool:
        """Updates the vector index if that is quick, or cannot wait any longer."""
        return index_maintenance.is_overdue(self._catalog, self._store) and self.update_index()

    def _put(self, writes: CatalogWrites, record: ArticleRecord) -> str | None:
        # One moment for both: the edition ends when the next one is stored.
        stored_at = record.added_at or datetime.now(UTC)
        record = replace(record, added_at=stored_at)
        writes.keep_edition(record.article, stored_at)
        writes.delete_article(record.article.id)
        story = closest_story(record.signature, self._catalog.near_duplicate_candidates(record.bands))
        number = writes.put_article(record)
        return None if story is None else writes.set_story(number, story)

    def _count_stored(self, records: Sequence[ArticleRecord]) -> None:
        self._not_indexed += sum(len(record.passages) for record in records)
        if self._updates_index and self._not_indexed >= max(
            _INDEX_EVERY, _INDEX_SHARE * index_maintenance.indexed_through(self._catalog)
        ):
            self.update_index()


def _vector_metadata(embedder: str, dimension: int) -> dict[str, str | int]:
    return {"embedder": embedder, "dimension": dimension, "embedded": EMBEDDED}


def _open_folder(folder: Path, create: bool) -> Catalog:
    file = folder / CATALOG_FILE
    if not create and not file.is_file():
        raise LibraryError(f"there is no library at {folder}; make one with: assistant ingest PATH --library {folder}")
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise LibraryError(
            f"the library's folder {folder} cannot be made ({error.strerror or error}); choose another with --library"
        ) from error
    return SqliteCatalog(file)
