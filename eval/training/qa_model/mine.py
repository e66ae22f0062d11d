"""Finds the sentences that tempt a trained model: `python -m assistant.eval.training.qa_model.mine TWINS MODEL.onnx OUT.json`.

`train.py --mined OUT.json` trains on them: what is refused is decided by the highest score among all sentences of an article.
"""

import argparse
import json
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

from assistant.eval.training.qa_model.scoring import Judge, qa_judge
from assistant.eval.training.qa_model.twins import Mined, TwinArticle, read_twins


def mine(articles: Iterable[TwinArticle], judge: Judge) -> Mined:
    """The logits of all sentences of an article for each of its questions and near misses."""
    found: dict[str, dict[str, float]] = {}
    for article in articles:
        candidates = [one.candidate for one in article.sentences]
        for twin in article.twins:
            for question in (twin.question, twin.near_miss):
                judged = zip(candidates, judge(question, candidates), strict=True)
                found[question] = {one.sentence: round(judgement.answer_logit, 3) for one, judgement in judged}
    return found


def main(arguments: Sequence[str]) -> None:
    """Mines the articles that are trained on."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("twins", type=Path)
    parser.add_argument("graph", type=Path)
    parser.add_argument("out", type=Path)
    options = parser.parse_args(arguments)
    articles = [one for one in read_twins(options.twins) if not one.held_out]
    options.out.write_text(json.dumps(mine(articles, qa_judge(options.graph))))


if __name__ == "__main__":
    main(sys.argv[1:])
