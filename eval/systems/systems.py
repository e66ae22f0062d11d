"""What is asked: the product and others that find and answer, and baselines that only find."""

import time
from collections.abc import Callable, Mapping
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


class AnsweringSystem:
    """What finds and answers: it is searched as deep as is measured, then asked as a user asks.

    Args:
        name: What results know it by.
        what: What it is, in a line.
        answers: It.
    """

    def __init__(self, name: str, what: str, answers: AnsweringBaseline) -> None:
        self.name = name
        self.what = what
        self._answers = answers

    def outcome(self, question: EvalQuestion, as_of: date | None, articles: Articles) -> Outcome:
        """See `System.outcome`."""
        found, search_ms = _timed(lambda: self._answers.search(question.text, as_of, DEPTH))
        answer, ask_ms = _timed(lambda: self._answers.answer(question.text, as_of))
        # What answering calls retrieving is the same search, less deep.
        stages = {stage: float(time) for stage, time in answer.timings_ms.items() if stage != "retrieve"}
        return judge(question, found, answer, {"search": search_ms, **stages, "ask": ask_ms}, articles)


class RetrievalSystem:
    """A baseline that only finds.

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
