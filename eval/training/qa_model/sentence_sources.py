"""Reads questions about single sentences as training groups; `sources.py` lists the files."""

import json
import random
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path

from assistant.eval.training.qa_model.examples import Group, Label, LabelledQuestion, Span, sentences_of
from assistant.eval.training.qa_model.paragraph_sources import AnsweredQuestion, group_of
from assistant.eval.training.qa_model.rules import swap_detail
from assistant.eval.training.qa_model.texts import contains_any, joined, tab_separated_rows
from assistant.extractive.qa_model.candidates import Candidate
from assistant.ingest.language.content_words import content_stems

_TITLED = 0.7  # share of the examples with a title, as the model also has to judge a sentence without one
_CHANGED = 0.6
_QUESTIONS_OF_SENTENCE = 16
_MAX_SENTENCES_OF_STEM = 400
_SIMILAR_POOL = 8


def qamr_groups(folder: Path, draw: random.Random) -> Iterator[Group]:
    """Yields questions about single sentences, with answers on which both checkers agree.

    Each is followed by a group of a changed question, if a name, year or number of it can be replaced.

    Args:
        folder: The folder of the files.
        draw: Draws the order, the negatives and the changes.
    """
    texts = {name: joined(text.split()) for name, text in tab_separated_rows(folder / "wiki-sentences.tsv")}
    stems = {name: frozenset(content_stems(text)) for name, (text, _) in texts.items()}
    names_of_stem = defaultdict(set)
    for name, text_stems in stems.items():
        for stem in text_stems:
            names_of_stem[stem].add(name)
    rows = [row for half in ("dev", "test") for row in tab_separated_rows(folder / f"{half}.tsv") if row[0] in texts]
    draw.shuffle(rows)
    used: defaultdict[str, set[str]] = defaultdict(set)
    for name, *_, question, answer, first_check, second_check in rows:
        question_stems = frozenset(content_stems(question))
        text, token_spans = texts[name]
        span = _agreed_span(token_spans, answer, (first_check, second_check))
        is_used = question.lower() in used[name] or len(used[name]) >= _QUESTIONS_OF_SENTENCE
        if is_used or span is None or not question_stems & stems[name]:
            continue
        used[name].add(question.lower())
        shared = Counter(
            other
            for stem in question_stems
            for other in names_of_stem[stem]
            if other != name and len(names_of_stem[stem]) < _MAX_SENTENCES_OF_STEM
        )
        similar = [other for other, _ in shared.most_common(_SIMILAR_POOL)]
        negatives = [texts[other][0] for other in draw.sample(similar, min(1, len(similar)))]
        yield from _qamr_groups_of(question, text, span, negatives, draw)


def _qamr_groups_of(
    question: str, text: str, span: Span, negatives: Sequence[str], draw: random.Random
) -> Iterator[Group]:
    """Yields the groups of a question; none if its text is not a single sentence."""
    sentences = sentences_of("", text)
    if len(sentences) != 1 or sentences[0].candidate.sentence != text:
        return
    others = [sentence for negative in negatives if len(parts := sentences_of("", negative)) == 1 for sentence in parts]
    answers = (text[slice(*span)],)
    answered = AnsweredQuestion(question, answers, sentences[0], span, text, others, f"qamr/{question}")
    yield group_of(answered, "qamr", draw, change=0, similar=1)
    changed = swap_detail(answered.rule_input(), draw) if draw.random() < _CHANGED else None
    if changed:
        label = Label(sentences[0].candidate, answers=False, method="similar")
        yield Group((LabelledQuestion(changed, (label,)),), "qamr", f"qamr/{changed}")


def _agreed_span(token_spans: Sequence[Span], answer: str, checks: Sequence[str]) -> Span | None:
    """Returns the characters of an answer given by its tokens; None if it is not contiguous or a checker's answer is elsewhere."""
    tokens = [int(token) for token in answer.split()]
    checked = [{int(token) for token in check.partition(":")[2].split()} for check in checks]
    if not tokens or tokens[-1] - tokens[0] + 1 != len(tokens) or not all(check & set(tokens) for check in checked):
        return None
    return token_spans[tokens[0]][0], token_spans[tokens[-1]][1]


def selqa_groups(file: Path, draw: random.Random) -> Iterator[Group]:
    """Yields questions with an answering sentence and the three sentences that share most words with the question.

    Args:
        file: The file.
        draw: Draws whether the title is given.
    """
    for record in json.loads(file.read_text()):
        right = [record["candidates"][number] for number in record["answers"]]
        stems = frozenset(content_stems(record["question"]))
        wrong = [text for number, text in enumerate(record["candidates"]) if number not in record["answers"]]
        wrong.sort(key=lambda text: -len(stems & frozenset(content_stems(text))))
        if right:
            title = record["article"].replace("_", " ")
            yield from _marked(record["question"], title, right[0], wrong[:3], "selqa", draw)


def qed_groups(file: Path, draw: random.Random) -> Iterator[Group]:
    """Yields questions with the answering sentence and two more of its paragraph.

    Args:
        file: The file.
        draw: Draws the other sentences, and whether the title is given.
    """
    for line in file.read_text().splitlines():
        record = json.loads(line)
        text, starts = record["paragraph_text"], record["sentence_starts"]
        selected = record["annotation"].get("selected_sentence")
        answers = [answer["string"] for alternatives in record["original_nq_answers"] for answer in alternatives]
        if not selected or not contains_any(text[selected["start"] : selected["end"]], answers):
            continue
        sentences = [text[start:end].strip() for start, end in zip(starts, [*starts[1:], len(text)], strict=True)]
        wrong = [sentence for sentence in sentences if sentence and not contains_any(sentence, answers)]
        question = f"{record['question_text'][0].upper()}{record['question_text'][1:]}?"
        wrong = draw.sample(wrong, min(2, len(wrong)))
        right = text[selected["start"] : selected["end"]]
        yield from _marked(question, record["title_text"], right, wrong, "qed", draw)


def _marked(
    question: str, title: str, right: str, wrong: Sequence[str], source: str, draw: random.Random
) -> Iterator[Group]:
    """Yields a group whose answer is known by sentence, not by character; texts of several sentences are left out."""
    title = title if draw.random() < _TITLED else ""
    labels = [Label(Candidate(title, "", right), answers=True)]
    labels += [Label(Candidate(title, "", text), answers=False, method="similar") for text in wrong]
    labels = [label for label in labels if len(sentences_of("", label.candidate.sentence)) == 1]
    if labels:
        yield Group((LabelledQuestion(question, tuple(labels)),), source, f"{source}/{question}")
