"""Ingest jobs: run one after the other for each owner, belong to an owner, are cancelled without losing finished articles."""

import threading
import time
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest

from assistant import Assistant
from assistant.background.ingest_jobs import IngestJobs, JobNotFoundError, TooManyJobsError
from assistant.ingest.budgets import MAX_REPORTED_PROBLEMS
from assistant.ingest.readers.contract import Document
from assistant.ingest.report import IngestReport

MANY = 200  # more than are under way at once
PATIENCE = 240  # seconds


@pytest.fixture
def assistant(tmp_path: Path) -> Iterator[Assistant]:
    with Assistant.open(tmp_path / "library") as opened:
        yield opened


def document(number: int, reached: threading.Event | None = None, go_on: threading.Event | None = None) -> Document:
    """A document; if so told, it says when it is opened, and waits."""

    def opened() -> BytesIO:
        if reached and go_on:
            reached.set()
            assert go_on.wait(30)
        return BytesIO(f"Report {number}\n\nThe watchman counted {number} ships.".encode())

    return Document(f"{number}.txt", f"upload:{number}.txt", opened)


def test_a_stopped_job_keeps_what_it_finished_and_names_what_is_left(assistant: Assistant) -> None:
    jobs, reached, go_on, cleared = (
        IngestJobs(assistant.ingest),
        threading.Event(),
        threading.Event(),
        threading.Event(),
    )
    documents = [document(number) for number in range(MANY)]
    documents[-3] = document(MANY - 3, reached, go_on)
    job = jobs.submit("anna", documents, cleared.set)
    assert reached.wait(PATIENCE)
    assert jobs.active("anna") == [job]
    jobs.cancel("anna", job.id)
    go_on.set()
    assert job.ended_event.wait(PATIENCE)
    assert (job.state, cleared.is_set(), jobs.active("anna")) == ("cancelled", True, [])
    assert job.report
    assert len(job.report.added) + len(job.unfinished) == MANY
    assert "upload:0.txt" not in job.unfinished
    assert job.unfinished[-3:] == tuple(f"upload:{number}.txt" for number in range(MANY - 3, MANY))
    again = jobs.submit("anna", [document(number) for number in range(MANY)])
    assert again.ended_event.wait(PATIENCE)
    assert again.report
    assert len(again.report.unchanged) == len(job.report.added)
    assert len(again.report.added) == len(job.unfinished)
    jobs.close()


def test_a_job_that_waits_is_stopped_before_it_begins_and_nobody_stops_anothers(assistant: Assistant) -> None:
    jobs, reached, go_on = IngestJobs(assistant.ingest), threading.Event(), threading.Event()
    first = jobs.submit("anna", [document(1, reached, go_on)])
    second = jobs.submit("anna", [document(2)])
    assert reached.wait(PATIENCE)
    with pytest.raises(JobNotFoundError):
        jobs.cancel("ben", second.id)
    jobs.cancel("anna", second.id)
    go_on.set()
    assert [list(job.updates())[-1].state for job in (first, second)] == ["done", "cancelled"]
    assert second.unfinished == ("upload:2.txt",)
    assert [assistant.article(article.id).origin for article in assistant.articles()] == ["upload:1.txt"]
    jobs.close()


def test_nobody_waits_for_the_job_of_somebody_else(assistant: Assistant) -> None:
    jobs, reached, go_on = IngestJobs(assistant.ingest), threading.Event(), threading.Event()
    slow = jobs.submit("anna", [document(1, reached, go_on)])
    assert reached.wait(PATIENCE)
    own, other = jobs.submit("anna", [document(2)]), jobs.submit("ben", [document(3)])
    assert other.ended_event.wait(PATIENCE)
    assert (slow.state, own.state, other.state) == ("running", "waiting", "done")
    assistant.remove([other.report.added[0]])  # the write lock is free while a document is read
    go_on.set()
    assert own.ended_event.wait(PATIENCE)
    assert (slow.state, own.state) == ("done", "done")
    jobs.close()


class Panic(BaseException):
    """Like `pyo3_runtime.PanicException`, which is not an `Exception`."""


def test_a_job_whose_work_panics_ends_with_one_line_and_the_next_one_runs() -> None:
    def panic_first(sources: list[str], **_: object) -> IngestReport:
        if sources == ["bad"]:
            raise Panic("byte index 3 is not a char boundary")
        return IngestReport(added=["fine"])

    cleared = threading.Event()
    jobs = IngestJobs(panic_first)
    bad, good = jobs.submit("anna", ["bad"], cleared.set), jobs.submit("anna", ["good"])
    assert good.ended_event.wait(30)
    assert (bad.state, str(bad.error), cleared.is_set()) == (
        "failed",
        "Panic: byte index 3 is not a char boundary",
        True,
    )
    assert (good.state, good.report) == ("done", IngestReport(added=["fine"]))
    jobs.close()


def test_the_end_does_not_wait_for_a_job_that_cannot_be_stopped() -> None:
    started, released = threading.Event(), threading.Event()

    def stubborn(sources: list[str], **_: object) -> IngestReport:
        started.set()
        released.wait(60)
        return IngestReport()

    jobs = IngestJobs(stubborn)
    jobs.submit("anna", ["slow"])
    assert started.wait(30)
    began = time.monotonic()
    jobs.close(0.2)
    assert time.monotonic() - began < 5
    with pytest.raises(TooManyJobsError, match="shutting down"):
        jobs.submit("anna", ["late"])
    released.set()


def test_many_failures_are_counted_and_some_of_them_listed(assistant: Assistant) -> None:
    jobs = IngestJobs(assistant.ingest)
    lines = Document("ones.jsonl", "upload:ones.jsonl", lambda: BytesIO(b"1\n" * 5_000))
    job = jobs.submit("anna", [lines])
    assert job.ended_event.wait(PATIENCE)
    assert job.report
    assert (job.report.failed_count, len(job.report.failed)) == (5_000, MAX_REPORTED_PROBLEMS)
    jobs.close()
