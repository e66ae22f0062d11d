"""What was said before, as far as a follow-up may draw on it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PastTurn:
    """One question with its answer.

    Attributes:
        question: The question as it was searched for.
        answer: What was answered; empty where the articles did not say.
        titles: The titles of the articles cited.
    """

    question: str
    answer: str = ""
    titles: tuple[str, ...] = ()
