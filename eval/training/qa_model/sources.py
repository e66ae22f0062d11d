"""The data that the QA model is trained on, as published. None of it is measured by, and what shares a text with a measured set is left out.

Files of the folder that `read_general` is given, with where they are published:

- `squad-train-part.json`: ten articles of SQuAD 2.0's training set (Rajpurkar et al., 2018; CC BY-SA 4.0), `train-v2.0.json` of
  https://github.com/PhongNTDo/guide_train_MRC_transformers. Articles that a measured set has too are named with `--without-titles`.
- `unansq/{dev,train}-{context,answerable-questions,unanswerable-questions}.txt`: pairs of an answerable and an unanswerable question about the same
  sentence, of SQuAD 2.0's training set (Zhu et al., 2019, "Learning to Ask Unanswerable Questions"; the texts are SQuAD's, CC BY-SA 4.0), `QG` of
  https://github.com/haichao592/UnAnsQ. Its `test-*` files are SQuAD's development set, and must not be used.
- `nqg/{src,tgt}-test.txt`: sentences of SQuAD 1.1's training set with questions (Du et al., 2017; texts CC BY-SA 4.0), `data/processed` of
  https://github.com/xinyadu/nqg; they supply the sentences of `unansq/train-*`. Its `*-dev.txt` files are SQuAD's development set.
- `new_wiki_v1.0.json`, `amazon_reviews_v1.0.json`, `reddit_v1.0.json`: Miller et al., 2020 (CC BY 4.0),
  https://github.com/modestyachts/squadshifts-website.
- `qamr/{dev,test,wiki-sentences}.tsv`: Michael et al., 2018 (MIT), https://github.com/uwnlp/qamr.
- `selqa-ass-{dev,test}.json`: Jurczyk et al., 2016 (Apache 2.0), https://github.com/emorynlp/selqa.
- `qed-dev.jsonlines`: Lamm et al., 2021 (CC BY-SA 3.0), https://github.com/google-research-datasets/QED.
- `condaqa_dev.json`, `condaqa/*.json`: yes/no questions about negation, with edited passages (Ravichander et al., 2022; Apache 2.0),
  https://github.com/AbhilashaRavichander/CondaQA, `data/condaqa_dev.json` and `data/few-shot/test_splits`.
- `ori_pqal.json`: PubMedQA's labelled questions (Jin et al., 2019; MIT), https://github.com/pubmedqa/pubmedqa.

Looked at and left out: SubjQA (each domain has the licence of its reviews, some of them for research only), FalseQA (no licence, no texts), SICK
(non-commercial), the contrast sets of BoolQ (they share passages with BoolQ's development set), and those of Quoref, ROPES and DROP (no single
sentence answers).
"""

import json
import random
from collections.abc import Collection, Iterable, Iterator
from itertools import chain, islice
from pathlib import Path

from assistant.eval.training.qa_model import sentence_sources as published
from assistant.eval.training.qa_model.examples import Group, Label, LabelledQuestion, TextSentence, sentences_of
from assistant.eval.training.qa_model.paragraph_sources import (
    folded,
    group_of,
    paired_sentences,
    squad_answered,
    squad_impossible,
    unanswerable_pairs,
)
from assistant.eval.training.qa_model.sentence_examples import Example
from assistant.eval.training.qa_model.yes_no_sources import conda_groups, pubmed_groups, statement_groups
from assistant.extractive.qa_model.candidates import Candidate

SAMPLED = {
    "squad": 2000, "squad-impossible": 400, "unansq": 3000, "wiki": 2400, "amazon": 700, "reddit": 700, "qamr": 1000, "selqa": 500, "qed": 700,
    "condaqa": 3600, "pubmedqa": 700, "statements": 900,
}  # fmt: skip
"""So many groups of each source are used at most."""

_CHANGED = 0.6
_COMPARED = 240  # characters of a paragraph or sentence that are looked for in the texts of measured sets


