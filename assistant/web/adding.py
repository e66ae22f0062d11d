"""Adding articles from the page: an ingest in a thread of its own, and what there is to be told of it meanwhile."""

import logging
import queue
import threading
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import BinaryIO

from assistant.assistant import Assistant
from assistant.ingest.errors import AssistantError
from assistant.ingest.readers.contract import Document
from assistant.ingest.report import IngestReport
from assistant.web.uploads import Upload

_SECONDS_BETWEEN = 0.4
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Adding:
    """How far an ingest is.

    Attributes:
        sources: How many files and addresses there are.
        opened: How many of them have been begun.
        articles: How many articles have been read.
        passages: How many passages have been stored.
        waiting: For whom it waits; empty where it does not.
        report: What it did, at the end.
        error: Why it ended without a report; empty where it did not.
    """

    sources: int
    opened: int = 0
    articles: int = 0
    passages: int = 0
    waiting: str = ""
    report: IngestReport | None = None
    error: str = ""


def add_articles(
    assistant: Assistant, uploads: Sequence[Upload], addresses: Sequence[str], folder: str = ""
) -> Iterator[Adding]:
    """Reads files and addresses into the library. If nobody looks any more it goes on to its end all the same.

    Args:
        assistant: Whose library.
        uploads: The files; they are deleted when they have been read.
        addresses: Of pages and feeds on the public internet.
        folder: What the files' places begin with, so that two people's files of the same name stay apart.

    Yields:
        How far it is, now and then, and the end.
    """
    run = _Run(assistant, uploads, addresses, folder)
    threading.Thread(target=run, name="adding articles", daemon=True).start()
    yield from run.told()


def listed_addresses(text: str) -> list[str]:
    """The addresses in a text field, one after the other; one without a scheme is taken for https."""
    return [one if "://" in one else f"https://{one}" for one in text.split()]


class _Run:
    """One ingest; it is its own `IngestProgress`."""

    def __init__(self, assistant: Assistant, uploads: Sequence[Upload], addresses: Sequence[str], folder: str) -> None:
        self._assistant = assistant
        self._uploads = uploads
        self._addresses = addresses
        self._folder = folder
        self._now = Adding(len(uploads) + len(addresses))
        self._ended: queue.SimpleQueue[Adding] = queue.SimpleQueue()

    def __call__(self) -> None:
        try:
            report = self._assistant.ingest([*self._documents(), *self._addresses], progress=self, from_strangers=True)
            end = replace(self._now, report=report)
        except AssistantError as error:
            end = replace(self._now, error=str(error))
        except Exception:
            _log.exception("Adding articles on the page failed")
            end = replace(self._now, error="Something went wrong in the assistant; the terminal it runs in says what.")
        finally:
            for upload in self._uploads:
                upload.file.unlink(missing_ok=True)
        self._ended.put(end)

    def told(self) -> Iterator[Adding]:
        yield self._now
        while True:
            try:
                yield self._ended.get(timeout=_SECONDS_BETWEEN)
            except queue.Empty:
                yield self._now
            else:
                return

    def started(self, sources: int | None) -> None:
        """See `IngestProgress`."""
        del sources
        self._now = replace(self._now, waiting="")

    def read(self, articles: int) -> None:
        """See `IngestProgress`."""
        self._now = replace(self._now, articles=articles)

    def stored(self, passages: int) -> None:
        """See `IngestProgress`."""
        self._now = replace(self._now, passages=passages)

    def waiting(self, message: str) -> None:
        """See `IngestProgress`."""
        self._now = replace(self._now, waiting=message)

    def _documents(self) -> list[Document]:
        taken: Counter[str] = Counter()
        documents = []
        for place, upload in enumerate(self._uploads):
            taken[upload.name] += 1
            copy = f" ({taken[upload.name]})" if taken[upload.name] > 1 else ""
            origin = f"upload:{self._folder}{upload.name}{copy}"
            documents.append(Document(upload.name.rpartition("/")[2], origin, self._opening(upload, place + 1)))
        return documents

    def _opening(self, upload: Upload, place: int) -> "_Opening":
        return _Opening(self, upload, place)

    def begun(self, place: int) -> None:
        """The source at this place is being read; the first one has number 1."""
        self._now = replace(self._now, opened=max(place, self._now.opened))


@dataclass(frozen=True, slots=True)
class _Opening:
    """Opens an upload, and says that it has."""

    run: _Run
    upload: Upload
    place: int

    def __call__(self) -> BinaryIO:
        self.run.begun(self.place)
        return self.upload.file.open("rb")
