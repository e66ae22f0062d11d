"""What an answerer may say, piece by piece, on its way to an answer."""

from collections.abc import Generator
from dataclasses import dataclass
from typing import Literal, Protocol

from assistant.answers.answer import Citation, Evidence, Statement, Usage
from assistant.questions.question import Question


@dataclass(frozen=True, slots=True)
class Verdict:
    """What an answerer thinks of the evidence before it says anything.

    Attributes:
        confidence: How likely it is that the evidence answers the question, from 0 to 1.
    """

    confidence: float


@dataclass(frozen=True, slots=True)
class CitedStatement:
    """One statement with the citations that it brings along."""

    statement: Statement
    citations: tuple[Citation, ...]


@dataclass(frozen=True, slots=True)
class GeneratedText:
    """Some characters of a language model, not checked yet."""

    text: str


@dataclass(frozen=True, slots=True)
class Notice:
    """Something went other than it should, and the reader is told.

    Attributes:
        text: One line for the reader.
        starts_over: All findings so far are void; those of `answerer` follow.
        answerer: What makes the answer from here on; empty for the same as before.
    """

    text: str
    starts_over: bool = False
    answerer: str = ""


@dataclass(frozen=True, slots=True)
class UsageReport:
    """What the answer took of a language model."""

    usage: Usage


@dataclass(frozen=True, slots=True)
class Version:
    """One of two articles that answer a question differently.

    Attributes:
        said: The words in which it differs.
        citation: Where it says so.
    """

    said: str
    citation: Citation


@dataclass(frozen=True, slots=True)
class Conclusion:
    """States what all findings together say; comes last.

    Attributes:
        lead: "yes" or "no" where the findings plainly say so to a question of yes or no.
        versions: Two articles that answer differently, the newer first; None if none do.
    """

    lead: Literal["yes", "no"] | None
    versions: tuple[Version, Version] | None


AnswerPart = Verdict | CitedStatement | GeneratedText | Notice | UsageReport | Conclusion


class Answerer(Protocol):
    """Makes an answer from evidence.

    Attributes:
        name: What answers name it by.
    """

    @property
    def name(self) -> str:
        """What answers name it by."""
        ...

    def answer(self, question: Question, evidence: Evidence) -> "Generator[AnswerPart, None, None]":
        """A verdict first, then findings; closing the iterator stops the work."""
        ...
