"""Every reader, with any document of its format, ends in articles or a reason, within limits that its size does not justify exceeding."""

from collections.abc import Iterator
from dataclasses import replace
from io import BytesIO

import pytest
from fuzzing import fuzz
from hostile_documents import TOKENS, hostile_documents

from assistant.ingest.budgets import UNTRUSTED_DOCUMENT
from assistant.ingest.document_processes import DocumentProcess
from assistant.ingest.readers.contract import Document, ReadArticle, ReadFailure, ReadOptions
from assistant.ingest.readers.registry import formats

BUDGET = replace(UNTRUSTED_DOCUMENT, cpu_seconds=10)
FAULTS = ("took more than", "ended the process", "of memory to be read", "Traceback", "cannot be started")


@pytest.fixture(scope="module")
def process() -> Iterator[DocumentProcess]:
    opened = DocumentProcess(BUDGET)
    yield opened
    opened.close()


def test_every_reader_is_tried() -> None:
    assert [format_.name for format_ in formats() if not set(TOKENS) & set(format_.suffixes)] == []


def test_any_document_is_read_or_refused_in_time(process: DocumentProcess) -> None:
    def check(drawn: tuple[str, bytes]) -> None:
        suffix, data = drawn
        document = Document(f"fuzz{suffix}", f"upload/fuzz{suffix}", lambda: BytesIO(data))
        for item in process.read([document], ReadOptions()):
            if isinstance(item, ReadFailure):
                assert not any(fault in item.reason for fault in FAULTS), item
            else:
                assert isinstance(item, ReadArticle)
                assert item.parsed.text.strip()

    fuzz(hostile_documents(), check, examples=40)