def read_general(folder: Path, draw: random.Random, without: Collection[str] = (), measured: str = "") -> list[Group]:
    """The groups of all published sources, as many of each as `SAMPLED` says.

    Args:
        folder: Where the files are.
        draw: Draws what is used, and what stands beside what.
        without: The titles of articles that are left out.
        measured: The texts of measured sets, folded; what is found in them is left out.
    """
    titles = frozenset(without)
    squad = folder / "squad-train-part.json"

    def paragraphs(name: str, source: str, file: Path, *, alone: bool = False) -> Iterator[Group]:
        answered = list(squad_answered(file, alone=alone, without=titles))
        for one in draw.sample(answered, min(len(answered), SAMPLED[name])):
            yield group_of(one, source, draw, change=_CHANGED, near=1 if alone else 2)

    wiki = folder / "new_wiki_v1.0.json"
    groups: dict[str, Iterable[Group]] = {
        "squad": paragraphs("squad", "squad", squad),
        "squad-impossible": squad_impossible(squad, draw, titles),
        "unansq": (
            one
            for one in chain(
                unanswerable_pairs(folder / "unansq", unseen=frozenset()),
                paired_sentences(folder / "unansq", folder / "nqg", unseen=frozenset()),
            )
            if not _is_measured(one, measured)
        ),
        "wiki": paragraphs("wiki", "wiki", wiki),
        "amazon": paragraphs("amazon", "amazon", folder / "amazon_reviews_v1.0.json", alone=True),
        "reddit": paragraphs("reddit", "reddit", folder / "reddit_v1.0.json", alone=True),
        "qamr": islice(from_examples(published.qamr_examples(folder / "qamr", draw), "qamr"), SAMPLED["qamr"]),
        "selqa": from_examples(
            chain.from_iterable(published.selqa_examples(folder / f"selqa-ass-{half}.json", draw) for half in ("dev", "test")), "selqa"
        ),
        "qed": from_examples(published.qed_examples(folder / "qed-dev.jsonlines", draw), "qed"),
        "condaqa": conda_groups([folder / "condaqa_dev.json", *sorted((folder / "condaqa").glob("*.json"))], draw, SAMPLED["condaqa"]),
        "pubmedqa": pubmed_groups(folder / "ori_pqal.json", draw),
        "statements": statement_groups(_wiki_texts(wiki), draw),
    }  # fmt: skip
    found: list[Group] = []
    for name, several in groups.items():
        everything = list(several)
        found += draw.sample(everything, min(len(everything), SAMPLED[name]))
    return found


def from_examples(examples: Iterable[Example], source: str) -> Iterator[Group]:
    """The examples of the older reader as groups; the sentences of a text that has several are not told apart, so only single ones are used."""
    for example in examples:
        labels = []
        for read in example.texts:
            title, line, text = read.text.rpartition("\n")
            if len(sentences_of("", text)) != 1:
                continue
            shift = len(title) + len(line)
            span = (read.answer[0] - shift, read.answer[1] - shift) if read.answer else None
            candidate = Candidate(title, "", text)
            labels.append(Label(candidate, read.answers, span, method="" if read.answers else "similar"))
        if labels:
            yield Group((LabelledQuestion(example.question, tuple(labels)),), source, f"{source}/{example.question}")


def _wiki_texts(file: Path) -> Iterator[tuple[str, tuple[TextSentence, ...]]]:
    for article in json.loads(file.read_text())["data"]:
        title = article["title"].replace("_", " ")
        for paragraph in article["paragraphs"]:
            yield f"{file.stem}/{title}/", sentences_of(title, paragraph["context"])


def _is_measured(group: Group, measured: str) -> bool:
    sentence = folded(group.questions[0].labels[0].candidate.sentence)[:_COMPARED]
    return bool(measured) and len(sentence) > 30 and sentence[5:-5] in measured
