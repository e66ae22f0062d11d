"""What the search by words and the search by meaning bring for a question, side by side."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from assistant.ingest.embedders import Vectors
from assistant.ingest.language.english import FUNCTION_WORDS
from assistant.ingest.language.tokens import stem, tokenize
from assistant.ingest.library import Catalog, Library
from assistant.ingest.library.lexical_query import any_of
from assistant.ingest.library.scope import Scope
from assistant.questions.question import Question
from assistant.retrieval.fusion import CandidateScores

_SCORED = 8  # times as many are scored by words as become candidates, for those that the other search brings
_COMMON = 0.1  # a word that so large a share of the passages has finds nothing
_LEAST_WORDS = 3
_MATCHES = 40_000  # so many passages are scored by words; each takes about a microsecond


@dataclass(frozen=True, slots=True)
class Candidates:
    """Passages that may answer; all of shape (passages,).

    Attributes:
        numbers: The passages.
        words: BM25; 0 where no word fits.
        meaning: The cosine of question and passage.
        days: Days of publication as ordinals, 0 where unknown.
        leads: Which of them open a dated article.
    """

    numbers: NDArray[np.int64]
    words: CandidateScores
    meaning: CandidateScores
    days: NDArray[np.int64]
    leads: NDArray[np.bool_]

    def at(self, places: NDArray[np.int64]) -> "Candidates":
        """Only those in these places, in that order."""
        return Candidates(
            self.numbers[places], self.words[places], self.meaning[places], self.days[places], self.leads[places]
        )


def find_candidates(library: Library, question: Question, vector: Vectors, depth: int) -> Candidates:
    """The `depth` best passages of either search, each with the scores of both.

    Args:
        library: Where to look.
        question: Only the articles of its scope count.
        vector: The question's; shape (dimension,).
        depth: How many of each.
    """
    catalog = library.catalog
    by_words = _by_words(question_terms(question, catalog), catalog, _SCORED * depth, question.scope)
    by_meaning = dict(library.nearest(vector, depth, question.scope))
    places = catalog.places(sorted({*list(by_words)[:depth], *by_meaning}))
    missing = catalog.vectors_of([one for one in places if one not in by_meaning])
    by_meaning |= {one: float(other @ vector) for one, other in missing.items()}
    days = np.array([place.day for place in places.values()], dtype=np.int64)
    return Candidates(
        np.array(list(places), dtype=np.int64),
        np.array([by_words.get(one, 0.0) for one in places], dtype=np.float64),
        np.array([by_meaning.get(one, 0.0) for one in places], dtype=np.float64),
        days,
        np.array([place.start == 0 for place in places.values()], dtype=np.bool_) & (days > 0),
    )


@dataclass(frozen=True, slots=True)
class QuestionTerms:
    """The words of a question.

    Attributes:
        finding: What passages are looked up by.
        counting: What counts in those besides.
    """

    finding: tuple[str, ...]
    counting: tuple[str, ...]


def question_terms(question: Question, catalog: Catalog) -> QuestionTerms:
    """The question's content words.

    Words that every tenth passage has are left out where three rarer ones remain: they change no ranking and cost most of the time. Of the
    others the rarest find, as many of them as a large library has time for.
    """
    found = list(dict.fromkeys(tokenize(question.standalone)))
    content = [term for term in found if term not in FUNCTION_WORDS] or found
    frequencies = catalog.document_frequencies({stem(term) for term in content})
    content.sort(key=lambda term: frequencies.get(stem(term), 0))
    most = _COMMON * catalog.counts()[1]
    rare = [term for term in content if frequencies.get(stem(term), 0) <= most]
    chosen = tuple(rare if len(rare) >= _LEAST_WORDS else content[:_LEAST_WORDS])
    finding = _few_enough([frequencies.get(stem(term), 0) for term in chosen])
    return QuestionTerms(chosen[:finding], chosen[finding:])


def _few_enough(frequencies: Sequence[int]) -> int:
    """How many words, of which each is in so many passages, may be looked up together; at least one that is in any."""
    matches = 0
    for place, frequency in enumerate(frequencies):
        if matches and matches + frequency > _MATCHES:
            return place
        matches += frequency
    return len(frequencies)


def _by_words(words: QuestionTerms, catalog: Catalog, limit: int, scope: Scope) -> dict[int, float]:
    """The passages with their BM25, the best first."""
    found = dict(catalog.search_words(any_of(words.finding), limit, scope))
    if not words.counting:
        return found
    more = catalog.score_words(any_of(words.counting), list(found))
    return dict(sorted(((one, score + more.get(one, 0.0)) for one, score in found.items()), key=lambda one: -one[1]))
