"""The ranked sentences of the evidence for one question, with what judges them and how confident one can be in them."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from assistant.extractive.answer_weights import AnswerWeights
from assistant.extractive.sentence_ranking import RankedSentence
from assistant.extractive.sentence_reranking import ConfidenceFeatures, SentenceReranker
from assistant.questions.question import Question


@dataclass(frozen=True)
class SentencePool:
    """The sentences that an answer is made from.

    Attributes:
        question: The question.
        ranked: The sentences as they are ranked without the QA model, best first.
        reranker: Judges the best of them.
        weights: The weights for the QA model.
    """

    question: Question
    ranked: Sequence[RankedSentence]
    reranker: SentenceReranker
    weights: AnswerWeights

    @cached_property
    def reranked(self) -> Sequence[RankedSentence]:
        """The sentences with the QA model's judgement in their scores, best first."""
        return self.reranker.rerank(self.ranked, self.weights.qa_model)

    @cached_property
    def confidence(self) -> float:
        """The confidence that one of the reranked sentences answers, from 0 to 1."""
        return self._confidence_of(self.reranker.answer_features(self.reranked)) if self.ranked else 0.0

    def sentence_confidence(self, sentence: RankedSentence) -> float:
        """Returns the confidence that one sentence answers, from 0 to 1."""
        return self._confidence_of(self.reranker.sentence_features(sentence))

    def _confidence_of(self, features: ConfidenceFeatures) -> float:
        return features.confidence(self.weights.confidence, by_qa_model=not self.question.asks_for_overview)
