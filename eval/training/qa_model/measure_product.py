"""Measures QA models with the product's own retrieval, on a chat set.

`python -m assistant.eval.training.qa_model.measure_product LIBRARY SET.jsonl … --graph MODEL.onnx`

Only the half of the set that is for choosing is used, pairs of twins in one half. What was retrieved is kept in `--cache`, so that the next
model is measured in seconds.
"""

import argparse
import json
import re
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np

from assistant import Assistant
from assistant.eval.question_sets.question_set import half_of
from assistant.eval.training.qa_model.examples import YES_NO
from assistant.eval.training.qa_model.measure import Numbers, table
from assistant.eval.training.qa_model.scoring import Judge, auroc, qa_judge, reader_judge, refused_rightly, share
from assistant.extractive.features import TermWeights
from assistant.extractive.fitted_weights import SENTENCE_WEIGHTS
from assistant.extractive.qa_model import Candidate, Judgement
from assistant.extractive.sentence_ranking import RankedSentence, rank_sentences
from assistant.questions.question import Question

_PASSAGES = 10
_PAIR = re.compile(r"(.*\d)[am]$")
_LEAST_OVERLAP = 0.5


@dataclass(frozen=True, slots=True)
class Retrieved:
    """A question of a chat set with the sentences that were retrieved for it.

    Attributes:
        id: Its identifier.
        kind: What kind of question it is.
        question: The question.
        answerable: Whether the articles answer it.
        yes_no: What they say to a yes/no question.
        candidates: The sentences, in the order of today's ranking.
        to_the_point: Whether each of them overlaps a sentence that an editor would accept.
        confidence: How sure today's product is that the question is answered.
        product_first: The position of the sentence that leads today's answer.
    """

    id: str
    kind: str
    question: str
    answerable: bool
    yes_no: str | None
    candidates: tuple[Candidate, ...]
    to_the_point: tuple[bool, ...]
    confidence: float
    product_first: int


def pair_of(identifier: str) -> str:
    """What the two questions of a pair have in common; the identifier itself for others."""
    found = _PAIR.match(identifier)
    return found[1] if found else identifier


def retrieve(library: Path, items: Sequence[dict[str, Any]]) -> list[Retrieved]:
    """Asks the product for the sentences of each question."""
    found = []
    with Assistant.open(library, create=False) as assistant:
        for number, item in enumerate(items, 1):
            day = date.fromisoformat(item["as_of"])
            question = Question(item["standalone"] or item["question"], day, item["question"])
            evidence = assistant.search(question.text, as_of=day, top_k=_PASSAGES)
            catalog = assistant.library.catalog
            words = TermWeights(question, catalog.document_frequencies(question.stems), catalog.counts()[1])
            ranked = rank_sentences(question, evidence, words, SENTENCE_WEIGHTS)
            reading = assistant.extractive.read(question, evidence)
            texts = {one.hit.article.id: one.hit.article.text for one in ranked}
            first = reading.ranked[0] if reading.ranked else None
            places = [(one.hit.article.id, one.start) for one in ranked]
            found.append(
                Retrieved(
                    item["id"], item["kind"], question.text, item["answerable"], item.get("yes_no"), tuple(map(_candidate, ranked)),
                    tuple(_is_to_the_point(one, item["evidence"], texts) for one in ranked), reading.confidence,
                    places.index((first.hit.article.id, first.start)) if first else -1,
                )
            )  # fmt: skip
            sys.stderr.write(f"\r{number}/{len(items)}")
    return found


def _candidate(sentence: RankedSentence) -> Candidate:
    article = sentence.hit.article
    before = "" if sentence.before is None else article.text[slice(*sentence.before)]
    return Candidate(article.title, before, sentence.text)


def _is_to_the_point(sentence: RankedSentence, evidence: Sequence[dict[str, str]], texts: dict[str, str]) -> bool:
    for one in evidence:
        if one["article"] != sentence.hit.article.id:
            continue
        start = texts[one["article"]].find(one["quote"])
        common = min(sentence.end, start + len(one["quote"])) - max(sentence.start, start)
        if start >= 0 and common >= _LEAST_OVERLAP * min(sentence.end - sentence.start, len(one["quote"])):
            return True
    return False


