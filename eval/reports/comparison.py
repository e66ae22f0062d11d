"""Two systems, or two runs, measure by measure."""

from dataclasses import dataclass

from assistant.eval.metrics.bootstrap import Difference, paired_difference
from assistant.eval.metrics.metric import Measure
from assistant.eval.metrics.summary import measures_of
from assistant.eval.results.result import Result, SystemResult
from assistant.ingest.errors import UsageError


@dataclass(frozen=True, slots=True)
class Compared:
    """A measure of two systems.

    Attributes:
        measure: The measure, as the first system has it.
        difference: How they differ; None where one of them has no value.
    """

    measure: Measure
    difference: Difference | None


def compare(first: Result, second: Result, first_system: str, second_system: str) -> list[Compared]:
    """Compares a system of one result with a system of another, or of the same.

    Raises:
        UsageError: If the results are of different questions, or a system is not there.
    """
    require_same_questions(first, second)
    return compare_systems(first, first.system(first_system), second.system(second_system))


def compare_systems(result: Result, first: SystemResult, second: SystemResult) -> list[Compared]:
    """Compares two systems that were asked the questions of `result`, in all measures that both have."""
    ours, theirs = measures_of(result.questions, first), measures_of(result.questions, second)
    return [
        Compared(
            measure,
            paired_difference(measure.statistic, theirs[name].statistic, len(result.questions), result.seed),
        )
        for name, measure in ours.items()
        if name in theirs
    ]


def require_same_questions(first: Result, second: Result) -> None:
    """Question by question is how results are compared.

    Raises:
        UsageError: If the results are of different questions.
    """
    one, other = first.question_set, second.question_set
    if one.content_hash != other.content_hash:
        raise UsageError(
            f"the results are of different sets: {one.name} ({one.content_hash[:12]}) and {other.name} ({other.content_hash[:12]})"
        )
    if [question.id for question in first.questions] != [question.id for question in second.questions]:
        raise UsageError(f"the results are of different questions of {one.name}: half {one.half} and half {other.half}")
