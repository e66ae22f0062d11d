"""Finds the short answer inside a sentence that answers: a name, a time or an amount, if only one can be meant."""

import re
from collections.abc import Callable, Iterator

from assistant.extractive.qa_model import Judgement
from assistant.ingest.language.capitalised import capitalised_phrases
from assistant.ingest.language.content_words import content_words
from assistant.ingest.language.english import ENGLISH
from assistant.ingest.language.english_times import SCALE, TIME_EXPRESSION, TIME_SIGN, UNIT
from assistant.ingest.language.tokens import all_stems, stem
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

_CORRECTED_TO = re.compile(r"\bcorrect(?:ed|s)?\b", re.IGNORECASE)
_WRONG_VALUE = re.compile(r"\b(?:instead of|rather than)\b", re.IGNORECASE)

_MIN_SPAN_SCORE_WITHOUT_SIGN = (
    0.0  # the logit of the span minus that of no span, where nothing else tells whether the words can be meant
)
# The shares of a sentence above which the words would only be shown twice.
_MAX_SHARE, _MAX_SHARE_OF_ANY_KIND = 0.8, 0.6
_SIGNS = {
    QuestionKind.PERSON: re.compile(r"\b[A-Z]"),
    QuestionKind.PLACE: re.compile(r"\b[A-Z]|\b(?:in|at|near|on|off|outside|inside) "),
    QuestionKind.TIME: TIME_SIGN,
    QuestionKind.AMOUNT: re.compile(rf"\d|\b(?:{_NUMBER_WORDS}|an?|one|half|no)\b", re.IGNORECASE),
}


def find_short_answer(
    question: Question, sentence: str, judgement: Judgement, language: str = ENGLISH.tag
) -> Span | None:
    """Returns where the short answer is in a sentence that answers; None if it is uncertain.

    The QA model's span is taken if it has the kind of content that the question asks for. Where the question asks for no kind that can be
    recognised, the model has to prefer the span to no span, and it may not be most of the sentence. Else the rules of `short_answer` decide.
    In a sentence that corrects something, only the corrected value is taken. A question for an overview has no short answer. In other
    languages than English the model alone decides.

    Args:
        question: The question.
        sentence: A sentence that answers it.
        judgement: The QA model's judgement of the sentence.
        language: The language of the sentence, as a primary subtag.
    """
    if question.asks_for_overview:
        return None
    if question.language is not ENGLISH or language != ENGLISH.tag:
        is_certain = question.kind is not QuestionKind.YES_NO and judgement.span_score >= _MIN_SPAN_SCORE_WITHOUT_SIGN
        return judgement.span if is_certain else None
    if CORRECTION.search(sentence):
        return _corrected_value(question, sentence)
    span = judgement.span
    is_meant = question.kind in _SIGNS or judgement.span_score >= _MIN_SPAN_SCORE_WITHOUT_SIGN
    max_share = _MAX_SHARE if question.kind in _SIGNS else _MAX_SHARE_OF_ANY_KIND
    if span is not None and span[1] - span[0] > max_share * len(sentence):
        return None
    if span is not None and is_meant and _can_be_meant(question, sentence[slice(*span)]):
        return span
    return short_answer(question, sentence)


def _corrected_value(question: Question, sentence: str) -> Span | None:
    """Returns the only value that follows "correct", or that precedes "instead of"; None if the sentence has neither, or several."""
    corrected = list(_CORRECTED_TO.finditer(sentence))
    wrong = _WRONG_VALUE.search(sentence)
    first = corrected[-1].end() if corrected else 0
    last = wrong.start() if wrong else len(sentence)
    if not corrected and not wrong:
        return None
    values = [span for span in _values(question, sentence) if span[0] >= first and span[1] <= last]
    return values[0] if len(values) == 1 else None


def _can_be_meant(question: Question, words: str) -> bool:
    """Checks whether words have the content that the question asks for; "he" alone says nothing outside its text."""
    sign = _SIGNS.get(question.kind)
    says_something = question.kind is QuestionKind.AMOUNT or bool(content_words(words, question.language))
    return question.kind is not QuestionKind.YES_NO and says_something and (sign is None or bool(sign.search(words)))


def short_answer(question: Question, sentence: str) -> Span | None:
    """Returns where the short answer is in a sentence; None if there is none, or several are possible.

    Args:
        question: "Who", "when" and "how many" are answered by a name, a time and an amount. Other kinds have no short answer.
        sentence: A sentence that answers it.
    """
    spans = _values(question, sentence)
    return spans[0] if len({sentence[slice(*span)].lower() for span in spans}) == 1 else None


def _values(question: Question, sentence: str) -> list[Span]:
    """Returns the names, times or amounts of a sentence that the question asks for and does not contain; none for other kinds."""
    find = _FINDERS.get(question.kind)
    if find is None:
        return []
    question_stems = all_stems(question.text)
    return [span for span in find(sentence) if _is_new(sentence[slice(*span)], question_stems)]


def _is_new(text: str, question_stems: frozenset[str]) -> bool:
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


_FINDERS: dict[QuestionKind, Callable[[str], Iterator[Span]]] = {
    QuestionKind.PERSON: find_persons,
    QuestionKind.TIME: find_times,
    QuestionKind.AMOUNT: find_amounts,
}
