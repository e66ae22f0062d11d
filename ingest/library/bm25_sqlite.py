"""BM25 in SQLite: the full-text index FTS5, its scores, and the document frequencies of terms."""

import json
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice

from assistant.ingest.language.tokens import separate_cjk
from assistant.ingest.library.lexical_query import FIRST_OTHER_LETTER, LexicalQuery
from assistant.ingest.library.scope import EVERYTHING, Scope, scope_condition
from assistant.ingest.library.search_terms import SearchTerms
from assistant.ingest.library.sql import Row, RunQuery, batches, placeholders
from assistant.ingest.library.sql_writes import IndexedText

_OVERSAMPLING = 4  # looks up this many times the limit first, because some passages are outside the scope
_MAX_CACHED_TERMS = 10_000
_NEW_INDEX = (
    "DROP TABLE passage_terms",
    "DROP TABLE passage_words",
    # This tokenizer only splits at spaces: the terms are made in Python.
    "CREATE VIRTUAL TABLE passage_words USING fts5 (title, body, content = '', tokenize = 'ascii')",
    "CREATE VIRTUAL TABLE passage_terms USING fts5vocab (passage_words, 'row')",
)
_WITH_SCORE = "SELECT rowid, bm25(passage_words, 2.0, 1.0) AS score FROM passage_words WHERE passage_words MATCH ?"


class SqliteBM25:
    """Ranks passages; see `Catalog.search_bm25`.

    Args:
        run_query: Runs a query.
        generation: Returns the catalog's generation; document frequencies are cached until it changes.
        terms: Returns the search terms of the library.
    """

    def __init__(self, run_query: RunQuery, generation: Callable[[], int], terms: Callable[[], SearchTerms]) -> None:
        self._run_query = run_query
        self._generation = generation
        self._terms = terms
        self._frequencies: tuple[int, dict[str, int]] = (
            -1,
            {},
        )  # the generation, and the frequencies of terms, 0 included

    def search(self, query: LexicalQuery, limit: int, scope: Scope) -> list[tuple[int, float]]:
        """See `Catalog.search_bm25`."""
        match, best = _match_expression(query, self._terms()), f"{_WITH_SCORE} ORDER BY score LIMIT ?"
        if scope == EVERYTHING:
            return _scored(self._run_query(best, (match, limit)))
        # Most of the best passages are usually in the scope; looking up the articles of all matches would take longer than the search.
        candidates = _scored(self._run_query(best, (match, _OVERSAMPLING * limit)))
        in_scope = list(islice(self._in_scope(candidates, scope), limit))
        if len(in_scope) == limit or len(candidates) < _OVERSAMPLING * limit:
            return in_scope
        condition, values = scope_condition(scope)
        rows = self._run_query(
            f"SELECT f.rowid, f.score FROM ({_WITH_SCORE}) f JOIN passages p ON p.number = f.rowid JOIN articles a ON a.number = p.article "  # noqa: S608
            f"WHERE {condition} ORDER BY f.score LIMIT ?",
            (match, *values, limit),
        )
        return _scored(rows)

    def score(self, query: LexicalQuery, numbers: Sequence[int]) -> dict[int, float]:
        """See `Catalog.score_bm25`."""
        # The plus keeps SQLite from looking up each passage separately, which takes a hundred times longer.
        sql = f"{_WITH_SCORE} AND +rowid IN (SELECT value FROM json_each(?))"  # noqa: S608
        return dict(_scored(self._run_query(sql, (_match_expression(query, self._terms()), json.dumps(list(numbers))))))

    def document_frequencies(self, stems: Iterable[str]) -> dict[str, int]:
        """See `Catalog.document_frequencies`."""
        requested = set(stems)
        cached = self._cached_frequencies()
        for batch in batches(sorted(requested - cached.keys())):
            sql = f"SELECT term, doc FROM passage_terms WHERE term IN ({placeholders(batch)})"  # noqa: S608
            counts: dict[str, int] = dict(self._run_query(sql, batch))
            cached.update({term: counts.get(term, 0) for term in batch})
        return {term: cached[term] for term in requested if cached[term]}

    def terms_beginning(self, letters: str) -> dict[str, int]:
        """See `Catalog.terms_beginning`."""
        ranges = [(letter, chr(ord(letter) + 1)) for letter in letters]
        sql = "SELECT term, doc FROM passage_terms WHERE term >= ? AND term < ?"
        rows = [row for bounds in ranges for row in self._run_query(sql, bounds)]
        return dict(
            [*rows, *self._run_query("SELECT term, doc FROM passage_terms WHERE term >= ?", (FIRST_OTHER_LETTER,))]
        )

    def _in_scope(self, scored: Sequence[tuple[int, float]], scope: Scope) -> Iterator[tuple[int, float]]:
        """Yields the passages of a scope; looks them up as they are consumed."""
        condition, values = scope_condition(scope)
        for batch in batches(scored):
            rows = self._run_query(
                "SELECT p.number FROM passages p JOIN articles a ON a.number = p.article "  # noqa: S608
                f"WHERE p.number IN ({placeholders(batch)}) AND {condition}",
                (*(number for number, _ in batch), *values),
            )
            numbers = {row[0] for row in rows}
            yield from (pair for pair in batch if pair[0] in numbers)

    def _cached_frequencies(self) -> dict[str, int]:
        """Returns the document frequencies that were looked up since the catalog last changed."""
        generation = self._generation()
        if self._frequencies[0] != generation or len(self._frequencies[1]) > _MAX_CACHED_TERMS:
            self._frequencies = generation, {}
        return self._frequencies[1]


