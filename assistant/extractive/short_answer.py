"""The short answer inside a sentence that answers: a name, a date, an amount, where only one is there that can be meant."""

import re
from collections.abc import Iterator

from assistant.ingest.language.english import FUNCTION_WORDS, stem
from assistant.ingest.language.tokens import tokenize
from assistant.questions.question import Question, QuestionKind

Span = tuple[int, int]

_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?)\b\.?"
)
_WEEKDAY = r"(?:mon|tues|wednes|thurs|fri|satur|sun)day"
_DATE = rf"(?:\d{{1,2}}(?:st|nd|rd|th)? {_MONTH}|{_MONTH} \d{{1,2}}\b(?:st|nd|rd|th)?)(?:,? (?:19|20)\d\d\b)?"
_SCALE = r"(?:[ -](?:thousand|million|billion|trillion)\b)"
_UNIT = r"(?: ?%| (?:per ?cent|dollars|euros|pounds)\b)"
# A bare "1000" is hardly ever a year, and no sum of money is one.
_YEAR = rf"(?:(?<![$€£¥\d,.])\b((?:1[5-9]|20)\d\d)|\b(?:in|since) (1[0-4]\d\d))\b(?![\d,.]*\d|{_SCALE}|{_UNIT})"
_TIME = re.compile(
    rf"\b(?:{_WEEKDAY},? )?{_DATE}|\b{_MONTH} (?:19|20)\d\d\b|\b(?:last |next |this )?{_WEEKDAY}\b"
    rf"|{_YEAR}|\b\d{{1,2}}(?::\d\d)? ?[ap]\.?m\b\.?",
    re.IGNORECASE,
)
_COUNT = r"(?:\d+(?:,\d+)*(?:\.\d+)?|(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|a dozen|dozens|hundreds|thousands|millions)\b)"
_AMOUNT = re.compile(
    rf"(?:US\$|[$€£¥]) ?{_COUNT}{_SCALE}?|(?<![\w$€£¥.,-]){_COUNT}{_SCALE}?{_UNIT}?",
    re.IGNORECASE,
)
_NAME = re.compile(
    r"[A-Z][\w’'-]*(?:\.(?= [A-Z]))?(?: (?:(?:of|the|de|der|den|da|du|la|le|van|von|al|bin) ){0,2}[A-Z][\w’'-]*(?:\.(?= [A-Z]))?)*"
)
_POSSESSIVE = re.compile(r"['’]s?$")


def short_answer(question: Question, sentence: str) -> Span | None:
    """Where in a sentence the short answer stands; None where none is there, or more than one could be it.

    Args:
        question: "Who", "when" and "how many" are answered by a name, a time, an amount; others have no short answer here.
        sentence: A sentence that answers it.
    """
    finder = {QuestionKind.PERSON: _people, QuestionKind.TIME: times_in, QuestionKind.AMOUNT: _amounts}.get(
        question.kind
    )
    if finder is None:
        return None
    asked = {stem(term) for term in tokenize(question.text)}
    found = [span for span in finder(sentence) if _says_something_new(sentence[slice(*span)], asked)]
    said = {sentence[slice(*span)].lower() for span in found}
    return found[0] if len(said) == 1 else None


def _says_something_new(text: str, asked: set[str]) -> bool:
    words = [term for term in tokenize(text) if term not in FUNCTION_WORDS]
    return bool(words) and not any(stem(word) in asked for word in words)


def times_in(sentence: str) -> Iterator[Span]:
    """Where days, times and years stand in a sentence."""
    for match in _TIME.finditer(sentence):
        yield match.span(match.lastindex or 0)


def _amounts(sentence: str) -> Iterator[Span]:
    dates = [match.span() for match in _TIME.finditer(sentence)]
    for match in _AMOUNT.finditer(sentence):
        if not any(start < match.end() and match.start() < end for start, end in dates):
            yield match.span()


def _names(sentence: str) -> Iterator[Span]:
    for match in _NAME.finditer(sentence):
        text = _POSSESSIVE.sub("", match.group())
        first = text.split(" ", 1)[0]
        start = match.start()
        if first.lower() in FUNCTION_WORDS:
            start, text = start + len(first) + 1, text[len(first) + 1 :]
        if text and not _TIME.match(text):
            yield start, start + len(text)


def _people(sentence: str) -> Iterator[Span]:
    """Names of two words or more: one capitalised word may be anything."""
    for start, end in _names(sentence):
        if " " in sentence[start:end]:
            yield start, end
