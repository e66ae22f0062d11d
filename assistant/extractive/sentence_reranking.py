"""Reranks the best sentences of a question and computes the confidence that they answer it.

A sentence whose vector is close to the question's has the same topic, and may still not answer. Two comparisons decide. The QA model
judges question and sentence together. Late interaction (Khattab and Zaharia, 2020, "ColBERT") compares each token of the question with
every token of the sentence, by token vectors in context, and takes the nearest one. It uses the token vectors of the packaged embedder,
which were not trained for this.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from assistant.extractive.features import ConfidenceWeights, TermWeights
from assistant.extractive.qa_model import QAModel
from assistant.extractive.qa_model.tokens import sentence_in_context
from assistant.extractive.sentence_ranking import RankedSentence
from assistant.facts.negation import negation_agrees
from assistant.ingest.embedders.minilm import MiniLMEmbedder, TokenVectors
from assistant.ingest.language.tokens import stem
from assistant.logistic import sigmoid
from assistant.questions.question import Question

RERANKED_SENTENCES = 8
"""How many of the best sentences the QA model judges."""

_COMPARED_SENTENCES = 5  # by late interaction
_MIN_LOG_ODDS = -4.0  # below, the QA model is certain: lower values mean nothing more

SentenceKey = tuple[str, int]
"""The article's id and the first character of a sentence."""


@dataclass(frozen=True, slots=True)
class ConfidenceFeatures:
    """The features that decide whether a question is answered.

    Attributes:
        late_interaction: The late interaction score; 1 if the sentence has all tokens of the question as they are.
        answers: The QA model's log odds that the question is answered; None if it was not used.
        date_range_match: How well the article's date fits the time that the question names, from 0 to 1.
        agrees: 0 if sentence and question differ in what they negate, else 1.
    """

    late_interaction: float
    answers: float | None
    date_range_match: float
    agrees: float

    def confidence(self, weights: ConfidenceWeights, weights_without_qa_model: ConfidenceWeights) -> float:
        """Returns the probability that the question is answered, from 0 to 1.

        Args:
            weights: The weights if the QA model was used.
            weights_without_qa_model: The weights if it was not.
        """
        chosen = weights_without_qa_model if self.answers is None else weights
        values = (self.late_interaction, self.answers or 0.0, self.date_range_match, self.agrees)
        slopes = (chosen.late_interaction, chosen.answers, chosen.date_range_match, chosen.agrees)
        return sigmoid(chosen.bias + float(np.dot(values, slopes)))


