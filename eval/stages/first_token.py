"""How long a reader waits for the first word of a language model's answer, and what of that is not the model's own time."""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice

from assistant.answers.answer import Answer, AnswerEvent, TokenEvent
from assistant.assistant import Assistant
from assistant.eval.question_sets.day_asked import NO_DAY
from assistant.eval.question_sets.question_set import EvalQuestion


@dataclass(frozen=True, slots=True)
class Wait:
    """One answer.

    Attributes:
        total_ms: From the question to the first word shown.
        model_ms: From the request to the model's first word: reading the prompt is nearly all of it.
    """

    total_ms: float
    model_ms: float

    @property
    def ours_ms(self) -> float:
        """What is not the model's own time: finding passages, making the prompt, and holding back what may turn out to be no answer."""
        return self.total_ms - self.model_ms

    @property
    def ratio(self) -> float:
        """How many times the model's own time it took."""
        return self.total_ms / self.model_ms


def measure_first_token(assistant: Assistant, questions: Sequence[EvalQuestion], limit: int) -> list[Wait]:
    """Asks answerable questions until so many were answered by the model; the first one warms up and does not count.

    Args:
        assistant: With a language model.
        questions: What may be asked.
        limit: How many answers are measured, at most.
    """
    waits = (_wait(assistant, one) for one in questions if one.answerable)
    return list(islice((one for one in waits if one is not None), 1, limit + 1))


def _wait(assistant: Assistant, question: EvalQuestion) -> Wait | None:
    """None where the model was not asked, or wrote nothing to show."""
    began = time.perf_counter()
    first: float | None = None
    answer: Answer | None = None
    for event in assistant.stream(question.text, as_of=question.as_of or NO_DAY):
        match event:
            case TokenEvent():
                first = first or (time.perf_counter() - began) * 1000
            case AnswerEvent(answer=answer):
                pass
    own = answer.usage.first_token_ms if answer and answer.usage else None
    return None if first is None or own is None else Wait(first, own)
