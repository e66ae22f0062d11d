"""A whole library in one Parquet file, vectors included: written from one moment of one library, read into an empty one, nothing embedded again.

A row is an article with its passages. What the file is about stands in its metadata under `article-assistant`, as JSON.
"""

import json
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from assistant.ingest.errors import LibraryError, UsageError
from assistant.ingest.library.archive_rows import articles_of, batch_of, schema_of
from assistant.ingest.library.catalog_contract import Catalog
from assistant.ingest.library.catalog_rows import StoredArticle
from assistant.ingest.library.library import Library
from assistant.ingest.library.sql_writes import EMBEDDED

if TYPE_CHECKING:
    from pyarrow import parquet

VERSION = 1
_KEY = b"article-assistant"
_ARTICLES_AT_ONCE = 64

Progress = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class ArchiveHead:
    """What an archive says about itself.

    Attributes:
        id: Of this archive.
        version: Of the form it is written in.
        written: When, ISO 8601.
        generation: Of the library, at the moment that was written.
        embedder: Made the vectors; None where the library was empty.
        dimension: Of the vectors; 0 where there are none.
        embedded: What was embedded.
        articles: How many there are.
        passages: How many there are.
    """

    id: str
    version: int
    written: str
    generation: int
    embedder: str | None
    dimension: int
    embedded: str | None
    articles: int
    passages: int


def export_library(library: Library, file: Path, progress: Progress | None = None) -> ArchiveHead:
    """Writes everything that the library holds at this moment, whatever is written to it meanwhile.

    Args:
        library: What to write.
        file: Where to; it is there when all of it is written, and until then nothing is.
        progress: Is told how many passages have been written.

    Raises:
        LibraryError: If the library cannot be read or the file cannot be written.
        UsageError: If pyarrow is missing.
    """
    open_writer = _parquet().ParquetWriter
    unfinished = file.with_name(f"{file.name}.unfinished")
    with library.catalog.reading():
        head = _head_of(library)
        schema = schema_of(head.dimension).with_metadata({_KEY: json.dumps(asdict(head))})
        with _written(unfinished), open_writer(unfinished, schema, compression="zstd") as writer:
            done = 0
            for batch in stored_batches(library.catalog):
                writer.write_batch(batch_of(schema, batch))
                done += sum(len(one.entry.passages) for one in batch)
                if progress:
                    progress(done)
    with _written(unfinished):
        unfinished.replace(file)
    return head


def read_head(file: Path) -> ArchiveHead:
    """What an archive says about itself.

    Raises:
        LibraryError: If it is none, or a newer version of this program wrote it.
        UsageError: If it is not there, or pyarrow is missing.
    """
    with _opened(file) as archive:
        return _head(archive, file)


def import_library(library: Library, file: Path, wait_seconds: float = 0.0, progress: Progress | None = None) -> int:
    """Reads an archive into an empty library, or goes on where that was broken off. Nothing is embedded.

    Args:
        library: Where to.
        file: What `export_library` wrote.
        wait_seconds: How long to wait for another writer.
        progress: Is told how many passages are there.

    Returns:
        How many articles were brought in.

    Raises:
        LibraryBusyError: If another process writes to the library for longer than that.
        LibraryError: If the archive is damaged or too new, or the library holds articles from elsewhere.
        EmbedderMismatchError: If the library has vectors of another embedder.
    """
    with _opened(file) as archive, library.writing("import", wait_seconds) as writer:
        head = _head(archive, file)
        _refuse_mismatch(library, head, file)
        catalog = library.catalog
        if head.embedder is not None:
            writer.begin_import(head.id, head.embedder, head.dimension)
        added = done = 0
        with _damage_told(file):
            for batch in archive.iter_batches(_ARTICLES_AT_ONCE):
                stored = articles_of(batch, head.dimension)
                new = [one for one in stored if catalog.content_hash(one.entry.article.id) is None]
                writer.restore(new)
                added += len(new)
                done += sum(len(one.entry.passages) for one in stored)
                if progress:
                    progress(done)
        writer.end_import()
    return added


def _head_of(library: Library) -> ArchiveHead:
    catalog = library.catalog
    if library.is_embedded_otherwise:
        library.require_sentence_vectors()
    articles, passages = catalog.counts()
    return ArchiveHead(
        id=uuid.uuid4().hex,
        version=VERSION,
        written=datetime.now(UTC).isoformat(timespec="seconds"),
        generation=catalog.generation(),
        embedder=library.embedder_name,
        dimension=int(catalog.fact("dimension") or 0),
        embedded=catalog.fact("embedded"),
        articles=articles,
        passages=passages,
    )


def _head(archive: "parquet.ParquetFile", file: Path) -> ArchiveHead:
    raw = (archive.schema_arrow.metadata or {}).get(_KEY)
    if raw is None:
        raise LibraryError(f"{file} is no archive of a library; make one with: assistant export FILE")
    told = json.loads(raw)
    if told.get("version", 0) > VERSION:
        raise LibraryError(
            f"{file} is an archive of version {told['version']} and this program reads them up to {VERSION}; "
            "upgrade with: pip install -U article-assistant"
        )
    return ArchiveHead(**told)


def _refuse_mismatch(library: Library, head: ArchiveHead, file: Path) -> None:
    if head.embedder is not None:
        library.require_embedder(head.embedder)
        if head.embedded != EMBEDDED:
            raise LibraryError(
                f"{file} holds vectors of {head.embedded}, and this version needs those of {EMBEDDED}; export it again after: assistant reindex"
            )
    if library.catalog.counts()[0] and library.catalog.fact("importing") != head.id:
        raise LibraryError(
            f"the library {library.shown} holds articles already, and an archive is read into an empty one; choose another library, or ingest"
        )


def stored_batches(catalog: Catalog) -> Iterator[list[StoredArticle]]:
    """Everything that a catalog holds, a few articles at a time, in the order in which they came in."""
    after = 0
    while batch := catalog.stored_articles(after, _ARTICLES_AT_ONCE):
        yield batch
        after = batch[-1].number


# Files


def _parquet() -> Any:  # noqa: ANN401  # a module
    try:
        from pyarrow import parquet
    except ImportError as error:
        raise UsageError(
            "an archive needs pyarrow; install it with: pip install 'article-assistant[parquet]'"
        ) from error
    return parquet


@contextmanager
def _opened(file: Path) -> "Iterator[parquet.ParquetFile]":
    opener = _parquet().ParquetFile
    if not file.is_file():
        raise UsageError(f"{file} is not there; make an archive with: assistant export FILE")
    with _damage_told(file):
        archive = opener(file)
    with archive:
        yield archive


@contextmanager
def _damage_told(file: Path) -> Iterator[None]:
    """What pyarrow says of a damaged file, and what does not fit, in the words of the product."""
    try:
        yield
    except (OSError, ValueError, KeyError, TypeError) as error:  # pyarrow's own errors are of these kinds
        detail = " ".join(str(error).split())[:200]
        raise LibraryError(
            f"the archive {file} is damaged or none ({detail}); take another copy, or export again"
        ) from error


@contextmanager
def _written(file: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        file.unlink(missing_ok=True)
        raise LibraryError(
            f"the archive {file} cannot be written ({error.strerror or error}); check the folder and the disk"
        ) from error
    except BaseException:
        file.unlink(missing_ok=True)
        raise
