"""What the QA model learns from: groups of questions, each with candidate sentences that are labelled."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from assistant.extractive.qa_model.candidates import Candidate
from assistant.ingest.language.content_words import content_stems
from assistant.ingest.language.sentences import split_sentences, story_start

Span = tuple[int, int]
YesNo = Literal["yes", "no", "undecided"]

YES_NO: tuple[YesNo, ...] = ("yes", "no", "undecided")
"""In the order of the model's logits."""


@dataclass(frozen=True, slots=True)
class Label:
    """A candidate with what is known about it.

    Attributes:
        candidate: The sentence in its context.
        answers: Whether it answers the question.
        span: The characters of the sentence that are the shortest answer; None where there are none, or they are not known.
        yes_no: What it says to a yes/no question; None for other questions, and where it does not answer.
        method: How a sentence that does not answer was found, or how its question was made; empty for those that answer.
    """

    candidate: Candidate
    answers: bool
    span: Span | None = None
    yes_no: YesNo | None = None
    method: str = ""


@dataclass(frozen=True, slots=True)
class LabelledQuestion:
    """A question with its labelled candidates.

    Attributes:
        question: The question.
        labels: Its candidates.
        asks_yes_no: Whether it is a yes/no question.
    """

    question: str
    labels: tuple[Label, ...]
    asks_yes_no: bool = False


@dataclass(frozen=True, slots=True)
class Group:
    """Questions that are contrasted with each other: what answers one of them scores above what does not answer another.

    Attributes:
        questions: One question, or one with its near misses.
        source: The name of the data set.
        key: What must not be divided between training and held-out data: an article or a story.
    """

    questions: tuple[LabelledQuestion, ...]
    source: str
    key: str


@dataclass(frozen=True, slots=True)
class TextSentence:
    """A sentence of a text.

    Attributes:
        start: Its first character in the text.
        end: One past its last.
        candidate: The sentence in its context.
        stems: Its content words.
        is_heading: Whether it is a heading.
        is_question: Whether it is a question.
    """

    start: int
    end: int
    candidate: Candidate
    stems: frozenset[str]
    is_heading: bool
    is_question: bool


def sentences_of(title: str, text: str) -> tuple[TextSentence, ...]:
    """The sentences of a text under its title, as the answerer would present them."""
    found: list[TextSentence] = []
    before = ""
    for one in split_sentences(text, "en"):
        start = story_start(text, one)
        words = text[start : one.end]
        found.append(
            TextSentence(
                start,
                one.end,
                Candidate(title, before, words),
                frozenset(content_stems(words)),
                one.is_heading,
                one.is_question,
            )
        )
        before = "" if one.is_heading else words
    return tuple(found)


def without_context(candidate: Candidate, *, title: bool, before: bool) -> Candidate:
    """The candidate with its title or the sentence before it left out."""
    return replace(candidate, title="" if title else candidate.title, before="" if before else candidate.before)


def most_similar(stems: frozenset[str], sentences: Sequence[TextSentence], count: int) -> list[TextSentence]:
    """The sentences that share most content words with a question, the longer ones where as many are shared."""
    return sorted(sentences, key=lambda one: (-len(stems & one.stems), -len(one.stems)))[:count]
