"""A library as one thing: opened, searched, written, checked."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from sqlite3 import Connection
from types import TracebackType

from assistant.ingest.embedders.contract import Embedder, Vectors
from assistant.ingest.embedding import embed_passages
from assistant.ingest.errors import EmbedderMismatchError, LibraryError
from assistant.ingest.library import vector_index
from assistant.ingest.library.catalog import Catalog
from assistant.ingest.library.catalog_rows import Entry
from assistant.ingest.library.catalog_writes import (
    EMBEDDED,
    delete_article,
    forget_index,
    put_article,
    put_vectors,
    set_embedder,
    set_story,
)
from assistant.ingest.library.nearest import EXACT_LIMIT, NearestPassages
from assistant.ingest.library.scope import EVERYTHING, Scope
from assistant.ingest.library.write_lock import current_writer, write_lock
from assistant.ingest.stories import same_story

CATALOG_FILE = "catalog.sqlite3"

_INDEX_EVERY = 2_000
_REEMBED_BATCH = 256


class Library:
    """A folder that holds articles; read by many, written by one at a time.

    Args:
        folder: The library's folder.
        create: Make it if it is missing.
        exact_limit: Up to so many passages the search by meaning is exact, without the vector index.

    Raises:
        LibraryError: If it is not there, or cannot be opened.
        LibraryVersionError: If a newer version of this program made it.
    """

    def __init__(self, folder: Path, create: bool = True, exact_limit: int = EXACT_LIMIT) -> None:
        self.folder = folder
        file = folder / CATALOG_FILE
        if not create and not file.is_file():
            raise LibraryError(
                f"there is no library at {folder}; make one with: assistant ingest PATH --library {folder}"
            )
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise LibraryError(
                f"the library's folder {folder} cannot be made ({error.strerror or error}); choose another with --library"
            ) from error
        self.catalog = Catalog(file)
        self._nearest = NearestPassages(self.catalog, folder, exact_limit)

    def __enter__(self) -> "Library":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Closes catalog and index."""
        self._nearest.close()
        self.catalog.close()

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
                f"the library {self.folder} was made with the embedder {known!r}, not {name!r}; use that one (--embedder, "
                f"ASSISTANT_EMBEDDER), or embed everything anew with: assistant reindex --embedder {name}"
            )

    def require_sentence_vectors(self) -> None:
        """Refuses vectors that an earlier version of this program made.

        Raises:
            EmbedderMismatchError: If they are such.
        """
        if self.is_embedded_otherwise:
            raise EmbedderMismatchError(
                f"the library {self.folder} was made by an earlier version, which embedded passages and not sentences; "
                f"embed them anew with: assistant reindex --library {self.folder}"
            )

    def nearest(self, vector: Vectors, limit: int, scope: Scope = EVERYTHING) -> list[tuple[int, float]]:
        """The passages closest in meaning; see `NearestPassages.search`."""
        return self._nearest.search(vector, limit, scope)

    def writer(self) -> str | None:
        """Who is writing to the library, in words; None where nobody is."""
        return current_writer(self.folder)

    def problems(self) -> list[str]:
        """In what the library is not as it should be, in words; empty where all is well."""
        self._nearest.release_index()
        return self.catalog.problems() + vector_index.disagreements(self.catalog, self.folder)

    @contextmanager
    def writing(
        self, purpose: str, wait_seconds: float = 0.0, on_wait: Callable[[str], None] | None = None
    ) -> Iterator["LibraryWriter"]:
        """Makes this process the library's one writer, and leaves the vector index up to date.

        Args:
            purpose: What is being done, for those who wait.
            wait_seconds: How long to wait for another writer.
            on_wait: Called once, with words for the user, when there is another writer to wait for.

        Raises:
            LibraryBusyError: If the other writer is not done in time.
            LibraryError: If the library cannot be written.
        """
        with write_lock(self.folder, purpose, wait_seconds, on_wait):
            self._nearest.release_index()
            writer = LibraryWriter(self.catalog, self.folder)
            yield writer
            writer.bring_index_up_to_date()


class LibraryWriter:
    """What the one writer can do; to be had from `Library.writing` only."""

    def __init__(self, catalog: Catalog, folder: Path) -> None:
        self._catalog = catalog
        self._folder = folder
        self._not_indexed = 0

    def put(self, entries: Sequence[Entry], embedder: Embedder) -> list[str | None]:
        """Adds or replaces articles, all of them at once: a reader sees every one of them whole, or none.

        Returns:
            For each entry the id of the first article that tells the same story, or None.
        """
        with self._catalog.writing() as connection:
            set_embedder(connection, embedder.name, embedder.dimension)
            copies = [self._put(connection, entry) for entry in entries]
        self._not_indexed += sum(len(entry.passages) for entry in entries)
        if self._not_indexed >= _INDEX_EVERY:
            self.bring_index_up_to_date()
        return copies

    def remove(self, article_ids: Sequence[str]) -> list[str]:
        """Takes articles out of every index.

        Returns:
            The ids that there were.
        """
        with self._catalog.writing() as connection:
            return [article_id for article_id in article_ids if delete_article(connection, article_id)]

    def reembed(self, embedder: Embedder, progress: Callable[[int], None] | None = None) -> None:
        """Makes all vectors anew, with another embedder or with the same; readers see the old ones until all are done."""
        numbers = [int(number) for number in self._catalog.passage_numbers()]
        with self._catalog.writing() as connection:
            for first in range(0, len(numbers), _REEMBED_BATCH):
                batch = self._catalog.passages(numbers[first : first + _REEMBED_BATCH])
                embedded = embed_passages([(stored.article, stored.passage) for stored in batch], embedder)
                put_vectors(connection, zip([stored.number for stored in batch], embedded, strict=True))
                if progress:
                    progress(first + len(batch))
            set_embedder(connection, embedder.name, embedder.dimension)
            forget_index(connection)

    def rebuild_index(self, progress: Callable[[int], None] | None = None) -> None:
        """Builds the vector index anew from the catalog; nothing is embedded."""
        vector_index.rebuild(self._catalog, self._folder, progress)
        self._not_indexed = 0

    def bring_index_up_to_date(self) -> None:
        """Gives the vector index what the catalog has gained, and mends it where it was left in the middle of a change."""
        vector_index.bring_up_to_date(self._catalog, self._folder)
        self._not_indexed = 0

    def _put(self, connection: Connection, entry: Entry) -> str | None:
        delete_article(connection, entry.article.id)
        story = same_story(entry.signature, self._catalog.story_candidates(entry.bands))
        number = put_article(connection, entry)
        return None if story is None else set_story(connection, number, story)
