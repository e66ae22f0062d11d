"""The weights by which sentences in other languages than English are judged."""

import math
from dataclasses import dataclass

from assistant.extractive.features import SentenceFeatures
from assistant.extractive.qa_model import Judgement

_MIN_SPAN_SCORE = -12.0  # below, the QA model is certain that the sentence has no short answer


@dataclass(frozen=True, slots=True)
class OtherLanguageWeights:
    """Make an answer logit that is comparable with those of the packaged QA model.

    The multilingual QA model tells by its spans more surely than by its answer logit whether a sentence answers, except for questions that
    ask for yes or no, which have no span.

    Attributes:
        yes_no: The weight of the multilingual QA model's answer logit, for a question that asks for yes or no.
        yes_no_bias: What is added for such a question.
        span: The weight of its span score, for any other question.
        closeness: The weight of the cosine of the sentence's vector and the question's.
        coverage: The weight of the share of the question's words that the sentence has.
        passage: The weight of the passage's score against the best one.
        bias: What is added if question and sentence are in one language.
        bias_across_languages: What is added if they are in two.
    """

    yes_no: float
    yes_no_bias: float
    span: float
    closeness: float
    coverage: float
    passage: float
    bias: float
    bias_across_languages: float

    @property
    def values(self) -> tuple[float, ...]:
        """The weights without the biases of the languages, in the order of `weighted_features`."""
        return self.yes_no, self.yes_no_bias, self.span, self.closeness, self.coverage, self.passage

    def logit(self, read: Judgement, features: SentenceFeatures, *, asks_yes_no: bool, across_languages: bool) -> float:
        """Returns the logit of a sentence.

        Args:
            read: The judgement of the multilingual QA model.
            features: The features of the sentence.
            asks_yes_no: Whether the question asks for yes or no.
            across_languages: Whether question and sentence are in different languages.
        """
        bias = self.bias_across_languages if across_languages else self.bias
        weighted = weighted_features(read, features, asks_yes_no=asks_yes_no)
        return bias + math.fsum(weight * value for weight, value in zip(self.values, weighted, strict=True))


def weighted_features(read: Judgement, features: SentenceFeatures, *, asks_yes_no: bool) -> tuple[float, ...]:
    """Returns what the weights multiply.

    Args:
        read: The judgement of the multilingual QA model.
        features: The features of the sentence.
        asks_yes_no: Whether the question asks for yes or no.
    """
    by_model = (read.answer_logit, 1.0, 0.0) if asks_yes_no else (0.0, 0.0, max(_MIN_SPAN_SCORE, read.span_score))
    return (*by_model, features.closeness, features.coverage, features.passage)
