"""What can be measured about a sentence that might answer a question; each measure lies between 0 and 1 unless it says otherwise."""

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, fields

from assistant.ingest.language.english import FUNCTION_WORDS, content_stems, stem
from assistant.ingest.language.tokens import tokenize
from assistant.questions.question import Question, QuestionKind

_NAME_WEIGHT = 2.0
_MANY_NAMES = 3
_CAPITALISED = re.compile(r"\b[A-Z][\w&.-]*")
_MONTH = r"(?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]*\.?"
_NUMBER_WORD = r"(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|dozens?|hundreds?|thousands?|millions?|billions?|half|twice|third)"
_SIGNS = {
    QuestionKind.TIME: re.compile(
        rf"\b(?:{_MONTH} \d|\d{{1,2}} {_MONTH}|(?:19|20)\d\d|(?:mon|tues|wednes|thurs|fri|satur|sun)day|yesterday|today|tomorrow|tonight"
        r"|(?:in the|this) (?:morning|afternoon|evening)|noon|midnight|o['’]clock"
        r"|(?:last|next|this) (?:week|month|year|night|spring|summer|autumn|fall|winter)|\d{1,2}(?::\d\d)? ?[ap]\.?m\b|ago)\b",
        re.IGNORECASE,
    ),
    QuestionKind.AMOUNT: re.compile(rf"\d|\b{_NUMBER_WORD}\b", re.IGNORECASE),
    QuestionKind.PERSON: re.compile(r"\b[A-Z][a-z'’]+ (?:[A-Z]\.? )?[A-Z][a-z'’]+|\b(?:Mr|Mrs|Ms|Dr)\.? [A-Z]"),
    QuestionKind.PLACE: re.compile(r"\b(?:in|at|from|to|near|of|off|on) (?:the )?[A-Z]"),
    QuestionKind.REASON: re.compile(
        r"\b(?:because|since|due to|owing to|so that|in order to|as a result|citing|over|amid|caused?|blamed?|after)\b",
        re.IGNORECASE,
    ),
}


@dataclass(frozen=True, slots=True)
class SentenceFeatures:
    """The measures of one sentence against one question.

    Attributes:
        closeness: Cosine of the two embeddings, negative ones as 0.
        coverage: The share of the question's content words in the sentence, rare words and names counting more.
        complete: 1 where it has every one of them, else 0.
        context_coverage: The share in the sentence, its neighbours, its headings and its title.
        kind: Whether it has what the question asks for (a date for "when", a number for "how many").
        passage: How far its passage's score lies below the best passage's (0, or less); in log odds.
        headline: The share of the title's content words, those of the question left out, that it repeats (it tells what the title announces),
            times its coverage: what the title announces counts as far as it is what was asked.
        lead: Its coverage among the first sentences of a dated article, else 0.
        new_names: How many capitalised words it has that the question has not; 1 for three or more.
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
        """The weighted sum: the larger, the likelier the sentence answers, compared with others for the same question."""
        return math.fsum(getattr(self, name) * weight for name, weight in zip(FEATURES, weights.values, strict=True))


FEATURES = tuple(field.name for field in fields(SentenceFeatures))


@dataclass(frozen=True, slots=True)
class SentenceWeights:
    """How much each feature counts, in the order of `FEATURES`."""

    values: tuple[float, ...]

    @classmethod
    def named(cls, **weights: float) -> "SentenceWeights":
        """Weights by feature name; those not named are 0."""
        return cls(tuple(weights.get(name, 0.0) for name in FEATURES))


@dataclass(frozen=True, slots=True)
class ConfidenceWeights:
    """From a sentence to the log odds that it answers the question.

    Attributes:
        bias: Where there is nothing.
        late_interaction: For how well the question's tokens are matched in it.
        answers: For the reader's log odds that it answers.
        date_range_match: For an article of the time that the question names, or where it names none.
        agrees: Where it does not deny what the question takes for granted, nor the other way round.
    """

    bias: float
    late_interaction: float
    answers: float
    date_range_match: float
    agrees: float


class TermWeights:
    """How much each of a question's words counts: rare ones more (inverse document frequency), names twice.

    Args:
        question: The question.
        frequencies: In how many passages each stem occurs.
        passages: How many passages there are.
    """

    def __init__(self, question: Question, frequencies: Mapping[str, int], passages: int) -> None:
        self._weights = {
            stem: (1 + math.log(1 + passages / (1 + frequencies.get(stem, 0))))
            * (_NAME_WEIGHT if stem in question.names else 1.0)
            for stem in question.stems
        }
        self._total = sum(self._weights.values())

    def of(self, stem: str) -> float:
        """The weight of one of the question's words; 0 for any other."""
        return self._weights.get(stem, 0.0)

    def coverage(self, stems: frozenset[str]) -> float:
        """The weighted share of the question's words among `stems`."""
        return sum(weight for stem, weight in self._weights.items() if stem in stems) / self._total


def answer_type_match(question: Question, sentence: str) -> float:
    """1 where a sentence has what the question asks for, 0 where it has not, 1/2 where words alone do not tell."""
    sign = _SIGNS.get(question.kind)
    return 0.5 if sign is None else float(bool(sign.search(sentence)))


def new_names(question: Question, sentence: str) -> float:
    """How many capitalised words a sentence has that the question has not: 1 for three or more."""
    found = {
        stem(term) for word in _CAPITALISED.findall(sentence) for term in tokenize(word) if term not in FUNCTION_WORDS
    }
    return min(1.0, len(found - question.stems) / _MANY_NAMES)


def fraction_shared(of: frozenset[str], among: frozenset[str]) -> float:
    """The share of `of` that is among the others; 0 where there is nothing to share."""
    return len(of & among) / len(of) if of else 0.0


def stems_of(text: str) -> frozenset[str]:
    """The stems of a text's content words."""
    return frozenset(content_stems(text))
