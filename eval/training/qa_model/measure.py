"""Measures QA models on twin articles and changed questions that training did not use.

`python -m assistant.eval.training.qa_model.measure TWINS [--squad FILE --titles TITLE …] [--graph MODEL.onnx …]`

Without `--graph` it measures the packaged model. `assistant eval` measures the whole assistant on chat sets.
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

from assistant.eval.metrics.squad import exact_match, token_f1
from assistant.eval.training.qa_model.examples import YES_NO
from assistant.eval.training.qa_model.export import Calibration
from assistant.eval.training.qa_model.paragraph_sources import squad_answered
from assistant.eval.training.qa_model.rules import HELD_OUT, TRAINED
from assistant.eval.training.qa_model.scoring import Judge, auroc, qa_judge, refused_rightly, share
from assistant.eval.training.qa_model.twins import Twin, TwinArticle, read_twins
from assistant.extractive.qa_model import Candidate, Judgement

Measures = dict[str, float]

_CANDIDATE_COUNTS = (12, 24, 40)
_REPETITIONS = 5
_TRAINED_RULES_SAMPLE = 200


@dataclass
class TwinScores:
    """The scores of a model on twins.

    Attributes:
        answerable: The logit of the best sentence for each question that is answered.
        near_misses: The same for each near miss.
        answering: The logit of the answering sentence.
        tempting: The logit of the tempting sentence for the near miss.
        ways: The positions of the pairs for each way in which near misses differ.
        kinds: The positions of the pairs for each kind of question.
        best_answers: Whether the best sentence is one that answers.
        exact: Whether the span in the answering sentence is exact.
        f1: The token F1 of that span.
        yes_no: Whether yes/no is right in the answering sentence.
    """

    answerable: list[float] = field(default_factory=list)
    near_misses: list[float] = field(default_factory=list)
    answering: list[float] = field(default_factory=list)
    tempting: list[float] = field(default_factory=list)
    ways: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    kinds: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    best_answers: list[bool] = field(default_factory=list)
    exact: list[bool] = field(default_factory=list)
    f1: list[float] = field(default_factory=list)
    yes_no: list[bool] = field(default_factory=list)

    def add(self, article: TwinArticle, twin: Twin, judge: Judge) -> None:
        """Judges all sentences of the article for both questions of a pair."""
        numbers = [
            number
            for number, sentence in enumerate(article.sentences)
            if sentence.is_quotable or number in twin.answering
        ]
        candidates = [article.sentences[number].candidate for number in numbers]
        judgements = dict(zip(numbers, judge(twin.question, candidates), strict=True))
        near_miss_judgements = dict(zip(numbers, judge(twin.near_miss, candidates), strict=True))
        best = max(judgements, key=lambda number: judgements[number].answer_logit)
        self.ways[twin.way].append(len(self.answerable))
        self.kinds[twin.kind].append(len(self.answerable))
        self.answerable.append(judgements[best].answer_logit)
        self.near_misses.append(max(judgement.answer_logit for judgement in near_miss_judgements.values()))
        self.best_answers.append(best in twin.answering)
        self.answering.append(judgements[twin.answering[0]].answer_logit)
        if twin.tempting in near_miss_judgements:
            self.tempting.append(near_miss_judgements[twin.tempting].answer_logit)
        self._add_answer(article, twin, judgements[twin.answering[0]])

    def _add_answer(self, article: TwinArticle, twin: Twin, judgement: Judgement) -> None:
        if twin.yes_no:
            self.yes_no.append(YES_NO[int(np.argmax(judgement.yes_no))] == twin.yes_no)
        elif twin.span:
            sentence = article.sentences[twin.answering[0]].candidate.sentence
            gold = (sentence[slice(*twin.span)],)
            answer = sentence[slice(*judgement.span)] if judgement.span else ""
            self.exact.append(exact_match(answer, gold) == 1)
            self.f1.append(token_f1(answer, gold))

    def measures(self) -> Measures:
        """Computes the measures."""
        pairs = zip(self.answerable, self.near_misses, strict=True)
        measures = {
            "AUROC question/near miss": auroc(self.answerable, self.near_misses),
            "pairs in order": share([logit > near_miss_logit for logit, near_miss_logit in pairs]),
            "refused rightly at .10": refused_rightly(self.answerable, self.near_misses),
            "AUROC answering/tempting": auroc(self.answering, self.tempting),
            "first sentence": share(self.best_answers),
            "span exact": share(self.exact),
            "span F1": sum(self.f1) / max(1, len(self.f1)),
            "yes/no": share(self.yes_no),
        }
        for name, positions_of in (("way", self.ways), ("kind", self.kinds)):
            for value, positions in sorted(positions_of.items()):
                answerable = [self.answerable[position] for position in positions]
                near_misses = [self.near_misses[position] for position in positions]
                measures[f"AUROC {name} {value} (n={len(positions)})"] = auroc(answerable, near_misses)
        return measures

    def calibration(self) -> Calibration:
        """Fits the scale and shift that make the best sentence's logit the log odds that it answers (Platt, 1999)."""
        from sklearn.linear_model import LogisticRegression

        logits = np.array([*self.answerable, *self.near_misses])[:, None]
        answers = [*self.best_answers, *[False] * len(self.near_misses)]
        regression = LogisticRegression(C=1e3).fit(logits, answers)
        return Calibration(float(regression.coef_[0, 0]), float(regression.intercept_[0]))


