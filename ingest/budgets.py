"""Budgets: limits of time, memory and size for everything that comes from outside.

Each limit has its reason beside it. `docs/deploy.md` lists them in one table.
"""

from dataclasses import dataclass

KILOBYTE = 1024
MEGABYTE = 1024**2

# Connections and requests


@dataclass(frozen=True, slots=True)
class ConnectionBudget:
    """The limits of one HTTP connection.

    Attributes:
        head_seconds: The longest time for the head of a request to arrive.
        head_bytes: The largest head: request line and headers.
        stalled_write_seconds: The longest time for which a client may read nothing of a response.
    """

    head_seconds: float = 10.0
    head_bytes: int = 16 * KILOBYTE
    stalled_write_seconds: float = 30.0


MAX_COOKIE_ESCAPES = 100
"""Backslashes in a Cookie header: Python's parser takes quadratic time for them before 3.11.10."""

MAX_REQUEST_BYTES = 1 * MEGABYTE
"""The body of most requests; requests that add articles have the setting `upload_megabytes`."""

MAX_JSON_STRINGS = 250_000
"""Names and values that are strings in a JSON body: 1,000 articles have at most 115,000 with 100 authors each."""

MAX_JSON_BYTES_BETWEEN_STRINGS = 2 * MEGABYTE
"""The rest of a JSON body: `[[],[],…]` takes thirty times its size in memory."""

MAX_JSON_FIELDS = 50
"""Fields of a JSON object: each unknown one is an error of its own."""

MIN_BODY_BYTES_PER_SECOND = 16 * KILOBYTE
"""A body that is sent more slowly is refused after `body_seconds`."""

MAX_JOB_SHUTDOWN_SECONDS = 3.0
"""How long the end of a server waits for the running ingest job, which is safe to interrupt."""

MAX_SHUTDOWN_SECONDS = 15.0
"""After this time a server that was told to end exits, whatever still runs."""

MAX_LOOP_STALL_SECONDS = 1.0
"""A longer stall of the event loop is logged with its stack and counted."""

# Reports

MAX_REPORTED_PROBLEMS = 1_000
"""Failures and warnings that a report lists; all are counted."""

MAX_DOCUMENT_FAILURES = 1_000
"""Failures of one document that are reported one by one; the others are counted."""

# Archives

MAX_ARCHIVE_GROUP_BYTES = 2048 * MEGABYTE
"""A row group of an imported archive, unpacked: 64 articles have a few megabytes, and 64 long reports some hundreds."""

# Documents

BACKGROUND_NICENESS = 5
"""How much the processes beside a server give way to it: answers come first."""


@dataclass(frozen=True, slots=True)
class DocumentBudget:
    """The limits of the process that reads a document. A document of many articles has the seconds for each of them.

    Attributes:
        memory_bytes: The memory of the process for its data.
        first_memory_bytes: The memory with which a document is read first. Only if that is too little, it is read again with
            `memory_bytes`; of the processes of one server, one at a time.
        cpu_seconds: The processor time until the next article.
        wait_seconds: The time until the next article.
        follow_seconds: The time for fetching the pages that it links to, altogether.
        output_bytes: The text of all articles.
        article_chars: The text of one article.
        article_sentences: The sentences of one article; each takes half a kilobyte until the article is stored.
        niceness: How much the process gives way to others.
        requires_process: Whether a document is refused if no process can be started; otherwise it is read without limits.
    """

    memory_bytes: int
    first_memory_bytes: int
    cpu_seconds: int
    wait_seconds: float
    follow_seconds: float
    output_bytes: int
    article_chars: int
    article_sentences: int
    niceness: int
    requires_process: bool


UNTRUSTED_DOCUMENT = DocumentBudget(
    memory_bytes=288 * MEGABYTE,
    first_memory_bytes=80 * MEGABYTE,
    cpu_seconds=30,
    wait_seconds=60.0,
    follow_seconds=300.0,
    output_bytes=512 * MEGABYTE,
    article_chars=2_000_000,
    article_sentences=40_000,
    niceness=BACKGROUND_NICENESS,
    requires_process=True,
)
"""Documents from the page, the API and followed sources. Web pages of 1 MB need less than the first amount, records and feeds of 50 MB
200 to 250 MB. The server and three processes, one of which has the full amount, must stay below 1 GB together."""

LOCAL_DOCUMENT = DocumentBudget(
    memory_bytes=4096 * MEGABYTE,
    first_memory_bytes=4096 * MEGABYTE,
    cpu_seconds=600,
    wait_seconds=1_200.0,
    follow_seconds=7_200.0,
    output_bytes=4096 * MEGABYTE,
    article_chars=100_000_000,
    article_sentences=2_000_000,
    niceness=0,
    requires_process=False,
)
"""Documents that the owner of the library ingests: generous, because a long report may take minutes."""
