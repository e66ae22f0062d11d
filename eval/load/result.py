"""What a load did: how many answers, how fast, what went wrong, what memory the server took."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

_STEADY_SHARE = 0.5


@dataclass(frozen=True, slots=True)
class Answered:
    """One answer that came.

    Attributes:
        at: Seconds from the start of the load to its end.
        milliseconds: From its question to its end.
        found: Whether the articles say it.
    """

    at: float
    milliseconds: float
    found: bool


@dataclass(slots=True)
class LoadResult:
    """What a load did.

    Attributes:
        askers: How many asked at the same time, each the next question as soon as the last was answered.
        seconds: How long, until the last of them had its last answer.
        answers: Each answer, in the order in which they came.
        errors: What went wrong, by code, and how often.
        citations: How many citations were compared with their article.
        wrong_citations: How many of them were not the exact slice of it.
        memory_mb: (seconds since the start, resident memory of the server in MB).
        ingested: How many articles were added meanwhile.
        ingest_seconds: From the start until the last of them was in; 0 if none was to be added.
    """

    askers: int
    seconds: float = 0.0
    answers: list[Answered] = field(default_factory=list)
    errors: Counter[str] = field(default_factory=Counter)
    citations: int = 0
    wrong_citations: int = 0
    memory_mb: list[tuple[float, float]] = field(default_factory=list)
    ingested: int = 0
    ingest_seconds: float = 0.0

    def summary(self) -> dict[str, Any]:
        """The figures, as JSON can hold them."""
        during = [one for one in self.answers if one.at <= self.ingest_seconds]
        return {
            "askers": self.askers,
            "seconds": round(self.seconds, 1),
            **_speed(self.answers, self.seconds),
            "answered": sum(one.found for one in self.answers),
            "errors": dict(self.errors),
            "citations": self.citations,
            "wrong_citations": self.wrong_citations,
            "ingested": self.ingested,
            "ingest_seconds": round(self.ingest_seconds, 1),
            "during_ingest": _speed(during, self.ingest_seconds),
            "after_ingest": _speed(self.answers[len(during) :], self.seconds - self.ingest_seconds),
            "memory_growth_mb": self._growth(),
            "memory_mb": self.memory_mb,
        }

    def _growth(self) -> float:
        """By how much memory grew in the second half of the time, when everything is warm."""
        late = [size for at, size in self.memory_mb if at >= self.seconds * _STEADY_SHARE]
        return round(late[-1] - late[0], 1) if late else 0.0


def _speed(answers: Sequence[Answered], seconds: float) -> dict[str, Any]:
    quantiles = np.percentile([one.milliseconds for one in answers], (50, 95, 99)) if answers else (0.0, 0.0, 0.0)
    p50, p95, p99 = (round(float(value)) for value in quantiles)
    rate = round(len(answers) / seconds, 1) if seconds > 0 else 0.0
    return {"answers": len(answers), "answers_per_second": rate, "p50_ms": p50, "p95_ms": p95, "p99_ms": p99}
