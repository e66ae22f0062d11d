"""The MCP tools: arguments, results, and the result as text for a model."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

from assistant.answers.answer import Answer, Hit
from assistant.assistant import Assistant
from assistant.components.answer_history import AnswerHistory
from assistant.components.tool_arguments import HistoryArguments, QuestionArguments, ReadArguments
from assistant.following import FollowedSource
from assistant.ingest.errors import UsageError
from assistant.prompts import render
from assistant.stories import Story


class PassageResult(BaseModel):
    """A passage: `article.text[start:end] == text`."""

    article_id: str
    title: str
    source: str
    url: str | None
    published: date | None
    start: int
    end: int
    score: float
    text: str
    also_in: tuple[str, ...]

    @classmethod
    def of(cls, hit: Hit) -> "PassageResult":
        """Converts a hit."""
        article = hit.article
        return cls(
            article_id=article.id,
            title=article.title,
            source=article.source,
            url=article.url,
            published=article.published.date() if article.published else None,
            start=hit.passage.start,
            end=hit.passage.end,
            score=round(hit.score, 4),
            text=hit.text,
            also_in=hit.also_in,
        )


class SearchToolResult(BaseModel):
    """The result of `search`: passages, best first."""

    passages: tuple[PassageResult, ...]


class ArticlePart(BaseModel):
    """The result of `read_article`: `article.text[start:end] == text`.

    Attributes:
        length: The number of characters of the whole article.
        next_start: The start of the next part; None at the end.
    """

    article_id: str
    edition: str
    title: str
    source: str
    url: str | None
    authors: tuple[str, ...]
    published: date | None
    length: int
    start: int
    end: int
    next_start: int | None
    text: str


@dataclass(frozen=True, slots=True)
class ArticlesTool:
    """One tool.

    Attributes:
        title: Its name for people.
        arguments: The schema of its arguments.
        result: The schema of its result.
        run: Does the work.
        to_text: Converts the result to text, for models that do not read structured results.
    """

    title: str
    arguments: type[BaseModel]
    result: type[BaseModel]
    run: Callable[[Assistant, Any], BaseModel]
    to_text: Callable[[Any], str]


def _ask(assistant: Assistant, arguments: QuestionArguments) -> Answer:
    return assistant.ask(
        arguments.question,
        as_of=arguments.as_of,
        top_k=arguments.top_k,
        sources=arguments.sources,
        story=arguments.story,
    )


def _search(assistant: Assistant, arguments: QuestionArguments) -> SearchToolResult:
    evidence = assistant.search(
        arguments.question,
        as_of=arguments.as_of,
        top_k=arguments.top_k,
        sources=arguments.sources,
        story=arguments.story,
    )
    return SearchToolResult(passages=tuple(map(PassageResult.of, evidence.hits)))


def _history(assistant: Assistant, arguments: HistoryArguments) -> AnswerHistory:
    return assistant.history(
        arguments.question, as_of=arguments.as_of, sources=arguments.sources, story=arguments.story
    )


def _read_article(assistant: Assistant, arguments: ReadArguments) -> ArticlePart:
    article = assistant.article(arguments.article_id, arguments.edition)
    length = len(article.text)
    if arguments.start >= length:
        raise UsageError(
            f"article {article.id!r} has {length:,} characters; start must be less, not {arguments.start:,}"
        )
    end = min(arguments.start + arguments.length, length)
    return ArticlePart(
        article_id=article.id,
        edition=article.edition,
        title=article.title,
        source=article.source,
        url=article.url,
        authors=article.authors,
        published=article.published.date() if article.published else None,
        length=length,
        start=arguments.start,
        end=end,
        next_start=end if end < length else None,
        text=article.text[arguments.start : end],
    )


class NoArguments(BaseModel):
    """The arguments of a tool that needs none."""

    model_config = ConfigDict(extra="forbid")


class SourceState(BaseModel):
    """A followed source; `is_due` says that it is to be checked now."""

    address: str
    title: str
    kind: str
    is_paused: bool
    is_due: bool
    checked_at: datetime | None
    next_check_at: datetime
    added: int
    error: str

    @classmethod
    def of(cls, source: FollowedSource, now: datetime) -> "SourceState":
        """Converts a source."""
        names = [name for name in cls.model_fields if name != "is_due"]
        return cls(is_due=source.is_due(now), **{name: getattr(source, name) for name in names})


class SourceStates(BaseModel):
    """The result of `list_sources`."""

    sources: tuple[SourceState, ...]


def _list_sources(assistant: Assistant, _: NoArguments) -> SourceStates:
    now = datetime.now(UTC)
    return SourceStates(sources=tuple(SourceState.of(source, now) for source in assistant.following.sources()))


class StoriesArguments(BaseModel):
    """The arguments of `list_stories`."""

    model_config = ConfigDict(extra="forbid")

    limit: Annotated[int, Field(ge=1, le=100, description="How many stories to list at most.")] = 20


class ListedStories(BaseModel):
    """The result of `list_stories`: those with the newest articles first."""

    stories: tuple[Story, ...]


def _list_stories(assistant: Assistant, arguments: StoriesArguments) -> ListedStories:
    return ListedStories(stories=tuple(assistant.stories.newest(arguments.limit)))


TOOLS = {
    "ask": ArticlesTool(
        "Ask the articles", QuestionArguments, Answer, _ask, lambda answer: render("tool_answer", answer=answer)
    ),
    "search": ArticlesTool(
        "Search the articles",
        QuestionArguments,
        SearchToolResult,
        _search,
        lambda result: render("tool_passages", passages=result.passages),
    ),
    "history": ArticlesTool(
        "Show how an answer changed",
        HistoryArguments,
        AnswerHistory,
        _history,
        lambda history: render("tool_answer_history", history=history),
    ),
    "read_article": ArticlesTool(
        "Read an article", ReadArguments, ArticlePart, _read_article, lambda part: render("tool_article", part=part)
    ),
    "list_sources": ArticlesTool(
        "List the followed sources",
        NoArguments,
        SourceStates,
        _list_sources,
        lambda result: render("tool_sources", sources=result.sources),
    ),
    "list_stories": ArticlesTool(
        "List the stories",
        StoriesArguments,
        ListedStories,
        _list_stories,
        lambda result: render("tool_stories", stories=result.stories),
    ),
}
"""The tools by name; the prompt `tool_NAME` describes each to a model."""
