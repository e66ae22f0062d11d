"""The interface of QA models."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from assistant.extractive.qa_model.candidates import Candidate


@dataclass(frozen=True, slots=True)
class Judgement:
    """The model's judgement of one candidate.

    Attributes:
        answer_logit: The logit of "the sentence answers the question". `AnswerWeights` has the weights that make a confidence of it.
        span: The characters of the likeliest answer in the sentence; None for a sentence without tokens, and from a model without spans.
        span_score: The logit of that span against no span; 0 without a span.
        yes_no: The logits of yes, no and undecided; meaningful for a yes-or-no question that the sentence answers. They are equal from a
            model that does not decide this.
        is_rejected: Whether a rule decides that the sentence does not answer, whatever the model reads. The logits are lowered then.
    """

    answer_logit: float
    span: tuple[int, int] | None
    span_score: float
    yes_no: tuple[float, float, float]
    is_rejected: bool = False


class QAModel(Protocol):
    """Judges whether sentences answer a question. Safe to use from several threads."""

    @property
    def identity(self) -> str:
        """The model's name with what tells its weights from others; weights that were fitted for it are stored with it."""
        ...

    @property
    def is_english(self) -> bool:
        """Whether it was trained on English only, so that its judgements of other languages mean little."""
        ...

    def read(self, question: str, candidates: Sequence[Candidate]) -> list[Judgement]:
        """Judges each candidate by itself; none depends on the others."""
        ...
