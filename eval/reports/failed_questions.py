"""The questions that went wrong, sorted by what went wrong first."""

from collections.abc import Sequence
from dataclasses import dataclass

from assistant.eval.results.result import AskedQuestion, Outcome, SystemResult

_DEEP_ENOUGH = 10


@dataclass(frozen=True, slots=True)
class Failure:
    """A question that went wrong."""

    question: AskedQuestion
    outcome: Outcome


@dataclass(frozen=True, slots=True)
class FailureGroup:
    """Questions that went wrong in the same way.

    Attributes:
        title: What went wrong.
        failures: Where.
    """

    title: str
    failures: tuple[Failure, ...]


def failure_groups(questions: Sequence[AskedQuestion], product: SystemResult) -> list[FailureGroup]:
    """Every question that went wrong, each once, under the first thing that went wrong; empty groups are left out."""
    found: dict[str, list[Failure]] = {
        title: []
        for title in (
            f"Not among the {_DEEP_ENOUGH} best passages",
            "Found, but refused",
            "Found, but answered with something else",
            "Answered, though no article says",
        )
    }
    titles = list(found)
    for question, outcome in zip(questions, product.outcomes, strict=True):
        place = _what_went_wrong(question, outcome)
        if place is not None:
            found[titles[place]].append(Failure(question, outcome))
    return [FailureGroup(title, tuple(failures)) for title, failures in found.items() if failures]


def _what_went_wrong(question: AskedQuestion, outcome: Outcome) -> int | None:
    answer = outcome.answer
    refused = answer is not None and answer.status == "not_found"
    if not question.answerable:
        return None if answer is None or refused else 3
    if answer is not None and answer.holds:
        return None
    if outcome.hit_rank is None or outcome.hit_rank > _DEEP_ENOUGH:
        return 0
    if answer is None:
        return None
    return 1 if refused else 2
