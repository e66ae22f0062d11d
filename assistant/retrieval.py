"""From a question to its evidence: both indexes are asked, their finds scored together, copies of a story collapsed."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from assistant.answer import Evidence, Hit
from assistant.asked_time import asked_span
from assistant.ingest.embedders import Embedder, Vectors
from assistant.ingest.library import Catalog, Library, StoredPassage
from assistant.ingest.library.words import terms
from assistant.language import FUNCTION_WORDS, stem
from assistant.question import Question
from assistant.relevance import RelevanceWeights, Scores, relevance, timeliness

_DEPTH = 150
_SCORED = 8  # times as many are scored by words as become candidates, for those that the other search brings
_COMMON = 0.1  # a word that so large a share of the passages has finds nothing
_LEAST_WORDS = 3
_ACCORDING_TO = re.compile(r"\baccording to (?:the )?((?:[A-Z][\w&.'’-]*)(?: (?:of |the )?[A-Z][\w&.'’-]*){0,4})")


@dataclass(frozen=True, slots=True)
class _Ranked:
    """A candidate with its scores, its text not read yet."""

    number: int
    score: float
    words: float
    meaning: float


class Retriever:
    """Finds the passages that a question is about.

    Args:
        library: Where to look.
        embedder: Gives the embedder of the library's vectors.
        weights: What counts how much.
    """

    def __init__(
        self, library: Library, embedder: Callable[[], Embedder], weights: RelevanceWeights | None = None
    ) -> None:
        self._library = library
        self._embedder = embedder
        self._weights = weights or RelevanceWeights()

    def retrieve(self, question: Question, top_k: int) -> Evidence:
        """The `top_k` best passages, best first; articles later than the question's day are never among them."""
        if not self._library.embedder_name:
            return Evidence(())
        catalog = self._library.catalog
        vector = self._embedder().embed_question(question.standalone)
        query = word_query(question, catalog)
        depth = max(_DEPTH, 3 * top_k)
        by_words = dict(catalog.search_words(query, _SCORED * depth, question.as_of))
        by_meaning = dict(self._library.nearest(vector, depth, question.as_of))
        numbers = sorted({*list(by_words)[:depth], *by_meaning})
        if not numbers:
            return Evidence(())
        words = _completed(numbers, by_words)
        missing = catalog.vectors_of([one for one in numbers if one not in by_meaning])
        meaning = _completed(numbers, by_meaning | {one: float(other @ vector) for one, other in missing.items()})
        scores = relevance(words, meaning, self._weights) + self._timeliness(numbers, question)
        shown = _between_0_and_1(scores)
        order = np.argsort(-scores, kind="stable")[:depth]
        ranked = [_Ranked(numbers[at], float(shown[at]), float(words[at]), float(meaning[at])) for at in order]
        return Evidence(self._collapsed(question, ranked, top_k))

    def _timeliness(self, numbers: Sequence[int], question: Question) -> Scores:
        days = self._library.catalog.days(np.array(numbers, dtype=np.int64))
        return timeliness(days, question.as_of, asked_span(question.text, question.as_of), self._weights)

    def _collapsed(self, question: Question, ranked: Sequence[_Ranked], top_k: int) -> tuple[Hit, ...]:
        """The best `top_k`; of each story only the article that was found first, the others named beside it."""
        chosen: dict[int, str] = {}
        kept: list[Hit] = []
        for one, stored in self._of_named_source(question, ranked, top_k):
            if chosen.setdefault(stored.story, stored.article.id) == stored.article.id:
                kept.append(Hit(stored, one.score, one.words, one.meaning, self._also_in(stored)))
            if len(kept) == top_k:
                break
        return tuple(kept)

    def _of_named_source(
        self, question: Question, ranked: Sequence[_Ranked], top_k: int
    ) -> Iterator[tuple[_Ranked, StoredPassage]]:
        """Only what a publication that the question names says ("according to TASS"); all where it names none of theirs."""
        named = _ACCORDING_TO.search(question.text)
        if named:
            wanted = "".join(terms(named[1]))
            of_it = [
                (one, stored)
                for one, stored in self._stored(ranked, top_k)
                if wanted in "".join(terms(stored.article.source))
            ]
            if of_it:
                yield from of_it
                return
        yield from self._stored(ranked, top_k)

    def _stored(self, ranked: Sequence[_Ranked], top_k: int) -> Iterator[tuple[_Ranked, StoredPassage]]:
        """The passages themselves, a few at a time: most of the candidates are never looked at."""
        for first in range(0, len(ranked), 2 * top_k):
            batch = {one.number: one for one in ranked[first : first + 2 * top_k]}
            for stored in self._library.catalog.passages(list(batch)):
                yield batch[stored.number], stored

    def _also_in(self, stored: StoredPassage) -> tuple[str, ...]:
        others = [one.source for one in self._library.catalog.same_story(stored.story) if one.id != stored.article.id]
        return tuple(dict.fromkeys(others))


def word_query(question: Question, catalog: Catalog) -> str:
    """The question as an FTS5 query: any of its content words, each in quotes, so that none is taken for an operator.

    Words that every tenth passage has are left out where three rarer ones remain: they change no ranking and cost most of the time.
    """
    found = list(dict.fromkeys(terms(question.standalone)))
    content = [term for term in found if term not in FUNCTION_WORDS] or found
    frequencies = catalog.document_frequencies({stem(term) for term in content})
    content.sort(key=lambda term: frequencies.get(stem(term), 0))
    most = _COMMON * catalog.counts()[1]
    rare = [term for term in content if frequencies.get(stem(term), 0) <= most]
    return " OR ".join(f'"{term}"' for term in (rare if len(rare) >= _LEAST_WORDS else content[:_LEAST_WORDS]))


def _completed(numbers: Sequence[int], scores: dict[int, float]) -> Scores:
    """The score of every candidate, whichever of the two searches brought it; 0 where it has none."""
    return np.array([scores.get(one, 0.0) for one in numbers], dtype=np.float64)


def _between_0_and_1(scores: Scores) -> Vectors:
    """For showing: the logistic of each score; the order stays."""
    return np.asarray(1 / (1 + np.exp(-scores / 2)), dtype=np.float32)
