"""Reads questions about paragraphs as training groups; `sources.py` lists the files."""

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
from assistant.eval.training.qa_model.rules import RuleInput, changed_question
from assistant.eval.training.qa_model.texts import contains_any, folded, joined
from assistant.extractive.qa_model.candidates import Candidate

_SIMILAR_SENTENCES = 2
_SIMILAR_POOL = 8
_KEY_LENGTH = 60
_BRACKETS = frozenset({"-lrb-", "-rrb-", "-lsb-", "-rsb-"})


@dataclass(frozen=True, slots=True)
class AnsweredQuestion:
    """A question whose answering sentence is known.

    Attributes:
        question: The question.
        answers: The accepted answers.
        sentence: The sentence.
        span: The answer in it; None if only the sentence is known.
        text: The text around it.
        others: Sentences of the same article, from which negatives are taken.
        key: The article.
    """

    question: str
    answers: tuple[str, ...]
    sentence: TextSentence
    span: Span | None
    text: str
    others: Sequence[TextSentence]
    key: str

    def rule_input(self) -> RuleInput:
        """Returns the input of the rules that change the question."""
        candidate = self.sentence.candidate
        return RuleInput(self.question, candidate.sentence, f"{self.text} {candidate.title}", self.answers)


def group_of(
    answered: AnsweredQuestion, source: str, draw: random.Random, *, change: float, similar: int = _SIMILAR_SENTENCES
) -> Group:
    """Makes a group of the question, and perhaps of a changed question that nothing answers.

    Args:
        answered: The question.
        source: The name of the data set.
        draw: Draws the negatives and the change.
        change: How often the group has a changed question.
        similar: The maximum number of similar sentences without the answer.
    """
    candidate = answered.sentence.candidate
    right = Label(candidate, answers=True, span=answered.span)
    wrong = [
        Label(sentence.candidate, answers=False, method="similar")
        for sentence in similar_without_answer(answered, draw, similar)
    ]
    questions = [LabelledQuestion(answered.question, (right, *wrong))]
    changed = changed_question(answered.rule_input(), draw) if draw.random() < change else None
    if changed:
        question, rule = changed
        questions.append(LabelledQuestion(question, (Label(candidate, answers=False, method=rule),)))
    return Group(tuple(questions), source, answered.key)


def similar_without_answer(answered: AnsweredQuestion, draw: random.Random, count: int) -> list[TextSentence]:
    """Draws some of the sentences that are most similar to the question and lack its answer."""
    answering = answered.sentence.candidate.sentence
    others = [
        other
        for other in answered.others
        if other.candidate.sentence != answering and not contains_any(other.candidate.sentence, answered.answers)
    ]
    similar = most_similar(answered.question, others, _SIMILAR_POOL)
    return draw.sample(similar, min(count, len(similar)))


def squad_answered(
    file: Path, *, alone: bool = False, without: frozenset[str] = frozenset()
) -> Iterator[AnsweredQuestion]:
    """Yields the answerable questions of a file in the format of SQuAD.

    Args:
        file: The file.
        alone: Whether a paragraph is unrelated to its title and to the other paragraphs under it.
        without: The titles of articles that are left out.
    """
    for article in json.loads(file.read_text())["data"]:
        title = article["title"].replace("_", " ")
        if title in without:
            continue
        paragraphs = [sentences_of("" if alone else title, record["context"]) for record in article["paragraphs"]]
        article_sentences = [sentence for sentences in paragraphs for sentence in sentences]
        for number, (sentences, paragraph) in enumerate(zip(paragraphs, article["paragraphs"], strict=True)):
            key = f"{file.stem}/{title}/{number if alone else ''}"
            others = sentences if alone else article_sentences
            for record in paragraph["qas"]:
                answer = None if record.get("is_impossible") else find_answer(sentences, record["answers"])
                if answer:
                    question = " ".join(record["question"].split())
                    # A set of strings has another order in each process.
                    answers = tuple(dict.fromkeys(given["text"] for given in record["answers"]))
                    yield AnsweredQuestion(question, answers, *answer, paragraph["context"], others, key)


def find_answer(
    sentences: Sequence[TextSentence], answers: Sequence[Mapping[str, Any]]
) -> tuple[TextSentence, Span] | None:
    """Returns the sentence with the answer that most annotators gave, and the answer's characters in it; None without one."""
    counts = Counter((answer["text"], answer["answer_start"]) for answer in answers)
    if not counts:
        return None
    (text, start), _ = counts.most_common(1)[0]
    for sentence in sentences:
        if sentence.start <= start and start + len(text) <= sentence.end:
            span = (start - sentence.start, start - sentence.start + len(text))
            return (sentence, span) if sentence.candidate.sentence[slice(*span)] == text else None
    return None


