"""How long a question took, stage by stage."""

from collections.abc import Sequence

import numpy as np

from assistant.eval.metrics.metric import Measure, Percentile
from assistant.eval.results.result import Outcome

PERCENTS = (50, 95)


def latency_metrics(outcomes: Sequence[Outcome]) -> list[Measure]:
    """The median and the 95th percentile of each stage, in milliseconds."""
    return [
        Measure(f"{stage} p{percent}", "ms", Percentile(times_ms(outcomes, stage), percent), fewer_is_better=True)
        for stage in stages(outcomes)
        for percent in PERCENTS
    ]


def stages(outcomes: Sequence[Outcome]) -> list[str]:
    """The stages that were timed, in order."""
    return list(dict.fromkeys(stage for one in outcomes for stage in one.timings_ms))


def times_ms(outcomes: Sequence[Outcome], stage: str) -> "np.ndarray[tuple[int], np.dtype[np.float64]]":
    """How long a stage took with each question; 0 where it was left out."""
    return np.array([one.timings_ms.get(stage, 0.0) for one in outcomes], dtype=np.float64)
