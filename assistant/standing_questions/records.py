"""A standing question, and a change of its answer."""

from dataclasses import dataclass
from datetime import datetime

from assistant.answers.answer import Answer
from assistant.ingest.embedders.contract import Vectors
from assistant.standing_questions.comparison import ChangeKind


@dataclass(frozen=True, slots=True)
class StandingQuestion:
    """A question that is asked again as articles arrive.

    Attributes:
        id: Identifies it in commands and over HTTP.
        question: The question.
        added_at: When it was added.
        asked_at: When it was asked last.
        answer: The newest answer.
        entry_cosine: A new passage that is less similar to the question changes no answer.
        passages_through: The passages up to this number have been considered.
        removals: The number of articles that the library had removed or replaced when it was asked.
    """

    id: str
    question: str
    added_at: datetime
    asked_at: datetime
    answer: Answer
    entry_cosine: float
    passages_through: int
    removals: int


@dataclass(frozen=True, slots=True)
class WatchedVector:
    """What decides whether new passages are a reason to ask a standing question again.

    Attributes:
        id: The question.
        entry_cosine: A new passage that is less similar to the question changes no answer.
        passages_through: The passages up to this number have been considered.
        removals: The number of articles that the library had removed or replaced when it was asked.
        vector: The vector of the question, shape (dimension,); None if it is not stored.
    """

    id: str
    entry_cosine: float
    passages_through: int
    removals: int
    vector: Vectors | None


@dataclass(frozen=True, slots=True)
class AnswerChange:
    """A change of the answer to a standing question.

    Attributes:
        number: Identifies it; later changes have larger numbers.
        question_id: The standing question.
        question: Its text.
        noticed_at: When the new answer was found.
        kind: How the answers differ.
        before: The answer before.
        after: The answer since then.
        is_seen: Whether somebody has looked at it.
        send_attempts: The attempts to send it to the webhook.
    """

    number: int
    question_id: str
    question: str
    noticed_at: datetime
    kind: ChangeKind
    before: Answer
    after: Answer
    is_seen: bool = False
    send_attempts: int = 0
