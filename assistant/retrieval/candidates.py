"""Generates candidate passages for a question by lexical search (BM25) and dense search (vectors)."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from assistant.ingest.embedders import Vectors
from assistant.ingest.language.content_words import content_words_or_all
from assistant.ingest.library import Catalog, Library
from assistant.ingest.library.lexical_query import any_of
from assistant.questions.question import Question
from assistant.retrieval.fusion import CandidateScores

_LEXICAL_DEPTH = 8  # times the number of candidates; the dense search may return any of them
_COMMON_TERM_SHARE = 0.1  # a term in a larger share of the passages matches nothing specific
_MIN_TERMS = 3
_MAX_MATCHES = 40_000  # passages scored by BM25; each takes about a microsecond


@dataclass(frozen=True, slots=True)
class Candidates:
    """Passages that may answer, as parallel arrays of shape (passages,).

    Attributes:
        numbers: The numbers of the passages.
        lexical_scores: BM25; 0 if no term matches.
        dense_scores: Cosines of question and passage.
        days: Dates of publication as ordinals; 0 if unknown.
        leads: Whether the passage is the first of a dated article.
    """

    numbers: NDArray[np.int64]
    lexical_scores: CandidateScores
    dense_scores: CandidateScores
    days: NDArray[np.int64]
    leads: NDArray[np.bool_]

    def select(self, indexes: NDArray[np.int64]) -> "Candidates":
        """Returns the candidates with these indexes, in that order."""
        return Candidates(
            self.numbers[indexes],
            self.lexical_scores[indexes],
            self.dense_scores[indexes],
            self.days[indexes],
            self.leads[indexes],
        )


def find_candidates(library: Library, question: Question, vector: Vectors, depth: int) -> Candidates:
    """Finds the `depth` best passages of either search; each gets the scores of both searches.

    Args:
        library: The library to search.
        question: The question; only articles in its scope are searched.
        vector: The vector of the question; shape (dimension,).
        depth: The number of passages of each search.
    """
    catalog = library.catalog
    lexical = _lexical_search(question, catalog, _LEXICAL_DEPTH * depth)
    dense = dict(library.nearest(vector, depth, question.scope))
    positions = catalog.passage_positions(sorted({*list(lexical)[:depth], *dense}))
    vectors = catalog.vectors_of([number for number in positions if number not in dense])
    dense |= {number: float(passage_vector @ vector) for number, passage_vector in vectors.items()}
    days = np.array([position.day for position in positions.values()], dtype=np.int64)
    return Candidates(
        np.array(list(positions), dtype=np.int64),
        np.array([lexical.get(number, 0.0) for number in positions], dtype=np.float64),
        np.array([dense.get(number, 0.0) for number in positions], dtype=np.float64),
        days,
        np.array([position.start == 0 for position in positions.values()], dtype=np.bool_) & (days > 0),
    )


@dataclass(frozen=True, slots=True)
class QuestionTerms:
    """The search terms of a question.

    Attributes:
        match: Terms of which a passage has to contain one.
        rescore: Other terms, which only add to the scores of the matching passages.
    """

    match: tuple[str, ...]
    rescore: tuple[str, ...]


def question_terms(question: Question, catalog: Catalog) -> QuestionTerms:
    """Selects the search terms of a question from its content words.

    A term in more than a tenth of the passages is left out if at least three rarer terms remain: it changes no ranking and costs most
    of the time. Of the others, the rarest match, as many as can be searched in reasonable time.
    """
    language = question.language
    terms = list(dict.fromkeys(content_words_or_all(question.text, language)))
    search_terms = catalog.search_terms()
    indexed = {term: search_terms.of_word(term, language.tag) for term in terms}
    term_frequencies = catalog.document_frequencies({stem for stems in indexed.values() for stem in stems})
    frequencies = {term: sum(term_frequencies.get(stem, 0) for stem in stems) for term, stems in indexed.items()}
    terms.sort(key=frequencies.__getitem__)
    max_frequency = _COMMON_TERM_SHARE * catalog.counts()[1]
    rare = [term for term in terms if frequencies[term] <= max_frequency]
    selected = tuple(rare if len(rare) >= _MIN_TERMS else terms[:_MIN_TERMS])
    match_count = _searchable_count([frequencies[term] for term in selected])
    return QuestionTerms(selected[:match_count], selected[match_count:])


def _searchable_count(frequencies: Sequence[int]) -> int:
    """Returns how many terms can be searched together; at least one that occurs anywhere.

    Args:
        frequencies: The number of passages that contain each term, in ascending order.
    """
    matches = 0
    for count, frequency in enumerate(frequencies):
        if matches and matches + frequency > _MAX_MATCHES:
            return count
        matches += frequency
    return len(frequencies)


def _lexical_search(question: Question, catalog: Catalog, limit: int) -> dict[int, float]:
    """Returns passages with their BM25 scores, best first."""
    terms, tag = question_terms(question, catalog), question.language.tag
    scores = dict(catalog.search_bm25(any_of(terms.match, tag), limit, question.scope))
    if not terms.rescore:
        return scores
    additional = catalog.score_bm25(any_of(terms.rescore, tag), list(scores))
    rescored = [(number, score + additional.get(number, 0.0)) for number, score in scores.items()]
    return dict(sorted(rescored, key=lambda passage: -passage[1]))
