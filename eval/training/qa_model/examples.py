"""What the reader learns from: questions, each with a text that answers it, and with texts that nearly do."""

import random
import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from heapq import nlargest

from assistant.extractive.qa_model.tokens import sentence_in_context
from assistant.ingest.language.english import content_stems
from assistant.ingest.language.sentences import split_sentences

Span = tuple[int, int]

NEAR_MISSES = 2
"""So many texts that do not answer stand beside the one that does."""

TITLED = 0.7
"""So large a share of the texts stands under its title: a sentence has to do without one, too."""

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
"""Not the first word of a name, however it is written."""


@dataclass(frozen=True, slots=True)
class Read:
    """A text to be read.

    Attributes:
        text: As the reader sees it.
        answers: Whether it answers the question.
        answer: Where in it the answer stands, as characters; None where it does not answer, or that is not known.
    """

    text: str
    answers: bool
    answer: Span | None = None


@dataclass(frozen=True, slots=True)
class Example:
    """A question with what is read for it; at most one of its texts answers."""

    question: str
    texts: tuple[Read, ...]


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph with its sentences, each with its content words."""

    text: str
    sentences: tuple[Span, ...]
    stems: tuple[frozenset[str], ...]

    @classmethod
    def of(cls, text: str) -> "Paragraph":
        """Cut into sentences."""
        spans = tuple((one.start, one.end) for one in split_sentences(text))
        return cls(text, spans, tuple(frozenset(content_stems(text[start:end])) for start, end in spans))


@dataclass(frozen=True, slots=True)
class Asked:
    """A question about a paragraph.

    Attributes:
        question: The question.
        answers: What counts as its answer.
        answer: Where in the paragraph the answer stands.
    """

    question: str
    answers: tuple[str, ...]
    answer: Span


def examples_of(
    asked: Asked, paragraph: Paragraph, others: Sequence[Paragraph], title: str, draw: random.Random
) -> list[Example]:
    """The question with its answer and near misses; and, where it can be made, one that asks about something else, with none.

    Args:
        asked: The question.
        paragraph: Where its answer stands.
        others: Where near misses are looked for: the sentences that share most words with the question, and lack the answer.
        title: Of the article; may be empty.
        draw: Draws how many sentences a text has, and whether it stands under its title.
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
    right = Read(text, answers=True, answer=(before + start - first, before + end - first))
    near = [Read(sentence_in_context(title, "", one), answers=False) for one in _near_misses(asked, others, draw)]
    found = [Example(asked.question, (right, *near))]
    if draw.random() < _SWAPPED:
        other = about_something_else(asked.question, paragraph.text, asked.answers, draw)
        if other:
            found.append(Example(other, (replace(right, answers=False, answer=None),)))
    return found


def _some_around(paragraph: Paragraph, place: int, draw: random.Random) -> Span:
    """One to four sentences, that one among them."""
    first = max(0, place - draw.choice((0, 0, 1, 1, 2)))
    last = min(len(paragraph.sentences) - 1, place + draw.choice((0, 0, 1)))
    return paragraph.sentences[first][0], paragraph.sentences[last][1]


def _near_misses(asked: Asked, others: Sequence[Paragraph], draw: random.Random) -> list[str]:
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
    """Whether a text has one of the answers, in whatever case."""
    folded = text.casefold()
    return any(one.casefold() in folded for one in answers)


def about_something_else(question: str, text: str, answers: Collection[str], draw: random.Random) -> str | None:
    """The question with one name, year or number exchanged for another of the text: it looks as if the text answered it, and it does not.

    None where the text has no other of the kind.
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
    """Of the same kind and about as many words, each once."""
    found = dict.fromkeys(one[0] for one in kind.finditer(text))
    return [
        one for one in found if abs(len(one.split()) - len(than.split())) <= 1 and than.casefold() not in one.casefold()
    ]


def _is_new(other: str, question: str, answers: Collection[str]) -> bool:
    if other.casefold() in question.casefold() or _ASKS.match(other):
        return False
    return not any(other.casefold() in one.casefold() or one.casefold() in other.casefold() for one in answers)