def numbers(found: Sequence[Retrieved], judge: Judge | None, best: int) -> Numbers:
    """The measures of one model over the best sentences of each question; of today's product where there is no model."""
    scores: dict[str, float] = {}
    first: dict[str, bool] = {}
    lead: list[bool] = []
    wrong: list[bool] = []
    for one in found:
        if judge is None:
            scores[one.id], place = one.confidence, one.product_first
        else:
            judged = judge(one.question, one.candidates[:best])
            place = int(np.argmax([each.answer_logit for each in judged])) if judged else -1
            scores[one.id] = judged[place].answer_logit if judged else -99.0
            if one.answerable and one.yes_no and judged:
                given = pooled_yes_no(judged)
                lead.append(given == one.yes_no)
                wrong.append(given != one.yes_no and given in {"yes", "no"})
        first[one.id] = place >= 0 and one.to_the_point[place]
    yes = [one for one in found if one.answerable]
    right, missed = [scores[one.id] for one in yes], [scores[one.id] for one in found if not one.answerable]
    pairs: dict[str, dict[bool, float]] = {}
    for one in found:
        pairs.setdefault(pair_of(one.id), {})[one.answerable] = scores[one.id]
    both = [two for two in pairs.values() if len(two) == 2]
    twins_yes = [two[True] for two in both]
    twins_no = [two[False] for two in both]
    kinds = {
        kind: share([first[one.id] for one in yes if one.kind == kind]) for kind in sorted({one.kind for one in yes})
    }
    return {
        "questions": float(len(found)),
        "top sentence to the point": share([first[one.id] for one in yes]),
        "AUROC all": auroc(right, missed),
        "AUROC twins": auroc(twins_yes, twins_no),
        "twins in order": share([two[True] > two[False] for two in both]),
        "twins refused rightly at .10": refused_rightly(twins_yes, twins_no),
        "yes/no lead right": share(lead),
        "yes/no lead wrong": share(wrong),
    } | {f"to the point, {kind}": value for kind, value in kinds.items()}  # fmt: skip


def pooled_yes_no(judged: Sequence[Judgement]) -> str:
    """Yes, no or undecided, the sentences weighed by how likely they are to answer."""
    logits = np.array([one.answer_logit for one in judged])
    weights = np.exp(logits - logits.max())
    said = np.array([one.yes_no for one in judged])
    likely = np.exp(said - said.max(axis=1, keepdims=True))
    return YES_NO[int((weights[:, None] * likely / likely.sum(axis=1, keepdims=True)).sum(axis=0).argmax())]


def _cached(file: Path | None, library: Path, items: Sequence[dict[str, Any]]) -> list[Retrieved]:
    if file and file.exists():
        records = [json.loads(line) for line in file.read_text().splitlines()]
        return [
            Retrieved(**record | {"candidates": tuple(Candidate(*one) for one in record["candidates"])})
            for record in records
        ]
    found = retrieve(library, items)
    if file:
        file.write_text("".join(json.dumps(_record(one)) + "\n" for one in found))
    return found


def _record(one: Retrieved) -> dict[str, Any]:
    plain = {name: getattr(one, name) for name in Retrieved.__slots__}
    return plain | {"candidates": [(each.title, each.before, each.sentence) for each in one.candidates]}


def main(arguments: Sequence[str]) -> None:
    """Measures and prints a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("library", type=Path)
    parser.add_argument("sets", type=Path, nargs="+")
    parser.add_argument("--graph", type=Path, nargs="*", default=[])
    parser.add_argument("--cache", type=Path)
    parser.add_argument("--best", type=int, default=24)
    options = parser.parse_args(arguments)
    items = [json.loads(line) for file in options.sets for line in file.read_text().splitlines() if line.strip()]
    items = [one for one in items if half_of(pair_of(one["id"])) == "dev" and not one.get("turn")]
    found = _cached(options.cache, options.library, items)
    columns = {"product": numbers(found, None, options.best), "reader": numbers(found, reader_judge(), options.best)}
    columns |= {graph.stem: numbers(found, qa_judge(graph), options.best) for graph in options.graph}
    sys.stdout.write(table(columns) + "\n")


if __name__ == "__main__":
    main(sys.argv[1:])
