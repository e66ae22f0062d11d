"""Questions about paragraphs, as groups for training; `sources.py` says what the files are."""

import json
import random
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from assistant.eval.training.qa_model.examples import (
    Group,
    Label,
    LabelledQuestion,
    Span,
    TextSentence,
    most_similar,
    sentences_of,
)
from assistant.eval.training.qa_model.rules import Asked, changed_question
from assistant.eval.training.qa_model.sentence_examples import has_any
from assistant.eval.training.qa_model.sentence_sources import joined
from assistant.extractive.qa_model.candidates import Candidate
from assistant.ingest.language.content_words import content_stems

_NEAR_MISSES = 2
_LOOKED_THROUGH = 8
_BRACKETS = frozenset({"-lrb-", "-rrb-", "-lsb-", "-rsb-"})


@dataclass(frozen=True, slots=True)
class Answered:
    """A question whose answering sentence is known.

    Attributes:
        question: The question.
        answers: What counts as the answer.
        sentence: The sentence.
        span: The answer in it; None where only the sentence is known.
        text: The text around it.
        others: Sentences of the same article.
        key: The article.
    """

    question: str
    answers: tuple[str, ...]
    sentence: TextSentence
    span: Span | None
    text: str
    others: Sequence[TextSentence]
    key: str


def group_of(answered: Answered, source: str, draw: random.Random, *, change: float, near: int = _NEAR_MISSES) -> Group:
    """The question with its sentence and the most similar ones that lack the answer, and perhaps a changed question that nothing answers.

    Args:
        answered: The question.
        source: The name of the data set.
        draw: Draws.
        change: How often it has a changed question beside it.
        near: How many similar sentences it has at most.
    """
    candidate = answered.sentence.candidate
    right = Label(candidate, answers=True, span=answered.span)
    wrong = [Label(one.candidate, answers=False, method="similar") for one in near_misses(answered, draw, near)]
    questions = [LabelledQuestion(answered.question, (right, *wrong))]
    if draw.random() < change:
        asked = Asked(answered.question, candidate.sentence, f"{answered.text} {candidate.title}", answered.answers)
        changed = changed_question(asked, draw)
        if changed:
            label = Label(candidate, answers=False, method=changed[1])
            questions.append(LabelledQuestion(changed[0], (label,)))
    return Group(tuple(questions), source, answered.key)


def near_misses(answered: Answered, draw: random.Random, count: int) -> list[TextSentence]:
    """Some of the sentences most similar to the question that lack its answer."""
    own = answered.sentence.candidate.sentence
    others = [
        one
        for one in answered.others
        if one.candidate.sentence != own and not has_any(one.candidate.sentence, answered.answers)
    ]
    found = most_similar(frozenset(content_stems(answered.question)), others, _LOOKED_THROUGH)
    return draw.sample(found, min(count, len(found)))


def squad_answered(file: Path, *, alone: bool = False, without: frozenset[str] = frozenset()) -> Iterator[Answered]:
    """The answerable questions of a file in the form of SQuAD.

    Args:
        file: The file.
        alone: Whether a paragraph has nothing to do with the others under its title, nor the title with it.
        without: The titles of articles that are left out.
    """
    for article in json.loads(file.read_text())["data"]:
        title = article["title"].replace("_", " ")
        if title in without:
            continue
        paragraphs = [sentences_of("" if alone else title, one["context"]) for one in article["paragraphs"]]
        everything = [sentence for sentences in paragraphs for sentence in sentences]
        for number, (sentences, paragraph) in enumerate(zip(paragraphs, article["paragraphs"], strict=True)):
            key = f"{file.stem}/{title}/{number if alone else ''}"
            others = sentences if alone else everything
            for record in paragraph["qas"]:
                found = None if record.get("is_impossible") else answer_in(sentences, record["answers"])
                if found:
                    question = " ".join(record["question"].split())
                    answers = tuple({one["text"] for one in record["answers"]})
                    yield Answered(question, answers, *found, paragraph["context"], others, key)


def answer_in(
    sentences: Sequence[TextSentence], answers: Sequence[Mapping[str, Any]]
) -> tuple[TextSentence, Span] | None:
    """The sentence with the answer that most annotators gave, and where in it that stands."""
    given = Counter((one["text"], one["answer_start"]) for one in answers)
    if not given:
        return None
    (text, start), _ = given.most_common(1)[0]
    for sentence in sentences:
        if sentence.start <= start and start + len(text) <= sentence.end:
            span = (start - sentence.start, start - sentence.start + len(text))
            return (sentence, span) if sentence.candidate.sentence[slice(*span)] == text else None
    return None


