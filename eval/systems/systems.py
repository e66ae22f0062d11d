"""Asks a system a question and judges the outcome: systems that answer, and systems that only retrieve."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Protocol, TypeVar

from assistant.eval.metrics.retrieval import DEPTH
from assistant.eval.question_sets.question_set import EvalQuestion
from assistant.eval.results.result import Outcome
from assistant.eval.systems.baselines import AnsweringBaseline, Baseline
from assistant.eval.systems.judging import judge
from assistant.ingest.library import ArticleSummary

T = TypeVar("T")
Articles = Mapping[str, ArticleSummary]


class System(Protocol):
    """A system that is measured.

    Attributes:
        name: The name in results.
        what: A description in one line.
    """

    name: str
    what: str

    def outcome(self, question: EvalQuestion, as_of: date | None, articles: Articles) -> Outcome:
        """Asks a question and judges the outcome.

        Args:
            question: The question.
            as_of: The day on which it is asked; None if days play no part.
            articles: All articles by id.
        """
        ...


@dataclass(slots=True)
class AnsweringSystem:
    """A system that retrieves and answers. It is searched to the measured depth, then asked as a user asks.

    Attributes:
        name: The name in results.
        what: A description in one line.
        answerer: The system.
    """

    name: str
    what: str
    answerer: AnsweringBaseline

    def outcome(self, question: EvalQuestion, as_of: date | None, articles: Articles) -> Outcome:
        """See `System.outcome`."""
        passages, search_ms = _timed(lambda: self.answerer.search(question.text, as_of, DEPTH))
        answer, ask_ms = _timed(lambda: self.answerer.answer(question.text, as_of))
        # The stage "retrieve" is the same search as "search", but less deep.
        stages = {stage: float(time) for stage, time in answer.timings_ms.items() if stage != "retrieve"}
        return judge(question, passages, answer, {"search": search_ms, **stages, "ask": ask_ms}, articles)


@dataclass(slots=True)
class RetrievalSystem:
    """A baseline that only retrieves.

    Attributes:
        name: The name in results.
        what: A description in one line.
        retriever: The baseline.
    """

    name: str
    what: str
    retriever: Baseline

    def outcome(self, question: EvalQuestion, as_of: date | None, articles: Articles) -> Outcome:
        """See `System.outcome`."""
        passages, search_ms = _timed(lambda: self.retriever.search(question.text, as_of, DEPTH))
        return judge(question, passages, None, {"search": search_ms}, articles)


def _timed(work: Callable[[], T]) -> tuple[T, float]:
    start = time.perf_counter()
    result = work()
    return result, (time.perf_counter() - start) * 1000
