"""The weights that turn the QA model's judgements into an order, a confidence and a decision to answer, and where a library stores its own.

They belong to one QA model. `assistant eval fit` fits them for the model in the settings and stores them in the library.
"""

import hashlib
from dataclasses import dataclass, replace

from pydantic import BaseModel, ConfigDict, ValidationError

from assistant.extractive.features import ConfidenceWeights
from assistant.extractive.fitted_weights import ANSWER_THRESHOLD, CONFIDENCE_WEIGHTS, QA_MODEL_WEIGHT, SENTENCE_WEIGHTS
from assistant.extractive.qa_model import Judgement
from assistant.ingest.library import Library

_METADATA_NAME = "answer_weights"


@dataclass(frozen=True, slots=True)
class Calibration:
    """Makes the logits of a QA model comparable with those of the packaged one: they are multiplied by `scale`, then `shift` is added."""

    scale: float = 1.0
    shift: float = 0.0

    def applied(self, judgement: Judgement) -> Judgement:
        """Returns a judgement with comparable logits."""
        if self == Calibration():
            return judgement
        return replace(
            judgement,
            answer_logit=judgement.answer_logit * self.scale + self.shift,
            span_score=judgement.span_score * self.scale + self.shift if judgement.span is not None else 0.0,
        )


@dataclass(frozen=True, slots=True)
class AnswerWeights:
    """The weights for one QA model.

    Attributes:
        qa_model: The weight of its answer logit in the score of a sentence.
        confidence: The weights of the confidence.
        threshold: The lowest confidence with which a question is answered.
        calibration: Makes its logits comparable with those of the packaged model.
    """

    qa_model: float
    confidence: ConfidenceWeights
    threshold: float
    calibration: Calibration = Calibration()


PACKAGED_WEIGHTS = AnswerWeights(QA_MODEL_WEIGHT, CONFIDENCE_WEIGHTS, ANSWER_THRESHOLD)
"""The weights that were fitted for the packaged QA model."""


class StoredWeights(BaseModel):
    """Weights in a library, with what they were fitted for.

    Attributes:
        fitted_for: The QA model, the library's embedder and the packaged sentence weights; see `fit_conditions`.
        qa_model: The name of the QA model, for messages.
        questions: The number of questions that they were fitted to.
        weights: The weights.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    fitted_for: str
    qa_model: str
    questions: int
    weights: AnswerWeights


def fit_conditions(library: Library, qa_model: str) -> str:
    """Returns what fitted weights depend on: the QA model, the embedder of the library, and the packaged weights of sentences.

    Args:
        library: The library.
        qa_model: The identity of the QA model.
    """
    sentence_weights = hashlib.sha256(repr(SENTENCE_WEIGHTS.values).encode()).hexdigest()[:12]
    return f"{qa_model}; {library.embedder_name or ''}; {sentence_weights}"


def store_weights(library: Library, weights: StoredWeights) -> None:
    """Stores fitted weights in a library; they replace those that it had."""
    library.catalog.set_metadata({_METADATA_NAME: weights.model_dump_json()})


def stored_weights(library: Library) -> StoredWeights | None:
    """Returns the fitted weights of a library; None if it has none that this version can read."""
    text = library.catalog.metadata(_METADATA_NAME)
    if not text:
        return None
    try:
        return StoredWeights.model_validate_json(text)
    except ValidationError:  # of another version, which had other weights
        return None
