"""The protocol of an answerer, and the parts of which it makes an answer."""

from collections.abc import Generator
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from assistant.answers.answer import Citation, Evidence, Lead, SeriesPoint, Statement, Step, Usage
from assistant.questions.question import Question


@dataclass(frozen=True, slots=True)
class Verdict:
    """The answerer's judgement of the evidence; comes first.

    Attributes:
        confidence: The probability that the evidence answers the question, from 0 to 1.
    """

    confidence: float


@dataclass(frozen=True, slots=True)
class FurtherEvidence:
    """Evidence of a second search, which the answer is made from instead of the first."""

    evidence: Evidence


@dataclass(frozen=True, slots=True)
class NearestQuote:
    """The quote nearest to a question that the evidence does not answer."""

    citation: Citation


@dataclass(frozen=True, slots=True)
class CitedStatement:
    """One statement with its citations.

    Attributes:
        statement: The statement.
        citations: Its citations.
        meant_day: The day that its short answer means, if that is "on Tuesday" or the like; else None.
    """

    statement: Statement
    citations: tuple[Citation, ...]
    meant_day: date | None = None


@dataclass(frozen=True, slots=True)
class GeneratedText:
    """Characters that a language model generated, not verified yet."""

    text: str


@dataclass(frozen=True, slots=True)
class Notice:
    """A problem that the user should know about.

    Attributes:
        text: One line for the user.
        starts_over: Whether all statements so far are void; those of `answerer` follow.
        answerer: The name of the answerer that makes the rest of the answer; empty if it does not change.
    """

    text: str
    starts_over: bool = False
    answerer: str = ""


@dataclass(frozen=True, slots=True)
class StepTaken:
    """A language model has looked something up."""

    step: Step


@dataclass(frozen=True, slots=True)
class UsageReport:
    """The use of a language model in one call for this answer."""

    usage: Usage


@dataclass(frozen=True, slots=True)
class ConflictingVersion:
    """One of two citations that answer a question differently. The prompt `sources_differ` uses its fields.

    Attributes:
        said: The words in which it differs.
        citation: The citation.
    """

    said: str
    citation: Citation


@dataclass(frozen=True, slots=True)
class Conclusion:
    """The result of all statements together; comes last.

    Attributes:
        lead: "yes", "no" or "undecided" if the statements say so to a yes-or-no question.
        versions: Two citations that answer differently, the newer first; None if there are none.
        lead_text: The lead in words, with the day of the statement: "No, as of 3 March 2026"; empty for the lead alone.
        remark: What the user should know about the answer as a whole; empty if nothing.
        series: How an amount changed, the oldest statement first.
    """

    lead: Lead | None
    versions: tuple[ConflictingVersion, ConflictingVersion] | None
    lead_text: str = ""
    remark: str = ""
    series: tuple[SeriesPoint, ...] = ()


AnswerPart = (
    Verdict
    | FurtherEvidence
    | NearestQuote
    | CitedStatement
    | GeneratedText
    | Notice
    | StepTaken
    | UsageReport
    | Conclusion
)


class Answerer(Protocol):
    """Makes an answer from evidence."""

    @property
    def name(self) -> str:
        """The name that answers show as their answerer."""
        ...

    def answer(self, question: Question, evidence: Evidence) -> "Generator[AnswerPart, None, None]":
        """Yields the verdict first, then the other parts of the answer; closing the generator stops the work."""
        ...
