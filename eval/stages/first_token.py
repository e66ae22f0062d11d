"""Measures the time to the first token of a language model's answer, and the assistant's share of it."""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice

from assistant.answers.answer import Answer, AnswerEvent, TokenEvent
from assistant.assistant import Assistant
from assistant.eval.question_sets.as_of import NO_DAY
from assistant.eval.question_sets.question_set import EvalQuestion


@dataclass(frozen=True, slots=True)
class FirstTokenTime:
    """Times of one answer.

    Attributes:
        total_ms: From the question to the first token shown.
        model_ms: From the request to the model's first token. Most of it is reading the prompt.
    """

    total_ms: float
    model_ms: float

    @property
    def overhead_ms(self) -> float:
        """The assistant's own time: retrieval, the prompt, and holding back text that may turn out to be no answer."""
        return self.total_ms - self.model_ms

    @property
    def ratio(self) -> float:
        """The total time divided by the model's time."""
        return self.total_ms / self.model_ms


def measure_first_token(assistant: Assistant, questions: Sequence[EvalQuestion], limit: int) -> list[FirstTokenTime]:
    """Measures answers of the model to answerable questions; the first answer warms up and does not count.

    Args:
        assistant: An assistant with a language model.
        questions: The questions to choose from.
        limit: The maximum number of measured answers.
    """
    times = (_first_token_time(assistant, question) for question in questions if question.answerable)
    return list(islice((measured for measured in times if measured is not None), 1, limit + 1))


def _first_token_time(assistant: Assistant, question: EvalQuestion) -> FirstTokenTime | None:
    """Asks one question; None if the model was not asked or wrote nothing to show."""
    start = time.perf_counter()
    first_ms: float | None = None
    answer: Answer | None = None
    for event in assistant.stream(question.text, as_of=question.as_of or NO_DAY):
        match event:
            case TokenEvent():
                first_ms = first_ms or (time.perf_counter() - start) * 1000
            case AnswerEvent(answer=answer):
                pass
    model_ms = answer.usage.first_token_ms if answer and answer.usage else None
    return None if first_ms is None or model_ms is None else FirstTokenTime(first_ms, model_ms)
