"""What requests and responses look like, with an example of each."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, WithJsonSchema

from assistant.answers.answer import Answer, Evidence, Hit, PassageRef
from assistant.background.ingest_jobs import IngestJob
from assistant.conversations.store import ConversationSummary, StoredConversation
from assistant.ingest.article import Article
from assistant.ingest.library import ArticleSummary
from assistant.ingest.report import IngestReport
from assistant.questions.question import MAX_QUESTION_CHARS

MAX_SOURCES = 100
MAX_ARTICLES = 1_000
MAX_URLS = 100
MAX_PAGE = 500
MAX_HISTORY = 50

_EXAMPLE_ANSWER: dict[str, Any] = {
    "question": "Who won the Corran Cup?",
    "standalone_question": "Who won the Corran Cup?",
    "status": "answered",
    "lead": None,
    "text": "Skerry Rovers won the Corran Cup on Saturday. [1]",
    "statements": [
        {
            "text": "Skerry Rovers won the Corran Cup on Saturday.",
            "citations": [1],
            "supported": True,
            "short_answer": [0, 13],
        }
    ],
    "citations": [
        {
            "number": 1,
            "article_id": "cup-final",
            "title": "Rovers lift the cup",
            "source": "The Harbour Post",
            "url": None,
            "published": "2026-04-25",
            "start": 0,
            "end": 45,
            "quote": "Skerry Rovers won the Corran Cup on Saturday.",
            "score": 0.97,
            "also_in": [],
        }
    ],
    "passages": [{"article_id": "cup-final", "start": 0, "end": 812, "score": 0.97}],
    "related": [],
    "as_of": "2026-05-01",
    "newest_source": "2026-04-25",
    "confidence": 0.97,
    "answerer": "extractive",
    "notice": "",
    "usage": None,
    "timings_ms": {"retrieve": 12, "answer": 9},
}


def _only_text(value: object) -> object:
    if isinstance(value, str):
        return date.fromisoformat(value)
    raise ValueError("a day is written as text: YEAR-MONTH-DAY")


Day = Annotated[
    date,
    BeforeValidator(_only_text),
    WithJsonSchema({"type": "string", "format": "date", "examples": ["2026-05-01"]}),
]
Count = Annotated[int, Field(strict=True)]
QuestionText = Annotated[str, StringConstraints(min_length=1, max_length=MAX_QUESTION_CHARS)]
Name = Annotated[str, StringConstraints(min_length=1, max_length=500)]


class _Request(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Asked(_Request):
    """A question, and what counts for it."""

    question: Annotated[QuestionText, Field(description="Any question.")]
    as_of: Annotated[
        Day | None,
        Field(description="The day it is asked on, today unless given; articles published later are no evidence."),
    ] = None
    top_k: Annotated[
        Annotated[Count, Field(ge=1, le=200)] | None, Field(description="From how many passages the answer is made.")
    ] = None
    sources: Annotated[
        list[Name],
        Field(
            max_length=MAX_SOURCES, description="Only articles of these publications are evidence; all unless given."
        ),
    ] = []


class ToldTurn(_Request):
    """An earlier question with its answer, as the caller kept them."""

    question: Annotated[QuestionText, Field(description="As it was searched for: `standalone_question`.")]
    answer: Annotated[
        str, StringConstraints(max_length=20_000), Field(description="Its `text`, with the numbers in brackets.")
    ] = ""


class AskRequest(Asked):
    """A question to be answered."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"question": "Who won the Corran Cup?", "as_of": "2026-05-01"}]}
    )

    conversation_id: Annotated[
        Name | None, Field(description="The conversation that it belongs to, made with POST /v1/conversations.")
    ] = None
    history: Annotated[
        list[ToldTurn],
        Field(
            max_length=MAX_HISTORY,
            description="The turns before, the oldest first, of a conversation that the caller keeps itself.",
        ),
    ] = []
    stream: Annotated[
        bool, Field(strict=True, description="Send the answer piece by piece, as server-sent events.")
    ] = False


class SearchRequest(Asked):
    """A question to find passages for."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"question": "Who won the Corran Cup?", "top_k": 3}]})


class SuggestRequest(_Request):
    """What questions to suggest."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"as_of": "2026-05-01", "limit": 3}]})

    as_of: Annotated[
        Day | None, Field(description="The day they are asked on; today, or that of the last answer, unless given.")
    ] = None
    sources: Annotated[
        list[Name], Field(max_length=MAX_SOURCES, description="Only articles of these publications answer them.")
    ] = []
    limit: Annotated[Count, Field(ge=1, le=10, description="How many, at most.")] = 4
    conversation_id: Annotated[
        Name | None, Field(description="They follow up on the last answer of this conversation; else they begin one.")
    ] = None


class Suggestions(BaseModel):
    """Questions that the articles answer; there may be none."""

    questions: list[str]


