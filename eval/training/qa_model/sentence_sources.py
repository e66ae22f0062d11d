"""The data that the packaged reader was trained on, as published: none of it is about news quizzes, or is measured by here.

- `new_wiki_v1.0.json`, `amazon_reviews_v1.0.json`, `reddit_v1.0.json`: questions about paragraphs, in SQuAD's form (Miller et al., 2020, "The Effect
  of Natural Distribution Shift on Question Answering Models"; https://github.com/modestyachts/squadshifts-website; CC BY 4.0).
- `qamr/dev.tsv`, `qamr/test.tsv` (of `data/filtered`), `qamr/wiki-sentences.tsv`: questions about single sentences of Wikipedia and Wikinews
  (Michael et al., 2018; https://github.com/uwnlp/qamr; MIT).
- `selqa-ass-dev.json`, `selqa-ass-test.json`: questions with the sentences of a section of Wikipedia, those marked that answer
  (Jurczyk et al., 2016; https://github.com/emorynlp/selqa; Apache 2.0).
- `qed-dev.jsonlines`: questions of a search engine's users with a paragraph of Wikipedia (Lamm et al., 2021;
  https://github.com/google-research-datasets/QED; CC BY-SA 3.0).
"""

import csv
import json
import random
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from assistant.eval.training.qa_model.sentence_examples import (
    TITLED,
    ContextText,
    Example,
    Paragraph,
    SourceQuestion,
    examples_of,
    has_any,
    sentence_in_context,
)
from assistant.ingest.errors import UsageError
from assistant.ingest.language.content_words import content_stems

_OF_ONE_SENTENCE = 16
_IN_MANY = 400
_TOKENS = {"-LRB-": "(", "-RRB-": ")", "-LSB-": "[", "-RSB-": "]", "``": '"', "''": '"'}
_GLUED_BEFORE = frozenset([*".,;:!?)]%", "n't"])
_GLUED_AFTER = frozenset("([$")


def read_prose(folder: Path, draw: random.Random) -> list[Example]:
    """Returns the examples from encyclopaedia and news.

    Args:
        folder: The folder of the files.
        draw: Draws the examples.

    Raises:
        UsageError: If a file is missing.
    """
    with _explained():
        return [
            *squad_examples(folder / "new_wiki_v1.0.json", draw),
            *qamr_examples(folder / "qamr", draw),
            *(one for half in ("dev", "test") for one in selqa_examples(folder / f"selqa-ass-{half}.json", draw)),
            *qed_examples(folder / "qed-dev.jsonlines", draw),
        ]


def read_everyday(folder: Path, draw: random.Random) -> list[Example]:
    """Returns the examples from reviews and posts, whose questions are as short and loose as those of a chat.

    Args:
        folder: The folder of the files.
        draw: Draws the examples.

    Raises:
        UsageError: If a file is missing.
    """
    with _explained():
        return [
            one
            for name in ("amazon_reviews", "reddit")
            for one in squad_examples(folder / f"{name}_v1.0.json", draw, alone=True)
        ]


@contextmanager
def _explained() -> Iterator[None]:
    try:
        yield
    except FileNotFoundError as error:
        raise UsageError(
            f"{error.filename} is missing; the files that the QA model is trained on, and where they are published, are listed in "
            "eval/training/qa_model/sources.py"
        ) from error


def squad_examples(file: Path, draw: random.Random, *, alone: bool = False) -> Iterator[Example]:
    """Yields examples from questions about paragraphs in the format of SQuAD.

    Args:
        file: The file.
        draw: Draws the examples.
        alone: Whether a paragraph is unrelated to its title and to the other paragraphs under it.
    """
    for article in json.loads(file.read_text())["data"]:
        title = "" if alone else article["title"].replace("_", " ")
        paragraphs = [Paragraph.of(one["context"]) for one in article["paragraphs"]]
        for paragraph, questions in zip(paragraphs, article["paragraphs"], strict=True):
            for question in questions["qas"]:
                asked = _asked(question, paragraph.text)
                if asked is not None:
                    yield from examples_of(asked, paragraph, [paragraph] if alone else paragraphs, title, draw)


def _asked(question: Mapping[str, Any], text: str) -> SourceQuestion | None:
    """Returns the question with the most frequent answer; None if it has no answer, or the answer is at another position."""
    given = Counter((one["text"], one["answer_start"]) for one in question["answers"])
    if question.get("is_impossible") or not given:
        return None
    (answer, start), _ = given.most_common(1)[0]
    if text[start : start + len(answer)] != answer:
        return None
    answers = tuple(answer for answer, _ in given)
    return SourceQuestion(" ".join(question["question"].split()), answers, (start, start + len(answer)))