class SentenceReranker:
    """Judges sentences for one question, each of them once.

    Args:
        question: The question.
        term_weights: The weights of its words.
        embedder: Returns the embedder that makes the token vectors.
        qa_model: Returns the QA model; None to go without it.
    """

    def __init__(
        self,
        question: Question,
        term_weights: TermWeights,
        embedder: Callable[[], MiniLMEmbedder],
        qa_model: Callable[[], QAModel] | None,
    ) -> None:
        self._question = question
        self._term_weights = term_weights
        self._embedder = embedder
        self._qa_model = qa_model
        self._late_interaction: dict[SentenceKey, float] = {}
        self._log_odds: dict[SentenceKey, float] = {}

    @property
    def uses_qa_model(self) -> bool:
        """Whether the QA model judges the sentences."""
        return self._qa_model is not None

    def without_qa_model(self) -> "SentenceReranker":
        """Returns a reranker for the same question that does not use the QA model."""
        return SentenceReranker(self._question, self._term_weights, self._embedder, None)

    def rerank(self, ranked: Sequence[RankedSentence], qa_model_weight: float) -> list[RankedSentence]:
        """Reorders the few best sentences by their score and the QA model's judgement.

        Args:
            ranked: The sentences, best first.
            qa_model_weight: The weight of the QA model's log odds in the new score.
        """
        if self._qa_model is None:
            return list(ranked)
        best = ranked[:RERANKED_SENTENCES]
        rescored = [
            replace(sentence, score=sentence.score + qa_model_weight * log_odds)
            for sentence, log_odds in zip(best, self.log_odds(best), strict=True)
        ]
        return [*sorted(rescored, key=lambda sentence: -sentence.score), *ranked[RERANKED_SENTENCES:]]

    def answer_features(self, ranked: Sequence[RankedSentence]) -> ConfidenceFeatures:
        """Returns the features of an answer: the maximum over the first few sentences, and the rest from the best one.

        Args:
            ranked: At least one sentence, best first.
        """
        matches = self._late_interaction_scores(ranked[:_COMPARED_SENTENCES])
        return self._features(ranked[0], max(matches), self._best_log_odds(ranked[:RERANKED_SENTENCES]))

    def sentence_features(self, sentence: RankedSentence) -> ConfidenceFeatures:
        """Returns the features of one sentence."""
        (match,) = self._late_interaction_scores([sentence])
        return self._features(sentence, match, self._best_log_odds([sentence]))

    def answering(self, ranked: Sequence[RankedSentence]) -> list[RankedSentence]:
        """Returns those of the best sentences that answer the question according to the QA model."""
        return [
            sentence
            for sentence, log_odds in zip(ranked, self.log_odds(ranked[:RERANKED_SENTENCES]), strict=False)
            if log_odds > 0
        ]

    def log_odds(self, sentences: Sequence[RankedSentence]) -> list[float]:
        """Returns the QA model's log odds that each sentence answers; an empty list without the QA model."""
        if self._qa_model is None:
            return []
        new = {_key(sentence): sentence for sentence in sentences if _key(sentence) not in self._log_odds}
        if new:
            judged = self._qa_model().log_odds(
                self._question.text, [_in_context(sentence) for sentence in new.values()]
            )
            self._log_odds |= zip(new, judged, strict=True)
        return [self._log_odds[_key(sentence)] for sentence in sentences]

    def _best_log_odds(self, sentences: Sequence[RankedSentence]) -> float | None:
        return max(_MIN_LOG_ODDS, *self.log_odds(sentences)) if self.uses_qa_model else None

    def _features(
        self, sentence: RankedSentence, late_interaction: float, log_odds: float | None
    ) -> ConfidenceFeatures:
        agrees = negation_agrees(self._question.text.replace("?", ""), [sentence.text])
        return ConfidenceFeatures(late_interaction, log_odds, sentence.date_range_match, float(agrees))

    def _late_interaction_scores(self, sentences: Sequence[RankedSentence]) -> list[float]:
        new = {_key(sentence): sentence for sentence in sentences if _key(sentence) not in self._late_interaction}
        if new:
            # The title states the topic of an article, which a single sentence may not repeat.
            texts = [f"{sentence.hit.article.title}\n{sentence.text}" for sentence in new.values()]
            question_tokens, *text_tokens = self._embedder().token_vectors([self._question.text, *texts])
            weights = token_weights(self._question.text, question_tokens, self._term_weights)
            self._late_interaction |= {
                key: late_interaction_score(question_tokens, tokens, weights)
                for key, tokens in zip(new, text_tokens, strict=True)
            }
        return [self._late_interaction[_key(sentence)] for sentence in sentences]


def _key(sentence: RankedSentence) -> SentenceKey:
    return sentence.hit.article.id, sentence.start


def _in_context(sentence: RankedSentence) -> str:
    article = sentence.hit.article
    before = "" if sentence.before is None else article.text[slice(*sentence.before)]
    return sentence_in_context(article.title, before, sentence.text)


def late_interaction_score(question: TokenVectors, text: TokenVectors, weights: NDArray[np.float64]) -> float:
    """Returns how well the tokens of a question are matched by those of a text.

    The score is the mean of two means over the question's tokens. In the first, all tokens count equally, because "who" and "did" state
    what is asked for too. In the second, rare words and names count more.

    Args:
        question: The question's tokens.
        text: The text's tokens.
        weights: The weight of each token of the question; shape (tokens,).
    """
    if not len(question.vectors) or not len(text.vectors):
        return 0.0
    nearest = (question.vectors @ text.vectors.T).max(axis=1)
    plain = float(nearest.mean())
    return (plain + float(np.average(nearest, weights=weights))) / 2 if weights.any() else plain


def token_weights(text: str, tokens: TokenVectors, term_weights: TermWeights) -> NDArray[np.float64]:
    """Returns the weight of each token: the weight of the word that it is a part of; shape (tokens,)."""
    words = [_word_around(text, *span) for span in tokens.spans]
    return np.array([term_weights.of(stem(word.lower())) for word in words], dtype=np.float64)


def _word_around(text: str, start: int, end: int) -> str:
    """Returns the run of letters and digits that contains the given characters."""
    while start > 0 and text[start - 1].isalnum():
        start -= 1
    while end < len(text) and text[end].isalnum():
        end += 1
    return text[start:end]
