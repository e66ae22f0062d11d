"""Defines the training examples: groups of questions, each with labelled candidate sentences."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from assistant.extractive.qa_model.candidates import Candidate
from assistant.ingest.language.content_words import content_stems
from assistant.ingest.language.sentences import split_sentences, story_start

Span = tuple[int, int]
YesNo = Literal["yes", "no", "undecided"]

YES_NO: tuple[YesNo, ...] = ("yes", "no", "undecided")
"""The classes in the order of the model's logits."""


@dataclass(frozen=True, slots=True)
class Label:
    """A candidate with its labels.

    Attributes:
        candidate: The sentence in its context.
        answers: Whether it answers the question.
        span: The characters of the sentence that are the shortest answer; None if there is none, or it is unknown.
        yes_no: The answer that it gives to a yes/no question; None for other questions, and if it does not answer.
        method: How a negative was found, or how its question was made; empty for a sentence that answers.
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
    """Questions that are contrasted: a sentence that answers one of them should score above a negative of another.

    Attributes:
        questions: One question, or one with its near misses.
        source: The name of the data set.
        key: The article or story; it is not divided between training and held-out data.
    """

    questions: tuple[LabelledQuestion, ...]
    source: str
    key: str


@dataclass(frozen=True, slots=True)
class TextSentence:
    """A sentence of a text.

    Attributes:
        start: Its first character in the text.
        end: One past its last character.
        candidate: The sentence in its context.
        stems: Its content stems.
        is_heading: Whether it is a heading.
        is_quotable: Whether it may be quoted; see `Sentence.is_quotable`.
    """

    start: int
    end: int
    candidate: Candidate
    stems: frozenset[str]
    is_heading: bool
    is_quotable: bool


def sentences_of(title: str, text: str, language: str = "en") -> tuple[TextSentence, ...]:
    """Splits a text into sentences in the context that the assistant gives them at run time.

    Args:
        title: The title of the article; may be empty.
        text: The text.
        language: Its language as an ISO 639-1 code.
    """
    sentences: list[TextSentence] = []
    before = ""
    for sentence in split_sentences(text, language):
        start = story_start(text, sentence)
        words = text[start : sentence.end]
        candidate, stems = Candidate(title, before, words), frozenset(content_stems(words))
        sentences.append(TextSentence(start, sentence.end, candidate, stems, sentence.is_heading, sentence.is_quotable))
        before = "" if sentence.is_heading else words
    return tuple(sentences)


def without_context(candidate: Candidate, *, title: bool, before: bool) -> Candidate:
    """Returns the candidate without its title or without the sentence before it."""
    return replace(candidate, title="" if title else candidate.title, before="" if before else candidate.before)


def most_similar(question: str, sentences: Sequence[TextSentence], count: int) -> list[TextSentence]:
    """Returns the sentences that share most content stems with a question; the longer sentence wins a tie."""
    stems = frozenset(content_stems(question))
    return sorted(sentences, key=lambda sentence: (-len(stems & sentence.stems), -len(sentence.stems)))[:count]
