"""Measures how long each stage of a question takes."""

from collections.abc import Sequence

import numpy as np

from assistant.eval.metrics.metric import Floats, Metric, Percentile
from assistant.eval.results.result import Outcome

PERCENTILES = (50, 95)


def latency_metrics(outcomes: Sequence[Outcome]) -> list[Metric]:
    """Returns the median and the 95th percentile of each stage, in milliseconds."""
    return [
        Metric(f"{stage} p{percent}", "ms", Percentile(times_ms(outcomes, stage), percent), fewer_is_better=True)
        for stage in timed_stages(outcomes)
        for percent in PERCENTILES
    ]


def timed_stages(outcomes: Sequence[Outcome]) -> list[str]:
    """Returns the stages that were timed, in order."""
    return list(dict.fromkeys(stage for outcome in outcomes for stage in outcome.timings_ms))


def times_ms(outcomes: Sequence[Outcome], stage: str) -> Floats:
    """Returns how long a stage took for each question, shape (questions,); 0 if the question skipped it."""
    return np.array([outcome.timings_ms.get(stage, 0.0) for outcome in outcomes], dtype=np.float64)
