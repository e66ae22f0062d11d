"""All numbers of one system over one set of questions."""

from collections.abc import Mapping, Sequence

from assistant.eval.metrics.abstention import abstention_metrics
from assistant.eval.metrics.answers import answer_metrics
from assistant.eval.metrics.latency import latency_metrics
from assistant.eval.metrics.metric import Measure
from assistant.eval.metrics.retrieval import retrieval_metrics
from assistant.eval.results.result import AskedQuestion, Result, SystemResult


def measures_of(questions: Sequence[AskedQuestion], system: SystemResult) -> dict[str, Measure]:
    """Every measure by its name, in the order in which a reader wants them."""
    answers = [one.answer for one in system.outcomes if one.answer is not None]
    found = retrieval_metrics(questions, system.outcomes)
    if answers:
        found += [*answer_metrics(answers), *abstention_metrics(questions, answers)]
    found += latency_metrics(system.outcomes)
    return {measure.name: measure for measure in found}


def numbers_of(result: Result) -> Mapping[str, Mapping[str, float | None]]:
    """By system, then by measure: the values."""
    return {
        system.name: {
            name: measure.value(len(result.questions))
            for name, measure in measures_of(result.questions, system).items()
        }
        for system in result.systems
    }
