"""Reads sources: files, folders, web pages and feeds. Each is opened when its turn comes."""

import os
import re
import stat
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import BinaryIO
from urllib.parse import urlsplit
from urllib.request import url2pathname

from assistant.ingest.errors import UnreadableError
from assistant.ingest.fetching.fetch import FetchLimits, fetch, normalize_url
from assistant.ingest.library.library import CATALOG_FILE
from assistant.ingest.readers.contract import Document, ReadArticle, ReadFailure, ReadOptions
from assistant.ingest.readers.dispatch import failure_reason, normalize_failure, read_document
from assistant.ingest.readers.registry import formats, list_supported_suffixes, suffix_of, supported_suffixes

_SCHEME = re.compile(r"(?P<scheme>[A-Za-z][A-Za-z0-9+.-]+)://")


Source = str | Path | Document
"""A path, an address or a document."""


_Fetch = Callable[[str], Document]
"""Fetches a page, or raises `UnreadableError`."""

ReadDocuments = Callable[[Iterable[Document | ReadFailure], ReadOptions], Iterator[ReadArticle | ReadFailure]]
"""Reads documents, in this process or by workers, and yields their items in order. A `ReadFailure` is passed on."""


def read_here(documents: Iterable[Document | ReadFailure], options: ReadOptions) -> Iterator[ReadArticle | ReadFailure]:
    """Reads documents in this process, one by one, lazily."""
    for document in documents:
        if isinstance(document, ReadFailure):
            yield document
        else:
            yield from read_document(document, options)


def read_sources(
    sources: Iterable[Source],
    options: ReadOptions | None = None,
    limits: FetchLimits | None = None,
    *,
    paths: bool = True,
    read: ReadDocuments = read_here,
    on_wait: Callable[[], None] | None = None,
) -> Iterator[ReadArticle | ReadFailure]:
    """Reads the articles of all sources, in order, lazily.

    A source that cannot be read yields a `ReadFailure`, and reading continues.

    Args:
        sources: Files, folders with their subfolders, `http`, `https` and `file` addresses, documents. `~` is the home folder.
        options: How records and archives are read. Links of feeds are fetched unless `follow` is set.
        limits: The limits of fetches.
        paths: Whether paths are permitted. They are not for untrusted users.
        read: Reads the documents of the sources.
        on_wait: Called several times a second during a fetch; may raise an error to cancel.
    """
    options = options or ReadOptions()
    limits = limits or FetchLimits()

    def fetch_page(url: str) -> Document:
        return fetch(url, limits, on_wait)

    if options.follow is None:
        options = replace(options, follow=fetch_page)
    yield from read(_documents(sources, fetch_page, paths), options)


def count_hint(sources: Iterable[Source]) -> int | None:
    """Counts the articles for a progress bar, or returns None if only reading can tell.

    Folders are walked and no file is opened. With a web address, or a file of many articles, the number is unknown.
    """
    many = {suffix for format_ in formats() if format_.many for suffix in format_.suffixes}
    count = 0
    for source in sources:
        for item in [source] if isinstance(source, Document) else _locate(source):
            if isinstance(item, str) or (isinstance(item, Path | Document) and suffix_of(item.name) in many):
                return None
            count += 1
    return count


def _is_web_address(source: str | Path) -> bool:
    match = _SCHEME.match(source.strip()) if isinstance(source, str) else None
    return match is not None and match["scheme"].lower() in {"http", "https"}


def _documents(sources: Iterable[Source], fetch_page: _Fetch, paths: bool) -> Iterator[Document | ReadFailure]:
    """Yields the documents of the sources, and a failure for each that cannot be opened."""
    for source in sources:
        if isinstance(source, Document):
            yield source
        elif paths or _is_web_address(source):
            yield from (_document(item, fetch_page) for item in _locate(source))
        else:
            yield normalize_failure(
                ReadFailure(_printable(str(source)), "is not a web address: only http and https can be fetched")
            )


def _document(item: str | Path | ReadFailure, fetch_page: _Fetch) -> Document | ReadFailure:
    if isinstance(item, ReadFailure):
        return normalize_failure(item)
    return file_document(item) if isinstance(item, Path) else _fetched(item, fetch_page)


def file_document(path: Path) -> Document:
    """Returns the document of a file, without opening it.

    Raises:
        OSError: If its absolute path cannot be resolved.
    """

    def open_file() -> BinaryIO:
        return path.open("rb")

    return Document(name=_printable(path.name), origin=_origin(path), open=open_file)


