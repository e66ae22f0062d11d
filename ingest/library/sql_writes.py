"""What can be done to a catalog within one transaction (`Catalog.writing`), in the SQL that SQLite and PostgreSQL share."""

import json
from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from assistant.ingest.article import Article, Passage
from assistant.ingest.embedders.contract import Vectors
from assistant.ingest.language.tokens import separate_cjk
from assistant.ingest.library.catalog_rows import ARTICLE_COLUMNS, ArticleRecord, PassageRecord, article_of
from assistant.ingest.library.sql import Row

EMBEDDED = "sentences"
"""What is embedded; a library that does not say so holds vectors of whole passages, as the first version made them."""

_PASSAGES_AT_ONCE = 300

Words = tuple[int, str, str]
"""What the full-text index is given: the passage's number, its article's title, its text."""


class SqlWrites(ABC):
    """The methods of `CatalogWrites`. Values stand in the SQL as `?`."""

    @abstractmethod
    def _run(self, sql: str, values: Sequence[Any] = ()) -> list[Row]:
        """Carries out a statement; gives the rows that it returns."""

    @abstractmethod
    def _run_many(self, sql: str, rows: Iterable[Sequence[Any]]) -> None:
        """Carries out a statement once for each row of values."""

    @abstractmethod
    def _index_words(self, passages: Sequence[Words]) -> None:
        """Puts passages into the full-text index."""

    @abstractmethod
    def _forget_words(self, passages: Sequence[Words]) -> None:
        """Takes passages out of the full-text index; their words are those that were put in."""

    def put_article(self, entry: ArticleRecord) -> int:
        """Adds an article that is not there.

        Returns:
            The article's number.
        """
        number = self._insert_article(entry)
        keys = self._insert_passages(number, entry.passages)
        self.put_vectors(zip(keys, entry.packed, strict=True))
        self._index_words([_words(key, entry.article, one) for key, one in zip(keys, entry.passages, strict=True)])
        return number

    def delete_article(self, article_id: str) -> bool:
        """Takes an article out of the catalog, and notes its passages for the vector index.

        Returns:
            Whether there was such an article.
        """
        rows = self._run(f"SELECT {ARTICLE_COLUMNS}, a.number FROM articles a WHERE a.id = ?", (article_id,))  # noqa: S608  # a constant
        if not rows:
            return False
        article, number = article_of(rows[0]), int(rows[0][-1])
        passages = self._run('SELECT number, start, "end" FROM passages WHERE article = ?', (number,))
        self._forget_words([_words(key, article, Passage(article.id, start, end)) for key, start, end in passages])
        self._run_many("INSERT INTO vector_removals (passage) VALUES (?)", [(key,) for key, _, _ in passages])
        self._run("DELETE FROM articles WHERE number = ?", (number,))
        self._hand_on_story(number)
        self._count("removals")
        return True

    def set_story(self, article_number: int, story: int) -> str:
        """Says which story an article tells.

        Returns:
            The id of the first article that tells it.
        """
        self._run("UPDATE articles SET story = ? WHERE number = ?", (story, article_number))
        ((first,),) = self._run("SELECT id FROM articles WHERE story = ? ORDER BY number LIMIT 1", (story,))
        return str(first)

    def join_story(self, article_number: int, article_id: str) -> None:
        """Says that an article tells the story of another one, if that is there."""
        for (story,) in self._run("SELECT story FROM articles WHERE id = ?", (article_id,)):
            self._run("UPDATE articles SET story = ? WHERE number = ?", (story, article_number))

    def put_vectors(self, passages: Iterable[tuple[int, PassageRecord]]) -> None:
        """Stores the vectors of passages and of their sentences, in place of what there was."""
        listed = list(passages)
        self._run_many(
            "INSERT INTO vectors (passage, vector) VALUES (?, ?) ON CONFLICT (passage) DO UPDATE SET vector = excluded.vector",
            [(number, stored_vector(packed.vector)) for number, packed in listed],
        )
        self._run_many(
            "INSERT INTO sentences (passage, spans, scales, vectors) VALUES (?, ?, ?, ?) ON CONFLICT (passage) DO UPDATE SET "
            "spans = excluded.spans, scales = excluded.scales, vectors = excluded.vectors",
            [
                (number, packed.sentences.spans, packed.sentences.scales, packed.sentences.vectors)
                for number, packed in listed
            ],
        )

    def set_facts(self, facts: Mapping[str, str | int]) -> None:
        """Remembers several facts about the library as a whole."""
        self._run_many(
            "INSERT INTO facts (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
            [(name, str(value)) for name, value in facts.items()],
        )

    def forget_index(self) -> None:
        """Says that there is no vector index; the search is exact until there is one again."""
        self._run("DELETE FROM facts WHERE name = 'vectors_folder'")
        self.set_facts({"vectors_indexed_through": 0})

    def forget_removals(self, passages: Sequence[int]) -> None:
        """Notes that the vector index has forgotten these passages."""
        self._run_many("DELETE FROM vector_removals WHERE passage = ?", [(number,) for number in passages])

    def grow_generation(self) -> None:
        """Tells readers that there is something new."""
        self._count("generation")

    def _count(self, fact: str, by: int = 1) -> None:
        self._run("UPDATE facts SET value = CAST(value AS INTEGER) + ? WHERE name = ?", (by, fact))

    def _insert_article(self, entry: ArticleRecord) -> int:
        article = entry.article
        added_at = entry.added_at or datetime.now(UTC)
        ((number,),) = self._run(
            "INSERT INTO articles (id, title, source, origin, url, authors, published, published_day, language, content_hash, words, added_at, "
            "story, signature, text) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0, ?, ?) RETURNING number",
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
                entry.words,
                added_at.isoformat(timespec="seconds"),
                entry.signature.astype("<u4").tobytes(),
                article.text,
            ),
        )
        self._run("UPDATE articles SET story = number WHERE number = ?", (number,))
        self._run_many(
            "INSERT INTO story_bands (band, key, article) VALUES (?, ?, ?)",
            [(band, key, number) for band, key in enumerate(entry.bands)],
        )
        return int(number)

    def _insert_passages(self, article: int, passages: Sequence[Passage]) -> list[int]:
        """Their numbers, in order."""
        keys: list[int] = []
        for first in range(0, len(passages), _PASSAGES_AT_ONCE):
            batch = passages[first : first + _PASSAGES_AT_ONCE]
            rows = self._run(
                f'INSERT INTO passages (article, start, "end") VALUES {",".join(["(?, ?, ?)"] * len(batch))} RETURNING number',  # noqa: S608
                [value for one in batch for value in (article, one.start, one.end)],
            )
            keys += sorted(int(number) for (number,) in rows)
        return keys

    def _hand_on_story(self, number: int) -> None:
        """A story named after an article that is gone takes the name of the next one that tells it."""
        ((heir,),) = self._run("SELECT min(number) FROM articles WHERE story = ?", (number,))
        if heir is not None:
            self._run("UPDATE articles SET story = ? WHERE story = ?", (heir, number))


def stored_vector(vector: Vectors) -> bytes:
    """A vector as the catalog keeps it."""
    return vector.astype("<f4").tobytes()


def _words(number: int, article: Article, passage: Passage) -> Words:
    return number, separate_cjk(article.title), separate_cjk(passage.text(article))
