"""What is asked: the product, which finds and answers, and the baselines, which only find."""

import time
from collections.abc import Callable, Mapping
from datetime import date
from typing import Protocol, TypeVar

from assistant.assistant import Assistant
from assistant.eval.baselines import Baseline, FoundPassage
from assistant.eval.day_asked import NO_DAY
from assistant.eval.judging import judge
from assistant.eval.question_set import EvalQuestion
from assistant.eval.result import PRODUCT, Outcome
from assistant.eval.retrieval_metrics import DEPTH
from assistant.ingest.library import ArticleSummary

T = TypeVar("T")
Articles = Mapping[str, ArticleSummary]


class System(Protocol):
    """Something that questions are asked of.

    Attributes:
        name: What results know it by.
        what: What it is, in a line.
    """

    name: str
    what: str

    def outcome(self, question: EvalQuestion, as_of: date | None, articles: Articles) -> Outcome:
        """Asks a question, and judges what comes of it.

        Args:
            question: The question.
            as_of: The day it is asked on; None where days play no part.
            articles: All articles by id.
        """
        ...


class ProductSystem:
    """The assistant itself: `search` as deep as is measured, then `ask` as a user asks."""

    name = PRODUCT
    what = "This assistant, with the settings of the run"

    def __init__(self, assistant: Assistant) -> None:
        self._assistant = assistant

    def outcome(self, question: EvalQuestion, as_of: date | None, articles: Articles) -> Outcome:
        """See `System.outcome`."""
        day = as_of or NO_DAY
        evidence, search_ms = _timed(lambda: self._assistant.search(question.text, as_of=day, top_k=DEPTH))
        answer, ask_ms = _timed(lambda: self._assistant.ask(question.text, as_of=day))
        found = [
            FoundPassage(
                hit.stored.article.id,
                hit.stored.passage.start,
                hit.stored.passage.end,
                hit.stored.passage.text(hit.stored.article),
            )
            for hit in evidence.hits
        ]
        # What `ask` calls retrieving is the same search, less deep.
        stages = {stage: float(time) for stage, time in answer.timings_ms.items() if stage != "retrieve"}
        return judge(question, found, answer, {"search": search_ms, **stages, "ask": ask_ms}, articles)


class BaselineSystem:
    """A baseline.

    Args:
        name: What results know it by.
        what: What it is, in a line.
        baseline: It.
    """

    def __init__(self, name: str, what: str, baseline: Baseline) -> None:
        self.name = name
        self.what = what
        self._baseline = baseline

    def outcome(self, question: EvalQuestion, as_of: date | None, articles: Articles) -> Outcome:
        """See `System.outcome`."""
        found, search_ms = _timed(lambda: self._baseline.search(question.text, as_of, DEPTH))
        return judge(question, found, None, {"search": search_ms}, articles)


def _timed(work: Callable[[], T]) -> tuple[T, float]:
    began = time.perf_counter()
    done = work()
    return done, (time.perf_counter() - began) * 1000