def _locate(source: str | Path) -> Iterator[str | Path | ReadFailure]:
    """Locates a source: yields a web address as text, files as paths, and failures."""
    try:
        if isinstance(source, str) and (match := _SCHEME.match(source.strip())):
            yield _locate_by_scheme(source.strip(), match["scheme"].lower())
            return
        yield from _files_at(Path(source).expanduser())
    except (OSError, ValueError, RuntimeError) as error:  # a loop of links, a NUL in the name, or an unknown ~user
        yield ReadFailure(_printable(str(source)), _open_failure_reason(error))


def _locate_by_scheme(source: str, scheme: str) -> str | Path | ReadFailure:
    if scheme in {"http", "https"}:
        return source
    if scheme == "file":
        path = Path(url2pathname(urlsplit(source).path))
        return next(_files_at(path), ReadFailure(_printable(source), "is empty"))
    return ReadFailure(_printable(source), "is an address of a kind that cannot be read: only http, https and file are")


def _files_at(path: Path) -> Iterator[Path | ReadFailure]:
    mode = path.stat().st_mode
    if stat.S_ISDIR(mode) and (path / CATALOG_FILE).exists():
        yield ReadFailure(_origin(path), "is a library of the assistant, which holds no files to read in")
    elif stat.S_ISDIR(mode):
        yield from files_in(path)
    elif stat.S_ISREG(mode):
        yield path
    else:
        yield ReadFailure(_origin(path), "is neither a file nor a folder")


def files_in(folder: Path) -> Iterator[Path | ReadFailure]:
    """Yields the readable files of a folder, sorted by name. It visits each folder once and skips libraries."""
    is_empty = True
    visited: set[tuple[int, int]] = set()
    stack = [iter(_entries(folder, visited))]
    while stack:
        item = next(stack[-1], None)
        if item is None:
            stack.pop()
        elif isinstance(item, Path) and item.is_dir():
            stack.append(iter(_entries(item, visited)))
        else:
            is_empty = False
            yield item
    if is_empty:
        yield ReadFailure(_origin(folder), f"holds no file that can be read; readable are {list_supported_suffixes()}")


def _entries(folder: Path, visited: set[tuple[int, int]]) -> list[Path | ReadFailure]:
    """Lists the relevant entries of a folder, sorted, or nothing if it was visited before (links can form a loop)."""
    try:
        status = folder.stat()
        if (status.st_dev, status.st_ino) in visited:
            return []
        visited.add((status.st_dev, status.st_ino))
        with os.scandir(folder) as entries:
            names = sorted(entry.name for entry in entries)
            # The other files of a library folder (lock, logins) are not articles.
            names = [] if CATALOG_FILE in names else names
    except OSError as error:
        return [ReadFailure(_origin(folder), _open_failure_reason(error))]
    return [item for name in names if (item := _entry(folder / name)) is not None]


def _entry(path: Path) -> Path | ReadFailure | None:
    # Word creates "~$report.docx" while a document is open
    if path.name.startswith((".", "~$")):
        return None
    supported = suffix_of(path.name) in supported_suffixes()
    try:
        mode = path.stat().st_mode
    except OSError as error:  # a broken link
        return ReadFailure(_origin(path), _open_failure_reason(error)) if supported else None
    if stat.S_ISDIR(mode):
        return path
    return path if supported and stat.S_ISREG(mode) else None


def _fetched(url: str, fetch_page: _Fetch) -> Document | ReadFailure:
    origin = _printable(url)
    try:
        origin = normalize_url(url)
        return fetch_page(url)
    except UnreadableError as error:
        return normalize_failure(ReadFailure(origin, str(error).removeprefix(f"{origin} ")))


def _origin(path: Path) -> str:
    try:
        return _printable(str(path.resolve()))
    except (OSError, RuntimeError):  # a loop of links
        return _printable(str(path.absolute()))


def _printable(name: str) -> str:
    """Replaces the lone surrogates that stand for bytes that are not UTF-8."""
    return os.fsencode(name).decode("utf-8", "replace") if not name.isascii() else name


def _open_failure_reason(error: Exception) -> str:
    if isinstance(error, FileNotFoundError | NotADirectoryError):
        return "does not exist"
    if isinstance(error, PermissionError):
        return "cannot be opened: permission denied"
    return failure_reason(error)
