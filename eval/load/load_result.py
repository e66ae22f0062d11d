"""Results of a load: answers, latencies, errors and the server's memory."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from math import inf
from typing import Any

import numpy as np

_WARM_UP_SHARE = 0.5


@dataclass(frozen=True, slots=True)
class TimedAnswer:
    """An answer of the server.

    Attributes:
        at: Seconds from the start of the load to the end of the answer.
        milliseconds: From the question to the end of the answer.
        found: Whether the articles contain the answer.
    """

    at: float
    milliseconds: float
    found: bool


@dataclass(slots=True)
class LoadResult:
    """The result of a load.

    Attributes:
        askers: The number of concurrent clients. Each asks its next question after the last one was answered.
        seconds: The duration, until the last client has its last answer.
        answers: The answers, in the order of their ends.
        errors: The number of errors by code.
        citations: The number of citations compared with their article.
        wrong_citations: The number of citations that are not an exact slice of their article.
        memory_mb: Resident memory of the server as (seconds since the start, MB).
        ingested: The number of articles added.
        ingest_seconds: Seconds from the start until the last article was added; 0 if none was to be added.
        attack_at: Seconds from the start until hostile requests were sent; infinite without them.
        attacks: The number of hostile requests by what they tried and the outcome.
    """

    askers: int
    seconds: float = 0.0
    answers: list[TimedAnswer] = field(default_factory=list)
    errors: Counter[str] = field(default_factory=Counter)
    citations: int = 0
    wrong_citations: int = 0
    memory_mb: list[tuple[float, float]] = field(default_factory=list)
    ingested: int = 0
    ingest_seconds: float = 0.0
    attack_at: float = inf
    attacks: Counter[str] = field(default_factory=Counter)

    def summary(self) -> dict[str, Any]:
        """Returns the figures in a form that JSON can represent."""
        during_ingest = [answer for answer in self.answers if answer.at <= self.ingest_seconds]
        after_ingest = [answer for answer in self.answers[len(during_ingest) :] if answer.at <= self.attack_at]
        figures = {
            "askers": self.askers,
            "seconds": round(self.seconds, 1),
            **_speed(self.answers, self.seconds),
            "answered": sum(answer.found for answer in self.answers),
            "errors": dict(self.errors),
            "citations": self.citations,
            "wrong_citations": self.wrong_citations,
            "ingested": self.ingested,
            "ingest_seconds": round(self.ingest_seconds, 1),
            "during_ingest": _speed(during_ingest, self.ingest_seconds),
            "after_ingest": _speed(after_ingest, min(self.seconds, self.attack_at) - self.ingest_seconds),
            "memory_growth_mb": self._memory_growth_mb(),
            "memory_mb": self.memory_mb,
        }
        return figures | self._attack_figures() if self.attacks else figures

    @property
    def slowdown(self) -> float:
        """How many times as long as before 95 % of the answers took at most, beside hostile clients; 0 without them."""
        before = _speed([answer for answer in self.answers if answer.at <= self.attack_at], self.attack_at)["p95_ms"]
        beside = _speed([answer for answer in self.answers if answer.at > self.attack_at], self.seconds)["p95_ms"]
        return round(beside / before, 2) if self.attacks and before else 0.0

    def _attack_figures(self) -> dict[str, Any]:
        beside = [answer for answer in self.answers if answer.at > self.attack_at]
        return {
            "beside_attackers": _speed(beside, self.seconds - self.attack_at),
            "slowdown": self.slowdown,
            "attacks": dict(sorted(self.attacks.items())),
        }

    def _memory_growth_mb(self) -> float:
        """Returns the growth of memory in the second half of the load, after warming up."""
        sizes = [size for at, size in self.memory_mb if at >= self.seconds * _WARM_UP_SHARE]
        return round(sizes[-1] - sizes[0], 1) if sizes else 0.0


def _speed(answers: Sequence[TimedAnswer], seconds: float) -> dict[str, Any]:
    times = [answer.milliseconds for answer in answers]
    percentiles = np.percentile(times, (50, 95, 99)) if times else (0.0, 0.0, 0.0)
    p50, p95, p99 = (round(float(value)) for value in percentiles)
    rate = round(len(answers) / seconds, 1) if seconds > 0 else 0.0
    return {"answers": len(answers), "answers_per_second": rate, "p50_ms": p50, "p95_ms": p95, "p99_ms": p99}