def index_passages(connection: sqlite3.Connection, texts: Sequence[IndexedText], terms: SearchTerms) -> None:
    """Adds passages to the full-text index."""
    connection.executemany("INSERT INTO passage_words (rowid, title, body) VALUES (?, ?, ?)", _rows(texts, terms))


def unindex_passages(connection: sqlite3.Connection, texts: Sequence[IndexedText], terms: SearchTerms) -> None:
    """Removes passages from the full-text index; the texts must be those that were added."""
    connection.executemany(
        "INSERT INTO passage_words (passage_words, rowid, title, body) VALUES ('delete', ?, ?, ?)", _rows(texts, terms)
    )


def renew_index(connection: sqlite3.Connection) -> None:
    """Replaces the full-text index by an empty one that takes terms as they are."""
    for statement in _NEW_INDEX:
        connection.execute(statement)


def list_query(terms: SearchTerms, word: str, is_prefix: bool) -> str:
    """Returns the FTS5 expression for a word, or for words that begin with it; see `ListSql.match`."""
    # A term has no quotes: `tokenize` splits words at them.
    return " OR ".join(
        f'"{term}" OR "{term}"*' if is_prefix else f'"{term}"' for term in _index_terms(terms, word, "en")
    )


def _rows(texts: Sequence[IndexedText], terms: SearchTerms) -> Iterator[tuple[int, str, str]]:
    for text in texts:
        if terms.by_language:
            yield (
                text.number,
                " ".join(terms.of_text(text.title, text.language)),
                " ".join(terms.of_text(text.body, text.language)),
            )
        else:
            yield text.number, separate_cjk(text.title), separate_cjk(text.body)


def _index_terms(terms: SearchTerms, word: str, language: str) -> tuple[str, ...]:
    """Returns the terms of a word in the index; the index of an earlier version stems by itself."""
    return terms.of_word(word, language) if terms.by_language else (separate_cjk(word).strip(),)


def _match_expression(query: LexicalQuery, terms: SearchTerms) -> str:
    """Returns the query as an FTS5 expression; each term is quoted, so that none is taken for an operator."""
    words = (" OR ".join(f'"{term}"' for term in _index_terms(terms, word, query.language)) for word in query.words)
    return " AND ".join(f"({word})" for word in words) if query.requires_all else " OR ".join(words)


def _scored(rows: Iterable[Row]) -> list[tuple[int, float]]:
    """Negates SQLite's scores, of which the smallest is the best."""
    return [(int(row[0]), -float(row[1])) for row in rows]
