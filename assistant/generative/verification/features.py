"""Features of a statement and the passages that it cites, each between 0 and 1, and the linear model over them."""

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import astuple, dataclass

import numpy as np

from assistant.generative.verification.analysed_passage import (
    AnalysedPassage,
    VerificationModels,
    Words,
    read_words,
)
from assistant.ingest.embedders import Vectors
from assistant.ingest.language.capitalised import capitalised_runs
from assistant.ingest.language.content_words import content_stems
from assistant.ingest.language.english import FUNCTION_WORDS
from assistant.ingest.language.tokens import tokenize
from assistant.logistic import sigmoid

_MAX_FRAGMENT_WORDS = 4
_MIN_REPEATED_STEMS = 3
_MAX_SUPPORTING_SENTENCES = 3
_MIN_GAIN = 0.12
_FACT_WEIGHT = 2.0
_ADDED_WEIGHT = 0.6

SentenceRef = tuple[int, int]
"""(index of the passage, index of the sentence in it)"""


@dataclass(frozen=True, slots=True)
class VerificationFeatures:
    """Features of how well a statement fits the passages that it cites.

    Attributes:
        added: The share of the content words it adds to the question that the passages contain. Names and numbers count twice.
        added_closest: The same share, in the supporting sentences only.
        closeness: Cosine of the statement and the closest supporting sentence; negative values as 0.
    """

    added: float
    added_closest: float
    closeness: float


@dataclass(frozen=True, slots=True)
class VerificationWeights:
    """Linear model over the features. Its sigmoid is the probability that a statement is supported.

    Attributes:
        bias: The constant.
        weights: One weight per feature, in the order of the fields of `VerificationFeatures`.
        supported_from: The lowest probability at which a statement counts as supported.
        answers_from: The lowest probability of the QA model that the source of a supported statement answers the question.
    """

    bias: float
    weights: tuple[float, ...]
    supported_from: float
    answers_from: float

    def probability(self, features: VerificationFeatures) -> float:
        """Returns the probability that a statement with these features is supported."""
        weighted = (value * weight for value, weight in zip(astuple(features), self.weights, strict=True))
        return sigmoid(self.bias + math.fsum(weighted))


class Claim:
    """Statement to verify. A fragment ("2 May", "No.") is completed by its question.

    Args:
        statement: A sentence of an answer, without citation numbers.
        question: The question that it answers; empty if there is none.

    Attributes:
        text: The statement; for a fragment, the question and the fragment.
        words: The content words of the text, and the quantities of the statement alone.
        added: The stems of the statement that the question does not have; all its stems if the question has them all.
        is_bare: It has no content word, such as "Yes" and "No".
        names: Its names; see `capitalised_runs`.
    """

    def __init__(self, statement: str, question: str = "") -> None:
        self.statement = statement
        self._is_fragment = bool(question) and len(tokenize(statement)) <= _MAX_FRAGMENT_WORDS
        self.text = f"{question} {statement}" if self._is_fragment else statement
        statement_words = read_words(statement)
        self.words = Words(read_words(self.text).stems, statement_words.quantities)
        self.added = statement_words.stems - read_words(question).stems or statement_words.stems
        self.is_bare = all(term in FUNCTION_WORDS for term in tokenize(statement))
        self.names = capitalised_runs(statement)
        self._name_stems = frozenset(stem for run in self.names for word in run for stem in content_stems(word))

    def share(self, stems: frozenset[str], sources: Sequence[Words]) -> float:
        """Returns the weighted share of some of its stems, and of its quantities, that the sources contain."""
        source_stems = frozenset[str]().union(*(source.stems for source in sources))
        quantities = self.words.quantities
        contained = quantities.count_in([source.quantities for source in sources]) * _FACT_WEIGHT
        total = quantities.count() * _FACT_WEIGHT + sum(map(self._weight, stems))
        return (contained + sum(map(self._weight, stems & source_stems))) / total if total else 1.0

    def is_about(self, sentences: Iterable[Words]) -> bool:
        """Checks that a sentence with added words shares a word with the question, too, if the statement repeats the question."""
        question_stems = self.words.stems - self.added
        repeats_question = self._is_fragment or len(question_stems) >= _MIN_REPEATED_STEMS
        if not repeats_question or not question_stems or not self.added:
            return True
        return any(question_stems & sentence.stems for sentence in sentences if self.added & sentence.stems)

    def _weight(self, stem: str) -> float:
        return _FACT_WEIGHT if stem in self._name_stems else 1.0


def supporting_sentences(claim: Claim, passages: Sequence[AnalysedPassage]) -> list[SentenceRef]:
    """Selects the fewest sentences that contain most of a claim's words: at most three, the one that contains most first."""
    selected: list[SentenceRef] = []
    remaining = list(_sentence_refs(passages))
    coverage = 0.0
    while remaining and len(selected) < _MAX_SUPPORTING_SENTENCES:
        best = max(remaining, key=lambda ref: _coverage(claim, passages, [*selected, ref]))
        gain = _coverage(claim, passages, [*selected, best]) - coverage
        if gain < (_MIN_GAIN if selected else 1e-9):
            break
        selected.append(best)
        coverage += gain
        remaining.remove(best)
    return selected


def measure_features(
    claim: Claim,
    passages: Sequence[AnalysedPassage],
    supporting: Sequence[SentenceRef],
    models: VerificationModels,
) -> VerificationFeatures:
    """Measures the features of a claim, the passages that it cites, and the supporting sentences among them."""
    return VerificationFeatures(
        added=claim.share(claim.added, [passage.all_words for passage in passages]),
        added_closest=claim.share(claim.added, _words(passages, supporting)),
        closeness=_closeness(models.embedder().embed_question(claim.text), passages, supporting),
    )


def _closeness(vector: Vectors, passages: Sequence[AnalysedPassage], supporting: Sequence[SentenceRef]) -> float:
    cosines = [
        passage.closeness(vector, [sentence for index, sentence in supporting if index == passage_index])
        for passage_index, passage in enumerate(passages)
    ]
    return float(np.clip(max(cosines, default=0.0), 0.0, 1.0))


def _sentence_refs(passages: Sequence[AnalysedPassage]) -> Iterator[SentenceRef]:
    for passage_index, passage in enumerate(passages):
        for sentence_index in range(len(passage.spans)):
            yield passage_index, sentence_index


def _words(passages: Sequence[AnalysedPassage], refs: Sequence[SentenceRef]) -> list[Words]:
    return [passages[passage].words[sentence] for passage, sentence in refs]


def _coverage(claim: Claim, passages: Sequence[AnalysedPassage], refs: Sequence[SentenceRef]) -> float:
    """Returns how much of a claim some sentences contain. Words that the claim adds to the question count more."""
    sources = _words(passages, refs)
    added, all_stems = claim.share(claim.added, sources), claim.share(claim.words.stems, sources)
    return _ADDED_WEIGHT * added + (1 - _ADDED_WEIGHT) * all_stems