def twin_scores(articles: Iterable[TwinArticle], judge: Judge) -> TwinScores:
    """Judges the twins of articles."""
    scores = TwinScores()
    for article in articles:
        for twin in article.twins:
            scores.add(article, twin, judge)
    return scores


def rule_measures(file: Path, titles: frozenset[str], judge: Judge, draw: random.Random) -> Measures:
    """Computes for each rule how well a model separates questions from the changed questions about the same sentence.

    Args:
        file: A file in the format of SQuAD.
        titles: The articles of the file that training left out.
        judge: The model.
        draw: Draws the changes.
    """
    all_titles = {str(article["title"]).replace("_", " ") for article in json.loads(file.read_text())["data"]}
    answered_questions = list(squad_answered(file, without=frozenset(all_titles - titles)))
    measures: Measures = {}
    for name, rule in (*TRAINED.items(), *HELD_OUT.items()):
        sample = answered_questions
        if name not in HELD_OUT:
            sample = draw.sample(sample, min(_TRAINED_RULES_SAMPLE, len(sample)))
        right, wrong = [], []
        for answered in sample:
            candidate = answered.sentence.candidate
            changed = rule(answered.rule_input(), draw)
            if changed:
                right.append(judge(answered.question, [candidate])[0].answer_logit)
                wrong.append(judge(changed, [candidate])[0].answer_logit)
        note = " (not trained)" if name in HELD_OUT else ""
        measures[f"AUROC rule {name}{note} (n={len(right)})"] = auroc(right, wrong)
    return measures


def latencies(judge: Judge, article: TwinArticle) -> Measures:
    """Measures the milliseconds for several numbers of candidates; the minimum of a few repetitions."""
    article_candidates = [sentence.candidate for sentence in article.sentences]
    measures: Measures = {}
    for count in _CANDIDATE_COUNTS:
        candidates: Sequence[Candidate] = (article_candidates * count)[:count]
        milliseconds = []
        for _ in range(_REPETITIONS):
            start = time.perf_counter()
            judge(article.twins[0].question, candidates)
            milliseconds.append(1000 * (time.perf_counter() - start))
        measures[f"ms for {count}"] = min(milliseconds)
    return measures


def table(columns: Mapping[str, Measures]) -> str:
    """Returns the measures as a Markdown table with a column for each model."""
    names = list(dict.fromkeys(name for measures in columns.values() for name in measures))
    head = ["| measure |", *(f" {name} |" for name in columns)]
    rows = [
        [f"| {name} |", *(f" {measures.get(name, float('nan')):.3f} |" for measures in columns.values())]
        for name in names
    ]
    return "\n".join("".join(row) for row in (head, ["|---" * (len(columns) + 1) + "|"], *rows))


def main(arguments: Sequence[str]) -> None:
    """Measures the models and prints a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("twins", type=Path)
    parser.add_argument("--squad", type=Path)
    parser.add_argument("--titles", nargs="*", default=[])
    parser.add_argument("--graph", type=Path, nargs="*", default=[])
    parser.add_argument("--articles", type=int, help="the number of held-out articles; all of them by default")
    options = parser.parse_args(arguments)
    articles = [article for article in read_twins(options.twins) if article.held_out][: options.articles]
    columns: dict[str, Measures] = {}
    judges = {graph.stem: qa_judge(graph) for graph in options.graph} or {"packaged": qa_judge(None)}
    for name, judge in judges.items():
        scores = twin_scores(articles, judge)
        columns[name] = scores.measures()
        if options.squad:
            draw = random.Random(0)  # noqa: S311  # draws changes, no secret
            columns[name] |= rule_measures(options.squad, frozenset(options.titles), judge, draw)
        columns[name] |= latencies(judge, articles[0])
        sys.stdout.write(f"{name}: {scores.calibration()}\n")
    sys.stdout.write(table(columns) + "\n")


if __name__ == "__main__":
    main(sys.argv[1:])
