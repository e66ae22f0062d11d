"""Schemas of stored articles and their editions."""

from collections.abc import Sequence
from datetime import datetime
from itertools import pairwise

from pydantic import BaseModel, ConfigDict

from assistant.ingest.article import Article
from assistant.ingest.library import ArticleSummary
from assistant.ingest.library.editions import Edition
from assistant.ingest.word_diff import ChangeKind, TextPart, word_diff


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
