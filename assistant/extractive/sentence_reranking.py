"""The few best sentences read again together with the question: which of them answers, and how sure that makes the assistant.

A sentence whose vector is close to the question's is about the same thing, and may still not say what was asked for. Two readings tell. The trained
reader judges question and sentence together. And each token of the question is compared with every token of the sentence, in the sense that each has
where it stands, and its nearest one counts (late interaction: Khattab and Zaharia, 2020, "ColBERT"); here with the packaged embedder's own token
vectors, which nothing was trained for.
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
from assistant.ingest.language.english import stem
from assistant.logistic import sigmoid
from assistant.questions.question import Question

RERANKED_SENTENCES = 8
"""So many of the best sentences are given to the reader."""

_MATCHED = 5  # so many are compared token by token
_LEAST_LOG_ODDS = -4.0  # below, the reader is sure enough: how much surer it is says nothing

SentenceKey = tuple[str, int]


@dataclass(frozen=True, slots=True)
class ConfidenceFeatures:
    """What speaks for an answer.

    Attributes:
        late_interaction: How well the question's tokens are matched, 1 where all of them are found as they stand.
        answers: The reader's log odds that the question is answered; None where it was not asked.
        date_range_match: How well the article's day fits the time that the question names, from 0 to 1.
        agrees: 0 where sentence and question differ in what they deny, else 1.
    """

    late_interaction: float
    answers: float | None
    date_range_match: float
    agrees: float

    def sureness(self, read: ConfidenceWeights, unread: ConfidenceWeights) -> float:
        """How likely it is that there is an answer, from 0 to 1.

        Args:
            read: What counts how much where the reader was asked.
            unread: The same where it was not.
        """
        weights = unread if self.answers is None else read
        values = (self.late_interaction, self.answers or 0.0, self.date_range_match, self.agrees)
        slopes = (weights.late_interaction, weights.answers, weights.date_range_match, weights.agrees)
        return sigmoid(weights.bias + float(np.dot(values, slopes)))


class SentenceReranker:
    """Reads sentences again for one question, each of them once.

    Args:
        question: The question.
        words: How much its words count.
        embedder: Gives the embedder whose tokens are compared.
        reader: Gives the reader; None where it is not asked.
    """

    def __init__(
        self,
        question: Question,
        words: TermWeights,
        embedder: Callable[[], MiniLMEmbedder],
        reader: Callable[[], QAModel] | None,
    ) -> None:
        self._question = question
        self._words = words
        self._embedder = embedder
        self._reader = reader
        self._matches: dict[SentenceKey, float] = {}
        self._answers: dict[SentenceKey, float] = {}

    @property
    def is_judged(self) -> bool:
        """Whether the reader is asked."""
        return self._reader is not None

    def unread(self) -> "SentenceReranker":
        """The same without the reader."""
        return SentenceReranker(self._question, self._words, self._embedder, None)

    def reordered(self, ranked: Sequence[RankedSentence], weight: float) -> list[RankedSentence]:
        """The same sentences, the few best in the order that the reader's judgement gives them.

        Args:
            ranked: The best first.
            weight: How much its log odds add to a sentence's score.
        """
        if self._reader is None:
            return list(ranked)
        head = ranked[:RERANKED_SENTENCES]
        judged = zip(head, self.answers(head), strict=True)
        scored = [replace(one, score=one.score + weight * log_odds) for one, log_odds in judged]
        return [*sorted(scored, key=lambda one: -one.score), *ranked[RERANKED_SENTENCES:]]

    def of_all(self, ranked: Sequence[RankedSentence]) -> ConfidenceFeatures:
        """Of an answer from these sentences, the best first: what the best of the first few say, the rest from the very first."""
        return self._signs(ranked[0], max(self._matched(ranked[:_MATCHED])), self._judged(ranked[:RERANKED_SENTENCES]))

    def of_one(self, sentence: RankedSentence) -> ConfidenceFeatures:
        """Of one sentence."""
        (matched,) = self._matched([sentence])
        return self._signs(sentence, matched, self._judged([sentence]))

    def likely(self, ranked: Sequence[RankedSentence]) -> list[RankedSentence]:
        """Those of the best sentences that answer rather than not, as far as the reader knows."""
        return [
            one
            for one, log_odds in zip(ranked, self.answers(ranked[:RERANKED_SENTENCES]), strict=False)
            if log_odds > 0
        ]

    def answers(self, sentences: Sequence[RankedSentence]) -> list[float]:
        """For each sentence the reader's log odds that it answers; nothing where the reader is not asked."""
        if self._reader is None:
            return []
        new = {_place(one): one for one in sentences if _place(one) not in self._answers}
        if new:
            judged = self._reader().log_odds(self._question.text, [_told(one) for one in new.values()])
            self._answers |= zip(new, judged, strict=True)
        return [self._answers[_place(one)] for one in sentences]

    def _judged(self, sentences: Sequence[RankedSentence]) -> float | None:
        return max(_LEAST_LOG_ODDS, *self.answers(sentences)) if self.is_judged else None

    def _signs(self, sentence: RankedSentence, late_interaction: float, answers: float | None) -> ConfidenceFeatures:
        agrees = negation_agrees(self._question.text.replace("?", ""), [sentence.text])
        return ConfidenceFeatures(late_interaction, answers, sentence.date_range_match, float(agrees))

    def _matched(self, sentences: Sequence[RankedSentence]) -> list[float]:
        new = {_place(one): one for one in sentences if _place(one) not in self._matches}
        if new:
            # The title says what a sentence of an article is about where the sentence itself does not.
            texts = [f"{one.hit.stored.article.title}\n{one.text}" for one in new.values()]
            asked, *read = self._embedder().token_vectors([self._question.text, *texts])
            counts = token_weights(self._question.text, asked, self._words)
            self._matches |= {
                place: late_interaction_score(asked, one, counts) for place, one in zip(new, read, strict=True)
            }
        return [self._matches[_place(one)] for one in sentences]


def _place(sentence: RankedSentence) -> SentenceKey:
    return sentence.hit.stored.article.id, sentence.start


def _told(sentence: RankedSentence) -> str:
    article = sentence.hit.stored.article
    before = "" if sentence.before is None else article.text[slice(*sentence.before)]
    return sentence_in_context(article.title, before, sentence.text)


def late_interaction_score(asked: TokenVectors, read: TokenVectors, weights: NDArray[np.float64]) -> float:
    """How well the tokens of a question are matched by those of a text.

    The mean of two means over the question's tokens: one in which all count the same ("who" and "did" say what is asked for too), and one
    in which its rare words and names count more.

    Args:
        asked: The question's tokens.
        read: The text's.
        weights: How much each token of the question counts; shape (tokens,).
    """
    if not len(asked.vectors) or not len(read.vectors):
        return 0.0
    nearest = (asked.vectors @ read.vectors.T).max(axis=1)
    plain = float(nearest.mean())
    return (plain + float(np.average(nearest, weights=weights))) / 2 if weights.any() else plain


def token_weights(text: str, tokens: TokenVectors, words: TermWeights) -> NDArray[np.float64]:
    """How much each token counts: as much as the word that it is a part of; shape (tokens,)."""
    return np.array([words.of(stem(_word_around(text, *span).lower())) for span in tokens.spans], dtype=np.float64)


def _word_around(text: str, start: int, end: int) -> str:
    """The letters and digits that some of a text's characters stand among."""
    while start > 0 and text[start - 1].isalnum():
        start -= 1
    while end < len(text) and text[end].isalnum():
        end += 1
    return text[start:end]
