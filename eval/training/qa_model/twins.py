"""Reads twin questions over invented articles: the article answers one of them, and not the other, which has the same form."""

from __future__ import annotations

import hashlib
import json
import math
import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from assistant.eval.training.qa_model.examples import (
    Group,
    Label,
    LabelledQuestion,
    Span,
    TextSentence,
    YesNo,
    most_similar,
    sentences_of,
)
from assistant.eval.training.qa_model.topics import topic_names, with_topic

_SIMILAR_SENTENCES = 1
_MINED_SENTENCES = 2
_RANDOM_SENTENCES = 1
_FOREIGN_PROBABILITY, _FOREIGN_POOL, _FOREIGN_SAMPLE = 0.5, 3, 300
_HELD_OUT_OF = 5
_MIN_OVERLAP = 0.5
_OPENING_SENTENCES = 2
_OTHER_PLACE_OR_TIME = "c"  # a near miss that the story's place or day would contradict

SentenceLogits = Mapping[str, Mapping[str, float]]
"""The answer logit of each sentence, for each question."""


@dataclass(frozen=True, slots=True)
class Twin:
    """A pair of questions about one article.

    Attributes:
        question: The question that the article answers.
        near_miss: The question that it does not answer.
        kind: The kind of question: who, howmany, when, where, what, why, yesno.
        way: The difference of the near miss: a another attribute, b another person, c another place or time, d another relation, e a false
            presupposition, f another quantity, g a detail that is not given, h another tense or modality.
        answering: The positions of the sentences that answer.
        span: The shortest answer in the first of them, as characters of that sentence; None for yes/no questions.
        yes_no: The answer to a yes/no question.
        tempting: The position of the sentence that a careless reader would quote for the near miss.
    """

    question: str
    near_miss: str
    kind: str
    way: str
    answering: tuple[int, ...]
    span: Span | None
    yes_no: YesNo | None
    tempting: int | None


@dataclass(frozen=True, slots=True)
class TwinArticle:
    """An article with its pairs.

    Attributes:
        key: The story that the article is about, or its own id if no other article is about it.
        published: Its day; None if it has none.
        sentences: Its sentences.
        twins: Its pairs.
    """

    key: str
    published: date | None
    sentences: tuple[TextSentence, ...]
    twins: tuple[Twin, ...]

    @property
    def opening(self) -> list[str]:
        """The title and the first sentences."""
        first = [sentence.candidate for sentence in self.sentences[:_OPENING_SENTENCES]]
        return [*(candidate.title for candidate in first[:1]), *(candidate.sentence for candidate in first)]

    @property
    def held_out(self) -> bool:
        """Whether the article is only for measuring; decided by the hash of its key, so that the articles of one story stay together."""
        return is_held_out(self.key)


def is_held_out(key: str) -> bool:
    """Returns whether the articles of a key are only for measuring."""
    return hashlib.sha256(key.encode()).digest()[0] % _HELD_OUT_OF == 0


def twin_key(record: Mapping[str, Any]) -> str:
    """Returns the key of an article; see `TwinArticle.key`."""
    return f"twins/{record['story'] or record['id']}"


def read_twins(folder: Path) -> list[TwinArticle]:
    """Reads the articles of `part-*.jsonl`, each with the pairs that `plain-*.jsonl` and `states-*.jsonl` add to it."""
    added: dict[str, list[Any]] = {}
    for record in (*records(folder, "plain"), *records(folder, "states")):
        added.setdefault(record["id"], []).extend(record["pairs"])
    return [
        _article({**record, "pairs": [*record["pairs"], *added.get(record["id"], [])]})
        for record in records(folder, "part")
    ]


def read_language_twins(folder: Path) -> list[TwinArticle]:
    """Reads the articles of `languages-*.jsonl`, each with its questions in its own language and once more with its questions in English."""
    return [_article(asked) for record in language_records(folder) for asked in (record, _in_english(record))]


def language_records(folder: Path) -> Iterator[dict[str, Any]]:
    """Reads the records of `languages-*.jsonl`."""
    return records(folder, "languages")


def records(folder: Path, prefix: str) -> Iterator[dict[str, Any]]:
    """Yields the records of the files `PREFIX-*.jsonl` of a folder."""
    for file in sorted(folder.glob(f"{prefix}-*.jsonl")):
        yield from (json.loads(line) for line in file.read_text().splitlines() if line.strip())


def _in_english(record: Mapping[str, Any]) -> Mapping[str, Any]:
    pairs = [pair | {"question": pair["question_en"], "near_miss": pair["near_miss_en"]} for pair in record["pairs"]]
    return {**record, "pairs": pairs}


def _article(record: Mapping[str, Any]) -> TwinArticle:
    text = record["text"]
    sentences = sentences_of(record["title"], text, record.get("language", "en"))
    twins = []
    for pair in record["pairs"]:
        quoted = [_sentence_number(sentences, text, quote) for quote in pair["sentences"]]
        answering = tuple(dict.fromkeys(number for number in quoted if number is not None))
        if not answering:
            continue
        span = _span_in(sentences[answering[0]].candidate.sentence, pair["span"])
        tempting = _sentence_number(sentences, text, pair["tempting"]) if pair["tempting"] else None
        twin = Twin(
            pair["question"], pair["near_miss"], pair["kind"], pair["way"], answering, span, pair["yes_no"], tempting
        )
        twins.append(twin)
    published = date.fromisoformat(record["published"][:10]) if record.get("published") else None
    return TwinArticle(twin_key(record), published, sentences, tuple(twins))


