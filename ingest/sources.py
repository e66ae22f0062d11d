"""Where articles come from: files, folders, web pages and feeds, each read as it is reached."""

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
"""A path, an address, or what has been opened already."""


ReadDocuments = Callable[[Iterable[Document | ReadFailure], ReadOptions], Iterator[ReadArticle | ReadFailure]]
"""Reads documents, here or elsewhere, and gives what is in them in their order; a `ReadFailure` is passed on."""


def read_here(documents: Iterable[Document | ReadFailure], options: ReadOptions) -> Iterator[ReadArticle | ReadFailure]:
    """Reads documents in this process, one after the other as they are asked for."""
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
) -> Iterator[ReadArticle | ReadFailure]:
    """The articles in all sources, in order, read as they are asked for.

    A source that cannot be read is reported and does not stop the others.

    Args:
        sources: Files, folders (with all that is in them), `http`, `https` and `file` addresses, documents; `~` is the home folder.
        options: How records and archives are read. Links of feeds are fetched unless it has its own `follow`.
        limits: For what is fetched.
        paths: Whether files and folders may be named; a stranger may not.
        read: Reads the documents that the sources lead to.
    """
    options = options or ReadOptions()
    limits = limits or FetchLimits()
    if options.follow is None:
        options = replace(options, follow=lambda url: fetch(url, limits))
    yield from read(_documents(sources, limits, paths), options)


def count_hint(sources: Iterable[Source]) -> int | None:
    """How many articles there will be, for a progress bar; None where only reading can tell.

    Folders are walked and nothing is opened. A web address, or a file that can hold many articles, makes it unknown.
    """
    many = {suffix for format_ in formats() if format_.many for suffix in format_.suffixes}
    count = 0
    for source in sources:
        for item in [source] if isinstance(source, Document) else _located(source):
            if isinstance(item, str) or (isinstance(item, Path | Document) and suffix_of(item.name) in many):
                return None
            count += 1
    return count


def _is_web_address(source: str | Path) -> bool:
    found = _SCHEME.match(source.strip()) if isinstance(source, str) else None
    return found is not None and found["scheme"].lower() in {"http", "https"}


def _documents(sources: Iterable[Source], limits: FetchLimits, paths: bool) -> Iterator[Document | ReadFailure]:
    """The documents that sources lead to, and what is in the way."""
    for source in sources:
        if isinstance(source, Document):
            yield source
        elif paths or _is_web_address(source):
            yield from (_document(item, limits) for item in _located(source))
        else:
            yield normalize_failure(ReadFailure(_printable(str(source)), "is not a web address: only http and https can be fetched"))


def _document(item: str | Path | ReadFailure, limits: FetchLimits) -> Document | ReadFailure:
    if isinstance(item, ReadFailure):
        return normalize_failure(item)
    return file_document(item) if isinstance(item, Path) else _fetched(item, limits)


def file_document(path: Path) -> Document:
    """A file, not yet opened.

    Raises:
        OSError: If its place cannot be told.
    """

    def opened() -> BinaryIO:
        return path.open("rb")

    return Document(name=_printable(path.name), origin=_origin(path), open=opened)


def _located(source: str | Path) -> Iterator[str | Path | ReadFailure]:
    """What a source leads to: a web address as text, files as paths, and what is in the way."""
    try:
        if isinstance(source, str) and (found := _SCHEME.match(source.strip())):
            yield _by_scheme(source.strip(), found["scheme"].lower())
            return
        yield from _files_at(Path(source).expanduser())
    except (OSError, ValueError, RuntimeError) as error:  # a loop of links, a NUL in the name, an unknown ~user
        yield ReadFailure(_printable(str(source)), _why_not(error))


def _by_scheme(source: str, scheme: str) -> str | Path | ReadFailure:
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
        yield from _files_in(path)
    elif stat.S_ISREG(mode):
        yield path
    else:
        yield ReadFailure(_origin(path), "is neither a file nor a folder")


def _files_in(folder: Path) -> Iterator[Path | ReadFailure]:
    """The files of a folder that have a reader, in the order of their names, each folder only once; libraries are left out."""
    nothing = True
    seen: set[tuple[int, int]] = set()
    waiting = [iter(_entries(folder, seen))]
    while waiting:
        item = next(waiting[-1], None)
        if item is None:
            waiting.pop()
        elif isinstance(item, Path) and item.is_dir():
            waiting.append(iter(_entries(item, seen)))
        else:
            nothing = False
            yield item
    if nothing:
        yield ReadFailure(_origin(folder), f"holds no file that can be read; readable are {list_supported_suffixes()}")


def _entries(folder: Path, seen: set[tuple[int, int]]) -> list[Path | ReadFailure]:
    """What a folder holds that matters, sorted; nothing if it has been seen, as a link can lead back up."""
    try:
        about = folder.stat()
        if (about.st_dev, about.st_ino) in seen:
            return []
        seen.add((about.st_dev, about.st_ino))
        with os.scandir(folder) as entries:
            names = sorted(entry.name for entry in entries)
            # What a library has beside it (who writes, who may log in) is no article.
            names = [] if CATALOG_FILE in names else names
    except OSError as error:
        return [ReadFailure(_origin(folder), _why_not(error))]
    return [item for name in names if (item := _entry(folder / name)) is not None]


def _entry(path: Path) -> Path | ReadFailure | None:
    # "~$report.docx" is what Word leaves beside a document that is open
    if path.name.startswith((".", "~$")):
        return None
    supported = suffix_of(path.name) in supported_suffixes()
    try:
        mode = path.stat().st_mode
    except OSError as error:  # a link that leads nowhere
        return ReadFailure(_origin(path), _why_not(error)) if supported else None
    if stat.S_ISDIR(mode):
        return path
    return path if supported and stat.S_ISREG(mode) else None


def _fetched(url: str, limits: FetchLimits) -> Document | ReadFailure:
    origin = _printable(url)
    try:
        origin = normalize_url(url)
        return fetch(url, limits)
    except UnreadableError as error:
        return normalize_failure(ReadFailure(origin, str(error).removeprefix(f"{origin} ")))


def _origin(path: Path) -> str:
    try:
        return _printable(str(path.resolve()))
    except (OSError, RuntimeError):  # a loop of links
        return _printable(str(path.absolute()))


def _printable(name: str) -> str:
    """A name without the half surrogates that stand for bytes which are not UTF-8."""
    return os.fsencode(name).decode("utf-8", "replace") if not name.isascii() else name


def _why_not(error: Exception) -> str:
    if isinstance(error, FileNotFoundError | NotADirectoryError):
        return "does not exist"
    if isinstance(error, PermissionError):
        return "cannot be opened: permission denied"
    return failure_reason(error)
