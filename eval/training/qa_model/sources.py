"""Reads the published data that the QA model is trained on, without the articles of evaluation sets.

`read_general` reads a folder of these files:

- `squad-train-part.json`: ten articles of SQuAD 2.0's training set (Rajpurkar et al., 2018; CC BY-SA 4.0), `train-v2.0.json` of
  https://github.com/PhongNTDo/guide_train_MRC_transformers. The articles of evaluation sets
  are left out (`train.py --measured`).
- `unansq/{dev,train}-{context,answerable-questions,unanswerable-questions}.txt`: pairs of an answerable and an unanswerable question about the same
  sentence, of SQuAD 2.0's training set (Zhu et al., 2019, "Learning to Ask Unanswerable Questions"; the texts are SQuAD's, CC BY-SA 4.0), `QG` of
  https://github.com/haichao592/UnAnsQ. Its `test-*` files are from SQuAD's development set: do not use them.
- `nqg/{src,tgt}-test.txt`: sentences of SQuAD 1.1's training set with questions (Du et al., 2017; texts CC BY-SA 4.0), `data/processed` of
  https://github.com/xinyadu/nqg; they supply the sentences of `unansq/train-*`. Its `*-dev.txt` files are from SQuAD's development set.
- `new_wiki_v1.0.json`, `amazon_reviews_v1.0.json`, `reddit_v1.0.json`: Miller et al., 2020 (CC BY 4.0),
  https://github.com/modestyachts/squadshifts-website.
- `qamr/{dev,test,wiki-sentences}.tsv`: Michael et al., 2018 (MIT), https://github.com/uwnlp/qamr.
- `selqa-ass-{dev,test}.json`: Jurczyk et al., 2016 (Apache 2.0), https://github.com/emorynlp/selqa.
- `qed-dev.jsonlines`: Lamm et al., 2021 (CC BY-SA 3.0), https://github.com/google-research-datasets/QED.
- `condaqa_dev.json`, `condaqa/*.json`: yes/no questions about negation, with edited passages (Ravichander et al., 2022; Apache 2.0),
  https://github.com/AbhilashaRavichander/CondaQA, `data/condaqa_dev.json` and `data/few-shot/test_splits`.
- `ori_pqal.json`: PubMedQA's labelled questions (Jin et al., 2019; MIT), https://github.com/pubmedqa/pubmedqa.

Examined and left out: SubjQA (each domain has the licence of its reviews, some of them for research only), FalseQA (no licence, no texts), SICK
(non-commercial), the contrast sets of BoolQ (they share passages with BoolQ's development set), and those of Quoref, ROPES and DROP (no single
sentence answers).
"""

import json
import random
from collections.abc import Collection, Iterable, Iterator
from itertools import chain, islice
from pathlib import Path

from assistant.eval.training.qa_model.examples import Group, TextSentence, sentences_of
from assistant.eval.training.qa_model.paragraph_sources import (
    group_of,
    paired_sentences,
    squad_answered,
    squad_impossible,
    unanswerable_pairs,
)
from assistant.eval.training.qa_model.sentence_sources import qamr_groups, qed_groups, selqa_groups
from assistant.eval.training.qa_model.texts import folded
from assistant.eval.training.qa_model.yes_no_sources import conda_groups, pubmed_groups, statement_groups

SAMPLED = {
    "squad": 2000, "squad-impossible": 400, "unansq": 3000, "wiki": 2400, "amazon": 700, "reddit": 700, "qamr": 1000, "selqa": 500, "qed": 700,
    "condaqa": 3600, "pubmedqa": 700, "statements": 900,
}  # fmt: skip
"""The maximum number of groups of each source; `read_general` may multiply it."""

_CHANGED = 0.6
_COMPARED_LENGTH = 240
_MIN_COMPARED_LENGTH = 30
_TRIMMED = 5  # characters at each end, which may differ


def read_general(
    folder: Path, draw: random.Random, without: Collection[str] = (), measured: str = "", factor: float = 1.0
) -> list[Group]:
    """Reads the groups of all published sources; `SAMPLED` times `factor` limits their numbers.

    Args:
        folder: The folder of the files.
        draw: Draws the groups and their negatives.
        without: The titles of articles that are left out.
        measured: The texts of evaluation sets, folded; a group of `unansq` is left out if they contain its sentence.
        factor: Multiplies the numbers of `SAMPLED`.
    """
    limits = {source: round(factor * count) for source, count in SAMPLED.items()}
    titles = frozenset(without)
    squad, wiki = folder / "squad-train-part.json", folder / "new_wiki_v1.0.json"
    groups: dict[str, Iterable[Group]] = {
        "squad": _paragraph_groups("squad", squad, draw, titles, limits["squad"]),
        "squad-impossible": squad_impossible(squad, draw, titles),
        "unansq": _unmeasured(
            chain(unanswerable_pairs(folder / "unansq"), paired_sentences(folder / "unansq", folder / "nqg")), measured
        ),
        "wiki": _paragraph_groups("wiki", wiki, draw, titles, limits["wiki"]),
        "amazon": _paragraph_groups(
            "amazon", folder / "amazon_reviews_v1.0.json", draw, titles, limits["amazon"], alone=True
        ),
        "reddit": _paragraph_groups("reddit", folder / "reddit_v1.0.json", draw, titles, limits["reddit"], alone=True),
        "qamr": islice(qamr_groups(folder / "qamr", draw), limits["qamr"]),
        "selqa": chain.from_iterable(selqa_groups(folder / f"selqa-ass-{half}.json", draw) for half in ("dev", "test")),
        "qed": qed_groups(folder / "qed-dev.jsonlines", draw),
        "condaqa": conda_groups(
            [folder / "condaqa_dev.json", *sorted((folder / "condaqa").glob("*.json"))], draw, limits["condaqa"]
        ),
        "pubmedqa": pubmed_groups(folder / "ori_pqal.json", draw),
        "statements": statement_groups(_wiki_texts(wiki), draw),
    }
    sampled: list[Group] = []
    for source, source_groups in groups.items():
        available = list(source_groups)
        sampled += draw.sample(available, min(len(available), limits[source]))
    return sampled


def _paragraph_groups(
    source: str, file: Path, draw: random.Random, titles: frozenset[str], limit: int, *, alone: bool = False
) -> Iterator[Group]:
    answered_questions = list(squad_answered(file, alone=alone, without=titles))
    for answered in draw.sample(answered_questions, min(len(answered_questions), limit)):
        yield group_of(answered, source, draw, change=_CHANGED, similar=1 if alone else 2)


def _unmeasured(groups: Iterable[Group], measured: str) -> Iterator[Group]:
    """Yields the groups whose sentence is not in the folded texts of evaluation sets."""
    for group in groups:
        sentence = folded(group.questions[0].labels[0].candidate.sentence)[:_COMPARED_LENGTH]
        if len(sentence) <= _MIN_COMPARED_LENGTH or sentence[_TRIMMED:-_TRIMMED] not in measured:
            yield group


def _wiki_texts(file: Path) -> Iterator[tuple[str, tuple[TextSentence, ...]]]:
    for article in json.loads(file.read_text())["data"]:
        title = article["title"].replace("_", " ")
        for paragraph in article["paragraphs"]:
            yield f"{file.stem}/{title}/", sentences_of(title, paragraph["context"])
