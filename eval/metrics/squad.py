"""Computes exact match and token F1 as SQuAD 2.0 defines them.

Rajpurkar, Jia and Liang, "Know What You Don't Know: Unanswerable Questions for SQuAD", ACL 2018. The rules are those of
its official evaluation script. Texts are compared in lower case, without punctuation and articles, with single spaces.
The best gold answer counts. If a question has no answer, or none is given, both metrics are 1 if the other side is empty
too, else 0.
"""

import re
import string
from collections import Counter
from collections.abc import Sequence

_ARTICLES = re.compile(r"\b(a|an|the)\b")
_NO_PUNCTUATION = str.maketrans("", "", string.punctuation)


def exact_match(answer: str, gold: Sequence[str]) -> float:
    """Returns 1 if the answer equals a gold answer after normalization, else 0. Without gold answers, "" is right."""
    return max(float(normalize_answer(answer) == normalize_answer(gold_answer)) for gold_answer in gold or ("",))


def token_f1(answer: str, gold: Sequence[str]) -> float:
    """Returns the harmonic mean of precision and recall over the tokens shared with the closest gold answer."""
    tokens = normalize_answer(answer).split()
    return max(_f1(tokens, normalize_answer(gold_answer).split()) for gold_answer in gold or ("",))


def normalize_answer(text: str) -> str:
    """Normalizes a text for comparison, as the official script does."""
    return " ".join(_ARTICLES.sub(" ", text.lower().translate(_NO_PUNCTUATION)).split())


def _f1(tokens: list[str], gold_tokens: list[str]) -> float:
    if not tokens or not gold_tokens:
        return float(tokens == gold_tokens)
    shared = (Counter(tokens) & Counter(gold_tokens)).total()
    return 2 * shared / (len(tokens) + len(gold_tokens))
