"""Fewer questions than a set has, the same ones every time: for systems that take long to answer."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.eval.question_sets.question_set import EvalQuestion
from assistant.ingest.errors import UsageError


@dataclass(frozen=True, slots=True)
class Sample:
    """So many questions of each kind: those whose ids have the smallest SHA-256.

    Attributes:
        answerable: How many that the articles answer.
        others: How many that they do not.
    """

    answerable: int
    others: int

    @property
    def text(self) -> str:
        """As it is written: `40+20`."""
        return f"{self.answerable}+{self.others}"

    @classmethod
    def parse(cls, text: str) -> "Sample":
        """Reads `40+20`.

        Raises:
            UsageError: If it is not written so, or has no answerable question.
        """
        answerable, _, others = text.partition("+")
        if not (answerable.isdecimal() and others.isdecimal() and int(answerable)):
            raise UsageError(
                f"--questions is {text!r}; it is a number of answerable questions and one of others: 40+20"
            )
        return cls(int(answerable), int(others))

    def of(self, questions: Sequence[EvalQuestion]) -> list[EvalQuestion]:
        """The questions drawn, in the order of the set.

        Raises:
            UsageError: If there are not so many.
        """
        by_chance = sorted(questions, key=lambda one: hashlib.sha256(one.id.encode()).digest())
        kinds = [[one for one in by_chance if one.answerable is kind] for kind in (True, False)]
        if len(kinds[0]) < self.answerable or len(kinds[1]) < self.others:
            raise UsageError(f"--questions is {self.text}; there are only {len(kinds[0])}+{len(kinds[1])}")
        drawn = {one.id for one in (*kinds[0][: self.answerable], *kinds[1][: self.others])}
        return [one for one in questions if one.id in drawn]
