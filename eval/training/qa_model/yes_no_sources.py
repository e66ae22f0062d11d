"""Yes/no questions, published or made from statements, as groups for training; `sources.py` says what the files are."""

import csv
import json
import random
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any

from assistant.eval.training.qa_model.examples import (
    Group,
    Label,
    LabelledQuestion,
    TextSentence,
    YesNo,
    most_similar,
    sentences_of,
)
from assistant.extractive.qa_model.candidates import Candidate
from assistant.ingest.language.content_words import content_stems

_LABELS: Mapping[str, YesNo] = {"YES": "yes", "NO": "no", "yes": "yes", "no": "no", "maybe": "undecided"}
_STATEMENT = re.compile(
    r"(?P<subject>(?:The |A |An )?[A-Z][\w’' .-]{2,55}?) (?P<auxiliary>is|are|was|were|will|can|could|may|might|should|has been|have been|had been)"
    r" (?P<not>not |never )?(?P<rest>[^;:()\"“”]+)"
)
_STOPS = re.compile(
    r",| (?:that|which|who|whose|where|because|when|after|before|while|but|and|although|as|if|since|so|with) "
)
_NO_SUBJECT = re.compile(
    r"\b(?:who|which|that|if|when|while|although|as|after|since|because|said|there|it|this|these|what|how|he|she|they|in|on|at|by|for)\b",
    re.IGNORECASE,
)
_NO_PROPER = re.compile(r"(?:The|A|An|His|Her|Its|Their|Most|Many|Some|All|Both|Several|Other|Each) ")
_YEAR = re.compile(r"\b(?:1[0-9]\d{2}|20[0-4]\d)\b")
_LEAST_WORDS, _MOST_WORDS = 3, 14
_PAST = re.compile(r"(?:\w+ed|born|held|made|built|found|sold|given|taken|won|written|chosen|shown)\b")


def conda_groups(files: Iterable[Path], draw: random.Random, count: int) -> Iterator[Group]:
    """Questions about what a negation implies, over a paragraph and edits of it; one that it does not settle is not answered.

    Args:
        files: The files.
        draw: Draws which are used.
        count: How many are used at most.
    """
    records = {(one["sentence1"], one["sentence2"]): one for file in files for one in _records(file)}
    for (passage, question), record in draw.sample(list(records.items()), min(count, len(records))):
        sentences = sentences_of("", passage)
        place = _nearest(sentences, record["original sentence"])
        label = _LABELS.get(record["label"])
        if place is None or (label is None and record["label"] != "DON'T KNOW"):
            continue
        own = sentences[place].candidate
        labels = [Label(own, answers=label is not None, yes_no=label, method="" if label else "human")]
        others = [one for one in sentences if one is not sentences[place]]
        near = most_similar(frozenset(content_stems(question)), others, 1)
        if label and len(others) > 1 and hash_of(question) % 3 == 0:
            labels += [Label(one.candidate, answers=False, method="similar") for one in near]
        yield Group(
            (LabelledQuestion(question, tuple(labels), asks_yes_no=True),), "condaqa", f"condaqa/{record['PassageID']}"
        )


def hash_of(text: str) -> int:
    """A number for a text that is the same in every process."""
    return sum(position * ord(character) for position, character in enumerate(text, 1))


def _records(file: Path) -> list[dict[str, Any]]:
    lines = file.read_text().splitlines()
    return [json.loads(line) for line in lines if line.strip()]


def _nearest(sentences: Sequence[TextSentence], original: str) -> int | None:
    """The sentence that is most like the one with the negation; edits change its words."""
    if not sentences:
        return None
    stems = frozenset(content_stems(original))
    near = most_similar(stems, sentences, 3)
    best = max(near, key=lambda one: SequenceMatcher(None, original, one.candidate.sentence).ratio())
    return sentences.index(best)


def pubmed_groups(file: Path, draw: random.Random) -> Iterator[Group]:
    """Questions of medical papers with the first sentence of their conclusion, and a sentence of their methods that says nothing of it."""
    for identifier, record in json.loads(file.read_text()).items():
        conclusion = sentences_of("", record["LONG_ANSWER"])
        if not conclusion:
            continue
        question = record["QUESTION"]
        labels = [Label(conclusion[0].candidate, answers=True, yes_no=_LABELS[record["final_decision"]])]
        methods = sentences_of("", record["CONTEXTS"][0])
        if methods:
            near = most_similar(frozenset(content_stems(question)), methods, 2)
            labels.append(Label(draw.choice(near).candidate, answers=False, method="similar"))
        yield Group(
            (LabelledQuestion(question, tuple(labels), asks_yes_no=True),), "pubmedqa", f"pubmedqa/{identifier}"
        )


