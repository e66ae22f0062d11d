"""BM25 in PostgreSQL: its full-text index finds the passages, and each is scored as SQLite's FTS5 would score it.

PostgreSQL's own ranking knows neither how rare a word is nor how long a passage is, so the score is computed: from `stems` (how many passages
have a word), from the facts `passages` and `lengths` (how long they are on average), and from how often a passage has the word. The last is read off
`ts_rank`, which for one word grows with its count and with nothing else; what it gives for each count, the server is asked once.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from math import log
from typing import Any

from assistant.ingest.language.tokens import stem, tokenize
from assistant.ingest.library.lexical_query import WordQuery
from assistant.ingest.library.scope import Scope
from assistant.ingest.library.sql import Row

_K1 = 1.2
_B = 0.75
_LEAST_WEIGHT = 1e-6  # of a word that more than half of the passages have
_LONGEST_STEM = 200  # PostgreSQL takes 2,046 bytes

COUNTS_SQL = (
    "SELECT array_agg(ts_rank('{1,1,1,1}', ('a:' || places)::tsvector, 'a'::tsquery) ORDER BY n) "
    "FROM generate_series(1, 64) n, LATERAL (SELECT string_agg(i::text, ',') FROM generate_series(1, n) i) AS counted (places)"
)
"""What `ts_rank` gives for a word that occurs once, twice, and so on; more often than 64 times counts as that."""

_OF_SOURCES = (
    "passage IN (SELECT p.number FROM passages p JOIN articles a ON a.number = p.article WHERE a.source = ANY(?))"
)

Ask = Callable[[str, Sequence[Any]], list[Row]]


@dataclass(frozen=True, slots=True)
class IndexedWords:
    """The words of one passage.

    Attributes:
        length: How many there are in title and body.
        counts: How often each stem occurs, in the title counting twice.
        vector: The same in PostgreSQL's notation of a `tsvector`.
    """

    length: int
    counts: Counter[str]
    vector: str

    @classmethod
    def of(cls, title: str, body: str) -> "IndexedWords":
        """Takes the words out of a title and a body."""
        first, rest = stems_of(title), stems_of(body)
        places: dict[str, list[str]] = {}
        for place, one in enumerate([*first, *first, *rest], 1):
            places.setdefault(one, []).append(str(place))
        vector = " ".join(f"{quoted(one)}:{','.join(at)}" for one, at in places.items())
        return cls(len(first) + len(rest), Counter({one: len(at) for one, at in places.items()}), vector)


def stems_of(text: str) -> list[str]:
    """The stems of a text's words in order, as they are indexed."""
    return [indexed(stem(term)) for term in tokenize(text)]


def indexed(one: str) -> str:
    """A stem as the index knows it."""
    return one[:_LONGEST_STEM]


def quoted(one: str) -> str:
    """A stem within a `tsvector` or `tsquery`."""
    return "'" + one.replace("\\", "\\\\").replace("'", "''") + "'"


def list_query(term: str, may_begin: bool) -> str:
    """A term as a `tsquery`: all its stems, of which the last may be the beginning of one."""
    stems = [quoted(one) for one in stems_of(term)]
    return " & ".join([*stems[:-1], f"{stems[-1]}:*" if may_begin else stems[-1]])


def frequencies(ask: Ask, stems: Iterable[str]) -> dict[str, int]:
    """In how many passages each stem occurs; stems that occur nowhere are left out."""
    known = {indexed(one): one for one in stems}
    rows = ask("SELECT stem, passages FROM stems WHERE stem = ANY(?)", (list(known),))
    return {known[one]: int(passages) for one, passages in rows}


def search(ask: Ask, ranks: Sequence[float], query: WordQuery, limit: int, scope: Scope) -> list[tuple[int, float]]:
    """See `Catalog.search_words`.

    Args:
        ask: Carries out SQL.
        ranks: The result of `COUNTS_SQL`.
        query: The words.
        limit: At most this many.
        scope: Only passages of these articles.
    """
    day = (scope.as_of or date.max).toordinal()
    of_sources = f" AND {_OF_SOURCES}" if scope.sources else ""
    sources = [sorted(scope.sources)] if scope.sources else []
    condition = f"day <= ?{of_sources} ORDER BY score DESC, passage LIMIT ?"
    return _scored(ask, ranks, query, condition, [day, *sources, limit])


def score(ask: Ask, ranks: Sequence[float], query: WordQuery, numbers: Sequence[int]) -> dict[int, float]:
    """See `Catalog.score_words`, and `search`."""
    return dict(_scored(ask, ranks, query, "passage = ANY(?)", [list(numbers)]))


def _scored(
    ask: Ask, ranks: Sequence[float], query: WordQuery, condition: str, condition_values: Sequence[Any]
) -> list[tuple[int, float]]:
    """The passages that match a query and a condition, with their BM25."""
    stems = list(dict.fromkeys(one for term in query.terms for one in stems_of(term)))
    if not stems:
        return []
    facts: dict[str, int] = dict(ask("SELECT name, value::bigint FROM facts WHERE name IN ('passages', 'lengths')", ()))
    passages = facts["passages"]
    if not passages:
        return []
    found = frequencies(ask, stems)
    average = facts["lengths"] / passages or 1.0
    # f·(k1+1)/(f+k), with k = k1·(1-b + b·length/average); written so that f, how often the passage has the word, is asked for once.
    one_word = "?::float8 * (1 - 1 / (1 + width_bucket(ts_rank('{1,1,1,1}', words, ?::tsquery), ?::real[]) / (?::float8 + ?::float8 * length)))"
    values: list[Any] = []
    for one in stems:
        has = found.get(one, 0)
        weight = max(_LEAST_WEIGHT, log((passages - has + 0.5) / (has + 0.5))) * (_K1 + 1)
        values += [weight, quoted(one), list(ranks), _K1 * (1 - _B), _K1 * _B / average]
    matching = (" & " if query.every else " | ").join(map(quoted, stems))
    rows = ask(
        f"SELECT passage, {' + '.join([one_word] * len(stems))} AS score FROM passage_words WHERE words @@ ?::tsquery AND {condition}",  # noqa: S608
        [*values, matching, *condition_values],
    )
    return [(int(number), float(score)) for number, score in rows]
