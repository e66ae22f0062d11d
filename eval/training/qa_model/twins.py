"""Twin questions over invented articles: one that the article answers, one of the same form that it does not."""

import hashlib
import json
import math
import random
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
    YesNo,
    most_similar,
    sentences_of,
)
from assistant.ingest.language.content_words import content_stems

_SIMILAR = 1
_MINED = 2
_OTHERS = 1
_FOREIGN, _FOREIGN_LOOKED_THROUGH, _FOREIGN_SAMPLED = 0.5, 3, 300
_HELD_OUT_OF = 5
_LEAST_OVERLAP = 0.5


Mined = Mapping[str, Mapping[str, float]]
"""For questions the logits of sentences."""


@dataclass(frozen=True, slots=True)
class Twin:
    """A pair of questions about one article.

    Attributes:
        question: What the article answers.
        near_miss: What it does not.
        kind: What is asked for: who, howmany, when, where, what, why, yesno.
        way: How the near miss misses.
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
        key: The article's story, or its id where it is alone.
        sentences: Its sentences.
        twins: Its pairs.
    """

    key: str
    sentences: tuple[TextSentence, ...]
    twins: tuple[Twin, ...]

    @property
    def held_out(self) -> bool:
        """Whether it is for measuring only; drawn by its key, so that the reports of one story stay together."""
        return hashlib.sha256(self.key.encode()).digest()[0] % _HELD_OUT_OF == 0


def read_twins(folder: Path) -> list[TwinArticle]:
    """The articles of `part-*.jsonl`."""
    lines = (line for file in sorted(folder.glob("part-*.jsonl")) for line in file.read_text().splitlines())
    return [_article(json.loads(line)) for line in lines if line.strip()]


def _article(record: Mapping[str, Any]) -> TwinArticle:
    text = record["text"]
    sentences = sentences_of(record["title"], text)
    twins = []
    for pair in record["pairs"]:
        answering = [place for quote in pair["sentences"] if (place := _place(sentences, text, quote)) is not None]
        if not answering:
            continue
        span = _span_in(sentences[answering[0]].candidate.sentence, pair["span"])
        tempting = _place(sentences, text, pair["tempting"]) if pair["tempting"] else None
        twins.append(
            Twin(
                pair["question"], pair["near_miss"], pair["kind"], pair["way"], tuple(dict.fromkeys(answering)), span, pair["yes_no"], tempting
            )
        )  # fmt: skip
    return TwinArticle(f"twins/{record['story'] or record['id']}", sentences, tuple(twins))


def _place(sentences: Sequence[TextSentence], text: str, quote: str) -> int | None:
    start = text.find(quote)
    end = start + len(quote)

    def shared(one: TextSentence) -> int:
        return min(end, one.end) - max(start, one.start)

    if start < 0:
        return None
    best = max(range(len(sentences)), key=lambda place: shared(sentences[place]))
    shorter = min(len(quote), sentences[best].end - sentences[best].start)
    return best if shared(sentences[best]) >= _LEAST_OVERLAP * shorter else None


def _span_in(sentence: str, span: str | None) -> Span | None:
    start = sentence.find(span) if span else -1
    return None if span is None or start < 0 else (start, start + len(span))


def twin_groups(articles: Sequence[TwinArticle], draw: random.Random, mined: Mined | None = None) -> Iterator[Group]:
    """Each pair with its answering and tempting sentences, and with others of the article and of the other articles.

    Args:
        articles: The articles.
        draw: Draws sentences.
        mined: How likely a model held sentences to answer; without it, those that share most words with a question stand for the most tempting.
    """
    elsewhere = [(article.key, one) for article in articles for one in article.sentences]
    for article in articles:
        others = [one for key, one in elsewhere if key != article.key]
        foreign = draw.sample(others, min(_FOREIGN_SAMPLED, len(others)))
        for twin in article.twins:
            yes_no = twin.kind == "yesno"
            right = [
                Label(
                    article.sentences[place].candidate,
                    answers=True,
                    span=None if number else twin.span,
                    yes_no=twin.yes_no,
                )
                for number, place in enumerate(twin.answering)
            ]
            first = {} if twin.tempting is None or twin.tempting in twin.answering else {twin.tempting: "tempting"}
            wrong = _Negatives(article, foreign, mined, draw).of(twin.question, first, set(twin.answering))
            asked = LabelledQuestion(twin.question, (*right, *wrong), yes_no)
            first = dict.fromkeys(twin.answering[:1], "answers the twin")
            if twin.tempting is not None:
                first[twin.tempting] = f"near miss {twin.way}"
            wrong = _Negatives(article, foreign, mined, draw).of(twin.near_miss, first, set())
            yield Group((asked, LabelledQuestion(twin.near_miss, tuple(wrong), yes_no)), "twins", article.key)


@dataclass(frozen=True, slots=True)
class _Negatives:
    """Chooses sentences that do not answer: those that are named, the most tempting of the rest, and some by chance."""

    article: TwinArticle
    foreign: Sequence[TextSentence]
    mined: Mined | None
    draw: random.Random

    def of(self, question: str, first: Mapping[int, str], without: set[int]) -> list[Label]:
        """The labels for a question.

        Args:
            question: The question.
            first: Positions of sentences that are taken in any case, with the way in which they were found.
            without: Positions of sentences that answer.
        """
        sentences = self.article.sentences
        chosen = dict(first)
        rest = [place for place in range(len(sentences)) if place not in without and place not in chosen]
        if self.mined is None:
            near = most_similar(frozenset(content_stems(question)), [sentences[place] for place in rest], _SIMILAR)
            chosen |= dict.fromkeys((place for place in rest if sentences[place] in near), "similar")
        else:
            logits = self.mined.get(question, {})
            rest.sort(key=lambda place: -logits.get(sentences[place].candidate.sentence, -math.inf))
            chosen |= dict.fromkeys(rest[:_MINED], "mined")
        rest = [place for place in rest if place not in chosen]
        chosen |= dict.fromkeys(self.draw.sample(rest, min(_OTHERS, len(rest))), "other")
        labels = [Label(sentences[place].candidate, answers=False, method=way) for place, way in chosen.items()]
        if self.foreign and self.draw.random() < _FOREIGN:
            near = most_similar(frozenset(content_stems(question)), self.foreign, _FOREIGN_LOOKED_THROUGH)
            labels.append(Label(self.draw.choice(near).candidate, answers=False, method="foreign"))
        return labels
