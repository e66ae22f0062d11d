"""A library as one thing: opened, searched, written, checked."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from pathlib import Path
from types import TracebackType

from assistant.ingest.embedders.contract import Embedder, Vectors
from assistant.ingest.embedding import embed_passages
from assistant.ingest.errors import EmbedderMismatchError, LibraryBusyError, LibraryError
from assistant.ingest.library import index_maintenance as vector_index
from assistant.ingest.library.catalog_contract import Catalog, CatalogWrites
from assistant.ingest.library.catalog_rows import ArticleRecord, PassageRecord, StoredArticle
from assistant.ingest.library.chroma import ChromaFolder, ChromaServer, IndexHome
from assistant.ingest.library.scope import EVERYTHING, Scope
from assistant.ingest.library.servers import Servers
from assistant.ingest.library.sql_writes import EMBEDDED
from assistant.ingest.library.sqlite_catalog import SqliteCatalog
from assistant.ingest.library.vector_search import EXACT_LIMIT, VectorSearch
from assistant.ingest.near_duplicates import are_near_duplicates

CATALOG_FILE = "catalog.sqlite3"

_INDEX_EVERY = 2_000
_INDEX_SHARE = 0.1  # of a large index: to open it takes seconds, and what it lacks is compared one by one
_REEMBED_BATCH = 256


class Library:
    """A folder, or servers, that hold articles; read by many, written by one at a time.

    Args:
        folder: The library's folder; what servers hold has no part in it.
        create: Make it if it is missing.
        exact_limit: Up to so many passages the search by meaning is exact, without the vector index.
        servers: Which parts of it servers hold; none unless given.

    Attributes:
        catalog: The truth.
        index_home: Where the vector index is.

    Raises:
        LibraryError: If it is not there, or cannot be opened.
        LibraryVersionError: If a newer version of this program made it.
        UsageError: If the servers do not go together.
    """

    def __init__(
        self, folder: Path, create: bool = True, exact_limit: int = EXACT_LIMIT, servers: Servers | None = None
    ) -> None:
        self.folder = folder
        servers = servers or Servers()
        self.catalog = servers.open_catalog(create) if servers.catalog_url else _open_folder(folder, create)
        self.index_home: IndexHome = ChromaServer(servers.chroma) if servers.chroma else ChromaFolder(folder)
        self._nearest = VectorSearch(self.catalog, self.index_home, exact_limit)

    def __enter__(self) -> "Library":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Closes catalog and index."""
        self._nearest.close()
        self.index_home.close()
        self.catalog.close()

    @property
    def shown(self) -> str:
        """Which library it is, as a user would name it."""
        return self.catalog.shown

    @property
    def option(self) -> str:
        """How a command is told that it is this one; empty where the settings name its server."""
        return f" --library {self.folder}" if isinstance(self.catalog, SqliteCatalog) else ""

    @property
    def embedder_name(self) -> str | None:
        """The embedder that made the library's vectors; None while it has none."""
        return self.catalog.fact("embedder")

    @property
    def is_embedded_otherwise(self) -> bool:
        """Whether an earlier version of this program made the vectors, of something else than sentences."""
        return self.embedder_name is not None and self.catalog.fact("embedded") != EMBEDDED

    def require_embedder(self, name: str) -> None:
        """Refuses an embedder other than the one that made the library's vectors.

        Raises:
            EmbedderMismatchError: If it is another one.
        """
        known = self.embedder_name
        if known is not None and known != name:
            raise EmbedderMismatchError(
                f"the library {self.shown} was made with the embedder {known!r}, not {name!r}; use that one (--embedder, "
                f"ASSISTANT_EMBEDDER), or embed everything anew with: assistant reindex --embedder {name}"
            )

    def require_sentence_vectors(self) -> None:
        """Refuses vectors that an earlier version of this program made.

        Raises:
            EmbedderMismatchError: If they are such.
        """
        if self.is_embedded_otherwise:
            raise EmbedderMismatchError(
                f"the library {self.shown} was made by an earlier version, which embedded passages and not sentences; "
                f"embed them anew with: assistant reindex{self.option}"
            )

    def nearest(self, vector: Vectors, limit: int, scope: Scope = EVERYTHING) -> list[tuple[int, float]]:
        """The passages closest in meaning; see `VectorSearch.search`."""
        return self._nearest.search(vector, limit, scope)

    def writer(self) -> str | None:
        """Who is writing to the library, in words; None where nobody is."""
        return self.catalog.writer()

    def bytes_on_disk(self) -> int:
        """How much room all of its files take."""
        return sum(_size(file) for file in self.folder.rglob("*"))

    def problems(self) -> list[str]:
        """In what the library is not as it should be, in words; empty where all is well."""
        self._nearest.release_index()
        return self.catalog.problems() + vector_index.disagreements(self.catalog, self.index_home)

    @contextmanager
    def writing(
        self, purpose: str, wait_seconds: float = 0.0, on_wait: Callable[[str], None] | None = None
    ) -> Iterator["LibraryWriter"]:
        """Makes this process the library's one writer.

        A small vector index is up to date at the end. A large one is left for `catch_up`: what it lacks is found all the same.

        Args:
            purpose: What is being done, for those who wait.
            wait_seconds: How long to wait for another writer.
            on_wait: Called once, with words for the user, when there is another writer to wait for.

        Raises:
            LibraryBusyError: If the other writer is not done in time.
            LibraryError: If the library cannot be written.
        """
        with self.catalog.lock(purpose, wait_seconds, on_wait):
            writer = LibraryWriter(self.catalog, self.index_home, self._nearest)
            yield writer
            writer.settle_index()

    def is_index_due(self) -> bool:
        """Whether `catch_up` has something to do."""
        return vector_index.is_due(self.catalog, self.index_home)

    def index_waits_for(self) -> int:
        """How many passages the index has not been given yet, or has still to forget."""
        return vector_index.waiting(self.catalog)

    def catch_up(self, wait_seconds: float = 0.0) -> bool:
        """Brings the vector index up to date where enough waits for it; articles can be written meanwhile, except where Chroma is a server.

        It can be broken off at any time: the index is then what it was before.

        Args:
            wait_seconds: How long to wait for another writer, where Chroma is a server.

        Returns:
            Whether something was done; not where another process is doing it.

        Raises:
            LibraryBusyError: If another process writes to the library for longer than that, where Chroma is a server.
            LibraryError: If the index cannot be written.
        """
        if not self.is_index_due():
            return False
        purpose = "bringing the vector index up to date"
        own_lock = self.index_home.has_lock
        with nullcontext() if own_lock else self.catalog.lock(purpose, wait_seconds):
            return LibraryWriter(self.catalog, self.index_home, self._nearest).bring_index_up_to_date()


