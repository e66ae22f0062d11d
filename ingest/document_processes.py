"""Reads documents in a child process with limits of time and memory, so that no document can stop or exhaust this one.

The child parses; this process opens, fetches and stores. The child is killed when it exceeds a limit, when the ingest is cancelled,
and at the end. Each document that it fails on is one `ReadFailure`, and the next document gets a new child.
"""

import json
import logging
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import closing
from functools import partial
from multiprocessing.connection import Connection

from assistant.ingest.budgets import DocumentBudget
from assistant.ingest.document_memory import DocumentMemory
from assistant.ingest.document_messages import (
    FIND_LINKS,
    OUT_OF_MEMORY,
    Message,
    article_from_json,
    failure_from_json,
    options_to_json,
    send,
    send_document,
)
from assistant.ingest.errors import UnreadableError, one_line
from assistant.ingest.link_discovery import Link
from assistant.ingest.python_child import child_command
from assistant.ingest.readers.contract import Document, ReadArticle, ReadFailure, ReadOptions
from assistant.ingest.readers.dispatch import failure_reason, normalize_failure, read_document
from assistant.ingest.resumed_reading import ResumedReading
from assistant.ingest.sizes import format_size

CAN_LIMIT = sys.platform != "win32" and not getattr(sys, "frozen", False)
"""Whether a child with limits can be started: not without `resource`, and not where this program is no Python."""

_NO_PROCESS = "cannot be read: the process that reads documents cannot be started"
_log = logging.getLogger(__name__)
_POLL_SECONDS = 0.1
_START_SECONDS = 120.0
_MESSAGE_BYTES = 1024**2  # beside the text of an article
_BYTES_PER_CHARACTER = 6  # at most, in JSON
_SAVING_MEMORY = {"OPENBLAS_NUM_THREADS": "1", "MALLOC_ARENA_MAX": "1"}  # each thread would reserve tens of megabytes


