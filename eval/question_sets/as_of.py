"""Decides on which day a question is asked: its own day, no day, or a number of days later."""

from dataclasses import dataclass
from datetime import date, timedelta

from assistant.eval.question_sets.question_set import EvalQuestion
from assistant.ingest.errors import UsageError

NO_DAY = date.max
"""The day for questions without one: every article is evidence, and none is recent."""


@dataclass(frozen=True, slots=True)
class AsOfRule:
    """A rule for the day on which questions are asked.

    Attributes:
        text: The rule as the user writes it: `own`, `none`, or `+365`.
        days_later: Days after the question's own day; None if days play no part.
    """

    text: str
    days_later: int | None

    @classmethod
    def parse(cls, text: str) -> "AsOfRule":
        """Parses `own`, `none` or `+DAYS`.

        Raises:
            UsageError: If the text is none of them.
        """
        if text in {"own", "none"}:
            return cls(text, 0 if text == "own" else None)
        if text.startswith("+") and text[1:].isdecimal() and len(text) < 7:
            return cls(text, int(text[1:]))
        raise UsageError(f"--as-of is {text!r}; it is own, none, or a number of days later such as +365")

    def day_of(self, question: EvalQuestion) -> date | None:
        """Returns the day on which a question is asked; None if days play no part."""
        if self.days_later is None or question.as_of is None:
            return None
        return question.as_of + timedelta(days=self.days_later)
