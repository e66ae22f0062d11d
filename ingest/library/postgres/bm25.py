"""BM25 in PostgreSQL: its full-text index finds the passages, and the score is computed as in SQLite's FTS5.

PostgreSQL's own ranking ignores document frequencies and passage lengths, so the score is computed from `stems` (the number of passages
with a stem), from the metadata `passages` and `lengths` (the average length), and from the number of occurrences in the passage. The
last is derived from `ts_rank`, which for a single stem depends on nothing else; `TS_RANKS_SQL` reads its value for each count once.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from math import log
from typing import Any

from assistant.ingest.library.lexical_query import FIRST_OTHER_LETTER, LexicalQuery
from assistant.ingest.library.scope import EVERYTHING, Scope, scope_condition
from assistant.ingest.library.search_terms import SearchTerms
from assistant.ingest.library.sql import RunQuery
from assistant.ingest.library.sql_writes import IndexedText

_K1 = 1.2
_B = 0.75
_MIN_WEIGHT = 1e-6  # for a stem in more than half of the passages
_MAX_STEM_CHARS = 200  # PostgreSQL accepts 2,046 bytes

TS_RANKS_SQL = (
    "SELECT array_agg(ts_rank('{1,1,1,1}', ('a:' || places)::tsvector, 'a'::tsquery) ORDER BY n) "
    "FROM generate_series(1, 64) n, LATERAL (SELECT string_agg(i::text, ',') FROM generate_series(1, n) i) AS counted (places)"
)
"""Selects the values of `ts_rank` for 1 to 64 occurrences; more occurrences count as 64."""


@dataclass(frozen=True, slots=True)
class IndexedPassage:
    """The stems of one passage.

    Attributes:
        length: The number of words in title and body.
        counts: The number of occurrences of each stem; those in the title count twice.
        vector: The stems and their positions in PostgreSQL's notation of a `tsvector`.
    """

    length: int
    counts: Counter[str]
    vector: str

    @classmethod
    def of(cls, text: IndexedText, terms: SearchTerms) -> "IndexedPassage":
        """Extracts the stems of title and body."""
        title_stems = [truncated(term) for term in terms.of_text(text.title, text.language)]
        body_stems = [truncated(term) for term in terms.of_text(text.body, text.language)]
        positions: dict[str, list[str]] = {}
        for position, word_stem in enumerate([*title_stems, *title_stems, *body_stems], 1):
            positions.setdefault(word_stem, []).append(str(position))
        vector = " ".join(f"{quoted(word_stem)}:{','.join(listed)}" for word_stem, listed in positions.items())
        counts = Counter({word_stem: len(listed) for word_stem, listed in positions.items()})
        return cls(len(title_stems) + len(body_stems), counts, vector)


def truncated(word_stem: str) -> str:
    """Cuts a stem to the length that is indexed."""
    return word_stem[:_MAX_STEM_CHARS]


def quoted(word_stem: str) -> str:
    """Quotes a stem for a `tsvector` or `tsquery`."""
    return "'" + word_stem.replace("\\", "\\\\").replace("'", "''") + "'"


def list_query(terms: SearchTerms, word: str, is_prefix: bool) -> str:
    """Returns the `tsquery` for a word, or for words that begin with it; see `MatchWord`."""
    stems = [quoted(term) for term in _index_terms(terms, word, "en")]
    return " | ".join(f"{stem}:*" if is_prefix else stem for stem in stems)


def _index_terms(terms: SearchTerms, word: str, language: str) -> list[str]:
    return [truncated(term) for term in terms.of_word(word, language)]


def document_frequencies(run_query: RunQuery, stems: Iterable[str]) -> dict[str, int]:
    """Counts the passages that contain each stem; stems that occur nowhere are left out."""
    by_indexed = {truncated(word_stem): word_stem for word_stem in stems}
    rows = run_query("SELECT stem, passages FROM stems WHERE stem = ANY(?)", (list(by_indexed),))
    return {by_indexed[indexed]: int(passages) for indexed, passages in rows}


def terms_beginning(run_query: RunQuery, letters: str) -> dict[str, int]:
    """Returns the stems that begin with one of some ASCII letters or with any other letter, and the number of passages of each."""
    conditions = " OR ".join(["(stem >= ? AND stem < ?)"] * len(letters) + ["stem >= ?"])
    values = [bound for letter in letters for bound in (letter, chr(ord(letter) + 1))]
    rows = run_query(f"SELECT stem, passages FROM stems WHERE {conditions}", (*values, FIRST_OTHER_LETTER))  # noqa: S608
    return {str(stem): int(passages) for stem, passages in rows}


def search(
    run_query: RunQuery,
    ts_ranks: Sequence[float],
    terms: SearchTerms,
    query: LexicalQuery,
    limit: int,
    scope: Scope,
) -> list[tuple[int, float]]:
    """Ranks passages; see `Catalog.search_bm25`.

    Args:
        run_query: Runs a query.
        ts_ranks: The result of `TS_RANKS_SQL`.
        terms: The search terms of the library.
        query: The words.
        limit: The largest number of passages.
        scope: Only passages of these articles.
    """
    day = (scope.as_of or date.max).toordinal()
    parts, values = ["day <= ?"], list[Any]([day])
    if scope.any_day != EVERYTHING:
        of_scope, scope_values = scope_condition(scope.any_day)
        parts.append(
            f"passage IN (SELECT p.number FROM passages p JOIN articles a ON a.number = p.article WHERE {of_scope})"  # noqa: S608  # question marks
        )
        values.extend(scope_values)
    condition = f"{' AND '.join(parts)} ORDER BY score DESC, passage LIMIT ?"
    return _scored(run_query, ts_ranks, terms, query, condition, [*values, limit])


def score(
    run_query: RunQuery, ts_ranks: Sequence[float], terms: SearchTerms, query: LexicalQuery, numbers: Sequence[int]
) -> dict[int, float]:
    """Scores given passages; see `Catalog.score_bm25`, and `search` for the arguments."""
    return dict(_scored(run_query, ts_ranks, terms, query, "passage = ANY(?)", [list(numbers)]))


def _scored(
    run_query: RunQuery,
    ts_ranks: Sequence[float],
    terms: SearchTerms,
    query: LexicalQuery,
    condition: str,
    condition_values: Sequence[Any],
) -> list[tuple[int, float]]:
    """Returns the passages that match a query and a condition, with their scores."""
    words = [_index_terms(terms, word, query.language) for word in query.words]
    stems = list(dict.fromkeys(word_stem for word in words for word_stem in word))
    if not stems:
        return []
    totals: dict[str, int] = dict(
        run_query("SELECT name, value::bigint FROM facts WHERE name IN ('passages', 'lengths')", ())
    )
    passages = totals["passages"]
    if not passages:
        return []
    frequencies = document_frequencies(run_query, stems)
    average_length = totals["lengths"] / passages or 1.0
    # f·(k1+1)/(f+k), with k = k1·(1-b + b·length/average), written so that f, the number of occurrences, appears once.
    stem_score = "?::float8 * (1 - 1 / (1 + width_bucket(ts_rank('{1,1,1,1}', words, ?::tsquery), ?::real[]) / (?::float8 + ?::float8 * length)))"
    values: list[Any] = []
    for word_stem in stems:
        frequency = frequencies.get(word_stem, 0)
        weight = max(_MIN_WEIGHT, log((passages - frequency + 0.5) / (frequency + 0.5))) * (_K1 + 1)
        values += [weight, quoted(word_stem), list(ts_ranks), _K1 * (1 - _B), _K1 * _B / average_length]
    alternatives = (f"({' | '.join(map(quoted, word))})" for word in words if word)
    match = (" & " if query.requires_all else " | ").join(alternatives)
    rows = run_query(
        f"SELECT passage, {' + '.join([stem_score] * len(stems))} AS score FROM passage_words WHERE words @@ ?::tsquery AND {condition}",  # noqa: S608
        [*values, match, *condition_values],
    )
    return [(int(number), float(score)) for number, score in rows]
