"""How sure the sentences found make the assistant that they answer: the few best are read again, token by token.

A sentence whose vector is close to the question's is about the same thing, and may still not say what was asked for. So each token of the question
is compared with every token of the sentence, in the sense that each has where it stands, and its nearest one counts (late interaction:
Khattab and Zaharia, 2020, "ColBERT"); here with the packaged embedder's own token vectors, which nothing was trained for.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from assistant.checking.negation import negation_agrees
from assistant.ingest.embedders.minilm import MiniLMEmbedder, TokenVectors
from assistant.language import stem
from assistant.odds import probability
from assistant.question import Question
from assistant.sentence_features import SurenessWeights, WordWeights
from assistant.sentence_ranking import RankedSentence

READ_CLOSELY = 5
"""So many of the best sentences are read again."""


@dataclass(frozen=True, slots=True)
class Signs:
    """What speaks for an answer.

    Attributes:
        match: How well the question's tokens are matched, 1 where all of them are found as they stand.
        of_the_time: How well the article's day fits the time that the question names, from 0 to 1.
        agrees: 0 where sentence and question differ in what they deny, else 1.
    """

    match: float
    of_the_time: float
    agrees: float

    def sureness(self, weights: SurenessWeights) -> float:
        """How likely it is that there is an answer, from 0 to 1."""
        values = (self.match, self.of_the_time, self.agrees)
        slopes = (weights.match, weights.of_the_time, weights.agrees)
        return probability(weights.bias + float(np.dot(values, slopes)))


class CloseReading:
    """Reads sentences again for one question, each of them once.

    Args:
        question: The question.
        words: How much its words count.
        embedder: Gives the embedder whose tokens are compared.
    """

    def __init__(self, question: Question, words: WordWeights, embedder: Callable[[], MiniLMEmbedder]) -> None:
        self._question = question
        self._words = words
        self._embedder = embedder
        self._matches: dict[tuple[str, int], float] = {}

    def of_all(self, ranked: Sequence[RankedSentence]) -> Signs:
        """Of an answer from these sentences, the best first: the best match among the first few, the rest from the very first."""
        read = self._matched(ranked[:READ_CLOSELY])
        return self._signs(ranked[0], max(read))

    def of_one(self, sentence: RankedSentence) -> Signs:
        """Of one sentence."""
        return self._signs(sentence, self._matched([sentence])[0])

    def _signs(self, sentence: RankedSentence, match: float) -> Signs:
        agrees = negation_agrees(self._question.text.replace("?", ""), [sentence.text])
        return Signs(match, sentence.of_the_time, float(agrees))

    def _matched(self, sentences: Sequence[RankedSentence]) -> list[float]:
        new = {_place(one): one for one in sentences if _place(one) not in self._matches}
        if new:
            # The title says what a sentence of an article is about where the sentence itself does not.
            texts = [f"{one.hit.stored.article.title}\n{one.text}" for one in new.values()]
            asked, *read = self._embedder().token_vectors([self._question.text, *texts])
            counts = token_weights(self._question.text, asked, self._words)
            self._matches |= {place: match(asked, one, counts) for place, one in zip(new, read, strict=True)}
        return [self._matches[_place(one)] for one in sentences]


def _place(sentence: RankedSentence) -> tuple[str, int]:
    return sentence.hit.stored.article.id, sentence.start


def match(asked: TokenVectors, read: TokenVectors, weights: NDArray[np.float64]) -> float:
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


def token_weights(text: str, tokens: TokenVectors, words: WordWeights) -> NDArray[np.float64]:
    """How much each token counts: as much as the word that it is a part of; shape (tokens,)."""
    return np.array([words.of(stem(_word_around(text, *span).lower())) for span in tokens.spans], dtype=np.float64)


def _word_around(text: str, start: int, end: int) -> str:
    """The letters and digits that some of a text's characters stand among."""
    while start > 0 and text[start - 1].isalnum():
        start -= 1
    while end < len(text) and text[end].isalnum():
        end += 1
    return text[start:end]
