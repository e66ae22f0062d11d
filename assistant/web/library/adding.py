"""What is added on the page: the files that were sent, and the addresses that were typed."""

from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import BinaryIO

from assistant.background.ingest_jobs import IngestJob, IngestJobs
from assistant.ingest.readers.contract import Document
from assistant.web.library.uploads import Upload

_UPLOAD = "upload:"


def add_articles(
    jobs: IngestJobs, owner: str, uploads: Sequence[Upload], addresses: Sequence[str], folder: str = ""
) -> IngestJob:
    """Has files and addresses read into the library. If nobody looks any more that goes on to its end all the same.

    Args:
        jobs: Does it.
        owner: Who adds them, and may stop it.
        uploads: The files; they are deleted when they have been read.
        addresses: Of pages and feeds on the public internet.
        folder: What the files' places begin with, so that two people's files of the same name stay apart.

    Raises:
        TooManyJobsError: If too many wait.
    """

    def delete() -> None:
        for upload in uploads:
            upload.file.unlink(missing_ok=True)

    try:
        return jobs.submit(owner, [*_documents(uploads, folder), *addresses], delete)
    except BaseException:
        delete()
        raise


def listed_addresses(text: str) -> list[str]:
    """The addresses in a text field, one after the other; one without a scheme is taken for https."""
    return [one if "://" in one else f"https://{one}" for one in text.split()]


def shown_source(origin: str) -> str:
    """What a source is called by whoever added it."""
    return origin.removeprefix(_UPLOAD)


def _documents(uploads: Sequence[Upload], folder: str) -> list[Document]:
    taken: Counter[str] = Counter()
    documents = []
    for upload in uploads:
        taken[upload.name] += 1
        copy = f" ({taken[upload.name]})" if taken[upload.name] > 1 else ""
        origin = f"{_UPLOAD}{folder}{upload.name}{copy}"
        documents.append(Document(upload.name.rpartition("/")[2], origin, _opener(upload.file)))
    return documents


def _opener(file: Path) -> Callable[[], BinaryIO]:
    return lambda: file.open("rb")
