"""Measures QA models on articles and negatives that training did not see.

`python -m assistant.eval.training.qa_model.measure TWINS [--squad FILE --titles TITLE …] [--graph MODEL.onnx …]`

The reader that came before is measured beside them. The part about the product is in `measure_product.py`.
"""

import argparse
import json
import random
import sys
import time
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from assistant.eval.training.qa_model.examples import YES_NO
from assistant.eval.training.qa_model.export import Calibration
from assistant.eval.training.qa_model.paragraph_sources import squad_answered
from assistant.eval.training.qa_model.rules import HELD_OUT, TRAINED, Asked
from assistant.eval.training.qa_model.scoring import (
    Judge,
    auroc,
    normalised,
    overlap_f1,
    qa_judge,
    reader_judge,
    refused_rightly,
    share,
)
from assistant.eval.training.qa_model.twins import Twin, TwinArticle, read_twins
from assistant.extractive.qa_model import Candidate, Judgement

Numbers = dict[str, float]
_CANDIDATES = (12, 24, 40)
_REPEATED = 5
_TRAINED_RULES_SAMPLE = 200


@dataclass
class TwinScores:
    """What was found for the twins.

    Attributes:
        asked: The best sentence's logit for each question that is answered.
        missed: The same for each near miss.
        answering: The logit of the answering sentence.
        tempting: The logit of the tempting sentence for the near miss.
        ways: For each way of missing, the positions of its pairs.
        kinds: The same for each kind of question.
        first: Whether the best sentence is one that answers.
        exact: Whether the span in the answering sentence is exact.
        overlap: How much of it is.
        yes_no: Whether yes/no is right in the answering sentence.
    """

    asked: list[float] = field(default_factory=list)
    missed: list[float] = field(default_factory=list)
    answering: list[float] = field(default_factory=list)
    tempting: list[float] = field(default_factory=list)
    ways: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    kinds: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    first: list[bool] = field(default_factory=list)
    exact: list[bool] = field(default_factory=list)
    overlap: list[float] = field(default_factory=list)
    yes_no: list[bool] = field(default_factory=list)

    def add(self, article: TwinArticle, twin: Twin, judge: Judge) -> None:
        """Judges all sentences of the article for both questions of a pair."""
        places = [
            place for place, one in enumerate(article.sentences) if not one.is_question or place in twin.answering
        ]
        candidates = [article.sentences[place].candidate for place in places]
        found = dict(zip(places, judge(twin.question, candidates), strict=True))
        missed = dict(zip(places, judge(twin.near_miss, candidates), strict=True))
        best = max(found, key=lambda place: found[place].answer_logit)
        self.ways[twin.way].append(len(self.asked))
        self.kinds[twin.kind].append(len(self.asked))
        self.asked.append(found[best].answer_logit)
        self.missed.append(max(one.answer_logit for one in missed.values()))
        self.first.append(best in twin.answering)
        self.answering.append(found[twin.answering[0]].answer_logit)
        if twin.tempting in missed:
            self.tempting.append(missed[twin.tempting].answer_logit)
        self._add_answer(article, twin, found[twin.answering[0]])

    def _add_answer(self, article: TwinArticle, twin: Twin, judged: Judgement) -> None:
        if twin.yes_no:
            self.yes_no.append(YES_NO[int(np.argmax(judged.yes_no))] == twin.yes_no)
        elif twin.span:
            sentence = article.sentences[twin.answering[0]].candidate.sentence
            gold = sentence[slice(*twin.span)]
            words = sentence[slice(*judged.span)] if judged.span else ""
            self.exact.append(normalised(words) == normalised(gold))
            self.overlap.append(overlap_f1(words, gold))

    def numbers(self) -> Numbers:
        """The measures."""
        pairs = zip(self.asked, self.missed, strict=True)
        found = {
            "AUROC question/near miss": auroc(self.asked, self.missed),
            "pairs in order": share([one > other for one, other in pairs]),
            "refused rightly at .10": refused_rightly(self.asked, self.missed),
            "AUROC answering/tempting": auroc(self.answering, self.tempting),
            "first sentence": share(self.first),
            "span exact": share(self.exact),
            "span F1": sum(self.overlap) / max(1, len(self.overlap)),
            "yes/no": share(self.yes_no),
        }
        for name, several in (("way", self.ways), ("kind", self.kinds)):
            for which, places in sorted(several.items()):
                own = [self.asked[place] for place in places], [self.missed[place] for place in places]
                found[f"AUROC {name} {which} (n={len(places)})"] = auroc(*own)
        return found

    def calibration(self) -> Calibration:
        """The scale and shift at which the best sentence's logit is the log odds that it answers (Platt, 1999)."""
        from sklearn.linear_model import LogisticRegression

        logits = np.array([*self.asked, *self.missed])[:, None]
        answers = [*self.first, *[False] * len(self.missed)]
        fitted = LogisticRegression(C=1e3).fit(logits, answers)
        return Calibration(float(fitted.coef_[0, 0]), float(fitted.intercept_[0]))


