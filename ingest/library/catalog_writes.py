"""What can be done to the catalog within one transaction (`Catalog.writing`)."""

import json
import sqlite3
from collections.abc import Iterable
from datetime import UTC, datetime

from assistant.ingest.article import Article, Passage
from assistant.ingest.embedders.contract import Vectors
from assistant.ingest.embedding import EmbeddedPassage
from assistant.ingest.library.catalog_rows import ARTICLE_COLUMNS, Entry, article_of
from assistant.ingest.library.stored_sentences import StoredSentences
from assistant.ingest.library.words import searchable

EMBEDDED = "sentences"
"""What is embedded; a library that does not say so holds vectors of whole passages, as the first version made them."""


def put_article(connection: sqlite3.Connection, entry: Entry) -> int:
    """Adds an article that is not there.

    Returns:
        The article's number.
    """
    number = _insert_article(connection, entry)
    for passage, embedded in zip(entry.passages, entry.embedded, strict=True):
        key = connection.execute(
            'INSERT INTO passages (article, start, "end") VALUES (?, ?, ?)', (number, passage.start, passage.end)
        ).lastrowid
        assert key is not None
        put_vectors(connection, [(key, embedded)])
        words = _index_words(entry.article, passage)
        connection.execute("INSERT INTO passage_words (rowid, title, body) VALUES (?, ?, ?)", (key, *words))
    return number


def delete_article(connection: sqlite3.Connection, article_id: str) -> bool:
    """Takes an article out of the catalog, and notes its passages for the vector index.

    Returns:
        Whether there was such an article.
    """
    sql = f"SELECT {ARTICLE_COLUMNS}, a.number FROM articles a WHERE a.id = ?"  # noqa: S608  # a constant
    row = connection.execute(sql, (article_id,)).fetchone()
    if row is None:
        return False
    article, number = article_of(row), int(row[-1])
    passages = connection.execute('SELECT number, start, "end" FROM passages WHERE article = ?', (number,)).fetchall()
    for key, start, end in passages:
        words = _index_words(article, Passage(article.id, start, end))
        connection.execute(
            "INSERT INTO passage_words (passage_words, rowid, title, body) VALUES ('delete', ?, ?, ?)", (key, *words)
        )
        connection.execute("INSERT INTO vector_removals (passage) VALUES (?)", (key,))
    connection.execute("DELETE FROM articles WHERE number = ?", (number,))
    _hand_on_story(connection, number)
    connection.execute("UPDATE facts SET value = value + 1 WHERE name = 'removals'")
    return True


def set_story(connection: sqlite3.Connection, article_number: int, story: int) -> str:
    """Says which story an article tells.

    Returns:
        The id of the first article that tells it.
    """
    connection.execute("UPDATE articles SET story = ? WHERE number = ?", (story, article_number))
    (first,) = connection.execute(
        "SELECT id FROM articles WHERE story = ? ORDER BY number LIMIT 1", (story,)
    ).fetchone()
    return str(first)


def put_vectors(connection: sqlite3.Connection, passages: Iterable[tuple[int, EmbeddedPassage]]) -> None:
    """Stores the vectors of passages and of their sentences, in place of what there was."""
    for number, embedded in passages:
        connection.execute(
            "INSERT OR REPLACE INTO vectors (passage, vector) VALUES (?, ?)", (number, stored_vector(embedded.vector))
        )
        stored = StoredSentences.of(embedded.sentences, embedded.sentence_vectors)
        connection.execute(
            "INSERT OR REPLACE INTO sentences (passage, spans, scales, vectors) VALUES (?, ?, ?, ?)",
            (number, stored.spans, stored.scales, stored.vectors),
        )


def set_embedder(connection: sqlite3.Connection, name: str, dimension: int) -> None:
    """Remembers which embedder made the vectors, and of what."""
    connection.execute(
        "INSERT OR REPLACE INTO facts (name, value) VALUES ('embedder', ?), ('dimension', ?), ('embedded', ?)",
        (name, dimension, EMBEDDED),
    )


def forget_index(connection: sqlite3.Connection) -> None:
    """Says that there is no vector index; the search is exact until there is one again."""
    connection.execute("DELETE FROM facts WHERE name = 'vectors_folder'")
    connection.execute("UPDATE facts SET value = 0 WHERE name = 'vectors_indexed_through'")


def stored_vector(vector: Vectors) -> bytes:
    """A vector as the catalog keeps it."""
    return vector.astype("<f4").tobytes()


def _insert_article(connection: sqlite3.Connection, entry: Entry) -> int:
    article = entry.article
    number = connection.execute(
        "INSERT INTO articles (id, title, source, origin, url, authors, published, published_day, language, content_hash, words, added_at, "
        "story, signature, text) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0, ?, ?)",
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
            datetime.now(UTC).isoformat(timespec="seconds"),
            entry.signature.astype("<u4").tobytes(),
            article.text,
        ),
    ).lastrowid
    assert number is not None
    connection.execute("UPDATE articles SET story = number WHERE number = ?", (number,))
    connection.executemany(
        "INSERT INTO story_bands (band, key, article) VALUES (?, ?, ?)",
        [(band, key, number) for band, key in enumerate(entry.bands)],
    )
    return number


def _hand_on_story(connection: sqlite3.Connection, number: int) -> None:
    """A story named after an article that is gone takes the name of the next one that tells it."""
    (heir,) = connection.execute("SELECT min(number) FROM articles WHERE story = ?", (number,)).fetchone()
    if heir is not None:
        connection.execute("UPDATE articles SET story = ? WHERE story = ?", (heir, number))


def _index_words(article: Article, passage: Passage) -> tuple[str, str]:
    return searchable(article.title), searchable(passage.text(article))
