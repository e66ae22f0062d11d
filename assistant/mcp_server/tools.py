"""The tools: what each takes, what it gives, and how that reads to a model."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

from assistant.answers.answer import Answer, Hit
from assistant.assistant import Assistant
from assistant.ingest.errors import UsageError
from assistant.prompts import render

LONGEST_PART = 20_000
"""Characters that `read_article` gives at once, at most."""

AsOf = Annotated[
    date | None,
    Field(
        description="The day the question is asked on (YYYY-MM-DD), today unless given; later articles are no evidence."
    ),
]
TopK = Annotated[int | None, Field(ge=1, le=200, description="How many passages to use; 10 unless set otherwise.")]
Sources = Annotated[tuple[str, ...], Field(description="Publications to use, such as Reuters; all unless given.")]


class QuestionArguments(BaseModel):
    """What `ask` and `search` take."""

    model_config = ConfigDict(extra="forbid")

    question: Annotated[str, Field(description="One complete question, with names instead of pronouns.")]
    as_of: AsOf = None
    top_k: TopK = None
    sources: Sources = ()


class ReadArguments(BaseModel):
    """What `read_article` takes."""

    model_config = ConfigDict(extra="forbid")

    article_id: Annotated[str, Field(description="As `ask` and `search` give it.")]
    start: Annotated[int, Field(ge=0, description="The first character to read, counted from 0.")] = 0
    length: Annotated[int, Field(ge=1, le=LONGEST_PART, description="How many characters to read at most.")] = 8_000


class FoundPassage(BaseModel):
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
    def of(cls, hit: Hit) -> "FoundPassage":
        """The passage that was found."""
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


class FoundPassages(BaseModel):
    """What `search` gives: the passages, best first."""

    passages: tuple[FoundPassage, ...]


class ArticlePart(BaseModel):
    """What `read_article` gives: `article.text[start:end] == text`.

    Attributes:
        length: How many characters the whole article has.
        next_start: Where to read on; None at the end.
    """

    article_id: str
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
        arguments: What it takes.
        result: What it gives.
        run: Does the work.
        shown: The result as text, for models that read no structure.
    """

    title: str
    arguments: type[BaseModel]
    result: type[BaseModel]
    run: Callable[[Assistant, Any], BaseModel]
    shown: Callable[[Any], str]


def _ask(assistant: Assistant, asked: QuestionArguments) -> Answer:
    return assistant.ask(asked.question, as_of=asked.as_of, top_k=asked.top_k, sources=asked.sources)


def _search(assistant: Assistant, asked: QuestionArguments) -> FoundPassages:
    evidence = assistant.search(asked.question, as_of=asked.as_of, top_k=asked.top_k, sources=asked.sources)
    return FoundPassages(passages=tuple(map(FoundPassage.of, evidence.hits)))


def _read_article(assistant: Assistant, asked: ReadArguments) -> ArticlePart:
    article = assistant.article(asked.article_id)
    length = len(article.text)
    if asked.start >= length:
        raise UsageError(f"article {article.id!r} has {length:,} characters; start must be less, not {asked.start:,}")
    end = min(asked.start + asked.length, length)
    return ArticlePart(
        article_id=article.id,
        title=article.title,
        source=article.source,
        url=article.url,
        authors=article.authors,
        published=article.published.date() if article.published else None,
        length=length,
        start=asked.start,
        end=end,
        next_start=end if end < length else None,
        text=article.text[asked.start : end],
    )


TOOLS = {
    "ask": ArticlesTool(
        "Ask the articles", QuestionArguments, Answer, _ask, lambda answer: render("tool_answer", answer=answer)
    ),
    "search": ArticlesTool(
        "Search the articles",
        QuestionArguments,
        FoundPassages,
        _search,
        lambda found: render("tool_passages", passages=found.passages),
    ),
    "read_article": ArticlesTool(
        "Read an article", ReadArguments, ArticlePart, _read_article, lambda part: render("tool_article", part=part)
    ),
}
"""By name; what a model is told of each is the prompt `tool_NAME`."""
