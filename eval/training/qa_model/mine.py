"""Mines hard negatives with a trained model: `python -m assistant.eval.training.qa_model.mine TWINS MODEL.onnx OUT.json`.

`train.py --mined OUT.json` trains on the sentences that score highest without answering. They matter because the highest score among all
sentences of an article decides whether a question is refused.
"""

import argparse
import json
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

from assistant.eval.training.qa_model.scoring import Judge, qa_judge
from assistant.eval.training.qa_model.twins import SentenceLogits, TwinArticle, read_twins


def mine(articles: Iterable[TwinArticle], judge: Judge) -> SentenceLogits:
    """Computes the logits of all sentences of an article for each of its questions and near misses."""
    logits: dict[str, dict[str, float]] = {}
    for article in articles:
        candidates = [sentence.candidate for sentence in article.sentences]
        for twin in article.twins:
            for question in (twin.question, twin.near_miss):
                judgements = zip(candidates, judge(question, candidates), strict=True)
                logits[question] = {
                    candidate.sentence: round(judgement.answer_logit, 3) for candidate, judgement in judgements
                }
    return logits


def main(arguments: Sequence[str]) -> None:
    """Mines the articles of the training part."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("twins", type=Path)
    parser.add_argument("graph", type=Path)
    parser.add_argument("out", type=Path)
    options = parser.parse_args(arguments)
    articles = [article for article in read_twins(options.twins) if not article.held_out]
    options.out.write_text(json.dumps(mine(articles, qa_judge(options.graph))))


if __name__ == "__main__":
    main(sys.argv[1:])
