"""The process that reads documents for an ingest, within limits; started by `document_processes`."""

import gc
import os
import resource
import signal
import sys
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from multiprocessing.connection import Connection
from pathlib import Path

from assistant.ingest.article import ParsedArticle
from assistant.ingest.budgets import KILOBYTE, MAX_DOCUMENT_FAILURES, MEGABYTE
from assistant.ingest.document_messages import (
    FIND_LINKS,
    OUT_OF_MEMORY,
    Message,
    article_to_json,
    failure_to_json,
    options_from_json,
    receive,
    receive_document,
    send,
)
from assistant.ingest.errors import UnreadableError
from assistant.ingest.language.detection import likely_language
from assistant.ingest.language.sentences import split_sentences
from assistant.ingest.link_discovery import find_links
from assistant.ingest.malloc import free_unused_memory
from assistant.ingest.python_child import end_with_parent
from assistant.ingest.readers.contract import Document, ReadArticle, ReadFailure
from assistant.ingest.readers.dispatch import failure_reason, read_document
from assistant.ingest.readers.registry import formats

_STATUS = Path("/proc/self/status")
_CODE_BYTES = 256 * MEGABYTE  # of address space: the program itself, and what allocators only reserve
_LARGE_DOCUMENT_BYTES = 256 * KILOBYTE
_COUNTED_CHARS = 100_000  # at once, because the objects of all sentences take much memory


def main() -> None:
    """Reads documents until the connection is closed. Its arguments are the connection and the limits."""
    connection = Connection(int(sys.argv[1]))
    memory_bytes, cpu_seconds, article_chars, article_sentences, niceness, may_get_more = map(int, sys.argv[2:8])
    limits = _Limits(cpu_seconds, article_chars, article_sentences, memory_bytes, bool(may_get_more))
    os.nice(niceness)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the ingest decides when to end
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    _set_soft_limit(resource.RLIMIT_AS, memory_bytes + _CODE_BYTES)
    _set_soft_limit(resource.RLIMIT_DATA, memory_bytes + _reserved_memory())
    end_with_parent()
    formats()  # imports the readers, before the time of the first document begins
    frozen_modules = 0
    try:
        send(connection, {"ready": True})
        while True:
            if len(sys.modules) > frozen_modules:
                gc.freeze()  # what was imported lives on: the collection after each document need not look at it
                frozen_modules = len(sys.modules)
            _read_one(connection, receive(connection), limits)
    except MemoryError:
        os._exit(OUT_OF_MEMORY)
    except (EOFError, BrokenPipeError, ConnectionResetError):
        os._exit(0)


@dataclass(frozen=True, slots=True)
class _Limits:
    """The limits of a document; see `DocumentBudget`.

    Attributes:
        cpu_seconds: The processor time until the next article.
        chars: The text of one article.
        sentences: The sentences of one article.
        memory_bytes: The memory of this process for its data.
        may_get_more: Whether a document that needs more memory is read again with more.
    """

    cpu_seconds: int
    chars: int
    sentences: int
    memory_bytes: int
    may_get_more: bool

    def check_failure(self) -> None:
        """Checks whether a failure may be due to too little memory, and the document can get more. Few libraries say so.

        Raises:
            MemoryError: If so.
        """
        if self.may_get_more and _peak_data() > self.memory_bytes * 5 // 8:
            raise MemoryError

    def check_end(self, document: Document) -> None:
        """Checks whether the error that ended a document may be due to too little memory: one large request may have been refused.

        Raises:
            MemoryError: If so.
        """
        is_extensible = self.may_get_more and _size(document) > _LARGE_DOCUMENT_BYTES
        if is_extensible or _peak_data() > self.memory_bytes * 3 // 4:
            raise MemoryError

    def problem(self, article: ParsedArticle) -> str | None:
        """Returns which limit an article exceeds, in words; None if it exceeds none."""
        if len(article.text) > self.chars:
            return f"is longer than {self.chars:,} characters"
        # A text has fewer sentences than characters.
        if len(article.text) > self.sentences and self._has_more_sentences(article):
            return f"has more than {self.sentences:,} sentences"
        return None

    def _has_more_sentences(self, article: ParsedArticle) -> bool:
        sentences = 0
        language = likely_language(f"{(article.title or '').strip()}\n{article.text}", article.language)
        for start in range(0, len(article.text), _COUNTED_CHARS):
            sentences += len(split_sentences(article.text[start : start + _COUNTED_CHARS], language))
            if sentences > self.sentences:
                return True
        return False


