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
from assistant.ingest.budgets import MAX_DOCUMENT_FAILURES
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
from assistant.ingest.language.sentences import split_sentences
from assistant.ingest.link_discovery import find_links
from assistant.ingest.python_child import end_with_parent
from assistant.ingest.readers.contract import Document, ReadArticle, ReadFailure
from assistant.ingest.readers.dispatch import failure_reason, read_document
from assistant.ingest.readers.registry import formats

_STATUS = Path("/proc/self/status")
_COUNTED_CHARS = 100_000  # at once, because the objects of all sentences take much memory


def main() -> None:
    """Reads documents until the connection is closed. Its arguments are the connection and the limits."""
    connection = Connection(int(sys.argv[1]))
    memory_bytes, cpu_seconds, article_chars, article_sentences, niceness = map(int, sys.argv[2:7])
    os.nice(niceness)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the ingest decides when to end
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    _set_soft_limit(resource.RLIMIT_AS, memory_bytes)
    end_with_parent()
    formats()  # imports the readers, before the time of the first document begins
    try:
        send(connection, {"ready": True})
        while True:
            _read_one(connection, receive(connection), cpu_seconds, _ArticleLimits(article_chars, article_sentences))
    except MemoryError:
        os._exit(OUT_OF_MEMORY)
    except (EOFError, BrokenPipeError, ConnectionResetError):
        os._exit(0)


@dataclass(frozen=True, slots=True)
class _ArticleLimits:
    """The limits of the text of one article; see `DocumentBudget`."""

    chars: int
    sentences: int

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
        for start in range(0, len(article.text), _COUNTED_CHARS):
            sentences += len(split_sentences(article.text[start : start + _COUNTED_CHARS], article.language))
            if sentences > self.sentences:
                return True
        return False


def _read_one(connection: Connection, request: Message, cpu_seconds: int, limits: _ArticleLimits) -> None:
    """Reads one document and sends its articles and failures, then the memory that was used."""

    def follow(url: str) -> Document:
        send(connection, {"follow": url})
        reply = receive(connection)
        if "error" in reply:
            raise UnreadableError(reply["error"])
        return receive_document(connection, reply)

    def select(entry: ReadArticle) -> bool:
        send(connection, {"select": article_to_json(entry)})
        _limit_cpu(cpu_seconds)
        return bool(receive(connection)["is_selected"])

    document = receive_document(connection, request)
    options = options_from_json(request["options"], follow, select)
    _limit_cpu(cpu_seconds)
    if request.get("task") == FIND_LINKS:
        _send_links(connection, document)
        return
    for item in _bounded_failures(read_document(document, options), document):
        if isinstance(item, ReadFailure):
            send(connection, failure_to_json(item))
        elif problem := limits.problem(item.parsed):
            send(connection, failure_to_json(ReadFailure(item.origin, problem)))
        else:
            send(connection, article_to_json(item))
        _limit_cpu(cpu_seconds)
    gc.collect()
    send(connection, {"end": True, "memory": _peak_memory()})


def _send_links(connection: Connection, document: Document) -> None:
    """Sends the links of a document, or the reason why they cannot be found."""
    try:
        links = [asdict(link) for link in find_links(document)]
        send(connection, {"end": True, "memory": _peak_memory(), "links": links})
    except Exception as error:  # reported to the process that asked
        send(connection, {"end": True, "memory": _peak_memory(), "error": failure_reason(error)})


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


def _peak_memory() -> int:
    """Returns the largest resident memory of this process so far, in bytes."""
    if _STATUS.exists():
        # On Linux, `getrusage` includes the memory of the process that started this one.
        (line,) = (line for line in _STATUS.read_text().splitlines() if line.startswith("VmHWM:"))
        return int(line.split()[1]) * 1024
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else peak * 1024