def squad_impossible(file: Path, draw: random.Random, without: frozenset[str]) -> Iterator[Group]:
    """Yields the unanswerable questions of SQuAD 2.0 with the sentence of their plausible answer.

    A question that this sentence answers is in the same group, if there is one.

    Args:
        file: The file.
        draw: Draws that question.
        without: The titles of articles that are left out.
    """
    for article in json.loads(file.read_text())["data"]:
        title = article["title"].replace("_", " ")
        if title in without:
            continue
        for paragraph in article["paragraphs"]:
            sentences = sentences_of(title, paragraph["context"])
            answerable: dict[str, list[LabelledQuestion]] = defaultdict(list)
            for record in paragraph["qas"]:
                answer = None if record["is_impossible"] else find_answer(sentences, record["answers"])
                if answer:
                    sentence, span = answer
                    label = Label(sentence.candidate, answers=True, span=span)
                    question = LabelledQuestion(record["question"].strip(), (label,))
                    answerable[sentence.candidate.sentence].append(question)
            for record in paragraph["qas"]:
                plausible = find_answer(sentences, record.get("plausible_answers", ()))
                if not plausible:
                    continue
                candidate = plausible[0].candidate
                wrong = Label(candidate, answers=False, method="human")
                unanswerable = LabelledQuestion(record["question"].strip(), (wrong,))
                twins = answerable[candidate.sentence]
                answered = (draw.choice(twins),) if twins else ()
                yield Group((*answered, unanswerable), "squad-impossible", f"{file.stem}/{title}")


def unanswerable_pairs(folder: Path) -> Iterator[Group]:
    """Yields pairs of an answerable and an unanswerable question about one sentence, from SQuAD 2.0's training set.

    Args:
        folder: The folder of the three files of the part that has its paragraphs.
    """
    names = ("context", "answerable-questions", "unanswerable-questions")
    columns = [[line.split("\t") for line in (folder / f"dev-{name}.txt").read_text().splitlines()] for name in names]
    for (context, first, last), answerable, unanswerable in zip(*columns, strict=True):
        tokens, (start, end) = context.split(), (int(first), int(last) + 1)
        answer = (int(answerable[2]) - start, int(answerable[3]) - start)
        before = joined(_last_sentence(tokens[:start]))[0]
        pair = _pair(before, tokens[start:end], answer, answerable[1], unanswerable[1])
        if pair:
            yield Group(pair, "unansq", f"unansq/{folded(context)[:_KEY_LENGTH]}")


def paired_sentences(folder: Path, sentences_folder: Path) -> Iterator[Group]:
    """Yields such pairs from the part without paragraphs; the sentence is found by the answerable question.

    Args:
        folder: The folder of the files of pairs.
        sentences_folder: The folder of the files with a sentence a line and with a question a line.
    """
    lines = [(sentences_folder / f"{name}-test.txt").read_text().splitlines() for name in ("src", "tgt")]
    sentence_of = {folded(question): sentence for sentence, question in zip(*lines, strict=True)}
    names = ("answerable-questions", "unanswerable-questions")
    columns = [[line.split("\t") for line in (folder / f"train-{name}.txt").read_text().splitlines()] for name in names]
    for answerable, unanswerable in zip(*columns, strict=True):
        sentence = sentence_of.get(folded(answerable[1]))
        if sentence:
            tokens = [token.upper() if token in _BRACKETS else token for token in sentence.split()]
            pair = _pair("", tokens, None, answerable[1], unanswerable[1])
            if pair:
                yield Group(pair, "unansq", f"unansq/{folded(sentence)[:_KEY_LENGTH]}")


def _pair(
    before: str, tokens: Sequence[str], answer: Span | None, answerable: str, unanswerable: str
) -> tuple[LabelledQuestion, LabelledQuestion] | None:
    """Makes the two questions about one sentence; None if the answer is outside of it, or the questions are equal."""
    sentence, token_spans = joined(tokens)
    span = None
    if answer is not None:
        if not 0 <= answer[0] <= answer[1] < len(token_spans):
            return None
        span = (token_spans[answer[0]][0], token_spans[answer[1]][1])
    if folded(answerable) == folded(unanswerable):
        return None
    candidate = Candidate("", before, sentence)
    return (
        LabelledQuestion(joined(answerable.split())[0], (Label(candidate, answers=True, span=span),)),
        LabelledQuestion(joined(unanswerable.split())[0], (Label(candidate, answers=False, method="human"),)),
    )


def _last_sentence(tokens: Sequence[str]) -> Sequence[str]:
    """Returns the tokens of the last sentence: those after the last full stop but one."""
    stops = [position for position, token in enumerate(tokens[:-1]) if token in {".", "?", "!"}]
    return tokens[stops[-1] + 1 :] if stops else tokens