def _read_one(connection: Connection, request: Message, limits: _Limits) -> None:
    """Reads one document and sends its articles and failures, then the memory that it leaves in use.

    Raises:
        MemoryError: If it cannot be read, perhaps for lack of memory, and may be read again with more.
    """

    def follow(url: str) -> Document:
        send(connection, {"follow": url})
        reply = receive(connection)
        if "error" in reply:
            raise UnreadableError(reply["error"])
        return receive_document(connection, reply)

    def select(entry: ReadArticle) -> bool:
        send(connection, {"select": article_to_json(entry)})
        _limit_cpu(limits.cpu_seconds)
        return bool(receive(connection)["is_selected"])

    document = receive_document(connection, request)
    options = options_from_json(request["options"], follow, select)
    _limit_cpu(limits.cpu_seconds)
    if request.get("task") == FIND_LINKS:
        _send_links(connection, document, limits)
        return
    items = read_document(document, options, on_error=lambda: limits.check_end(document))
    for item in _bounded_failures(items, document):
        if isinstance(item, ReadFailure):
            limits.check_failure()
            send(connection, failure_to_json(item))
        elif problem := limits.problem(item.parsed):
            send(connection, failure_to_json(ReadFailure(item.origin, problem)))
        else:
            send(connection, article_to_json(item))
        _limit_cpu(limits.cpu_seconds)
    send(connection, {"end": True, "memory": _memory_left_in_use()})


def _send_links(connection: Connection, document: Document, limits: _Limits) -> None:
    """Sends the links of a document, or the reason why they cannot be found.

    Raises:
        MemoryError: If there was too little memory, or perhaps so.
    """
    result: Message
    try:
        result = {"links": [asdict(link) for link in find_links(document)]}
    except MemoryError:
        raise
    except Exception as error:  # reported to the process that asked
        limits.check_end(document)
        result = {"error": failure_reason(error)}
    send(connection, {"end": True, "memory": _memory_left_in_use(), **result})


def _bounded_failures(
    items: Iterator[ReadArticle | ReadFailure], document: Document
) -> Iterator[ReadArticle | ReadFailure]:
    """Passes on the articles and the first failures; counts the other failures in a last one."""
    failures = 0
    for item in items:
        if isinstance(item, ReadFailure):
            failures += item.count
            if failures > MAX_DOCUMENT_FAILURES:
                continue
        yield item
    if failures > MAX_DOCUMENT_FAILURES:
        rest = failures - MAX_DOCUMENT_FAILURES
        yield ReadFailure(document.origin, f"holds {rest:,} more records that could not be read", rest)


def _limit_cpu(seconds: int) -> None:
    """Ends this process (by SIGXCPU) when it has used this many more seconds of processor time."""
    usage = resource.getrusage(resource.RUSAGE_SELF)
    _set_soft_limit(resource.RLIMIT_CPU, int(usage.ru_utime + usage.ru_stime) + seconds + 1)


def _set_soft_limit(kind: int, value: int) -> None:
    _, hard = resource.getrlimit(kind)
    resource.setrlimit(kind, (value if hard == resource.RLIM_INFINITY else min(value, hard), hard))


def _size(document: Document) -> int:
    with document.open() as stream:
        return stream.seek(0, os.SEEK_END)


def _reserved_memory() -> int:
    """Imports the library that reserves memory without using it, and returns how much, in bytes: it is no memory of a document.

    numpy's linear algebra reserves a buffer of 32 MB, and trafilatura imports numpy to detect languages.
    """
    import numpy as np  # noqa: F401

    if not _STATUS.exists():
        return 0
    status = _status()
    return max(0, status["VmData"] - status["RssAnon"])


def _memory_left_in_use() -> int:
    """Frees what the last document has used, and returns the resident memory that does not belong to files, in bytes."""
    gc.collect()
    free_unused_memory()
    return _status()["RssAnon"] if _STATUS.exists() else _peak_memory()


def _peak_data() -> int:
    """Returns the largest resident memory of this process so far that does not belong to files, in bytes."""
    if not _STATUS.exists():
        return _peak_memory()
    status = _status()  # on Linux, `getrusage` includes the memory of the process that started this one
    return status["VmHWM"] - status["RssFile"]


def _peak_memory() -> int:
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else peak * 1024


def _status() -> dict[str, int]:
    """Returns the amounts of memory that Linux states, in bytes."""
    lines = (line.split() for line in _STATUS.read_text().splitlines())
    return {words[0].rstrip(":"): int(words[1]) * KILOBYTE for words in lines if words[-1] == "kB"}
