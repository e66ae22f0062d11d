"""Schemas of questions, searches and suggestions."""

from datetime import date
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from assistant.answers.answer import Evidence, Hit, PassageRef
from assistant.api.json_bodies import FirstErrorList
from assistant.api.request_fields import MAX_SOURCES, Count, Day, Name, QuestionText, RequestModel, StoryName

_MAX_HISTORY = 50


class HistoryRequest(RequestModel):
    """A question whose answer changed over time, and the articles that may be used for it."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"question": "Is Tannery Bridge open?"}]})

    question: Annotated[QuestionText, Field(description="Any question.")]
    as_of: Annotated[
        Day | None,
        Field(description="The day of the question, by default today. Articles published later are not evidence."),
    ] = None
    sources: Annotated[
        FirstErrorList[Name],
        Field(max_length=MAX_SOURCES, description="Only articles of these publications are evidence. Default: all."),
    ] = Field(default_factory=list)
    story: StoryName = None


class QuestionRequest(HistoryRequest):
    """A question, and the articles that may be used for it."""

    top_k: Annotated[
        Annotated[Count, Field(ge=1, le=200)] | None,
        Field(description="The number of passages that the answer is made from."),
    ] = None


class HistoryTurn(RequestModel):
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
            max_length=_MAX_HISTORY,
            description="The earlier turns, oldest first, of a conversation that the client keeps itself.",
        ),
    ] = Field(default_factory=list)
    stream: Annotated[bool, Field(strict=True, description="Stream the answer as server-sent events.")] = False


class SearchRequest(QuestionRequest):
    """A question to find passages for."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"question": "Who won the Corran Cup?", "top_k": 3}]})


class SuggestRequest(RequestModel):
    """Which questions to suggest."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"as_of": "2026-05-01", "limit": 3}]})

    as_of: Annotated[
        Day | None, Field(description="The day of the questions. Default: today, or the day of the last answer.")
    ] = None
    sources: Annotated[
        FirstErrorList[Name],
        Field(max_length=MAX_SOURCES, description="Only articles of these publications answer them."),
    ] = Field(default_factory=list)
    story: StoryName = None
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
