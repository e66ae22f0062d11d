"""Results of chat sets as they are saved: every answer with its judgement, and what is needed to repeat the run."""

import json
from pathlib import Path
from typing import Literal

from assistant.eval.results.result import FrozenRecord, QuestionOutcome, Result, RunRecord, parse_record, read_content


class ChatQuestionRecord(FrozenRecord):
    """A question of a run.

    Attributes:
        id: The identifier in the set.
        text: The question as typed.
        as_of: The day on which it was asked; None if days played no part.
        kind: What is asked for.
        answerable: Whether the articles answer it.
        yes_no: The right answer to a yes/no question; None for other questions.
        is_follow_up: Whether it follows another turn of its conversation.
        group: What belongs together: the conversation, the pair, or the question alone.
        pair: The pair that it belongs to; None without one.
    """

    id: str
    text: str
    as_of: str | None
    kind: str
    answerable: bool
    yes_no: str | None
    is_follow_up: bool
    group: str
    pair: str | None


class ChatStatementRecord(FrozenRecord):
    """A statement of an answer.

    Attributes:
        text: The statement.
        quotes: The quotes that it cites.
        to_the_point: Whether it belongs to a right answer; false for unanswerable questions.
    """

    text: str
    quotes: tuple[str, ...]
    to_the_point: bool


class ChatOutcome(QuestionOutcome):
    """The answer of one system to one question, with its judgement.

    Attributes:
        standalone_question: The question as it was searched for.
        text: The answer as the user sees it.
        status: `answered` or `not_found`.
        lead: The yes or no before the answer; None without one.
        confidence: The estimated probability that the articles answer the question.
        statements: The statements, in order.
        facts: The share of the required facts that answer and quotes state; None for unanswerable questions.
        right: Whether the answer is right; None for unanswerable questions.
        first: Whether the first statement states a fact; None for unanswerable questions.
        newest: Whether the first statement is from the newest gold article; None if that is not asked for.
        good: Whether the answer is right and to the point; for unanswerable questions, whether it is a refusal.
        problems: Why the answer is bad; empty for a good answer with a right yes or no.
        ask_ms: How long the answer took, in milliseconds.
    """

    standalone_question: str
    text: str
    status: Literal["answered", "not_found"]
    lead: str | None
    confidence: float
    statements: tuple[ChatStatementRecord, ...]
    facts: float | None
    right: bool | None
    first: bool | None
    newest: bool | None
    good: bool
    problems: tuple[str, ...]
    ask_ms: float

    @property
    def is_refused(self) -> bool:
        """Whether the system says that the articles do not contain the answer."""
        return self.status == "not_found"


class ChatSystemResult(FrozenRecord):
    """The outcomes of all questions with one system."""

    name: str
    what: str
    outcomes: tuple[ChatOutcome, ...]


class ChatResult(RunRecord):
    """The result of a run over a chat set.

    Attributes:
        kind: Distinguishes the file from results of question sets.
        questions: The questions that were asked.
        systems: The product, then the baselines.
    """

    kind: Literal["chat"] = "chat"
    questions: tuple[ChatQuestionRecord, ...]
    systems: tuple[ChatSystemResult, ...]


def read_any_result(file: Path) -> Result | ChatResult:
    """Reads a saved result of a question set or of a chat set.

    Raises:
        UsageError: If it cannot be read, or is not a result.
    """
    content = read_content(file)
    if _is_chat_result(content):
        return parse_record(content, ChatResult, file)
    return parse_record(content, Result, file)


def _is_chat_result(content: bytes) -> bool:
    try:
        record = json.loads(content)
    except ValueError:
        return False
    return isinstance(record, dict) and record.get("kind") == "chat"
