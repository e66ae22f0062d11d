"""Models behind one interface, and what is computed from their scores."""

import re
import string
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

from assistant.extractive.qa_model import Candidate, Judgement, QAModel
from assistant.reader import Reader
from assistant.reader.pairs import in_its_place

Judge = Callable[[str, Sequence[Candidate]], list[Judgement]]
"""Judges the candidates of a question."""

_ARTICLES = re.compile(r"\b(?:a|an|the)\b")


def qa_judge(graph: Path) -> Judge:
    """The QA model of a file."""
    return QAModel(graph=graph).read


def reader_judge() -> Judge:
    """The reader that came before: it says whether a sentence answers, and nothing else."""
    reader = Reader()

    def judge(question: str, candidates: Sequence[Candidate]) -> list[Judgement]:
        texts = [in_its_place(one.title, one.before, one.sentence) for one in candidates]
        return [Judgement(logit, None, 0.0, (0.0, 0.0, 0.0)) for logit in reader.log_odds(question, texts)]

    return judge


def auroc(right: Sequence[float], wrong: Sequence[float]) -> float:
    """How often one of the first scores above one of the second; not a number where either is empty."""
    if not right or not wrong:
        return float("nan")
    above = np.subtract.outer(np.asarray(right), np.asarray(wrong))
    return float((above > 0).mean() + (above == 0).mean() / 2)


def share(values: Sequence[bool]) -> float:
    """How many of them are true, as a share; not a number where there is none."""
    return sum(values) / len(values) if values else float("nan")


def refused_rightly(right: Sequence[float], wrong: Sequence[float], refused_wrongly: float = 0.1) -> float:
    """The share of the second that is below the threshold at which that share of the first is below it."""
    if not right or not wrong:
        return float("nan")
    threshold = np.quantile(np.asarray(right), refused_wrongly)
    return share([score < threshold for score in wrong])


def normalised(text: str) -> list[str]:
    """The words of an answer as SQuAD compares them: lower case, without punctuation and articles."""
    plain = "".join(character for character in text.lower() if character not in string.punctuation + "’‘“”")
    return _ARTICLES.sub(" ", plain).split()


def overlap_f1(found: str, gold: str) -> float:
    """The harmonic mean of precision and recall over words."""
    ours, theirs = normalised(found), normalised(gold)
    common = sum((Counter(ours) & Counter(theirs)).values())
    return 2 * common / (len(ours) + len(theirs)) if common else 0.0
