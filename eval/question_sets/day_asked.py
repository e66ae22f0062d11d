"""On which day a question is asked: its own, none, or so many days later."""

from dataclasses import dataclass
from datetime import date, timedelta

from assistant.eval.question_sets.question_set import EvalQuestion
from assistant.ingest.errors import UsageError

NO_DAY = date.max
"""Asked on this day, a question has every article as evidence, and none of them is recent."""


@dataclass(frozen=True, slots=True)
class DayAsked:
    """A rule for the day on which questions are asked.

    Attributes:
        text: As it is written: `own`, `none`, or `+365`.
        later: How many days after the question's own day; None where days play no part.
    """

    text: str
    later: int | None

    @classmethod
    def parse(cls, text: str) -> "DayAsked":
        """Reads `own`, `none` or `+DAYS`.

        Raises:
            UsageError: If it is none of them.
        """
        if text in {"own", "none"}:
            return cls(text, 0 if text == "own" else None)
        if text.startswith("+") and text[1:].isdecimal() and len(text) < 7:
            return cls(text, int(text[1:]))
        raise UsageError(f"--as-of is {text!r}; it is own, none, or a number of days later such as +365")

    def of(self, question: EvalQuestion) -> date | None:
        """The day on which a question is asked; None where days play no part in it."""
        if self.later is None or question.as_of is None:
            return None
        return question.as_of + timedelta(days=self.later)
