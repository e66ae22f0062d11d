"""Reads yes/no questions, or makes them from statements, as training groups; `sources.py` lists the files."""

import json
import random
import re
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

_CLASSES: Mapping[str, YesNo] = {"YES": "yes", "NO": "no", "yes": "yes", "no": "no", "maybe": "undecided"}
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
_MIN_WORDS, _MAX_WORDS, _MAX_SUBJECT_WORDS = 3, 14, 7
_QUESTIONS_PER_NEGATIVE = 3
_PAST = re.compile(r"(?:\w+ed|born|held|made|built|found|sold|given|taken|won|written|chosen|shown)\b")


def conda_groups(files: Iterable[Path], draw: random.Random, count: int) -> Iterator[Group]:
    """Yields questions about what a negation implies, over a paragraph and over edited versions of it.

    The sentence does not answer if the annotators did not know the answer.

    Args:
        files: The files.
        draw: Draws the questions.
        count: The maximum number of questions.
    """
    records = {(record["sentence1"], record["sentence2"]): record for file in files for record in _records(file)}
    for (passage, question), record in draw.sample(list(records.items()), min(count, len(records))):
        sentences = sentences_of("", passage)
        negated = _closest_sentence(sentences, record["original sentence"])
        yes_no = _CLASSES.get(record["label"])
        if negated is None or (yes_no is None and record["label"] != "DON'T KNOW"):
            continue
        labels = [Label(negated.candidate, answers=yes_no is not None, yes_no=yes_no, method="" if yes_no else "human")]
        others = [sentence for sentence in sentences if sentence is not negated]
        if yes_no and len(others) > 1 and _stable_number(question) % _QUESTIONS_PER_NEGATIVE == 0:
            similar = most_similar(question, others, 1)
            labels += [Label(sentence.candidate, answers=False, method="similar") for sentence in similar]
        labelled = LabelledQuestion(question, tuple(labels), asks_yes_no=True)
        yield Group((labelled,), "condaqa", f"condaqa/{record['PassageID']}")


def _stable_number(text: str) -> int:
    """Returns a number for a text that is the same in every process."""
    return sum(position * ord(character) for position, character in enumerate(text, 1))


def _records(file: Path) -> list[dict[str, Any]]:
    lines = file.read_text().splitlines()
    return [json.loads(line) for line in lines if line.strip()]


def _closest_sentence(sentences: Sequence[TextSentence], original: str) -> TextSentence | None:
    """Returns the sentence most similar to the one with the negation, whose words the edits change; None without sentences."""
    return max(
        most_similar(original, sentences, 3),
        key=lambda sentence: SequenceMatcher(None, original, sentence.candidate.sentence).ratio(),
        default=None,
    )


def pubmed_groups(file: Path, draw: random.Random) -> Iterator[Group]:
    """Yields questions of medical papers with the first sentence of the conclusion, and with a sentence of the methods as a negative.

    Args:
        file: The file.
        draw: Draws the negative.
    """
    for identifier, record in json.loads(file.read_text()).items():
        conclusion = sentences_of("", record["LONG_ANSWER"])
        if not conclusion:
            continue
        question = record["QUESTION"]
        labels = [Label(conclusion[0].candidate, answers=True, yes_no=_CLASSES[record["final_decision"]])]
        methods = sentences_of("", record["CONTEXTS"][0])
        if methods:
            similar = most_similar(question, methods, 2)
            labels.append(Label(draw.choice(similar).candidate, answers=False, method="similar"))
        labelled = LabelledQuestion(question, tuple(labels), asks_yes_no=True)
        yield Group((labelled,), "pubmedqa", f"pubmedqa/{identifier}")


def statement_groups(texts: Iterable[tuple[str, Sequence[TextSentence]]], draw: random.Random) -> Iterator[Group]:
    """Makes yes/no questions from statements: whether it is true, whether it is true with another year, and whether it still is true.

    Args:
        texts: Keys of articles with their sentences.
        draw: Draws the changes.
    """
    for key, sentences in texts:
        for sentence in sentences:
            questions = _questions(sentence.candidate, draw)
            if not questions:
                continue
            plain = questions[0]
            others = [other for other in sentences if other is not sentence]
            similar = most_similar(plain.question, others, 1)
            if similar and plain.labels[0].answers:
                wrong = Label(similar[0].candidate, answers=False, method="similar")
                questions[0] = LabelledQuestion(plain.question, (*plain.labels, wrong), asks_yes_no=True)
            yield Group(tuple(questions), "statements", key)


def _questions(candidate: Candidate, draw: random.Random) -> list[LabelledQuestion]:
    """Makes the questions that a sentence settles, and those whose tense it does not settle; none if it is not a plain statement."""
    statement = _STATEMENT.match(candidate.sentence)
    if not statement or _NO_SUBJECT.search(statement["subject"]):
        return []
    rest = _STOPS.split(statement["rest"].rstrip(". "), maxsplit=1)[0].strip()
    words = rest.split()
    if not _MIN_WORDS <= len(words) <= _MAX_WORDS or len(statement["subject"].split()) > _MAX_SUBJECT_WORDS:
        return []
    subject = statement["subject"]
    if _NO_PROPER.match(subject):
        subject = subject[0].lower() + subject[1:]
    auxiliary, is_negated = statement["auxiliary"], bool(statement["not"])
    questions = [_labelled(candidate, *_question_with_answer(auxiliary, subject, rest, is_negated=is_negated))]
    year = _YEAR.search(rest)
    if year and not is_negated and auxiliary in {"was", "were"}:
        other_year = str(int(year[0]) + draw.choice((-20, -9, -4, -2, 2, 3, 6, 11)))
        if other_year not in candidate.sentence and draw.random() < 0.6:
            questions.append(
                _labelled(candidate, _in_question_order(auxiliary, subject, rest.replace(year[0], other_year)), "no")
            )
    if not is_negated and auxiliary in {"was", "were"} and _PAST.match(rest) and draw.random() < 0.5:
        present = {"was": "is", "were": "are"}[auxiliary]
        timeless = re.sub(r"\b(?:in|on|since|during|from) (?:[A-Z]\w+ )?\d[\w ,]*", "", rest).strip(" ,")
        question = _in_question_order(present, f"{subject} {draw.choice(('still', 'now'))}", timeless)
        questions.append(
            LabelledQuestion(question, (Label(candidate, answers=False, method="tense"),), asks_yes_no=True)
        )
    return questions


def _question_with_answer(auxiliary: str, subject: str, rest: str, *, is_negated: bool) -> tuple[str, YesNo]:
    """Returns the question that a statement settles, and its answer."""
    answer: YesNo = "no" if is_negated else "yes"
    if auxiliary in {"may", "might", "could"}:
        return _in_question_order("will", subject, rest), "undecided"
    return _in_question_order(auxiliary, subject, rest), answer


def _in_question_order(auxiliary: str, subject: str, rest: str) -> str:
    first, _, second = auxiliary.partition(" ")
    middle = f" {second}" if second else ""
    return f"{first.capitalize()} {subject}{middle} {rest}?"


def _labelled(candidate: Candidate, question: str, answer: YesNo) -> LabelledQuestion:
    return LabelledQuestion(question, (Label(candidate, answers=True, yes_no=answer),), asks_yes_no=True)
