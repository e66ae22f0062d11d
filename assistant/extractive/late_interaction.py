"""Late interaction (Khattab and Zaharia, 2020, "ColBERT"): compares each token of a question with every token of a text.

Each token is compared by its vector in context, and the nearest token of the text counts. The vectors are those of the packaged embedder,
which was not trained for this.
"""

import numpy as np
from numpy.typing import NDArray

from assistant.extractive.features import TermWeights
from assistant.ingest.embedders.onnx_embedder import TokenVectors
from assistant.ingest.language.tokens import stem


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
