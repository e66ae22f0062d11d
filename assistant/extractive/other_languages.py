"""Judges sentences if the question or the article is in another language than English, which the QA model has not learned.

Similarity tells what a sentence is about, and the multilingual QA model whether it answers. Without that model only similarity counts: a
near miss is not recognised, so the threshold is high.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property

from assistant.extractive.features import SentenceFeatures
from assistant.extractive.multilingual_weights import MULTILINGUAL_WEIGHTS
from assistant.extractive.other_language_weights import OtherLanguageWeights
from assistant.extractive.qa_model import Judgement, QAModel

FULL_TOPIC = 1.0
"""The late interaction score of a sentence in another language: its similarity tells already whether the topic is covered."""

SIMILARITY_WEIGHTS = OtherLanguageWeights(
    yes_no=0.0,
    yes_no_bias=0.0,
    span=0.0,
    closeness=24.5,
    coverage=2.1,
    passage=0.0,
    bias=-12.9,
    bias_across_languages=-9.9,
)
"""Fitted on the dev half of questions over articles that answer them, and over the same articles without those; see docs/languages.md. Cosines
of texts in two languages are lower."""

_NOT_READ = Judgement(0.0, None, 0.0, (0.0, 0.0, 0.0))


@dataclass(frozen=True)
class OtherLanguages:
    """What judges sentences in other languages than English.

    Attributes:
        open_model: Returns the multilingual QA model; None if there is none.
    """

    open_model: Callable[[], QAModel | None]

    @cached_property
    def qa_model(self) -> QAModel | None:
        """The multilingual QA model; None if there is none."""
        return self.open_model()

    @property
    def weights(self) -> OtherLanguageWeights:
        """The weights for what there is."""
        return SIMILARITY_WEIGHTS if self.qa_model is None else MULTILINGUAL_WEIGHTS

    def judge(
        self, features: SentenceFeatures, read: Judgement | None, *, asks_yes_no: bool, across_languages: bool
    ) -> Judgement:
        """Judges a sentence.

        Args:
            features: The features of the sentence; the vectors are those of the multilingual embedder.
            read: The judgement of the multilingual QA model; None without one.
            asks_yes_no: Whether the question asks for yes or no.
            across_languages: Whether question and sentence are in different languages.

        Returns:
            A judgement whose answer logit is comparable with those of the packaged QA model.
        """
        read = read or _NOT_READ
        logit = self.weights.logit(read, features, asks_yes_no=asks_yes_no, across_languages=across_languages)
        return replace(read, answer_logit=logit)
