"""Many askers at once, while articles are added: what goes wrong, whether every quote is exact, how fast it is, what memory it takes."""

import asyncio
import itertools
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import httpx
import numpy as np

from assistant.eval.question_set import EvalQuestion

_BATCH = 10
_RSS_EVERY_SECONDS = 5.0
_POLL_SECONDS = 0.5
_TIMEOUT_SECONDS = 120.0
_MEGABYTE = 1e6


@dataclass(slots=True)
class LoadResult:
    """What a load did.

    Attributes:
        askers: How many asked at the same time, each the next question as soon as the last was answered.
        seconds: How long.
        answers: How many answers came.
        answered: How many of them the articles say.
        errors: What went wrong, by code, and how often.
        citations: How many citations were compared with their article.
        wrong_citations: How many of them were not the exact slice of it.
        milliseconds: From each question to the end of its answer.
        memory_mb: (seconds since the start, resident memory of the server in MB).
        ingested: How many articles were added meanwhile.
        ingest_seconds: How long adding them took; 0 if it did not end in time.
    """

    askers: int
    seconds: float
    answers: int = 0
    answered: int = 0
    errors: Counter[str] = field(default_factory=Counter)
    citations: int = 0
    wrong_citations: int = 0
    milliseconds: list[float] = field(default_factory=list)
    memory_mb: list[tuple[float, float]] = field(default_factory=list)
    ingested: int = 0
    ingest_seconds: float = 0.0

    def summary(self) -> dict[str, Any]:
        """The figures, as JSON can hold them."""
        quantiles = np.percentile(self.milliseconds, (50, 95, 99)) if self.milliseconds else (0.0, 0.0, 0.0)
        p50, p95, p99 = (round(float(value)) for value in quantiles)
        return {
            "askers": self.askers,
            "seconds": self.seconds,
            "answers": self.answers,
            "answered": self.answered,
            "answers_per_second": round(self.answers / self.seconds, 1),
            "errors": dict(self.errors),
            "citations": self.citations,
            "wrong_citations": self.wrong_citations,
            "p50_ms": p50,
            "p95_ms": p95,
            "p99_ms": p99,
            "memory_mb": self.memory_mb,
            "ingested": self.ingested,
            "ingest_seconds": round(self.ingest_seconds, 1),
        }


def measure_load(
    url: str, questions: Sequence[EvalQuestion], askers: int, seconds: float, added: Sequence[Mapping[str, Any]]
) -> LoadResult:
    """Asks a running server.

    Args:
        url: Where it is.
        questions: What is asked, again and again, each asker beginning at another one.
        askers: How many ask at the same time.
        seconds: How long.
        added: Articles that are added meanwhile.
    """
    result = LoadResult(askers, seconds)
    asyncio.run(_Load(url, questions, result).run(added))
    return result


class _Load:
    def __init__(self, url: str, questions: Sequence[EvalQuestion], result: LoadResult) -> None:
        self._url = url
        self._questions = questions
        self._result = result
        self._texts: dict[str, str] = {}
        self._began = 0.0

    async def run(self, added: Sequence[Mapping[str, Any]]) -> None:
        limits = httpx.Limits(max_connections=None, max_keepalive_connections=None)
        async with httpx.AsyncClient(
            base_url=self._url, timeout=_TIMEOUT_SECONDS, limits=limits, trust_env=False
        ) as self._http:
            self._began = time.monotonic()
            ends = self._began + self._result.seconds
            askers = [self._ask_until(ends, number) for number in range(self._result.askers)]
            await asyncio.gather(*askers, self._watch_until(ends), self._add(added, ends))

    async def _ask_until(self, ends: float, number: int) -> None:
        for question in self._from(number):
            if time.monotonic() >= ends:
                return
            body = {"question": question.text} | ({"as_of": question.as_of.isoformat()} if question.as_of else {})
            asked = time.monotonic()
            answer = await self._json("POST", "/v1/ask", json=body)
            if answer is None:
                continue
            self._result.milliseconds.append((time.monotonic() - asked) * 1000)
            self._result.answers += 1
            self._result.answered += answer["status"] == "answered"
            for citation in answer["citations"]:
                await self._check(citation)

    def _from(self, number: int) -> Iterator[EvalQuestion]:
        first = number * len(self._questions) // self._result.askers
        return itertools.cycle([*self._questions[first:], *self._questions[:first]])

    async def _check(self, citation: Mapping[str, Any]) -> None:
        article_id = citation["article_id"]
        if article_id not in self._texts:
            article = await self._json("GET", f"/v1/articles/{article_id}")
            if article is None:
                return
            self._texts[article_id] = article["text"]
        self._result.citations += 1
        exact = self._texts[article_id][citation["start"] : citation["end"]] == citation["quote"]
        self._result.wrong_citations += not exact

    async def _add(self, added: Sequence[Mapping[str, Any]], ends: float) -> None:
        jobs = []
        for first in range(0, len(added), _BATCH):
            job = await self._json("POST", "/v1/articles", json={"articles": list(added[first : first + _BATCH])})
            jobs += [job["id"]] if job else []
        while jobs and time.monotonic() < ends:
            shown = await self._json("GET", f"/v1/jobs/{jobs[0]}")
            if shown and shown["state"] in {"done", "failed", "cancelled"}:
                jobs.pop(0)
                report = shown["report"] or {"added": [], "failed": [shown["problem"]]}
                self._result.ingested += len(report["added"])
                self._result.errors.update(["ingest"] * len(report["failed"]))
                self._result.ingest_seconds = 0.0 if jobs else time.monotonic() - self._began
            else:
                await asyncio.sleep(_POLL_SECONDS)

    async def _watch_until(self, ends: float) -> None:
        while time.monotonic() < ends:
            text = (await self._http.get("/metrics")).text
            line = next(line for line in text.splitlines() if line.startswith("process_resident_memory_bytes"))
            self._result.memory_mb.append(
                (round(time.monotonic() - self._began, 1), round(float(line.split()[1]) / _MEGABYTE, 1))
            )
            await asyncio.sleep(min(_RSS_EVERY_SECONDS, max(0.0, ends - time.monotonic())))

    async def _json(self, method: str, path: str, **options: Any) -> dict[str, Any] | None:  # noqa: ANN401  # httpx's own
        """What the server says; None where it is a problem, which is counted."""
        try:
            response = await self._http.request(method, path, **options)
        except httpx.HTTPError as error:
            self._result.errors[type(error).__name__] += 1
            return None
        body: dict[str, Any] = response.json()
        if response.is_success:
            return body
        self._result.errors[str(body.get("code", response.status_code))] += 1
        return None
