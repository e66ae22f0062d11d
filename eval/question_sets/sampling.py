"""Draws a fixed sample of a question set, for systems that answer slowly."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.eval.question_sets.question_set import EvalQuestion
from assistant.ingest.errors import UsageError


@dataclass(frozen=True, slots=True)
class Sample:
    """A number of questions of each kind: those whose ids have the smallest SHA-256.

    Attributes:
        answerable: The number of answerable questions.
        unanswerable: The number of unanswerable questions.
    """

    answerable: int
    unanswerable: int

    @property
    def text(self) -> str:
        """The sample as the user writes it: `40+20`."""
        return f"{self.answerable}+{self.unanswerable}"

    @classmethod
    def parse(cls, text: str) -> "Sample":
        """Parses `40+20`.

        Raises:
            UsageError: If the text has another form, or no answerable question is wanted.
        """
        answerable, _, unanswerable = text.partition("+")
        if not (answerable.isdecimal() and unanswerable.isdecimal() and int(answerable)):
            raise UsageError(
                f"--questions is {text!r}; it is a number of answerable questions and one of others: 40+20"
            )
        return cls(int(answerable), int(unanswerable))

    def draw(self, questions: Sequence[EvalQuestion]) -> list[EvalQuestion]:
        """Returns the sample, in the order of the set.

        Raises:
            UsageError: If there are not enough questions.
        """
        by_hash = sorted(questions, key=lambda question: hashlib.sha256(question.id.encode()).digest())
        answerable = [question for question in by_hash if question.answerable]
        unanswerable = [question for question in by_hash if not question.answerable]
        if len(answerable) < self.answerable or len(unanswerable) < self.unanswerable:
            raise UsageError(f"--questions is {self.text}; there are only {len(answerable)}+{len(unanswerable)}")
        ids = {question.id for question in answerable[: self.answerable] + unanswerable[: self.unanswerable]}
        return [question for question in questions if question.id in ids]
