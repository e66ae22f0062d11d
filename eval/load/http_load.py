"""Asks a server with many concurrent clients while articles are added."""

import asyncio
import itertools
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from typing import Any

import httpx

from assistant.eval.load.hostile import Attackers
from assistant.eval.load.load_result import LoadResult, TimedAnswer
from assistant.eval.question_sets.question_set import EvalQuestion

_MIN_BATCH = 10
_MAX_BATCHES = 50  # a server limits the number of waiting jobs
_MEMORY_INTERVAL_SECONDS = 5.0
_POLL_SECONDS = 0.5
_PAUSE_AFTER_ERROR_SECONDS = 0.5
_TIMEOUT_SECONDS = 120.0
_MEGABYTE = 1e6


def measure_load(
    url: str,
    questions: Sequence[EvalQuestion],
    askers: int,
    seconds: float,
    articles: Sequence[Mapping[str, Any]],
    attackers: int = 0,
) -> LoadResult:
    """Asks a running server until the time is over and all articles are added.

    Args:
        url: The address of the server.
        questions: The questions. Each client repeats them, starting at a different one.
        askers: The number of concurrent clients.
        seconds: The minimum duration. The load goes on until all articles are added.
        articles: The articles to add.
        attackers: The number of clients that send hostile requests in a further period of this duration; 0 for none.
    """
    result = LoadResult(askers)
    asyncio.run(_Load(url, questions, result).run(articles, seconds, attackers))
    return result


class _Load:
    def __init__(self, url: str, questions: Sequence[EvalQuestion], result: LoadResult) -> None:
        self._url = url
        self._questions = questions
        self._result = result
        self._texts: dict[str, str] = {}
        self._is_over = asyncio.Event()
        self._start = 0.0

    async def run(self, articles: Sequence[Mapping[str, Any]], seconds: float, attackers: int) -> None:
        limits = httpx.Limits(max_connections=None, max_keepalive_connections=None)
        async with httpx.AsyncClient(
            base_url=self._url, timeout=_TIMEOUT_SECONDS, limits=limits, trust_env=False
        ) as self._http:
            self._start = time.monotonic()
            clients = [self._ask_repeatedly(number) for number in range(self._result.askers)]
            await asyncio.gather(*clients, self._watch_memory(), self._end_after(articles, seconds, attackers))
        self._result.seconds = self._elapsed()

    async def _end_after(self, articles: Sequence[Mapping[str, Any]], seconds: float, attackers: int) -> None:
        try:
            await asyncio.gather(asyncio.sleep(seconds), self._add(articles))
            if attackers:
                await self._attack(seconds, attackers)
        finally:
            self._is_over.set()

    async def _attack(self, seconds: float, attackers: int) -> None:
        hostile = Attackers(self._url, lambda: self._elapsed() > self._result.attack_at + seconds)
        while not (self._result.answers or self._result.errors):  # nothing to compare with yet
            await asyncio.sleep(_POLL_SECONDS)
        self._result.attack_at = self._elapsed()
        await hostile.run(attackers)
        self._result.attacks = hostile.outcomes

    def _elapsed(self) -> float:
        return time.monotonic() - self._start

    async def _ask_repeatedly(self, client_number: int) -> None:
        for question in self._questions_from(client_number):
            if self._is_over.is_set():
                return
            body = {"question": question.text} | ({"as_of": question.as_of.isoformat()} if question.as_of else {})
            start = self._elapsed()
            answer = await self._request("POST", "/v1/ask", json=body)
            if answer is None:
                continue
            end = self._elapsed()
            self._result.answers.append(TimedAnswer(end, (end - start) * 1000, answer["status"] == "answered"))
            for citation in answer["citations"]:
                await self._check_citation(citation)

    def _questions_from(self, client_number: int) -> Iterator[EvalQuestion]:
        first = client_number * len(self._questions) // self._result.askers
        return itertools.cycle([*self._questions[first:], *self._questions[:first]])

    async def _check_citation(self, citation: Mapping[str, Any]) -> None:
        article_id = citation["article_id"]
        if article_id not in self._texts:
            article = await self._request("GET", f"/v1/articles/{article_id}")
            if article is None:
                return
            self._texts[article_id] = article["text"]
        self._result.citations += 1
        is_exact = self._texts[article_id][citation["start"] : citation["end"]] == citation["quote"]
        self._result.wrong_citations += not is_exact

    async def _add(self, articles: Sequence[Mapping[str, Any]]) -> None:
        size = max(_MIN_BATCH, -(-len(articles) // _MAX_BATCHES))
        batches = [articles[first : first + size] for first in range(0, len(articles), size)]
        for job in [await self._submit(batch) for batch in batches]:
            if job is not None:
                await self._wait_for_job(job["id"])
        if articles:
            self._result.ingest_seconds = self._elapsed()

    async def _submit(self, articles: Sequence[Mapping[str, Any]]) -> dict[str, Any] | None:
        return await self._request("POST", "/v1/articles", json={"articles": list(articles)})

    async def _wait_for_job(self, job_id: str) -> None:
        """Waits until a job ends. If its state cannot be read, gives up; that counts as an error."""
        while job := await self._request("GET", f"/v1/jobs/{job_id}"):
            if job["state"] in {"done", "failed", "cancelled"}:
                report = job["report"] or {"added": [], "failed": [job["problem"]]}
                self._result.ingested += len(report["added"])
                self._result.errors.update(["ingest"] * len(report["failed"]))
                return
            await asyncio.sleep(_POLL_SECONDS)

    async def _watch_memory(self) -> None:
        while not self._is_over.is_set():
            await self._record_memory()
            with suppress(TimeoutError):
                await asyncio.wait_for(self._is_over.wait(), _MEMORY_INTERVAL_SECONDS)

    async def _record_memory(self) -> None:
        try:
            text = (await self._http.get("/metrics")).text
        except httpx.HTTPError as error:
            await self._record_error(type(error).__name__)
            return
        line = next((line for line in text.splitlines() if line.startswith("process_resident_memory_bytes")), None)
        if line is not None:  # the metric exists only on Linux
            megabytes = round(float(line.split()[1]) / _MEGABYTE, 1)
            self._result.memory_mb.append((round(self._elapsed(), 1), megabytes))

    async def _request(self, method: str, path: str, **options: Any) -> dict[str, Any] | None:  # noqa: ANN401  # httpx's own
        """Returns the server's JSON; None after an error, which is counted."""
        try:
            response = await self._http.request(method, path, **options)
        except httpx.HTTPError as error:
            await self._record_error(type(error).__name__)
            return None
        body: dict[str, Any] = response.json()
        if response.is_success:
            return body
        await self._record_error(str(body.get("code", response.status_code)))
        return None

    async def _record_error(self, code: str) -> None:
        """Counts an error and pauses, so that a server that is down is not asked without a pause."""
        self._result.errors[code] += 1
        await asyncio.sleep(_PAUSE_AFTER_ERROR_SECONDS)
