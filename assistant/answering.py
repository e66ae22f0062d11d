"""What an answerer may say, piece by piece, on its way to an answer."""

from collections.abc import Generator
from dataclasses import dataclass
from typing import Protocol

from assistant.answer import Evidence, Usage
from assistant.extractive import Finding, Verdict
from assistant.question import Question


@dataclass(frozen=True, slots=True)
class Written:
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
class Used:
    """What the answer took of a language model."""

    usage: Usage


Said = Verdict | Finding | Written | Notice | Used


class Answerer(Protocol):
    """Makes an answer from evidence.

    Attributes:
        name: What answers name it by.
    """

    @property
    def name(self) -> str:
        """What answers name it by."""
        ...

    def answer(self, question: Question, evidence: Evidence) -> "Generator[Said, None, None]":
        """A verdict first, then findings; closing the iterator stops the work."""
        ...