def twin_scores(articles: Iterable[TwinArticle], judge: Judge) -> TwinScores:
    """Judges the twins of articles."""
    scores = TwinScores()
    for article in articles:
        for twin in article.twins:
            scores.add(article, twin, judge)
    return scores


def rule_numbers(file: Path, titles: frozenset[str], judge: Judge, draw: random.Random) -> Numbers:
    """For each rule, how well questions are told from the changed ones on the same sentence.

    Args:
        file: A file in SQuAD's form.
        titles: The articles of it that training left out.
        judge: Judges.
        draw: Draws the changes.
    """
    everything = {str(article["title"]).replace("_", " ") for article in json.loads(file.read_text())["data"]}
    answered = list(squad_answered(file, without=frozenset(everything - titles)))
    found: Numbers = {}
    for name, rule in (*TRAINED.items(), *HELD_OUT.items()):
        right, wrong = [], []
        for one in answered if name in HELD_OUT else draw.sample(answered, min(_TRAINED_RULES_SAMPLE, len(answered))):
            candidate = one.sentence.candidate
            changed = rule(Asked(one.question, candidate.sentence, one.text, one.answers), draw)
            if changed:
                right.append(judge(one.question, [candidate])[0].answer_logit)
                wrong.append(judge(changed, [candidate])[0].answer_logit)
        kept = " (not trained)" if name in HELD_OUT else ""
        found[f"AUROC rule {name}{kept} (n={len(right)})"] = auroc(right, wrong)
    return found


def milliseconds(judge: Judge, article: TwinArticle) -> Numbers:
    """How long so many candidates take, the least of a few times."""
    some = [one.candidate for one in article.sentences]
    found: Numbers = {}
    for count in _CANDIDATES:
        candidates: Sequence[Candidate] = (some * count)[:count]
        times = []
        for _ in range(_REPEATED):
            began = time.perf_counter()
            judge(article.twins[0].question, candidates)
            times.append(1000 * (time.perf_counter() - began))
        found[f"ms for {count}"] = min(times)
    return found


def table(columns: Mapping[str, Numbers]) -> str:
    """The measures as a Markdown table, a model a column."""
    names = list(dict.fromkeys(name for numbers in columns.values() for name in numbers))
    head = ["| measure |", *(f" {name} |" for name in columns)]
    rows = [
        [f"| {name} |", *(f" {numbers.get(name, float('nan')):.3f} |" for numbers in columns.values())]
        for name in names
    ]
    return "\n".join("".join(row) for row in (head, ["|---" * (len(columns) + 1) + "|"], *rows))


def main(arguments: Sequence[str]) -> None:
    """Measures and prints a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("twins", type=Path)
    parser.add_argument("--squad", type=Path)
    parser.add_argument("--titles", nargs="*", default=[])
    parser.add_argument("--graph", type=Path, nargs="*", default=[])
    parser.add_argument(
        "--articles", type=int, help="how many of the articles that are held out are used; all unless given"
    )
    parser.add_argument("--without-reader", action="store_true", help="leave out the reader that came before")
    options = parser.parse_args(arguments)
    articles = [one for one in read_twins(options.twins) if one.held_out][: options.articles]
    columns: dict[str, Numbers] = {}
    judges = {} if options.without_reader else {"reader": reader_judge()}
    judges |= {graph.stem: qa_judge(graph) for graph in options.graph}
    for name, judge in judges.items():
        scores = twin_scores(articles, judge)
        columns[name] = scores.numbers()
        if options.squad:
            draw = random.Random(0)  # noqa: S311  # which changes, no secret
            columns[name] |= rule_numbers(options.squad, frozenset(options.titles), judge, draw)
        columns[name] |= milliseconds(judge, articles[0])
        sys.stdout.write(f"{name}: {scores.calibration()}\n")
    sys.stdout.write(table(columns) + "\n")


if __name__ == "__main__":
    main(sys.argv[1:])
