"""The changes within one transaction (`Catalog.transaction`), in the SQL that SQLite and PostgreSQL share."""

import json
from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from typing import Any

from assistant.ingest.article import Article, Passage
from assistant.ingest.library.catalog_rows import (
    ARTICLE_COLUMNS,
    ArticleRecord,
    PassageRecord,
    StoredPassage,
    article_of,
)
from assistant.ingest.library.editions import StoredEdition
from assistant.ingest.library.search_terms import CURRENT, SearchTerms
from assistant.ingest.library.sql import Row

EMBEDDED = "sentences"
"""The unit of embedding; a library without this metadata holds vectors of whole passages, as the first version made them."""

_PASSAGE_BATCH = 300


@dataclass(frozen=True, slots=True)
class IndexedText:
    """A passage for the full-text index.

    Attributes:
        number: The passage's number.
        title: The title of its article.
        body: Its text.
        language: The language of its article; a BCP 47 tag.
    """

    number: int
    title: str
    body: str
    language: str | None


class SqlWrites(ABC):
    """Implements `CatalogWrites`. Placeholders in the SQL are `?`."""

    @abstractmethod
    def _run(self, sql: str, values: Sequence[Any] = ()) -> list[Row]:
        """Runs a statement; returns its rows."""

    @abstractmethod
    def _run_many(self, sql: str, rows: Iterable[Sequence[Any]]) -> None:
        """Runs a statement once for each row of values."""

    @abstractmethod
    def _index_texts(self, texts: Sequence[IndexedText]) -> None:
        """Adds passages to the full-text index."""

    @abstractmethod
    def _unindex_texts(self, texts: Sequence[IndexedText]) -> None:
        """Removes passages from the full-text index; the texts are those that were added."""

    @abstractmethod
    def _empty_full_text(self) -> None:
        """Replaces the full-text index by an empty one."""

    @cached_property
    def terms(self) -> SearchTerms:
        """The terms of the full-text index."""
        rows = self._run("SELECT 1 FROM facts WHERE name = 'terms' AND value = ?", (CURRENT,))
        return SearchTerms(by_language=bool(rows))

    def choose_terms(self) -> None:
        """Gives an empty library the terms of this version; other libraries keep theirs until they are reindexed."""
        if not self.terms.by_language and not self._run("SELECT 1 FROM passages LIMIT 1"):
            self.renew_full_text()

    def renew_full_text(self) -> None:
        """See `CatalogWrites`."""
        self._empty_full_text()
        self.set_metadata({"terms": CURRENT})
        self.__dict__["terms"] = SearchTerms()

    def index_stored(self, passages: Iterable[StoredPassage]) -> None:
        """See `CatalogWrites`."""
        self._index_texts([_indexed_text(stored.number, stored.article, stored.passage) for stored in passages])

    def set_detected_language(self, article_id: str, language: str) -> None:
        """See `CatalogWrites`."""
        self._run(
            "UPDATE articles SET language = ?, is_language_detected = 1 WHERE id = ? AND language IS NULL",
            (language, article_id),
        )

    def put_article(self, record: ArticleRecord) -> int:
        """See `CatalogWrites`."""
        self.choose_terms()
        number = self._insert_article(record)
        keys = self._insert_passages(number, record.passages)
        self.put_vectors(zip(keys, record.passage_records, strict=True))
        pairs = zip(keys, record.passages, strict=True)
        self._index_texts([_indexed_text(key, record.article, passage) for key, passage in pairs])
        return number

    def delete_article(self, article_id: str) -> bool:
        """See `CatalogWrites`."""
        rows = self._run(f"SELECT {ARTICLE_COLUMNS}, a.number FROM articles a WHERE a.id = ?", (article_id,))  # noqa: S608  # a constant
        if not rows:
            return False
        article, number = article_of(rows[0]), int(rows[0][-1])
        passages = self._run('SELECT number, start, "end" FROM passages WHERE article = ?', (number,))
        texts = [_indexed_text(key, article, Passage(article.id, start, end)) for key, start, end in passages]
        self._unindex_texts(texts)
        self._run_many("INSERT INTO vector_removals (passage) VALUES (?)", [(key,) for key, _, _ in passages])
        self._run("DELETE FROM articles WHERE number = ?", (number,))
        self._rename_story(number)
        self._increase("removals")
        return True

    def keep_edition(self, newer: Article, replaced_at: datetime) -> None:
        """See `CatalogWrites`."""
        rows = self._run(f"SELECT {ARTICLE_COLUMNS}, a.added_at FROM articles a WHERE a.id = ?", (newer.id,))  # noqa: S608  # a constant
        if not rows or (article := article_of(rows[0])).content_hash == newer.content_hash:
            return
        ((number,),) = self._run("SELECT coalesce(max(number), 0) + 1 FROM editions WHERE article = ?", (newer.id,))
        stored_at = datetime.fromisoformat(rows[0][-1])
        self._insert_editions(newer.id, [StoredEdition.of(number, article, stored_at, newer, replaced_at)])

    def put_editions(self, article_id: str, editions: Sequence[StoredEdition]) -> None:
        """See `CatalogWrites`."""
        self._run("DELETE FROM editions WHERE article = ?", (article_id,))
        self._insert_editions(article_id, editions)

    def _insert_editions(self, article_id: str, editions: Sequence[StoredEdition]) -> None:
        self._run_many(
            "INSERT INTO editions (article, number, content_hash, description, stored_at, replaced_at, delta) "
            "VALUES (?, ?, ?, ?, ?, ?, ?)",
            [(article_id, *edition.row) for edition in editions],
        )

    def set_story(self, article_number: int, story: int) -> str:
        """See `CatalogWrites`."""
        self._run("UPDATE articles SET story = ? WHERE number = ?", (story, article_number))
        ((first,),) = self._run("SELECT id FROM articles WHERE story = ? ORDER BY number LIMIT 1", (story,))
        return str(first)

    def join_story(self, article_number: int, article_id: str) -> None:
        """See `CatalogWrites`."""
        for (story,) in self._run("SELECT story FROM articles WHERE id = ?", (article_id,)):
            self._run("UPDATE articles SET story = ? WHERE number = ?", (story, article_number))

    def put_vectors(self, passages: Iterable[tuple[int, PassageRecord]]) -> None:
        """See `CatalogWrites`."""
        records = list(passages)
        self._run_many(
            "INSERT INTO vectors (passage, vector) VALUES (?, ?) ON CONFLICT (passage) DO UPDATE SET vector = excluded.vector",
            [(number, record.vector.astype("<f4").tobytes()) for number, record in records],
        )
        self._run_many(
            "INSERT INTO sentences (passage, spans, scales, vectors) VALUES (?, ?, ?, ?) ON CONFLICT (passage) DO UPDATE SET "
            "spans = excluded.spans, scales = excluded.scales, vectors = excluded.vectors",
            [
                (number, record.sentences.spans, record.sentences.scales, record.sentences.vectors)
                for number, record in records
            ],
        )

    def set_metadata(self, values: Mapping[str, str | int]) -> None:
        """See `CatalogWrites`."""
        self._run_many(
            "INSERT INTO facts (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
            [(name, str(value)) for name, value in values.items()],
        )

    def forget_index(self) -> None:
        """See `CatalogWrites`."""
        self._run("DELETE FROM facts WHERE name = 'vectors_folder'")
        self.set_metadata({"vectors_indexed_through": 0})

    def forget_removals(self, passages: Sequence[int]) -> None:
        """See `CatalogWrites`."""
        self._run_many("DELETE FROM vector_removals WHERE passage = ?", [(number,) for number in passages])

    def grow_generation(self) -> None:
        """Increases the generation, so that readers notice the change."""
        self._increase("generation")

    def _increase(self, name: str, by: int = 1) -> None:
        self._run("UPDATE facts SET value = CAST(value AS INTEGER) + ? WHERE name = ?", (by, name))

    def _insert_article(self, record: ArticleRecord) -> int:
        article = record.article
        added_at = record.added_at or datetime.now(UTC)
        ((number,),) = self._run(
            "INSERT INTO articles (id, title, source, origin, url, authors, published, published_day, language, content_hash, words, added_at, "
            "story, signature, text, date_evidence, is_incomplete, is_language_detected) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0, ?, ?, ?, ?, ?) RETURNING number",
            (
                article.id,
                article.title,
                article.source,
                article.origin,
                article.url,
                json.dumps(article.authors, ensure_ascii=False),
                article.published.isoformat() if article.published else None,
                article.published.date().toordinal() if article.published else None,
                article.language,
                article.content_hash,
                record.words,
                added_at.isoformat(timespec="seconds"),
                record.signature.astype("<u4").tobytes(),
                article.text,
                article.date_evidence,
                int(article.is_incomplete),
                int(article.is_language_detected),
            ),
        )
        self._run("UPDATE articles SET story = number WHERE number = ?", (number,))
        self._run_many(
            "INSERT INTO story_bands (band, key, article) VALUES (?, ?, ?)",
            [(band, key, number) for band, key in enumerate(record.bands)],
        )
        return int(number)

    def _insert_passages(self, article: int, passages: Sequence[Passage]) -> list[int]:
        """Inserts passages; returns their numbers, in order."""
        keys: list[int] = []
        for first in range(0, len(passages), _PASSAGE_BATCH):
            batch = passages[first : first + _PASSAGE_BATCH]
            rows = self._run(
                f'INSERT INTO passages (article, start, "end") VALUES {",".join(["(?, ?, ?)"] * len(batch))} RETURNING number',  # noqa: S608
                [value for passage in batch for value in (article, passage.start, passage.end)],
            )
            keys += sorted(int(number) for (number,) in rows)
        return keys

    def _rename_story(self, number: int) -> None:
        """Renames the story of a deleted article after the story's next article."""
        ((next_number,),) = self._run("SELECT min(number) FROM articles WHERE story = ?", (number,))
        if next_number is not None:
            self._run("UPDATE articles SET story = ? WHERE story = ?", (next_number, number))


def _indexed_text(number: int, article: Article, passage: Passage) -> IndexedText:
    return IndexedText(number, article.title, passage.text(article), article.language)
