"""Starts ingest jobs for uploaded files and typed addresses."""

from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import BinaryIO

from assistant.background.ingest_jobs import IngestJob, IngestJobs
from assistant.ingest.readers.contract import Document
from assistant.web.library.uploads import Upload

_UPLOAD_PREFIX = "upload:"


def add_articles(
    jobs: IngestJobs, owner: str, uploads: Sequence[Upload], addresses: Sequence[str], folder: str = ""
) -> IngestJob:
    """Starts a job that ingests files and addresses. It runs to its end even if the page is closed.

    Args:
        jobs: Runs the job.
        owner: The user, who may cancel the job.
        uploads: The files; they are deleted after reading.
        addresses: Addresses of pages and feeds on the public internet.
        folder: The prefix of the files' origins, which keeps equal names of different users apart.

    Raises:
        TooManyJobsError: If too many jobs are waiting.
    """

    def delete_files() -> None:
        for upload in uploads:
            upload.file.unlink(missing_ok=True)

    try:
        return jobs.submit(owner, [*_documents(uploads, folder), *addresses], delete_files)
    except BaseException:
        delete_files()
        raise


def parse_addresses(text: str) -> list[str]:
    """Splits the addresses of a text field; one without a scheme gets https."""
    return [address if "://" in address else f"https://{address}" for address in text.split()]


def display_name(origin: str) -> str:
    """Returns a source's name as its user knows it."""
    return origin.removeprefix(_UPLOAD_PREFIX)


def _documents(uploads: Sequence[Upload], folder: str) -> list[Document]:
    name_counts: Counter[str] = Counter()
    documents = []
    for upload in uploads:
        name_counts[upload.name] += 1
        suffix = f" ({name_counts[upload.name]})" if name_counts[upload.name] > 1 else ""
        origin = f"{_UPLOAD_PREFIX}{folder}{upload.name}{suffix}"
        documents.append(Document(upload.name.rpartition("/")[2], origin, _opener(upload.file)))
    return documents


def _opener(file: Path) -> Callable[[], BinaryIO]:
    return lambda: file.open("rb")
