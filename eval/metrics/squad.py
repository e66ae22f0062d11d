"""Exact match and token F1 as SQuAD 2.0 defines them.

Rajpurkar, Jia and Liang, "Know What You Don't Know: Unanswerable Questions for SQuAD", ACL 2018; the rules are those of its official
evaluation script: lower case, no punctuation, no articles, single spaces; the best of the gold answers counts; where a question
has no answer, or none is given, both measures are 1 if the other side is empty too, else 0.
"""

import re
import string
from collections import Counter
from collections.abc import Sequence

_ARTICLES = re.compile(r"\b(a|an|the)\b")
_NO_PUNCTUATION = str.maketrans("", "", string.punctuation)


def exact_match(answer: str, gold: Sequence[str]) -> float:
    """1 if the answer is one of the gold answers, normalised; else 0. Without gold answers the right answer is empty."""
    return max(float(normalised(answer) == normalised(one)) for one in gold or ("",))


def token_f1(answer: str, gold: Sequence[str]) -> float:
    """The harmonic mean of precision and recall over the words shared with the closest gold answer."""
    return max(_f1(normalised(answer).split(), normalised(one).split()) for one in gold or ("",))


def normalised(text: str) -> str:
    """A text as the two measures compare it."""
    return " ".join(_ARTICLES.sub(" ", text.lower().translate(_NO_PUNCTUATION)).split())


def _f1(answer: list[str], gold: list[str]) -> float:
    if not answer or not gold:
        return float(answer == gold)
    shared = (Counter(answer) & Counter(gold)).total()
    return 2 * shared / (len(answer) + len(gold))