class DocumentProcess:
    """Reads documents in a child process, which is started when it is needed. For one thread.

    Args:
        budget: The limits.
        on_wait: Called several times a second while this process waits for the child; may raise an error to cancel.
        memory: The memory that the processes of this program share. Default: memory of its own.
    """

    def __init__(
        self,
        budget: DocumentBudget,
        on_wait: Callable[[], None] | None = None,
        memory: DocumentMemory | None = None,
    ) -> None:
        self._budget = budget
        self._on_wait = on_wait
        self._memory = memory or DocumentMemory()
        self._child: _Child | None = None
        self._can_start = True

    def read(
        self, documents: Iterable[Document | ReadFailure], options: ReadOptions
    ) -> Generator[ReadArticle | ReadFailure]:
        """Reads documents and yields their articles in order; passes on each `ReadFailure`."""
        for document in documents:
            if isinstance(document, ReadFailure):
                yield document
            else:
                yield from self._read_document(document, options)

    def links(self, document: Document, max_bytes: int) -> list[Link]:
        """Finds the links of a document in the child; see `find_links`.

        Raises:
            UnreadableError: If the document cannot be read within the limits.
        """
        try:
            with self._memory.small_share(self._on_wait):
                return self._find_links(document, max_bytes, self._budget.first_memory_bytes)
        except _MoreMemoryNeededError:
            with self._memory.large_share(self._on_wait), closing(self):
                return self._find_links(document, max_bytes, self._budget.memory_bytes)

    def start(self) -> None:
        """Starts the child and does not wait for it, so that it is ready for the first document."""
        self._start(self._budget.first_memory_bytes)

    def close(self) -> None:
        """Kills the child."""
        if self._child is not None:
            self._child.kill()
            self._child = None

    def _read_document(self, document: Document, options: ReadOptions) -> Iterator[ReadArticle | ReadFailure]:
        """Reads a document with little memory; if that does not suffice, reads what is missing with more."""
        reading = ResumedReading(document, options)
        with self._memory.small_share(self._on_wait):
            try:
                yield from reading.first(partial(self._read_within, self._budget.first_memory_bytes))
                return
            except _MoreMemoryNeededError:
                pass
        with self._memory.large_share(self._on_wait), closing(self):
            yield from reading.rest(partial(self._read_within, self._budget.memory_bytes))

    def _read_within(
        self, memory_bytes: int, document: Document, options: ReadOptions
    ) -> Iterator[ReadArticle | ReadFailure]:
        """Reads a document in a child with this memory.

        Raises:
            _MoreMemoryNeededError: If it can have more memory, and may need it.
        """
        is_complete = False
        try:
            child = self._ready_child(memory_bytes)
            if child is None and not self._budget.requires_process:
                yield from read_document(document, options)
                is_complete = True
                return
            if child is None:
                raise _NotReadError(_NO_PROCESS)
            _send_to_read(child.connection, document, options)
            yield from self._items(child, options)
            is_complete = True
        except _NotReadError as error:
            yield normalize_failure(ReadFailure(document.origin, str(error)))
        except (EOFError, BrokenPipeError, ConnectionResetError):
            reason = self._reason_of_end()
            yield normalize_failure(ReadFailure(document.origin, reason))
        finally:
            if not is_complete:
                self.close()

    def _find_links(self, document: Document, max_bytes: int, memory_bytes: int) -> list[Link]:
        child = self._ready_child(memory_bytes)
        if child is None:
            raise UnreadableError(_NO_PROCESS)
        options = options_to_json(ReadOptions(max_document_bytes=max_bytes))
        message: Message = {}
        try:
            send_document(child.connection, document, max_bytes, {"options": options, "task": FIND_LINKS})
            message, _ = self._next_message(child, self._budget.wait_seconds)
        except _NotReadError as error:
            raise UnreadableError(str(error)) from error
        except (EOFError, BrokenPipeError, ConnectionResetError) as error:
            raise UnreadableError(self._reason_of_end()) from error
        finally:
            if not message:
                self.close()
        if "error" in message:
            raise UnreadableError(message["error"])
        return [Link(**link) for link in message["links"]]

    def _items(self, child: "_Child", options: ReadOptions) -> Iterator[ReadArticle | ReadFailure]:
        """Yields what the child finds in a document, and fetches the links that it follows."""
        output_bytes = 0
        follow_seconds = self._budget.follow_seconds
        while True:
            message, size = self._next_message(child, self._budget.wait_seconds)
            output_bytes += size
            if output_bytes > self._budget.output_bytes:
                raise _NotReadError(f"holds more than {format_size(self._budget.output_bytes)} of text")
            if "article" in message:
                yield article_from_json(message)
            elif "failure" in message:
                yield failure_from_json(message)
            elif "follow" in message:
                started = time.monotonic()
                _reply_with_page(child.connection, message["follow"], options, has_time=follow_seconds > 0)
                follow_seconds -= time.monotonic() - started
            elif "select" in message:
                assert options.select is not None
                send(child.connection, {"is_selected": options.select(article_from_json(message["select"]))})
            else:
                if message["memory"] > child.memory_bytes // 2:
                    self.close()
                return

    def _next_message(self, child: "_Child", seconds: float) -> tuple[Message, int]:
        deadline = time.monotonic() + seconds
        while not child.connection.poll(_POLL_SECONDS):
            if self._on_wait is not None:
                self._on_wait()
            if time.monotonic() > deadline:
                raise _NotReadError(_too_slow(seconds))
        data = child.connection.recv_bytes(_MESSAGE_BYTES + _BYTES_PER_CHARACTER * self._budget.article_chars)
        return json.loads(data.decode("utf-8", "surrogatepass")), len(data)

    def _start(self, memory_bytes: int) -> None:
        if self._child is not None and self._child.memory_bytes != memory_bytes:
            self.close()
        if self._child is None and self._can_start:
            try:
                self._child = _Child(self._budget, memory_bytes)
            except OSError as error:
                self._note_no_start(error)

    def _ready_child(self, memory_bytes: int) -> "_Child | None":
        """Returns a child with this memory when it is ready; None if it cannot be started."""
        self._start(memory_bytes)
        if self._child is not None and not self._child.is_ready:
            try:
                self._next_message(self._child, _START_SECONDS)
                self._child.is_ready = True
            except (EOFError, ConnectionResetError, _NotReadError) as error:
                self.close()
                self._note_no_start(error)
        return self._child

    def _note_no_start(self, error: Exception) -> None:
        _log.warning("the process that reads documents cannot be started: %s", one_line(error))
        self._can_start = False

    def _reason_of_end(self) -> str:
        """Returns why the child has ended, in words.

        Raises:
            _MoreMemoryNeededError: If a document can have more memory: a library that gets too little may end the process in any way.
        """
        assert self._child is not None
        code = self._child.wait()
        if code != -signal.SIGXCPU and self._child.memory_bytes < self._budget.memory_bytes:
            raise _MoreMemoryNeededError
        if code == OUT_OF_MEMORY:
            return f"needs more than {format_size(self._budget.memory_bytes)} of memory to be read"
        if code == -signal.SIGXCPU:
            return _too_slow(self._budget.cpu_seconds)
        name = signal.Signals(-code).name if code < 0 else f"exit code {code}"
        return f"ended the process that read it ({name})"


