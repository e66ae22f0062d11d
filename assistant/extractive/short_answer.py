"""Finds the short answer inside a sentence that answers: a name, a time or an amount, if only one can be meant."""

import re
from collections.abc import Iterator

from assistant.extractive.qa_model import Judgement
from assistant.ingest.language.capitalised import capitalised_phrases
from assistant.ingest.language.content_words import content_words
from assistant.ingest.language.english import ENGLISH
from assistant.ingest.language.english_times import SCALE, TIME_EXPRESSION, TIME_SIGN, UNIT
from assistant.ingest.language.tokens import stem, tokenize
from assistant.questions.question import Question, QuestionKind

Span = tuple[int, int]
"""The first character and one past the last."""

_NUMBER_WORDS = "|".join((*ENGLISH.number_words, "a dozen", "dozens", "hundreds", "thousands", "millions"))
_COUNT = rf"(?:\d+(?:,\d+)*(?:\.\d+)?|(?:{_NUMBER_WORDS})\b)"
_AMOUNT = re.compile(
    rf"(?:US\$|[$€£¥]) ?{_COUNT}{SCALE}?|(?<![\w$€£¥.,-]){_COUNT}{SCALE}?{UNIT}?",
    re.IGNORECASE,
)
CORRECTION = re.compile(r"\b(?:wrong|incorrect|correct(?:ed|s|ion)?|mistaken|instead of|rather than)\b", re.IGNORECASE)
"""A sentence that corrects a value contains the wrong value too."""

_MIN_SPAN_SCORE = 1.0  # the logit of the span minus that of no span
_MIN_SPAN_SCORE_WITHOUT_SIGN = 3.0  # nothing else tells whether the words can be meant
_SIGNS = {
    QuestionKind.PERSON: re.compile(r"\b[A-Z]"),
    QuestionKind.PLACE: re.compile(r"\b[A-Z]|\b(?:in|at|near|on|off|outside|inside) "),
    QuestionKind.TIME: TIME_SIGN,
    QuestionKind.AMOUNT: re.compile(rf"\d|\b(?:{_NUMBER_WORDS}|an?|one|half|no)\b", re.IGNORECASE),
}


def find_short_answer(question: Question, sentence: str, judgement: Judgement) -> Span | None:
    """Returns where the short answer is in a sentence that answers; None if it is uncertain.

    A sentence that corrects something has no short answer, nor has a question for an overview. The QA model's span is taken if the model
    prefers it to no span and it has the kind of content that the question asks for. Else the rules of `short_answer` decide.

    Args:
        question: The question.
        sentence: A sentence that answers it.
        judgement: The QA model's judgement of the sentence.
    """
    if question.asks_for_overview or CORRECTION.search(sentence):
        return None
    span = judgement.span
    min_score = _MIN_SPAN_SCORE if question.kind in _SIGNS else _MIN_SPAN_SCORE_WITHOUT_SIGN
    if span is not None and judgement.span_score >= min_score and _can_be_meant(question, sentence[slice(*span)]):
        return span
    return short_answer(question, sentence)


def _can_be_meant(question: Question, words: str) -> bool:
    """Checks whether words have the content that the question asks for."""
    sign = _SIGNS.get(question.kind)
    return question.kind is not QuestionKind.YES_NO and (sign is None or bool(sign.search(words)))


def short_answer(question: Question, sentence: str) -> Span | None:
    """Returns where the short answer is in a sentence; None if there is none, or several are possible.

    Args:
        question: "Who", "when" and "how many" are answered by a name, a time and an amount. Other kinds have no short answer.
        sentence: A sentence that answers it.
    """
    if question.kind is QuestionKind.PERSON:
        spans = find_persons(sentence)
    elif question.kind is QuestionKind.TIME:
        spans = find_times(sentence)
    elif question.kind is QuestionKind.AMOUNT:
        spans = find_amounts(sentence)
    else:
        return None
    question_stems = {stem(term) for term in tokenize(question.text)}
    new_spans = [span for span in spans if _is_new(sentence[slice(*span)], question_stems)]
    values = {sentence[slice(*span)].lower() for span in new_spans}
    return new_spans[0] if len(values) == 1 else None


def _is_new(text: str, question_stems: set[str]) -> bool:
    """Checks whether a text has content words, and none of the question's."""
    words = content_words(text)
    return bool(words) and not any(stem(word) in question_stems for word in words)


def find_times(sentence: str) -> Iterator[Span]:
    """Finds days, times and years in a sentence."""
    for match in TIME_EXPRESSION.finditer(sentence):
        yield match.span(match.lastindex or 0)


def find_amounts(sentence: str) -> Iterator[Span]:
    """Finds counts and amounts in a sentence, without the numbers of its dates."""
    dates = [match.span() for match in TIME_EXPRESSION.finditer(sentence)]
    for match in _AMOUNT.finditer(sentence):
        if not any(start < match.end() and match.start() < end for start, end in dates):
            yield match.span()


def find_persons(sentence: str) -> Iterator[Span]:
    """Finds names of at least two words in a sentence; a single capitalised word can be anything."""
    for start, end in capitalised_phrases(sentence):
        name = sentence[start:end]
        if " " in name and not TIME_EXPRESSION.match(name):
            yield start, end