def qamr_examples(folder: Path, draw: random.Random) -> Iterator[Example]:
    """Yields examples from questions about single sentences, with answers on which both checkers agree."""
    sentences = {name: joined(text.split()) for name, text in _rows(folder / "wiki-sentences.tsv")}
    stems = {name: frozenset(content_stems(text)) for name, (text, _) in sentences.items()}
    having = defaultdict(set)
    for name, own in stems.items():
        for stem in own:
            having[stem].add(name)
    rows = [row for half in ("dev", "test") for row in _rows(folder / f"{half}.tsv") if row[0] in sentences]
    draw.shuffle(rows)
    asked: defaultdict[str, set[str]] = defaultdict(set)
    for name, *_, question, answer, first_check, second_check in rows:
        own = frozenset(content_stems(question))
        known = question.lower() in asked[name] or len(asked[name]) >= _OF_ONE_SENTENCE
        span = _agreed(sentences[name][1], answer, (first_check, second_check))
        if known or span is None or not own & stems[name]:
            continue
        asked[name].add(question.lower())
        text = sentences[name][0]
        shared = Counter(
            other for stem in own for other in having[stem] if other != name and len(having[stem]) < _IN_MANY
        )
        near = [other for other, _ in shared.most_common(8)]
        others = [Paragraph.of(sentences[other][0]) for other in draw.sample(near, min(1, len(near)))]
        whole = Paragraph(text, ((0, len(text)),), (stems[name],))
        yield from examples_of(SourceQuestion(question, (text[slice(*span)],), span), whole, others, "", draw)


def _agreed(tokens: Sequence[tuple[int, int]], answer: str, checks: Sequence[str]) -> tuple[int, int] | None:
    """Returns the characters of an answer given by its tokens; None if it is not contiguous or a checker's answer is elsewhere."""
    own = [int(token) for token in answer.split()]
    others = [{int(token) for token in check.partition(":")[2].split()} for check in checks]
    if not own or own[-1] - own[0] + 1 != len(own) or not all(other & set(own) for other in others):
        return None
    return tokens[own[0]][0], tokens[own[-1]][1]


def joined(tokens: Sequence[str]) -> tuple[str, list[tuple[int, int]]]:
    """Joins Penn Treebank tokens to a text; returns it with the characters of each token."""
    text, spans, quoted = "", [], False
    for token in tokens:
        word = _TOKENS.get(token, token)
        glued = not text or word in _GLUED_BEFORE or text[-1] in _GLUED_AFTER or word.startswith("'")
        if word == '"':
            glued, quoted = quoted or not text, not quoted
        elif text.endswith('"') and quoted:
            glued = True
        text += word if glued else f" {word}"
        spans.append((len(text) - len(word), len(text)))
    return text, spans


def selqa_examples(file: Path, draw: random.Random) -> Iterator[Example]:
    """Yields questions with an answering sentence and the three sentences that share most words with the question."""
    for one in json.loads(file.read_text()):
        right = [one["candidates"][place] for place in one["answers"]]
        stems = frozenset(content_stems(one["question"]))
        wrong = [text for place, text in enumerate(one["candidates"]) if place not in one["answers"]]
        wrong.sort(key=lambda text: -len(stems & frozenset(content_stems(text))))
        if right:
            yield _marked(one["question"], one["article"].replace("_", " "), right[0], wrong[:3], draw)


def qed_examples(file: Path, draw: random.Random) -> Iterator[Example]:
    """Yields questions with the answering sentence and two more of its paragraph."""
    for line in file.read_text().splitlines():
        one = json.loads(line)
        text, starts = one["paragraph_text"], one["sentence_starts"]
        chosen = one["annotation"].get("selected_sentence")
        answers = [answer["string"] for several in one["original_nq_answers"] for answer in several]
        if not chosen or not has_any(text[chosen["start"] : chosen["end"]], answers):
            continue
        sentences = [text[start:end].strip() for start, end in zip(starts, [*starts[1:], len(text)], strict=True)]
        wrong = [sentence for sentence in sentences if sentence and not has_any(sentence, answers)]
        asked = f"{one['question_text'][0].upper()}{one['question_text'][1:]}?"
        wrong = draw.sample(wrong, min(2, len(wrong)))
        yield _marked(asked, one["title_text"], text[chosen["start"] : chosen["end"]], wrong, draw)


def _marked(question: str, title: str, right: str, wrong: Sequence[str], draw: random.Random) -> Example:
    """Makes an example whose answer is known by sentence, not by character."""
    title = title if draw.random() < TITLED else ""
    read = ContextText(sentence_in_context(title, "", right), answers=True)
    return Example(
        question, (read, *(replace(read, text=sentence_in_context(title, "", one), answers=False) for one in wrong))
    )


def _rows(file: Path) -> list[list[str]]:
    with file.open(newline="") as lines:
        return list(csv.reader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))