class _NotReadError(Exception):
    """A document cannot be opened, or exceeds its budget; the message says so, as the end of a sentence about the document."""


class _MoreMemoryNeededError(Exception):
    """A document may be readable with all the memory of its budget."""


class _Child:
    """One child process, and the connection to it.

    Args:
        budget: The limits.
        memory_bytes: The memory of the child: all that the budget allows, or less at first.

    Attributes:
        connection: The connection.
        memory_bytes: The memory of the child.
        is_ready: Whether the child has said that it can read documents.
    """

    def __init__(self, budget: DocumentBudget, memory_bytes: int) -> None:
        here, there = socket.socketpair()
        with there:
            self._process = subprocess.Popen(  # noqa: S603  # runs this program
                child_command(
                    "assistant.ingest.document_child",
                    str(there.fileno()),
                    str(memory_bytes),
                    str(budget.cpu_seconds),
                    str(budget.article_chars),
                    str(budget.article_sentences),
                    str(budget.niceness),
                    str(int(memory_bytes < budget.memory_bytes)),
                ),
                env={**os.environ, **_SAVING_MEMORY},
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                pass_fds=[there.fileno()],
                start_new_session=True,  # Ctrl-C is for the ingest
            )
        self.connection = Connection(here.detach())
        self.memory_bytes = memory_bytes
        self.is_ready = False

    def wait(self) -> int:
        return self._process.wait()

    def kill(self) -> None:
        self.connection.close()
        self._process.kill()
        self._process.wait()


def _too_slow(seconds: float) -> str:
    return f"took more than {seconds:g} s to read and was given up"


def _send_to_read(connection: Connection, document: Document, options: ReadOptions) -> None:
    """Opens a document and sends it to the child.

    Raises:
        _NotReadError: If it cannot be opened.
    """
    try:
        send_document(connection, document, options.max_document_bytes, {"options": options_to_json(options)})
    except (BrokenPipeError, ConnectionResetError):
        raise
    except (UnreadableError, OSError) as error:
        raise _NotReadError(failure_reason(error)) from error


def _reply_with_page(connection: Connection, url: str, options: ReadOptions, *, has_time: bool) -> None:
    """Fetches a page that a document links to, and sends it to the child; refuses that without time."""
    assert options.follow is not None
    try:
        if not has_time:
            raise UnreadableError("was not fetched, because the other pages of its feed took too long")
        page = options.follow(url)
        send_document(connection, page, options.max_document_bytes, {})
    except UnreadableError as error:
        send(connection, {"error": str(error)})