class FoundPassage(PassageRef):
    """A passage with its text, and the article that it is from."""

    text: str
    title: str
    source: str
    url: str | None
    published: date | None
    also_in: tuple[str, ...]

    @classmethod
    def of(cls, hit: Hit) -> "FoundPassage":
        """What was found, for others to read."""
        article = hit.stored.article
        return cls(
            **hit.ref.model_dump(),
            text=hit.stored.passage.text(article),
            title=article.title,
            source=article.source,
            url=article.url,
            published=article.published.date() if article.published else None,
            also_in=hit.also_in,
        )


class SearchResult(BaseModel):
    """The passages found for a question, best first."""

    question: str
    as_of: date
    passages: list[FoundPassage]

    @classmethod
    def of(cls, question: str, as_of: date, evidence: Evidence) -> "SearchResult":
        """What was found, for others to read."""
        return cls(question=question, as_of=as_of, passages=[FoundPassage.of(hit) for hit in evidence.hits])


class ArticleListed(BaseModel):
    """An article as lists show it."""

    model_config = ConfigDict(from_attributes=True)

    id: str
    title: str
    source: str
    url: str | None
    published: datetime | None
    words: int


class ArticlePage(BaseModel):
    """Some of the articles, the newest first.

    Attributes:
        next_offset: Where the next page begins; None on the last one.
    """

    articles: list[ArticleListed]
    next_offset: int | None

    @classmethod
    def of(cls, found: Sequence[ArticleSummary], limit: int, offset: int) -> "ArticlePage":
        """A page, from one article more than it has if there are more."""
        listed = [ArticleListed.model_validate(one) for one in found[:limit]]
        return cls(articles=listed, next_offset=offset + limit if len(found) > limit else None)


class ArticleShown(BaseModel):
    """One article with its text, exact: the offsets of citations and passages count its characters (Unicode code points)."""

    model_config = ConfigDict(from_attributes=True)

    id: str
    title: str
    text: str
    source: str
    url: str | None
    authors: tuple[str, ...]
    published: datetime | None
    language: str | None

    @classmethod
    def of(cls, article: Article) -> "ArticleShown":
        """An article for others to read: without the place on this computer that it was read from."""
        return cls.model_validate(article)


class GivenArticle(_Request):
    """An article to be added; the same id again takes the place of what was there."""

    id: Name
    text: Annotated[str, StringConstraints(min_length=1, max_length=5_000_000)]
    title: Annotated[str | None, StringConstraints(max_length=1_000)] = None
    source: Name | None = None
    url: Annotated[str | None, StringConstraints(max_length=2_000)] = None
    authors: Annotated[list[Name], Field(max_length=100)] = []
    published: Annotated[
        str | None, StringConstraints(max_length=100), Field(description="A day or a moment, ISO 8601.")
    ] = None
    language: Annotated[str | None, StringConstraints(max_length=35)] = None


class AddRequest(_Request):
    """What to add: pages and feeds to fetch, articles themselves, or both."""

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
        list[Annotated[str, StringConstraints(min_length=1, max_length=2_000)]], Field(max_length=MAX_URLS)
    ] = []
    articles: Annotated[list[GivenArticle], Field(max_length=MAX_ARTICLES)] = []


class JobShown(BaseModel):
    """An ingest: what it is doing, and in the end what it did.

    Attributes:
        state: "waiting", "running", "done" (the report says what could not be read), "failed" or "cancelled".
        read: How many articles have been read so far.
        passages: How many passages have been stored so far.
        report: What was done, once it is done; of one that was cancelled, what had been done by then.
        unfinished: Of a cancelled one, the sources that may not have been read to their end; to go on, send them again.
        problem: Why it failed.
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
        """A job for its owner.

        Args:
            job: The job.
            problem: Why it failed, as callers are told.
        """
        own = {name: getattr(job, name) for name in cls.model_fields if name != "problem"}
        return cls(**own, problem=problem)


class ConversationRequest(_Request):
    """A conversation to begin."""

    title: Annotated[
        str, StringConstraints(max_length=200), Field(description="That of its first question unless given.")
    ] = ""


class ConversationListed(BaseModel):
    """A conversation as lists show it."""

    model_config = ConfigDict(from_attributes=True)

    id: str
    title: str
    created: datetime
    changed: datetime
    turns: int


class ConversationPage(BaseModel):
    """Some of the caller's conversations, the one changed last first."""

    conversations: list[ConversationListed]
    next_offset: int | None

    @classmethod
    def of(cls, found: Sequence[ConversationSummary], limit: int, offset: int) -> "ConversationPage":
        """A page, from one conversation more than it has if there are more."""
        listed = [ConversationListed.model_validate(one) for one in found[:limit]]
        return cls(conversations=listed, next_offset=offset + limit if len(found) > limit else None)


class ConversationShown(ConversationListed):
    """A conversation with its answers, the oldest first."""

    answers: list[Answer]

    @classmethod
    def of(cls, stored: StoredConversation) -> "ConversationShown":
        """A conversation for its owner."""
        listed = ConversationListed.model_validate(stored.summary)
        return cls(**listed.model_dump(), answers=[turn.answer for turn in stored.turns])


def example_of_answer() -> dict[str, Any]:
    """An answer as it is sent."""
    return _EXAMPLE_ANSWER
