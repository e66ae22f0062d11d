"""Many askers at once, while articles are added: what goes wrong, whether every quote is exact, how fast it is, what memory it takes."""

import asyncio
import itertools
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from typing import Any

import httpx

from assistant.eval.load.result import Answered, LoadResult
from assistant.eval.question_sets.question_set import EvalQuestion

_LEAST_BATCH = 10
_MOST_BATCHES = 50  # a server takes no more than so many to wait for their turn
_RSS_EVERY_SECONDS = 5.0
_POLL_SECONDS = 0.5
_AFTER_ERROR_SECONDS = 0.5
_TIMEOUT_SECONDS = 120.0
_MEGABYTE = 1e6


def measure_load(
    url: str, questions: Sequence[EvalQuestion], askers: int, seconds: float, added: Sequence[Mapping[str, Any]]
) -> LoadResult:
    """Asks a running server, until the time is over and all articles are added.

    Args:
        url: Where it is.
        questions: What is asked, again and again, each asker beginning at another one.
        askers: How many ask at the same time.
        seconds: How long at least; longer where adding the articles takes longer.
        added: Articles that are added meanwhile.
    """
    result = LoadResult(askers)
    asyncio.run(_Load(url, questions, result).run(added, seconds))
    return result


class _Load:
    def __init__(self, url: str, questions: Sequence[EvalQuestion], result: LoadResult) -> None:
        self._url = url
        self._questions = questions
        self._result = result
        self._texts: dict[str, str] = {}
        self._over = asyncio.Event()
        self._began = 0.0

    async def run(self, added: Sequence[Mapping[str, Any]], seconds: float) -> None:
        limits = httpx.Limits(max_connections=None, max_keepalive_connections=None)
        async with httpx.AsyncClient(
            base_url=self._url, timeout=_TIMEOUT_SECONDS, limits=limits, trust_env=False
        ) as self._http:
            self._began = time.monotonic()
            askers = [self._ask(number) for number in range(self._result.askers)]
            await asyncio.gather(*askers, self._watch(), self._end_after(added, seconds))
        self._result.seconds = self._passed()

    async def _end_after(self, added: Sequence[Mapping[str, Any]], seconds: float) -> None:
        try:
            await asyncio.gather(asyncio.sleep(seconds), self._add(added))
        finally:
            self._over.set()

    def _passed(self) -> float:
        return time.monotonic() - self._began

    async def _ask(self, number: int) -> None:
        for question in self._from(number):
            if self._over.is_set():
                return
            body = {"question": question.text} | ({"as_of": question.as_of.isoformat()} if question.as_of else {})
            asked = self._passed()
            answer = await self._json("POST", "/v1/ask", json=body)
            if answer is None:
                continue
            at = self._passed()
            self._result.answers.append(Answered(at, (at - asked) * 1000, answer["status"] == "answered"))
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

    async def _add(self, added: Sequence[Mapping[str, Any]]) -> None:
        size = max(_LEAST_BATCH, -(-len(added) // _MOST_BATCHES))
        for job in [await self._submit(added[first : first + size]) for first in range(0, len(added), size)]:
            if job is not None:
                await self._finish(job["id"])
        if added:
            self._result.ingest_seconds = self._passed()

    async def _submit(self, articles: Sequence[Mapping[str, Any]]) -> dict[str, Any] | None:
        return await self._json("POST", "/v1/articles", json={"articles": list(articles)})

    async def _finish(self, job_id: str) -> None:
        """Waits for a job; one that cannot be asked for any more is given up, and counted among the errors."""
        while shown := await self._json("GET", f"/v1/jobs/{job_id}"):
            if shown["state"] in {"done", "failed", "cancelled"}:
                report = shown["report"] or {"added": [], "failed": [shown["problem"]]}
                self._result.ingested += len(report["added"])
                self._result.errors.update(["ingest"] * len(report["failed"]))
                return
            await asyncio.sleep(_POLL_SECONDS)

    async def _watch(self) -> None:
        while not self._over.is_set():
            await self._note_memory()
            with suppress(TimeoutError):
                await asyncio.wait_for(self._over.wait(), _RSS_EVERY_SECONDS)

    async def _note_memory(self) -> None:
        try:
            text = (await self._http.get("/metrics")).text
        except httpx.HTTPError as error:
            await self._wrong(type(error).__name__)
            return
        line = next((line for line in text.splitlines() if line.startswith("process_resident_memory_bytes")), None)
        if line is not None:  # only Linux says it
            self._result.memory_mb.append((round(self._passed(), 1), round(float(line.split()[1]) / _MEGABYTE, 1)))

    async def _json(self, method: str, path: str, **options: Any) -> dict[str, Any] | None:  # noqa: ANN401  # httpx's own
        """What the server says; None where it is a problem, which is counted."""
        try:
            response = await self._http.request(method, path, **options)
        except httpx.HTTPError as error:
            await self._wrong(type(error).__name__)
            return None
        body: dict[str, Any] = response.json()
        if response.is_success:
            return body
        await self._wrong(str(body.get("code", response.status_code)))
        return None

    async def _wrong(self, code: str) -> None:
        """Counts what went wrong, and holds back who caused it: a server that is down is not asked without a pause."""
        self._result.errors[code] += 1
        await asyncio.sleep(_AFTER_ERROR_SECONDS)
