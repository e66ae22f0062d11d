"""Exports a library to one Parquet file, and imports it into an empty library; vectors and editions are included.

Nothing is embedded again. A row is an article with its passages and its earlier editions. The header is JSON in the file's metadata,
under `article-assistant`.
"""

import json
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from assistant.ingest.atomic_files import replace_file
from assistant.ingest.budgets import MAX_ARCHIVE_GROUP_BYTES
from assistant.ingest.errors import LibraryError, UsageError
from assistant.ingest.library.archive_parquet import articles_of, batch_of, schema_of
from assistant.ingest.library.catalog_contract import Catalog
from assistant.ingest.library.catalog_rows import StoredArticle
from assistant.ingest.library.library import Library
from assistant.ingest.library.sql_writes import EMBEDDED
from assistant.ingest.sizes import format_size

if TYPE_CHECKING:
    from pyarrow import parquet

VERSION = 2
"""Version 1 has no editions, no evidence of dates, and does not mark incomplete articles."""

_METADATA_KEY = b"article-assistant"
_BATCH_ARTICLES = 64

Progress = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class ArchiveHeader:
    """The header of an archive.

    Attributes:
        id: The archive's identifier.
        version: The version of the format.
        written: When it was written, ISO 8601.
        generation: The library's generation when it was written.
        embedder: The embedder that made the vectors; None if the library was empty.
        dimension: The length of the vectors; 0 if there are none.
        embedded: The unit of embedding.
        articles: The number of articles.
        passages: The number of passages.
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


def export_library(library: Library, file: Path, progress: Progress | None = None) -> ArchiveHeader:
    """Writes the library's content at this moment to a file; others may write to the library meanwhile.

    Args:
        library: The library.
        file: The file to write; it appears when it is complete.
        progress: Called with the number of passages written.

    Raises:
        LibraryError: If the library cannot be read or the file cannot be written.
        UsageError: If pyarrow is missing.
    """
    open_writer = _parquet().ParquetWriter
    with library.catalog.snapshot():
        header = _header_of(library)
        schema = schema_of(header.dimension).with_metadata({_METADATA_KEY: json.dumps(asdict(header))})
        with (
            _write_errors(file),
            replace_file(file) as partial,
            open_writer(partial, schema, compression="zstd") as writer,
        ):
            done = 0
            for batch in stored_batches(library.catalog):
                writer.write_batch(batch_of(schema, batch))
                done += sum(len(stored.record.passages) for stored in batch)
                if progress:
                    progress(done)
    return header


def read_header(file: Path) -> ArchiveHeader:
    """Reads the header of an archive.

    Raises:
        LibraryError: If the file is not an archive, or a newer version of this program wrote it.
        UsageError: If it does not exist, or pyarrow is missing.
    """
    with _opened(file) as archive:
        return _header(archive, file)


def import_library(library: Library, file: Path, wait_seconds: float = 0.0, progress: Progress | None = None) -> int:
    """Reads an archive into an empty library, or continues an interrupted import; embeds nothing.

    Args:
        library: The library to write to.
        file: A file written by `export_library`.
        wait_seconds: How long to wait for another writer.
        progress: Called with the number of passages imported.

    Returns:
        The number of articles added.

    Raises:
        LibraryBusyError: If another process writes to the library for longer than that.
        LibraryError: If the archive is damaged or too new, or the library holds articles from elsewhere.
        EmbedderMismatchError: If the library has vectors of another embedder.
    """
    with _opened(file) as archive, library.writing("import", wait_seconds) as writer:
        header = _header(archive, file)
        _refuse_mismatch(library, header, file)
        _refuse_large_groups(archive, file)
        catalog = library.catalog
        if header.embedder is not None:
            writer.begin_import(header.id, header.embedder, header.dimension)
        added = done = 0
        with _read_errors(file):
            for batch in archive.iter_batches(_BATCH_ARTICLES):
                stored = articles_of(batch, header.dimension)
                new = [article for article in stored if catalog.content_hash(article.record.article.id) is None]
                writer.restore(new)
                added += len(new)
                done += sum(len(article.record.passages) for article in stored)
                if progress:
                    progress(done)
        writer.end_import()
    return added


def _header_of(library: Library) -> ArchiveHeader:
    catalog = library.catalog
    if library.has_outdated_vectors:
        library.require_sentence_vectors()
    articles, passages = catalog.counts()
    return ArchiveHeader(
        id=uuid.uuid4().hex,
        version=VERSION,
        written=datetime.now(UTC).isoformat(timespec="seconds"),
        generation=catalog.generation(),
        embedder=library.embedder_name,
        dimension=int(catalog.metadata("dimension") or 0),
        embedded=catalog.metadata("embedded"),
        articles=articles,
        passages=passages,
    )


def _header(archive: "parquet.ParquetFile", file: Path) -> ArchiveHeader:
    raw = (archive.schema_arrow.metadata or {}).get(_METADATA_KEY)
    if raw is None:
        raise LibraryError(f"{file} is no archive of a library; make one with: assistant export FILE")
    fields = json.loads(raw)
    if fields.get("version", 0) > VERSION:
        raise LibraryError(
            f"{file} is an archive of version {fields['version']} and this program reads them up to {VERSION}; "
            "upgrade with: pip install -U article-assistant"
        )
    return ArchiveHeader(**fields)


def _refuse_mismatch(library: Library, header: ArchiveHeader, file: Path) -> None:
    if header.embedder is not None:
        library.require_embedder(header.embedder)
        if header.embedded != EMBEDDED:
            raise LibraryError(
                f"{file} holds vectors of {header.embedded}, and this version needs those of {EMBEDDED}; export it again after: assistant reindex"
            )
    if library.catalog.counts()[0] and library.catalog.metadata("importing") != header.id:
        raise LibraryError(
            f"the library {library.display_name} holds articles already, and an archive is read into an empty one; choose another library, or ingest"
        )


def _refuse_large_groups(archive: "parquet.ParquetFile", file: Path) -> None:
    """Raises a `LibraryError` if a row group says that it unpacks to more than the limit."""
    groups = archive.metadata
    largest = max((groups.row_group(index).total_byte_size for index in range(groups.num_row_groups)), default=0)
    if largest > MAX_ARCHIVE_GROUP_BYTES:
        raise LibraryError(
            f"{file} unpacks to {format_size(largest)} for {_BATCH_ARTICLES} articles, and the limit is "
            f"{format_size(MAX_ARCHIVE_GROUP_BYTES)}; import only archives that this program has written"
        )


def stored_batches(catalog: Catalog) -> Iterator[list[StoredArticle]]:
    """Yields everything that a catalog holds, in batches of articles, in the order in which they were added."""
    after = 0
    while batch := catalog.stored_articles(after, _BATCH_ARTICLES):
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
    with _read_errors(file):
        archive = opener(file)
    with archive:
        yield archive


@contextmanager
def _read_errors(file: Path) -> Iterator[None]:
    """Raises a `LibraryError` for the errors of a damaged file."""
    try:
        yield
    except (OSError, ValueError, KeyError, TypeError) as error:  # pyarrow's errors are subclasses of these
        detail = " ".join(str(error).split())[:200]
        raise LibraryError(
            f"the archive {file} is damaged or none ({detail}); take another copy, or export again"
        ) from error


@contextmanager
def _write_errors(file: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise LibraryError(
            f"the archive {file} cannot be written ({error.strerror or error}); check the folder and the disk"
        ) from error