def _sentence_number(sentences: Sequence[TextSentence], text: str, quote: str) -> int | None:
    """Returns the position of the sentence that a quote is from; None if it is from no single sentence."""
    start = text.find(quote)
    end = start + len(quote)

    def overlap(sentence: TextSentence) -> int:
        return min(end, sentence.end) - max(start, sentence.start)

    if start < 0:
        return None
    best = max(range(len(sentences)), key=lambda number: overlap(sentences[number]))
    shorter = min(len(quote), sentences[best].end - sentences[best].start)
    return best if overlap(sentences[best]) >= _MIN_OVERLAP * shorter else None


def _span_in(sentence: str, answer: str | None) -> Span | None:
    start = sentence.find(answer) if answer else -1
    return None if answer is None or start < 0 else (start, start + len(answer))


def twin_groups(
    articles: Sequence[TwinArticle], draw: random.Random, mined: SentenceLogits | None = None, *, topics: bool = False
) -> Iterator[Group]:
    """Yields each pair with its answering and tempting sentences, and with other sentences of this and of other articles.

    Args:
        articles: The articles.
        draw: Draws negatives.
        mined: The logits of an earlier model; for a near miss, the negatives that it scores highest are used. Without them, and for a question
            that is answered, the negatives that share most words with the question are used: what an earlier model scores high may
            answer too.
        topics: Whether the story is added to some questions.
    """
    sentences = [(article.key, sentence) for article in articles for sentence in article.sentences]
    for article in articles:
        others = [sentence for key, sentence in sentences if key != article.key]
        foreign = draw.sample(others, min(_FOREIGN_SAMPLE, len(others)))
        negatives = _NegativeSampler(article, foreign, mined, draw)
        names = topic_names(article.opening) if topics else []
        for twin in article.twins:
            questions = (_answerable(article, twin, negatives), _near_miss(twin, negatives))
            if topics and twin.way != _OTHER_PLACE_OR_TIME:
                texts = with_topic((twin.question, twin.near_miss), names, article.published, draw)
                questions = (replace(questions[0], question=texts[0]), replace(questions[1], question=texts[1]))
            yield Group(questions, "twins", article.key)


def _answerable(article: TwinArticle, twin: Twin, negatives: _NegativeSampler) -> LabelledQuestion:
    right = [
        Label(
            article.sentences[number].candidate,
            answers=True,
            span=None if position else twin.span,
            yes_no=twin.yes_no,
        )
        for position, number in enumerate(twin.answering)
    ]
    required = {}
    if twin.tempting is not None and twin.tempting not in twin.answering:
        required[twin.tempting] = "tempting"
    wrong = negatives.sample(twin.question, required, set(twin.answering))
    return LabelledQuestion(twin.question, (*right, *wrong), twin.kind == "yesno")


def _near_miss(twin: Twin, negatives: _NegativeSampler) -> LabelledQuestion:
    required = dict.fromkeys(twin.answering[:1], "answers the twin")
    if twin.tempting is not None:
        required[twin.tempting] = f"near miss {twin.way}"
    return LabelledQuestion(
        twin.near_miss, tuple(negatives.sample(twin.near_miss, required, set())), twin.kind == "yesno"
    )


@dataclass(frozen=True, slots=True)
class _NegativeSampler:
    """Chooses sentences that do not answer: the required ones, the most tempting of the others, and random ones.

    Attributes:
        article: The article of the question.
        foreign: Sentences of other articles.
        mined: The logits of an earlier model; may be None.
        draw: Draws.
    """

    article: TwinArticle
    foreign: Sequence[TextSentence]
    mined: SentenceLogits | None
    draw: random.Random

    def sample(self, question: str, required: Mapping[int, str], answering: set[int]) -> list[Label]:
        """Returns the negatives of a question.

        Args:
            question: The question.
            required: Positions of sentences that are always taken, with the method by which they were found.
            answering: Positions of sentences that answer.
        """
        sentences = self.article.sentences
        methods = dict(required)
        rest = [number for number in range(len(sentences)) if number not in answering and number not in methods]
        if self.mined is None or answering:
            similar = most_similar(question, [sentences[number] for number in rest], _SIMILAR_SENTENCES)
            methods |= dict.fromkeys((number for number in rest if sentences[number] in similar), "similar")
        else:
            logits = self.mined.get(question, {})
            rest.sort(key=lambda number: -logits.get(sentences[number].candidate.sentence, -math.inf))
            methods |= dict.fromkeys(rest[:_MINED_SENTENCES], "mined")
        rest = [number for number in rest if number not in methods]
        methods |= dict.fromkeys(self.draw.sample(rest, min(_RANDOM_SENTENCES, len(rest))), "other")
        labels = [
            Label(sentences[number].candidate, answers=False, method=method) for number, method in methods.items()
        ]
        if self.foreign and self.draw.random() < _FOREIGN_PROBABILITY:
            similar = most_similar(question, self.foreign, _FOREIGN_POOL)
            labels.append(Label(self.draw.choice(similar).candidate, answers=False, method="foreign"))
        return labels
