"""Results of chat sets as tables, a list of bad answers, and JSON."""

from typing import TYPE_CHECKING

from assistant.cli.evaluate.tables import format_value
from assistant.cli.output import Line, StyledText
from assistant.cli.rendering.table import NO_VALUE, format_share, table_lines
from assistant.prompts.wording import quantity

if TYPE_CHECKING:
    from collections.abc import Mapping

    from assistant.eval.metrics.bootstrap import Interval
    from assistant.eval.metrics.metric import Unit
    from assistant.eval.reports.chat_summary import BadAnswer, KindSummary
    from assistant.eval.results.chat_result import ChatResult


def chat_json(result: "ChatResult") -> dict[str, object]:
    """Returns the metrics, their intervals, the metrics by kind, and the bad answers, by system."""
    from assistant.eval.reports.chat_summary import bad_answers, kind_summaries, metric_intervals

    metrics = {system.name: metric_intervals(result, system) for system in result.systems}
    return {
        "set": result.question_set.model_dump(),
        "questions": len(result.questions),
        "answerable": sum(question.answerable for question in result.questions),
        "systems": {
            name: {metric: value.interval.value if value.interval else None for metric, value in values.items()}
            for name, values in metrics.items()
        },
        "intervals": {
            name: {metric: _bounds(value.interval) for metric, value in values.items()}
            for name, values in metrics.items()
        },
        "kinds": {
            system.name: {kind: _kind_json(summary) for kind, summary in kind_summaries(result, system).items()}
            for system in result.systems
        },
        "bad": {
            system.name: [_bad_answer_json(answer) for answer in bad_answers(result, system)]
            for system in result.systems
        },
    }


def chat_lines(result: "ChatResult") -> list[Line]:
    """Returns the metrics of all systems, then the metrics by kind and the bad answers of the product."""
    from assistant.eval.reports.chat_summary import bad_answers, kind_summaries

    product = result.systems[0]
    question_set = result.question_set
    answerable = sum(question.answerable for question in result.questions)
    questions = f"{quantity(len(result.questions), 'question')}, {answerable} of them answerable"
    library = f"{quantity(question_set.articles, 'article')}, {quantity(question_set.passages, 'passage')}"
    bad = bad_answers(result, product)
    return [
        [StyledText(f"{question_set.name}, {question_set.half}: {questions}; {library}", "bold")],
        [],
        *_metric_lines(result),
        [],
        *_kind_lines(kind_summaries(result, product)),
        [],
        [StyledText(f"{quantity(len(bad), 'bad answer')} of {product.name}", "bold")],
        *(line for answer in bad for line in _bad_answer_lines(answer)),
    ]


def _metric_lines(result: "ChatResult") -> list[Line]:
    from assistant.eval.reports.chat_summary import metric_intervals

    values = [metric_intervals(result, system) for system in result.systems]
    rows = [
        [
            name,
            *(
                cell
                for of_system in values
                for cell in (
                    _value(of_system[name].interval, metric.unit),
                    _interval(of_system[name].interval, metric.unit),
                )
            ),
        ]
        for name, metric in values[0].items()
    ]
    return table_lines(["", *(cell for system in result.systems for cell in (system.name, "95 % interval"))], rows)


def _kind_lines(summaries: "Mapping[str, KindSummary]") -> list[Line]:
    from assistant.eval.metrics.chat import KIND_METRICS

    rows = []
    for kind, summary in summaries.items():
        good = summary.metrics.get("good")
        values = [
            format_share(summary.metrics[name].value if name in summary.metrics else None) for name in KIND_METRICS
        ]
        rows.append([kind, str(summary.questions), *values, _interval(good, "share")])
    return table_lines(["kind", "questions", *KIND_METRICS, "interval of good"], rows)


def _bad_answer_lines(answer: "BadAnswer") -> list[Line]:
    question, outcome = answer.question, answer.outcome
    return [
        [],
        [
            StyledText(question.text, "bold"),
            StyledText(f"  {question.id}, {question.kind}, {question.as_of or 'no day'}", "dim"),
        ],
        [StyledText(f"  {' '.join(outcome.text.split())}")],
        *([StyledText(f"  - {problem}", "red")] for problem in outcome.problems),
    ]


def _bad_answer_json(answer: "BadAnswer") -> dict[str, object]:
    return {
        "id": answer.question.id,
        "kind": answer.question.kind,
        "question": answer.question.text,
        "standalone_question": answer.outcome.standalone_question,
        "answer": answer.outcome.text,
        "confidence": answer.outcome.confidence,
        "problems": list(answer.outcome.problems),
    }


def _kind_json(summary: "KindSummary") -> dict[str, object]:
    return {
        "questions": summary.questions,
        **{name: interval.value for name, interval in summary.metrics.items()},
        "intervals": {name: _bounds(interval) for name, interval in summary.metrics.items()},
    }


def _bounds(interval: "Interval | None") -> list[float] | None:
    return None if interval is None else [interval.low, interval.high]


def _value(interval: "Interval | None", unit: "Unit") -> str:
    return format_value(None if interval is None else interval.value, unit)


def _interval(interval: "Interval | None", unit: "Unit") -> str:
    if interval is None:
        return NO_VALUE
    return f"{format_value(interval.low, unit)} to {format_value(interval.high, unit)}"
