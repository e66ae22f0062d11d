"""Features of a sentence that may answer a question; each is from 0 to 1 unless stated otherwise."""

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, fields

from assistant.ingest.language.capitalised import capitalised_stems
from assistant.ingest.language.english import ENGLISH
from assistant.ingest.language.english_times import TIME_SIGN
from assistant.ingest.language.language import AnswerSigns
from assistant.questions.question import Question, QuestionKind

_NAME_WEIGHT = 2.0
_MAX_NEW_NAMES = 3
_NUMBER_WORDS = "|".join(
    (
        "one",
        *ENGLISH.number_words,
        "dozens?",
        "hundreds?",
        "thousands?",
        "millions?",
        "billions?",
        "half",
        "twice",
        "third",
    )
)
_ENGLISH_SIGNS = AnswerSigns(
    time=TIME_SIGN,
    amount=re.compile(rf"\d|\b(?:{_NUMBER_WORDS})\b", re.IGNORECASE),
    person=re.compile(r"\b[A-Z][a-z'’]+ (?:[A-Z]\.? )?[A-Z][a-z'’]+|\b(?:Mr|Mrs|Ms|Dr)\.? [A-Z]"),
    place=re.compile(r"\b(?:in|at|from|to|near|of|off|on) (?:the )?[A-Z]"),
    reason=re.compile(
        r"\b(?:because|since|due to|owing to|so that|in order to|as a result|citing|over|amid|caused?|blamed?|after)\b",
        re.IGNORECASE,
    ),
)


@dataclass(frozen=True, slots=True)
class SentenceFeatures:
    """The features of one sentence for one question.

    Attributes:
        closeness: Cosine of the two embeddings; 0 if it is negative.
        coverage: Weighted share of the question's content words in the sentence. Rare words and names have a larger weight.
        complete: 1 if the sentence has every content word of the question, else 0.
        context_coverage: The same share in the sentence, its neighbours, its heading and the article's title.
        kind: Whether the sentence has what the question asks for (a date for "when", a number for "how many").
        passage: The score of its passage minus the score of the best passage; 0 or less, in log odds.
        headline: Share of the title's content words that the sentence repeats, without those of the question, times the coverage.
        lead: The coverage if the sentence is at the start of a dated article, else 0.
        new_names: Number of capitalised words that the question does not have, divided by three; at most 1.
    """

    closeness: float
    coverage: float
    complete: float
    context_coverage: float
    kind: float
    passage: float
    headline: float
    lead: float
    new_names: float

    def weighted(self, weights: "SentenceWeights") -> float:
        """Returns the weighted sum: a score that can be compared with other sentences for the same question."""
        return math.fsum(getattr(self, name) * weight for name, weight in zip(FEATURES, weights.values, strict=True))


FEATURES = tuple(field.name for field in fields(SentenceFeatures))


@dataclass(frozen=True, slots=True)
class SentenceWeights:
    """The weight of each feature, in the order of `FEATURES`."""

    values: tuple[float, ...]

    @classmethod
    def named(cls, **weights: float) -> "SentenceWeights":
        """Builds the weights by feature name; features that are not named get 0."""
        return cls(tuple(weights.get(name, 0.0) for name in FEATURES))


@dataclass(frozen=True, slots=True)
class ConfidenceWeights:
    """The weights of the confidence: the probability that the topic is covered times the probability that a sentence answers.

    Each probability is a logistic regression. A near miss has a covered topic and no sentence that answers; a question about something
    else has neither.

    Attributes:
        topic_bias: The intercept of the topic's probability.
        late_interaction: Weight of the late interaction score, for the topic.
        date_range_match: Weight of the match of the article's date with the time that the question names, for the topic.
        answer_bias: The intercept of the answer's probability.
        answers: Weight of the QA model's answer logit, for the answer.
    """

    topic_bias: float
    late_interaction: float
    date_range_match: float
    answer_bias: float
    answers: float


class TermWeights:
    """The weights of a question's words: inverse document frequency, doubled for names.

    Args:
        question: The question.
        frequencies: In how many passages each stem occurs.
        passages: The number of passages.

    Attributes:
        language: The language of the question, in which texts are stemmed to be compared with it.
    """

    def __init__(self, question: Question, frequencies: Mapping[str, int], passages: int) -> None:
        self.language = question.language
        self._weights = {
            stem: (1 + math.log(1 + passages / (1 + frequencies.get(stem, 0))))
            * (_NAME_WEIGHT if stem in question.names else 1.0)
            for stem in question.subject_stems
        }
        self._total = sum(self._weights.values())

    def of(self, stem: str) -> float:
        """Returns the weight of a word; 0 if it is not a word of the question."""
        return self._weights.get(stem, 0.0)

    def coverage(self, stems: frozenset[str]) -> float:
        """Returns the weighted share of the question's words that are in `stems`."""
        return sum(weight for stem, weight in self._weights.items() if stem in stems) / self._total


def answer_type_match(question: Question, sentence: str) -> float:
    """Returns 1 if a sentence has what the question asks for, 0 if not, 1/2 for questions of other kinds."""
    sign = _sign_of(question)
    return 0.5 if sign is None else float(bool(sign.search(sentence)))


def _sign_of(question: Question) -> re.Pattern[str] | None:
    """Returns what shows that a sentence states the kind of thing that a question asks for; None if that is not known."""
    signs = _ENGLISH_SIGNS if question.language is ENGLISH else question.language.signs
    return {
        QuestionKind.TIME: signs.time,
        QuestionKind.AMOUNT: signs.amount,
        QuestionKind.PERSON: signs.person,
        QuestionKind.PLACE: signs.place,
        QuestionKind.REASON: signs.reason,
    }.get(question.kind)


def new_names(question: Question, sentence: str) -> float:
    """Returns the number of capitalised words that the question does not have, divided by three; at most 1."""
    return min(1.0, len(capitalised_stems(sentence, question.language) - question.stems) / _MAX_NEW_NAMES)