def squad_impossible(file: Path, draw: random.Random, without: frozenset[str]) -> Iterator[Group]:
    """The unanswerable questions of SQuAD 2.0 with the sentence of their plausible answer, beside an answerable one of that paragraph."""
    for article in json.loads(file.read_text())["data"]:
        title = article["title"].replace("_", " ")
        if title in without:
            continue
        for paragraph in article["paragraphs"]:
            sentences = sentences_of(title, paragraph["context"])
            answered: dict[str, list[LabelledQuestion]] = defaultdict(list)
            for record in paragraph["qas"]:
                found = None if record["is_impossible"] else answer_in(sentences, record["answers"])
                if found:
                    label = Label(found[0].candidate, answers=True, span=found[1])
                    answered[found[0].candidate.sentence].append(LabelledQuestion(record["question"].strip(), (label,)))
            for record in paragraph["qas"]:
                found = answer_in(sentences, record.get("plausible_answers", ()))
                if not found:
                    continue
                wrong = Label(found[0].candidate, answers=False, method="human")
                missed = LabelledQuestion(record["question"].strip(), (wrong,))
                twins = answered[found[0].candidate.sentence]
                beside = (draw.choice(twins),) if twins else ()
                yield Group((*beside, missed), "squad-impossible", f"{file.stem}/{title}")


def unanswerable_pairs(folder: Path, *, unseen: frozenset[str]) -> Iterator[Group]:
    """Pairs of an answerable and an unanswerable question about one sentence, from SQuAD 2.0's training set.

    Args:
        folder: With the three files of the part that has its paragraphs.
        unseen: Paragraphs, folded, that must not be used.
    """
    names = ("context", "answerable-questions", "unanswerable-questions")
    columns = [[line.split("\t") for line in (folder / f"dev-{name}.txt").read_text().splitlines()] for name in names]
    for (context, first, last), asked, missed in zip(*columns, strict=True):
        if folded(context) in unseen:
            continue
        tokens, (start, end) = context.split(), (int(first), int(last) + 1)
        answer = (int(asked[2]) - start, int(asked[3]) - start)
        before = joined(_sentence_before(tokens[:start]))[0]
        group = _pair("", before, tokens[start:end], answer, asked[1], missed[1])
        if group:
            yield Group(group, "unansq", f"unansq/{folded(context)[:60]}")


def paired_sentences(folder: Path, sentences: Path, *, unseen: frozenset[str]) -> Iterator[Group]:
    """The same pairs where only the sentence is known, found by the answerable question.

    Args:
        folder: With the files of pairs.
        sentences: The folder of files with a sentence and with a question a line.
        unseen: Sentences, folded, that must not be used.
    """
    lines = [(sentences / f"{name}-test.txt").read_text().splitlines() for name in ("src", "tgt")]
    known = {folded(question): sentence for sentence, question in zip(*lines, strict=True)}
    names = ("answerable-questions", "unanswerable-questions")
    columns = [[line.split("\t") for line in (folder / f"train-{name}.txt").read_text().splitlines()] for name in names]
    for asked, missed in zip(*columns, strict=True):
        sentence = known.get(folded(asked[1]))
        if sentence and folded(sentence) not in unseen:
            tokens = [token.upper() if token in _BRACKETS else token for token in sentence.split()]
            group = _pair("", "", tokens, None, asked[1], missed[1])
            if group:
                yield Group(group, "unansq", f"unansq/{folded(sentence)[:60]}")


def _pair(
    title: str, before: str, tokens: Sequence[str], answer: Span | None, asked: str, missed: str
) -> tuple[LabelledQuestion, LabelledQuestion] | None:
    """The two questions about one sentence; None where the answer is not inside it, or the two are the same."""
    sentence, places = joined(tokens)
    span = None
    if answer is not None:
        if not 0 <= answer[0] <= answer[1] < len(places):
            return None
        span = (places[answer[0]][0], places[answer[1]][1])
    if folded(asked) == folded(missed):
        return None
    candidate = Candidate(title, before, sentence)
    return (
        LabelledQuestion(joined(asked.split())[0], (Label(candidate, answers=True, span=span),)),
        LabelledQuestion(joined(missed.split())[0], (Label(candidate, answers=False, method="human"),)),
    )


def _sentence_before(tokens: Sequence[str]) -> Sequence[str]:
    """The tokens after the last full stop but one."""
    stops = [place for place, token in enumerate(tokens[:-1]) if token in {".", "?", "!"}]
    return tokens[stops[-1] + 1 :] if stops else tokens


def folded(text: str) -> str:
    """The letters and digits alone, in lower case: how texts are compared across tokenisations."""
    return "".join(character for character in text.lower() if character.isalnum())