def statement_groups(texts: Iterable[tuple[str, Sequence[TextSentence]]], draw: random.Random) -> Iterator[Group]:
    """Yes/no questions made from plain statements: whether it is so, whether it is so with another year, and whether it still is so.

    Args:
        texts: Keys of articles with their sentences.
        draw: Draws.
    """
    for key, sentences in texts:
        for sentence in sentences:
            questions = _questions(sentence.candidate, draw)
            if not questions:
                continue
            others = [one for one in sentences if one is not sentence]
            near = most_similar(frozenset(content_stems(questions[0].question)), others, 1)
            asked = questions[0]
            if near and asked.labels[0].answers:
                wrong = Label(near[0].candidate, answers=False, method="similar")
                questions[0] = LabelledQuestion(asked.question, (*asked.labels, wrong), asks_yes_no=True)
            yield Group(tuple(questions), "statements", key)


def _questions(candidate: Candidate, draw: random.Random) -> list[LabelledQuestion]:
    found = _STATEMENT.match(candidate.sentence)
    if not found or _NO_SUBJECT.search(found["subject"]):
        return []
    rest = _STOPS.split(found["rest"].rstrip(". "), maxsplit=1)[0].strip()
    words = rest.split()
    if not _LEAST_WORDS <= len(words) <= _MOST_WORDS or len(found["subject"].split()) > 7:
        return []
    subject = found["subject"]
    if _NO_PROPER.match(subject):
        subject = subject[0].lower() + subject[1:]
    auxiliary, denied = found["auxiliary"], bool(found["not"])
    questions = [_labelled(candidate, *_asked(auxiliary, subject, rest, denied=denied))]
    year = _YEAR.search(rest)
    if year and not denied and auxiliary in {"was", "were"}:
        other = str(int(year[0]) + draw.choice((-20, -9, -4, -2, 2, 3, 6, 11)))
        if other not in candidate.sentence and draw.random() < 0.6:
            questions.append(_labelled(candidate, _question(auxiliary, subject, rest.replace(year[0], other)), "no"))
    if not denied and auxiliary in {"was", "were"} and _PAST.match(rest) and draw.random() < 0.5:
        present = {"was": "is", "were": "are"}[auxiliary]
        timeless = re.sub(r"\b(?:in|on|since|during|from) (?:[A-Z]\w+ )?\d[\w ,]*", "", rest).strip(" ,")
        question = _question(present, f"{subject} {draw.choice(('still', 'now'))}", timeless)
        questions.append(
            LabelledQuestion(question, (Label(candidate, answers=False, method="tense"),), asks_yes_no=True)
        )
    return questions


def _asked(auxiliary: str, subject: str, rest: str, *, denied: bool) -> tuple[str, YesNo]:
    """The question that a statement settles, and how."""
    answer: YesNo = "no" if denied else "yes"
    if auxiliary in {"may", "might", "could"}:
        return _question("will", subject, rest), "undecided"
    return _question(auxiliary, subject, rest), answer


def _question(auxiliary: str, subject: str, rest: str) -> str:
    first, _, second = auxiliary.partition(" ")
    middle = f" {second}" if second else ""
    return f"{first.capitalize()} {subject}{middle} {rest}?"


def _labelled(candidate: Candidate, question: str, answer: YesNo) -> LabelledQuestion:
    return LabelledQuestion(question, (Label(candidate, answers=True, yes_no=answer),), asks_yes_no=True)


def read_rows(file: Path) -> list[list[str]]:
    """The rows of a tab-separated file."""
    with file.open(newline="") as lines:
        return list(csv.reader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))


def by_key(groups: Iterable[Group]) -> dict[str, list[Group]]:
    """Groups by their keys."""
    found: defaultdict[str, list[Group]] = defaultdict(list)
    for group in groups:
        found[group.key].append(group)
    return dict(found)
