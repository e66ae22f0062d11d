"""Schemas of requests and responses, with examples."""

from collections.abc import Sequence
from datetime import date, datetime
from itertools import pairwise
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, WithJsonSchema, model_validator

from assistant.answers.answer import Answer, Evidence, Hit, PassageRef
from assistant.api.json_bodies import FirstErrorList
from assistant.background.ingest_jobs import IngestJob
from assistant.conversations.store import ConversationSummary, StoredConversation
from assistant.ingest.article import Article
from assistant.ingest.budgets import MAX_JSON_FIELDS, UNTRUSTED_DOCUMENT
from assistant.ingest.library import ArticleSummary
from assistant.ingest.library.editions import Edition
from assistant.ingest.report import IngestReport
from assistant.ingest.word_diff import ChangeKind, TextPart, word_diff
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
            "remarks": [],
        }
    ],
    "citations": [
        {
            "number": 1,
            "article_id": "cup-final",
            "edition": "5a78253e02e8a74b",
            "title": "Rovers lift the cup",
            "source": "The Harbour Post",
            "url": None,
            "published": "2026-04-25",
            "start": 0,
            "end": 45,
            "quote": "Skerry Rovers won the Corran Cup on Saturday.",
            "score": 0.97,
            "also_in": [],
            "is_incomplete": False,
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


def _parse_day(value: object) -> object:
    if isinstance(value, str):
        return date.fromisoformat(value)
    raise ValueError("a day is written as text: YEAR-MONTH-DAY")


Day = Annotated[
    date,
    BeforeValidator(_parse_day),
    WithJsonSchema({"type": "string", "format": "date", "examples": ["2026-05-01"]}),
]
Count = Annotated[int, Field(strict=True)]
QuestionText = Annotated[str, StringConstraints(min_length=1, max_length=MAX_QUESTION_CHARS)]
Name = Annotated[str, StringConstraints(min_length=1, max_length=500)]


class _Request(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    @model_validator(mode="before")
    @classmethod
    def _has_few_fields(cls, values: Any) -> Any:  # noqa: ANN401  # any JSON value
        if isinstance(values, dict) and len(values) > MAX_JSON_FIELDS:
            raise ValueError(f"an object has at most {MAX_JSON_FIELDS} fields")
        return values


class QuestionRequest(_Request):
    """A question, and the articles that may be used for it."""

    question: Annotated[QuestionText, Field(description="Any question.")]
    as_of: Annotated[
        Day | None,
        Field(description="The day of the question, by default today. Articles published later are not evidence."),
    ] = None
    top_k: Annotated[
        Annotated[Count, Field(ge=1, le=200)] | None,
        Field(description="The number of passages that the answer is made from."),
    ] = None
    sources: Annotated[
        FirstErrorList[Name],
        Field(max_length=MAX_SOURCES, description="Only articles of these publications are evidence. Default: all."),
    ] = []


class HistoryTurn(_Request):
    """An earlier question with its answer, sent by a client that keeps the conversation itself."""

    question: Annotated[QuestionText, Field(description="The `standalone_question` of the earlier answer.")]
    answer: Annotated[
        str,
        StringConstraints(max_length=20_000),
        Field(description="The `text` of the earlier answer, with the citation numbers in brackets."),
    ] = ""


class AskRequest(QuestionRequest):
    """A question to answer."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"question": "Who won the Corran Cup?", "as_of": "2026-05-01"}]}
    )

    conversation_id: Annotated[
        Name | None, Field(description="The conversation of the question, made with POST /v1/conversations.")
    ] = None
    history: Annotated[
        FirstErrorList[HistoryTurn],
        Field(
            max_length=MAX_HISTORY,
            description="The earlier turns, oldest first, of a conversation that the client keeps itself.",
        ),
    ] = []
    stream: Annotated[bool, Field(strict=True, description="Stream the answer as server-sent events.")] = False


class SearchRequest(QuestionRequest):
    """A question to find passages for."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"question": "Who won the Corran Cup?", "top_k": 3}]})


class SuggestRequest(_Request):
    """Which questions to suggest."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"as_of": "2026-05-01", "limit": 3}]})

    as_of: Annotated[
        Day | None, Field(description="The day of the questions. Default: today, or the day of the last answer.")
    ] = None
    sources: Annotated[
        FirstErrorList[Name],
        Field(max_length=MAX_SOURCES, description="Only articles of these publications answer them."),
    ] = []
    limit: Annotated[Count, Field(ge=1, le=10, description="The largest number of questions.")] = 4
    conversation_id: Annotated[
        Name | None, Field(description="Suggest questions to ask after the last answer of this conversation.")
    ] = None


class Suggestions(BaseModel):
    """Questions that the articles answer; there may be none."""

    questions: list[str]


class PassageShown(PassageRef):
    """A passage with its text and its article."""

    text: str
    title: str
    source: str
    url: str | None
    published: date | None
    also_in: tuple[str, ...]

    @classmethod
    def of(cls, hit: Hit) -> "PassageShown":
        """Converts a hit."""
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
    """The passages for a question, best first."""

    question: str
    as_of: date
    passages: list[PassageShown]

    @classmethod
    def of(cls, question: str, as_of: date, evidence: Evidence) -> "SearchResult":
        """Converts evidence."""
        return cls(question=question, as_of=as_of, passages=[PassageShown.of(hit) for hit in evidence.hits])


class ArticleListed(BaseModel):
    """An article in a list."""

    model_config = ConfigDict(from_attributes=True)

    id: str
    title: str
    source: str
    url: str | None
    published: datetime | None
    words: int


class ArticlePage(BaseModel):
    """A page of the list of articles, newest first.

    Attributes:
        next_offset: The offset of the next page; None on the last page.
    """

    articles: list[ArticleListed]
    next_offset: int | None

    @classmethod
    def of(cls, summaries: Sequence[ArticleSummary], limit: int, offset: int) -> "ArticlePage":
        """Makes a page from `limit + 1` articles, or fewer if they are the last ones."""
        listed = [ArticleListed.model_validate(summary) for summary in summaries[:limit]]
        return cls(articles=listed, next_offset=offset + limit if len(summaries) > limit else None)


class ArticleShown(BaseModel):
    """One article with its exact text. Offsets of citations and passages count its characters (Unicode code points)."""

    model_config = ConfigDict(from_attributes=True)

    id: str
    edition: str
    title: str
    text: str
    source: str
    url: str | None
    authors: tuple[str, ...]
    published: datetime | None
    language: str | None
    date_evidence: str | None
    is_incomplete: bool

    @classmethod
    def of(cls, article: Article) -> "ArticleShown":
        """Converts an article; leaves out its location on this computer."""
        return cls.model_validate(article)


class TextPartShown(BaseModel):
    """A part of two compared texts."""

    model_config = ConfigDict(from_attributes=True)

    kind: ChangeKind
    text: str


class EditionShown(BaseModel):
    """An article between two changes. `changes` compares its text with that of the edition before; empty for the first one."""

    edition: str
    number: int
    title: str
    published: datetime | None
    characters: int
    stored_at: datetime
    replaced_at: datetime | None
    changes: tuple[TextPartShown, ...]

    @classmethod
    def list_of(cls, editions: Sequence[Edition]) -> "list[EditionShown]":
        """Converts all editions of an article, the oldest first."""
        texts = [edition.article.text for edition in editions]
        changes = [[], *(word_diff(earlier, later) for earlier, later in pairwise(texts))]
        return [cls._of(edition, parts) for edition, parts in zip(editions, changes, strict=True)]

    @classmethod
    def _of(cls, edition: Edition, changes: Sequence[TextPart]) -> "EditionShown":
        return cls(
            edition=edition.name,
            number=edition.number,
            title=edition.article.title,
            published=edition.article.published,
            characters=len(edition.article.text),
            stored_at=edition.stored_at,
            replaced_at=edition.replaced_at,
            changes=tuple(map(TextPartShown.model_validate, changes)),
        )


class GivenArticle(_Request):
    """An article to add; it replaces an article with the same id."""

    id: Name
    text: Annotated[str, StringConstraints(min_length=1, max_length=UNTRUSTED_DOCUMENT.article_chars)]
    title: Annotated[str | None, StringConstraints(max_length=1_000)] = None
    source: Name | None = None
    url: Annotated[str | None, StringConstraints(max_length=2_000)] = None
    authors: Annotated[FirstErrorList[Name], Field(max_length=100)] = []
    published: Annotated[
        str | None, StringConstraints(max_length=100), Field(description="A day or a time, ISO 8601.")
    ] = None
    language: Annotated[str | None, StringConstraints(max_length=35)] = None


class AddRequest(_Request):
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
        FirstErrorList[Annotated[str, StringConstraints(min_length=1, max_length=2_000)]], Field(max_length=MAX_URLS)
    ] = []
    articles: Annotated[FirstErrorList[GivenArticle], Field(max_length=MAX_ARTICLES)] = []


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


class ConversationRequest(_Request):
    """A conversation to begin."""

    title: Annotated[
        str, StringConstraints(max_length=200), Field(description="The title. Default: the first question.")
    ] = ""


class ConversationListed(BaseModel):
    """A conversation in a list."""

    model_config = ConfigDict(from_attributes=True)

    id: str
    title: str
    created: datetime
    changed: datetime
    turns: int


class ConversationPage(BaseModel):
    """A page of the list of the caller's conversations, the one changed last first."""

    conversations: list[ConversationListed]
    next_offset: int | None

    @classmethod
    def of(cls, summaries: Sequence[ConversationSummary], limit: int, offset: int) -> "ConversationPage":
        """Makes a page from `limit + 1` conversations, or fewer if they are the last ones."""
        listed = [ConversationListed.model_validate(summary) for summary in summaries[:limit]]
        return cls(conversations=listed, next_offset=offset + limit if len(summaries) > limit else None)


class ConversationShown(ConversationListed):
    """A conversation with its answers, the oldest first."""

    answers: list[Answer]

    @classmethod
    def of(cls, stored: StoredConversation) -> "ConversationShown":
        """Converts a stored conversation."""
        listed = ConversationListed.model_validate(stored.summary)
        return cls(**listed.model_dump(), answers=[turn.answer for turn in stored.turns])


def example_answer() -> dict[str, Any]:
    """Returns an example of an answer."""
    return _EXAMPLE_ANSWER
