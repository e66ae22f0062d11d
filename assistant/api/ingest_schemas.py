"""Schemas of articles to add, and of the ingest jobs that add them."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from assistant.api.json_bodies import FirstErrorList
from assistant.api.request_fields import Name, RequestModel
from assistant.background.ingest_jobs import IngestJob
from assistant.ingest.budgets import UNTRUSTED_DOCUMENT
from assistant.ingest.report import IngestReport

MAX_ARTICLES = 1_000
_MAX_URLS = 100


class GivenArticle(RequestModel):
    """An article to add; it replaces an article with the same id."""

    id: Name
    text: Annotated[str, StringConstraints(min_length=1, max_length=UNTRUSTED_DOCUMENT.article_chars)]
    title: Annotated[str | None, StringConstraints(max_length=1_000)] = None
    source: Name | None = None
    url: Annotated[str | None, StringConstraints(max_length=2_000)] = None
    authors: Annotated[FirstErrorList[Name], Field(max_length=100)] = Field(default_factory=list)
    published: Annotated[
        str | None, StringConstraints(max_length=100), Field(description="A day or a time, ISO 8601.")
    ] = None
    language: Annotated[str | None, StringConstraints(max_length=35)] = None


class AddRequest(RequestModel):
    """What to add: addresses of pages and feeds, articles, or both."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {"urls": ["https://example.org/feed.xml"]},
                {
                    "articles": [
                        {"id": "kiosk-1", "title": "Kiosk opens", "text": "A kiosk opened on Rope Street on Monday."}
                    ]
                },
            ]
        }
    )

    urls: Annotated[
        FirstErrorList[Annotated[str, StringConstraints(min_length=1, max_length=2_000)]], Field(max_length=_MAX_URLS)
    ] = Field(default_factory=list)
    articles: Annotated[FirstErrorList[GivenArticle], Field(max_length=MAX_ARTICLES)] = Field(default_factory=list)


class JobShown(BaseModel):
    """An ingest job: its progress, and in the end its report.

    Attributes:
        state: "waiting", "running", "done" (the report names what could not be read), "failed" or "cancelled".
        read: The number of articles read so far.
        passages: The number of passages stored so far.
        report: What the job did, if it is done or was cancelled while running.
        unfinished: The sources that a cancelled job may not have read completely; to continue, send them again.
        problem: The reason of a failure.
    """

    model_config = ConfigDict(from_attributes=True)

    id: str
    state: Literal["waiting", "running", "done", "failed", "cancelled"]
    made: datetime
    started: datetime | None
    ended: datetime | None
    read: int
    passages: int
    report: IngestReport | None
    unfinished: tuple[str, ...]
    problem: str

    @classmethod
    def of(cls, job: IngestJob, problem: str) -> "JobShown":
        """Converts a job for its owner.

        Args:
            job: The job.
            problem: The reason of a failure, in words for callers.
        """
        fields = {name: getattr(job, name) for name in cls.model_fields if name != "problem"}
        return cls(**fields, problem=problem)
