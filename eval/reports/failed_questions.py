"""Groups the questions that went wrong by the first stage that failed."""

from collections.abc import Sequence
from dataclasses import dataclass

from assistant.eval.results.result import Outcome, QuestionRecord, SystemResult

_MAX_HIT_RANK = 10
_NOT_RETRIEVED = f"Not among the {_MAX_HIT_RANK} best passages"
_REFUSED = "Found, but refused"
_WRONG_ANSWER = "Found, but answered with something else"
_NOT_REFUSED = "Answered, though no article says"
_TITLES = (_NOT_RETRIEVED, _REFUSED, _WRONG_ANSWER, _NOT_REFUSED)


@dataclass(frozen=True, slots=True)
class FailedQuestion:
    """A question that went wrong."""

    question: QuestionRecord
    outcome: Outcome


@dataclass(frozen=True, slots=True)
class FailureGroup:
    """Questions that went wrong in the same way.

    Attributes:
        title: What went wrong.
        failures: The questions.
    """

    title: str
    failures: tuple[FailedQuestion, ...]


def failure_groups(questions: Sequence[QuestionRecord], product: SystemResult) -> list[FailureGroup]:
    """Returns every question that went wrong, once, under the first failure; without empty groups."""
    failures: dict[str, list[FailedQuestion]] = {title: [] for title in _TITLES}
    for question, outcome in zip(questions, product.outcomes, strict=True):
        title = _failure(question, outcome)
        if title is not None:
            failures[title].append(FailedQuestion(question, outcome))
    return [FailureGroup(title, tuple(group)) for title, group in failures.items() if group]


def _failure(question: QuestionRecord, outcome: Outcome) -> str | None:
    answer = outcome.answer
    is_refused = answer is not None and answer.status == "not_found"
    if not question.answerable:
        return None if answer is None or is_refused else _NOT_REFUSED
    if answer is not None and answer.holds:
        return None
    if outcome.hit_rank is None or outcome.hit_rank > _MAX_HIT_RANK:
        return _NOT_RETRIEVED
    if answer is None:
        return None
    return _REFUSED if is_refused else _WRONG_ANSWER