def _size(file: Path) -> int:
    """A file's bytes; 0 for a folder, and for what has gone in the meantime."""
    try:
        return file.stat().st_size if file.is_file() else 0
    except OSError:
        return 0


class LibraryWriter:
    """What the one writer can do; to be had from `Library.writing` only."""

    def __init__(self, catalog: Catalog, home: IndexHome, nearest: VectorSearch) -> None:
        self._catalog = catalog
        self._home = home
        self._nearest = nearest
        self._not_indexed = 0

    def put(self, entries: Sequence[ArticleRecord], embedder: Embedder) -> list[str | None]:
        """Adds or replaces articles, all of them at once: a reader sees every one of them whole, or none.

        Returns:
            For each entry the id of the first article that tells the same story, or None.
        """
        with self._catalog.writing() as writes:
            writes.set_facts(_made_by(embedder.name, embedder.dimension))
            copies = [self._put(writes, entry) for entry in entries]
        self._stored(entries)
        return copies

    def restore(self, stored: Sequence[StoredArticle]) -> None:
        """Adds or replaces articles that another library held, in its order, all of them at once; each keeps its story."""
        with self._catalog.writing() as writes:
            for one in stored:
                writes.delete_article(one.entry.article.id)
                number = writes.put_article(one.entry)
                if one.story_of != one.entry.article.id:
                    writes.join_story(number, one.story_of)
        self._stored([one.entry for one in stored])

    def begin_import(self, archive: str, embedder: str, dimension: int) -> None:
        """Notes which archive is being read into the library, and who made its vectors."""
        with self._catalog.writing() as writes:
            writes.set_facts({"importing": archive, **_made_by(embedder, dimension)})

    def end_import(self) -> None:
        """Notes that all of the archive is there."""
        self._catalog.set_fact("importing", "")

    def remove(self, article_ids: Sequence[str]) -> list[str]:
        """Takes articles out of every index.

        Returns:
            The ids that there were.
        """
        with self._catalog.writing() as writes:
            return [article_id for article_id in article_ids if writes.delete_article(article_id)]

    def reembed(self, embedder: Embedder, progress: Callable[[int], None] | None = None) -> None:
        """Makes all vectors anew, with another embedder or with the same; readers see the old ones until all are done."""
        numbers = [int(number) for number in self._catalog.passage_numbers()]
        with self._catalog.writing() as writes:
            for first in range(0, len(numbers), _REEMBED_BATCH):
                batch = self._catalog.passages(numbers[first : first + _REEMBED_BATCH])
                embedded = embed_passages([(stored.article, stored.passage) for stored in batch], embedder)
                packed = [PassageRecord.of(one) for one in embedded]
                writes.put_vectors(zip([stored.number for stored in batch], packed, strict=True))
                if progress:
                    progress(first + len(batch))
            writes.set_facts(_made_by(embedder.name, embedder.dimension))
            writes.forget_index()

    def rebuild_index(self, progress: Callable[[int], None] | None = None) -> None:
        """Builds the vector index anew from the catalog; nothing is embedded."""
        self._nearest.take_over(vector_index.rebuild(self._catalog, self._home, progress))
        self._not_indexed = 0

    def bring_index_up_to_date(self) -> bool:
        """Gives the vector index what the catalog has gained, and mends it where it is damaged.

        Returns:
            Whether something was done; not where another process is doing it.
        """
        self._not_indexed = 0
        try:
            current = vector_index.bring_up_to_date(self._catalog, self._home)
        except LibraryBusyError:
            return False
        if current is not None:
            self._nearest.take_over(current)
        return current is not None

    def settle_index(self) -> None:
        """Brings the vector index up to date where that takes no time, or cannot wait any longer."""
        if vector_index.is_overdue(self._catalog, self._home):
            self.bring_index_up_to_date()

    def _put(self, writes: CatalogWrites, entry: ArticleRecord) -> str | None:
        writes.delete_article(entry.article.id)
        story = are_near_duplicates(entry.signature, self._catalog.story_candidates(entry.bands))
        number = writes.put_article(entry)
        return None if story is None else writes.set_story(number, story)

    def _stored(self, entries: Sequence[ArticleRecord]) -> None:
        self._not_indexed += sum(len(entry.passages) for entry in entries)
        if self._not_indexed >= max(_INDEX_EVERY, _INDEX_SHARE * vector_index.indexed_through(self._catalog)):
            self.bring_index_up_to_date()


def _made_by(embedder: str, dimension: int) -> dict[str, str | int]:
    """Which embedder made the vectors, and of what, as facts."""
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
