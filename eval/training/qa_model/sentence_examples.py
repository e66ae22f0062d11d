"""Makes training examples: questions, each with a text that answers and with near misses."""

import random
import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from heapq import nlargest

from assistant.ingest.language.content_words import content_stems
from assistant.ingest.language.sentences import split_sentences

Span = tuple[int, int]

NEAR_MISSES = 2
"""The number of near misses of each question."""

TITLED = 0.7
"""The share of texts with a title. The model also has to judge a sentence without one."""

_LOOKED_THROUGH = 25
_KEPT = 6
_SWAPPED = 0.6
_YEAR = re.compile(r"\b(?:1\d{3}|20\d{2})\b")
_NUMBER = re.compile(r"\b\d[\d,.]*\b")
_NAME = re.compile(r"\b[A-Z][\w’'-]+(?: (?:(?:of|the|de|van) )?[A-Z][\w’'-]+)*")
_ASKS = re.compile(
    r"(?:wh(?:o|at|en|ere|ich|y|ose|om)|how|in|on|at|the|an?|for|during|after|before|by|to|from|with|of|do|does|did|is|was|are|were)\b",
    re.IGNORECASE,
)
"""Words that do not start a name, even if they are capitalized."""


@dataclass(frozen=True, slots=True)
class ContextText:
    """A text that the model judges.

    Attributes:
        text: The text as the model sees it.
        answers: Whether it answers the question.
        answer: The characters of the answer; None if the text does not answer, or the position is unknown.
    """

    text: str
    answers: bool
    answer: Span | None = None


@dataclass(frozen=True, slots=True)
class Example:
    """A question with its texts; at most one of them answers."""

    question: str
    texts: tuple[ContextText, ...]


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph with its sentences and their content stems."""

    text: str
    sentences: tuple[Span, ...]
    stems: tuple[frozenset[str], ...]

    @classmethod
    def of(cls, text: str) -> "Paragraph":
        """Splits a text into sentences."""
        spans = tuple((one.start, one.end) for one in split_sentences(text))
        return cls(text, spans, tuple(frozenset(content_stems(text[start:end])) for start, end in spans))


@dataclass(frozen=True, slots=True)
class SourceQuestion:
    """A question about a paragraph.

    Attributes:
        question: The question.
        answers: The accepted answers.
        answer: The characters of the answer in the paragraph.
    """

    question: str
    answers: tuple[str, ...]
    answer: Span


def examples_of(
    asked: SourceQuestion, paragraph: Paragraph, others: Sequence[Paragraph], title: str, draw: random.Random
) -> list[Example]:
    """Makes an example with near misses and, if possible, one of an altered question that the text does not answer.

    Args:
        asked: The question.
        paragraph: The paragraph with the answer.
        others: The source of near misses: sentences that share most words with the question and lack the answer.
        title: The title of the article; may be empty.
        draw: Draws the number of sentences of a text, and whether it has a title.
    """
    start, end = asked.answer
    place = next((at for at, (first, last) in enumerate(paragraph.sentences) if first <= start < last), None)
    if place is None:
        return []
    first, last = _some_around(paragraph, place, draw)
    if end > last:
        return []
    title = title if draw.random() < TITLED else ""
    told = paragraph.text[first:last]
    text = sentence_in_context(title, "", told)
    before = len(text) - len(told)
    right = ContextText(text, answers=True, answer=(before + start - first, before + end - first))
    near = [
        ContextText(sentence_in_context(title, "", one), answers=False) for one in _near_misses(asked, others, draw)
    ]
    found = [Example(asked.question, (right, *near))]
    if draw.random() < _SWAPPED:
        other = about_something_else(asked.question, paragraph.text, asked.answers, draw)
        if other:
            found.append(Example(other, (replace(right, answers=False, answer=None),)))
    return found


def _some_around(paragraph: Paragraph, place: int, draw: random.Random) -> Span:
    """Returns the characters of one to four sentences that include the given one."""
    first = max(0, place - draw.choice((0, 0, 1, 1, 2)))
    last = min(len(paragraph.sentences) - 1, place + draw.choice((0, 0, 1)))
    return paragraph.sentences[first][0], paragraph.sentences[last][1]


def _near_misses(asked: SourceQuestion, others: Sequence[Paragraph], draw: random.Random) -> list[str]:
    stems = frozenset(content_stems(asked.question))
    sentences = [
        (len(stems & own) + draw.random() / 2, which, place)
        for which, paragraph in enumerate(others)
        for place, own in enumerate(paragraph.stems)
    ]
    near: list[str] = []
    for _, which, place in nlargest(_LOOKED_THROUGH, sentences):
        paragraph = others[which]
        for start, end in (_some_around(paragraph, place, draw), paragraph.sentences[place]):
            if not has_any(paragraph.text[start:end], asked.answers):
                near.append(paragraph.text[start:end])
                break
        if len(near) == _KEPT:
            break
    return draw.sample(near, min(NEAR_MISSES, len(near)))


def has_any(text: str, answers: Collection[str]) -> bool:
    """Checks whether a text contains one of the answers, ignoring case."""
    folded = text.casefold()
    return any(one.casefold() in folded for one in answers)


def about_something_else(question: str, text: str, answers: Collection[str], draw: random.Random) -> str | None:
    """Replaces a name, year or number of the question by another one of the text, so that the text no longer answers.

    None if the text has no other name, year or number.
    """
    spots = [(found, kind) for kind in (_YEAR, _NUMBER, _NAME) for found in kind.finditer(question)]
    draw.shuffle(spots)
    for found, kind in spots:
        if _ASKS.match(found[0]) or (kind is _NAME and found.start() == 0):
            continue
        candidates = [other for other in _others(kind, text, found[0]) if _is_new(other, question, answers)]
        if candidates:
            return question[: found.start()] + draw.choice(candidates) + question[found.end() :]
    return None


def _others(kind: re.Pattern[str], text: str, than: str) -> list[str]:
    """Returns other matches of the same kind with about as many words, each once."""
    found = dict.fromkeys(one[0] for one in kind.finditer(text))
    return [
        one for one in found if abs(len(one.split()) - len(than.split())) <= 1 and than.casefold() not in one.casefold()
    ]


def _is_new(other: str, question: str, answers: Collection[str]) -> bool:
    if other.casefold() in question.casefold() or _ASKS.match(other):
        return False
    return not any(other.casefold() in one.casefold() or one.casefold() in other.casefold() for one in answers)


def sentence_in_context(title: str, before: str, sentence: str) -> str:
    """Returns a sentence with its context: the article's title on a line of its own, then the sentence before it; both may be empty."""
    text = f"{before} {sentence}" if before else sentence
    return f"{title}\n{text}" if title else text
