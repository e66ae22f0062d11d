"""Fits the weights and the threshold of the sentence model: `python -m assistant.eval.fit_sentence_model SET [SET …]`.

A logistic regression over the features of `assistant.sentence_features` learns which sentences hold the gold answer. Only the half
of each set that is for choosing is used; the other half stays for reporting. The result is printed as the text of
`assistant/sentence_model.py`.
"""

import sys
from collections.abc import Iterator, Sequence
from dataclasses import astuple
from datetime import date
from pathlib import Path

import numpy as np
from platformdirs import user_cache_path

from assistant.assistant import Assistant
from assistant.eval.question_set import EvalQuestion, read_question_set
from assistant.eval.run import open_set
from assistant.eval.scoring import holds
from assistant.question import read_question
from assistant.sentence_features import FEATURES
from assistant.sentence_ranking import RankedSentence
from assistant.settings import load_settings

REFUSED_WRONGLY = 0.1
"""So large a share of answerable questions may be refused at the threshold."""

Labelled = tuple[EvalQuestion, list[tuple[RankedSentence, bool]]]


def labelled_sentences(assistant: Assistant, questions: Sequence[EvalQuestion]) -> Iterator[Labelled]:
    """For each question the sentences of its evidence, and whether each answers."""
    for question in questions:
        asked = read_question(question.text, question.as_of or date.max)
        evidence = assistant.search(question.text, as_of=asked.as_of)
        ranked = assistant.answerer.rank(asked, evidence)
        yield question, [(one, _answers(one, question)) for one in ranked]


def _answers(sentence: RankedSentence, question: EvalQuestion) -> bool:
    right_article = sentence.hit.stored.article.id in question.gold_articles
    return question.answerable and right_article and holds(sentence.text, question.answers)


def fit(labelled: Sequence[Labelled]) -> tuple[float, dict[str, float]]:
    """(bias, weights by feature) of a logistic regression; questions count alike, however many sentences they have."""
    from sklearn.linear_model import LogisticRegression

    rows, labels, weights = [], [], []
    for _, sentences in labelled:
        for sentence, right in sentences:
            rows.append(astuple(sentence.features))
            labels.append(right)
            weights.append(1 / len(sentences))
    model = LogisticRegression(C=10.0, max_iter=2000, class_weight="balanced")
    model.fit(np.array(rows), np.array(labels), sample_weight=np.array(weights) * len(labelled))
    return float(model.intercept_[0]), dict(zip(FEATURES, map(float, model.coef_[0]), strict=True))


def threshold(labelled: Sequence[Labelled], bias: float, weights: dict[str, float]) -> float:
    """The score below which `REFUSED_WRONGLY` of the answerable questions have their best sentence."""
    vector = np.array([weights[name] for name in FEATURES])
    best = [
        max(1 / (1 + np.exp(-(bias + np.array(astuple(sentence.features)) @ vector))) for sentence, _ in sentences)
        for question, sentences in labelled
        if question.answerable and sentences
    ]
    return float(np.quantile(best, REFUSED_WRONGLY))


def main(folders: Sequence[str]) -> None:
    """Fits on the choosing halves of the sets and prints the module."""
    labelled: list[Labelled] = []
    for folder in folders:
        question_set = read_question_set(Path(folder))
        chosen = [question for question in question_set.questions if question.half == "choose"]
        with open_set(question_set, load_settings(), user_cache_path("article-assistant") / "eval") as assistant:
            labelled += labelled_sentences(assistant, chosen)
    bias, weights = fit(labelled)
    values = ",\n    ".join(f"{name}={value:.3f}" for name, value in weights.items())
    sys.stdout.write(
        '"""The numbers of the sentence model, fitted by `eval/fit_sentence_model.py`."""\n\n'
        "from assistant.sentence_features import SentenceWeights\n\n"
        f"SENTENCE_WEIGHTS = SentenceWeights.named(\n    {bias:.3f},\n    {values},\n)\n"
        f"ANSWERED_FROM = {threshold(labelled, bias, weights):.3f}\n"
        '"""A best sentence that is less likely than this to answer is not quoted."""\n'
    )


if __name__ == "__main__":
    main(sys.argv[1:])
