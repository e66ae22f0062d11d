"""What is measured about a statement and the passages that it cites, each measure between 0 and 1; and the model over the measures."""

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import astuple, dataclass, fields

import numpy as np

from assistant.facts.names import name_runs
from assistant.generative.verification.read_passage import AnalysedPassage, Words, read_words
from assistant.ingest.embedders import Embedder, Vectors
from assistant.ingest.language.english import FUNCTION_WORDS, content_stems
from assistant.ingest.language.tokens import tokenize
from assistant.logistic import sigmoid

_WORDS_OF_A_FRAGMENT = 4
_WORDS_OF_A_REPETITION = 3
_MOST_SENTENCES = 3
_WORTH_ADDING = 0.12
_FACT_WEIGHT = 2.0
_ADDED_COUNTS = 0.6
Place = tuple[int, int]
"""(which passage, which of its sentences)"""


@dataclass(frozen=True, slots=True)
class VerificationFeatures:
    """How well a statement fits what it cites.

    Attributes:
        added: The share of the content words it adds to the question that what it cites has, names and numbers counting twice.
        added_closest: The same in the sentences that carry it.
        closeness: Cosine of it and the closest of these sentences, negative ones as 0.
    """

    added: float
    added_closest: float
    closeness: float


VERIFICATION_FEATURES = tuple(field.name for field in fields(VerificationFeatures))


@dataclass(frozen=True, slots=True)
class VerificationWeights:
    """A linear model over the measures; its logistic is the probability that a statement is backed.

    Attributes:
        bias: The constant.
        weights: One a measure, in the order of `VERIFICATION_FEATURES`.
        supported_from: From this probability on a statement counts as backed.
    """

    bias: float
    weights: tuple[float, ...]
    supported_from: float

    def probability(self, measures: VerificationFeatures) -> float:
        """How likely a statement with these measures is backed."""
        total = self.bias + math.fsum(
            value * weight for value, weight in zip(astuple(measures), self.weights, strict=True)
        )
        return sigmoid(total)


class Claim:
    """A statement, made whole by its question where it is but a fragment ("2 May", "No.").

    Args:
        statement: A sentence of an answer, without citation numbers.
        question: The question that it answers; empty where there is none.

    Attributes:
        text: The sentence, or the question and the fragment.
        words: Its content words, and the quantities of the sentence alone.
        added: The stems of the content words that the question does not have; all of the sentence's where it has them all.
        is_bare: It has no content word, as "Yes" and "No".
        names: Its names; see `name_runs`.
    """

    def __init__(self, statement: str, question: str = "") -> None:
        self.statement = statement
        self._is_fragment = bool(question) and len(tokenize(statement)) <= _WORDS_OF_A_FRAGMENT
        self.text = f"{question} {statement}" if self._is_fragment else statement
        own = read_words(statement)
        self.words = Words(read_words(self.text).stems, own.quantities)
        self.added = own.stems - read_words(question).stems or own.stems
        self.is_bare = all(term in FUNCTION_WORDS for term in tokenize(statement))
        self.names = name_runs(statement)
        self._name_stems = frozenset(one for run in self.names for word in run for one in content_stems(word))

    def share(self, stems: frozenset[str], among: Sequence[Words]) -> float:
        """The weighted share of some of its stems, and of its quantities, that other texts have."""
        others = frozenset[str]().union(*(one.stems for one in among))
        found = self.words.quantities.found_in([one.quantities for one in among]) * _FACT_WEIGHT
        total = self.words.quantities.count() * _FACT_WEIGHT + sum(map(self._weight, stems))
        return (found + sum(map(self._weight, stems & others))) / total if total else 1.0

    def is_about(self, sentences: Iterable[Words]) -> bool:
        """Whether, for what repeats the question, a sentence that has some of what it adds shares a word with the question, too."""
        asked = self.words.stems - self.added
        repeats = self._is_fragment or len(asked) >= _WORDS_OF_A_REPETITION
        if not repeats or not asked or not self.added:
            return True
        return any(asked & one.stems for one in sentences if self.added & one.stems)

    def _weight(self, one: str) -> float:
        return _FACT_WEIGHT if one in self._name_stems else 1.0


def supporting_sentences(claim: Claim, passages: Sequence[AnalysedPassage]) -> list[Place]:
    """The fewest sentences that hold most of a claim's words, at most three, the one that holds most first."""
    chosen: list[Place] = []
    remaining = list(_places(passages))
    held = 0.0
    while remaining and len(chosen) < _MOST_SENTENCES:
        best = max(remaining, key=lambda place: _held(claim, passages, [*chosen, place]))
        gain = _held(claim, passages, [*chosen, best]) - held
        if gain < (_WORTH_ADDING if chosen else 1e-9):
            break
        chosen.append(best)
        held += gain
        remaining.remove(best)
    return chosen


def measure_features(
    claim: Claim, passages: Sequence[AnalysedPassage], carrying: Sequence[Place], embedder: Embedder
) -> VerificationFeatures:
    """Measures a claim against the passages that it cites and the sentences among them that carry it."""
    return VerificationFeatures(
        added=claim.share(claim.added, [passage.all_words for passage in passages]),
        added_closest=claim.share(claim.added, _words(passages, carrying)),
        closeness=_closeness(embedder.embed_question(claim.text), passages, carrying),
    )


def _closeness(vector: Vectors, passages: Sequence[AnalysedPassage], carrying: Sequence[Place]) -> float:
    near = [
        passage.closeness(vector, [sentence for which, sentence in carrying if which == number])
        for number, passage in enumerate(passages)
    ]
    return float(np.clip(max(near, default=0.0), 0.0, 1.0))


def _places(passages: Sequence[AnalysedPassage]) -> Iterator[Place]:
    for number, passage in enumerate(passages):
        for sentence in range(len(passage.spans)):
            yield number, sentence


def _words(passages: Sequence[AnalysedPassage], places: Sequence[Place]) -> list[Words]:
    return [passages[which].words[sentence] for which, sentence in places]


def _held(claim: Claim, passages: Sequence[AnalysedPassage], places: Sequence[Place]) -> float:
    """What it adds counts more than what the question already said."""
    among = _words(passages, places)
    return _ADDED_COUNTS * claim.share(claim.added, among) + (1 - _ADDED_COUNTS) * claim.share(claim.words.stems, among)
