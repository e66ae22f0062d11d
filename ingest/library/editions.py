"""Editions: the texts that an article had before its publisher changed it, each stored as its difference from the next one."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from assistant.ingest.article import Article
from assistant.ingest.library.sql import Row, RunQuery
from assistant.ingest.library.text_delta import decode_delta, encode_delta

_COLUMNS = "number, content_hash, description, stored_at, replaced_at, delta"


@dataclass(frozen=True, slots=True)
class StoredEdition:
    """An earlier text of an article as the catalog stores it.

    Attributes:
        number: Its position among the editions of its article, counted from 1.
        content_hash: The content hash of the article as it was.
        description: Everything but the text, as JSON.
        stored_at: When the library stored it.
        replaced_at: When the library stored the next edition.
        delta: The text, as its difference from the next edition's text.
    """

    number: int
    content_hash: str
    description: str
    stored_at: datetime
    replaced_at: datetime
    delta: bytes

    @classmethod
    def of(
        cls, number: int, article: Article, stored_at: datetime, newer: Article, replaced_at: datetime
    ) -> "StoredEdition":
        """Makes the edition of an article that a newer one replaces."""
        delta = encode_delta(article.text, newer.text)
        return cls(number, article.content_hash, _describe(article), stored_at, replaced_at, delta)

    @classmethod
    def of_row(cls, row: Row) -> "StoredEdition":
        """Makes an edition of a row of the table."""
        number, content_hash, description, stored_at, replaced_at, delta = row
        moments = datetime.fromisoformat(stored_at), datetime.fromisoformat(replaced_at)
        return cls(int(number), str(content_hash), str(description), *moments, bytes(delta))

    @property
    def row(self) -> tuple[Any, ...]:
        """The values of its row, without the article's id."""
        moments = self.stored_at.isoformat(timespec="seconds"), self.replaced_at.isoformat(timespec="seconds")
        return self.number, self.content_hash, self.description, *moments, self.delta


@dataclass(frozen=True, slots=True)
class Edition:
    """An article between two changes.

    Attributes:
        number: Its position among the editions of the article, counted from 1.
        article: The article with the text that it had; citations of this edition are offsets into it.
        stored_at: When the library stored it.
        replaced_at: When the library stored the next edition; None for the newest.
    """

    number: int
    article: Article
    stored_at: datetime
    replaced_at: datetime | None

    @property
    def name(self) -> str:
        """The name by which citations refer to it; see `Article.edition`."""
        return self.article.edition


def editions_of(run_query: RunQuery, newest: Article, stored_at: datetime) -> list[Edition]:
    """Returns all editions of an article, the oldest first.

    Args:
        run_query: Runs a query.
        newest: The article as it is now.
        stored_at: When it was stored.

    Raises:
        ValueError: If an edition is damaged.
    """
    stored = stored_editions(run_query, newest.id)
    number = stored[-1].number + 1 if stored else 1
    editions = [Edition(number, newest, stored_at, None), *restored(stored, newest)]
    return editions[::-1]


def stored_editions(run_query: RunQuery, article_id: str) -> list[StoredEdition]:
    """Returns the earlier editions of an article, the oldest first, without restoring their texts."""
    rows = run_query(f"SELECT {_COLUMNS} FROM editions WHERE article = ? ORDER BY number", (article_id,))  # noqa: S608  # a constant
    return [StoredEdition.of_row(row) for row in rows]


def restored(stored: Sequence[StoredEdition], newest: Article) -> Iterator[Edition]:
    """Yields the earlier editions of an article with their texts, the newest first.

    Raises:
        ValueError: If an edition is damaged.
    """
    newer = newest
    for edition in reversed(stored):
        newer = _restore(edition, newer)
        yield Edition(edition.number, newer, edition.stored_at, edition.replaced_at)


def edition_on(editions: Sequence[Edition], day: date) -> Edition:
    """Returns the edition that readers saw on a day: the newest one stored until then, or the first one known.

    Args:
        editions: All editions of an article, the oldest first.
        day: The day, in UTC.
    """
    known = [edition for edition in editions if edition.stored_at.date() <= day]
    return known[-1] if known else editions[0]


def _describe(article: Article) -> str:
    values = {
        "title": article.title,
        "source": article.source,
        "url": article.url,
        "authors": article.authors,
        "published": article.published.isoformat() if article.published else None,
        "language": article.language,
        "date_evidence": article.date_evidence,
        "is_incomplete": article.is_incomplete,
        "is_language_detected": article.is_language_detected,
    }
    return json.dumps(values, ensure_ascii=False)


def _restore(stored: StoredEdition, newer: Article) -> Article:
    """Returns the article of an edition.

    Raises:
        ValueError: If it is not what its hash says.
    """
    values = json.loads(stored.description)
    article = Article(
        id=newer.id,
        title=values["title"],
        text=decode_delta(stored.delta, newer.text),
        source=values["source"],
        origin=newer.origin,
        url=values["url"],
        authors=tuple(values["authors"]),
        published=datetime.fromisoformat(values["published"]) if values["published"] else None,
        language=values["language"],
        date_evidence=values.get("date_evidence"),
        is_incomplete=values.get("is_incomplete", False),
        is_language_detected=values.get("is_language_detected", False),
    )
    if article.content_hash != stored.content_hash:
        raise ValueError(f"edition {stored.number} of the article {newer.id!r} is not what its hash says")
    return article
