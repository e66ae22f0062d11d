"""Chat sets: questions as people type them, some in conversations, with the facts and quotes of a right answer.

A set is a file of one JSON object a line, asked over an existing library.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from assistant.eval.question_sets.json_lines import read_records, required_field, required_text
from assistant.eval.question_sets.question_set import Half, half_of, hash_with_library, parse_day
from assistant.ingest.article import Article
from assistant.ingest.errors import UsageError
from assistant.ingest.library import Library

_EXPECTED = "a chat set has a JSON object a line with id, question, kind, answerable, must, evidence and gold_articles"
_TWIN_ID = re.compile(r"(.*\d)[am]")
_PAIR_NOTE = re.compile(r"pair \d+")


@dataclass(frozen=True, slots=True)
class EvidenceSpan:
    """A sentence that a right answer may quote: characters of an article's text."""

    article_id: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class ChatQuestion:
    """A question of a chat set.

    Attributes:
        id: The identifier.
        text: The question as typed.
        standalone: The question with what a follow-up takes over from the turns before.
        kind: What is asked for, such as `fact-who`, `yesno` or `latest`.
        as_of: The day on which it is asked; None if days play no part.
        conversation: The conversation; empty for a single question.
        turn: The position in the conversation, from 1; 0 for a single question.
        answerable: Whether the articles answer it.
        yes_no: The right answer to a yes/no question: `yes`, `no` or `undecided`; None for other questions.
        facts: The facts of a right answer, each in alternative wordings.
        wrong_facts: What only a wrong or outdated answer states.
        evidence: The sentences that a right answer may quote.
        gold_articles: The ids of the articles of the evidence.
        newest_gold_day: The day of the newest gold article; None if none has a date.
        pair: The pair that the question belongs to; None without one.
    """

    id: str
    text: str
    standalone: str
    kind: str
    as_of: date | None
    conversation: str
    turn: int
    answerable: bool
    yes_no: str | None
    facts: tuple[tuple[str, ...], ...]
    wrong_facts: tuple[str, ...]
    evidence: tuple[EvidenceSpan, ...]
    gold_articles: frozenset[str]
    newest_gold_day: date | None
    pair: str | None

    @property
    def group(self) -> str:
        """What belongs together: the conversation, the pair, or the question alone."""
        return self.conversation or self.pair or self.id

    @property
    def half(self) -> Half:
        """The half that the question belongs to; pairs and conversations are not split."""
        return half_of(self.group)


@dataclass(frozen=True, slots=True)
class ChatSet:
    """The questions of one or several files.

    Attributes:
        name: The names of the files.
        questions: The questions, in order.
        content_hash: SHA-256 (hex) of the files and of the library's articles.
        missing_quotes: The number of evidence quotes that their article does not contain.
    """

    name: str
    questions: tuple[ChatQuestion, ...]
    content_hash: str
    missing_quotes: int


def read_chat_set(files: Sequence[Path], library: Library) -> ChatSet:
    """Reads and checks the files of a chat set.

    Args:
        files: The files.
        library: The library over which the questions are asked.

    Raises:
        UsageError: If a file or a field is missing, a gold article is not in the library, or two questions have one id.
    """
    articles = _ArticleCache(library)
    questions: dict[str, ChatQuestion] = {}
    missing_quotes = 0
    for file in files:
        for location, record in read_records(file, _EXPECTED):
            question = _question(record, location, articles)
            if question.id in questions:
                raise UsageError(f"{location} has the id {question.id!r} of another question")
            questions[question.id] = question
            missing_quotes += len(record["evidence"]) - len(question.evidence)
    if not questions:
        raise UsageError(f"{', '.join(map(str, files))} has no questions")
    digest = hash_with_library(b"".join(file.read_bytes() for file in files), library)
    name = "+".join(file.name for file in files)
    return ChatSet(name, tuple(questions.values()), digest, missing_quotes)


class _ArticleCache:
    def __init__(self, library: Library) -> None:
        self._catalog = library.catalog
        self._articles: dict[str, Article] = {}

    def article(self, article_id: str, location: str) -> Article:
        """Returns an article of the library.

        Raises:
            UsageError: If the library does not contain it.
        """
        if article_id not in self._articles:
            article = self._catalog.article(article_id)
            if article is None:
                raise UsageError(f"{location} names the article {article_id!r}, which is not in the library")
            self._articles[article_id] = article
        return self._articles[article_id]


def _question(record: dict[str, Any], location: str, articles: _ArticleCache) -> ChatQuestion:
    text = required_text(record, "question", location)
    as_of = record.get("as_of")
    gold_articles = [
        articles.article(str(article_id), location) for article_id in _items(record, "gold_articles", location)
    ]
    days = [article.published.date() for article in gold_articles if article.published is not None]
    identifier = required_text(record, "id", location)
    return ChatQuestion(
        id=identifier,
        text=text,
        standalone=str(record.get("standalone") or text),
        kind=required_text(record, "kind", location),
        as_of=parse_day(str(as_of), location, "as_of") if as_of else None,
        conversation=str(record.get("conversation") or ""),
        turn=int(record.get("turn") or 0),
        answerable=bool(required_field(record, "answerable", location)),
        yes_no=record.get("yes_no"),
        facts=tuple(tuple(map(str, wordings)) for wordings in _items(record, "must", location)),
        wrong_facts=tuple(map(str, record.get("must_not") or ())),
        evidence=_evidence(record, location, articles),
        gold_articles=frozenset(article.id for article in gold_articles),
        newest_gold_day=max(days, default=None),
        pair=_pair(identifier, str(record.get("note") or "")),
    )


def _items(record: dict[str, Any], name: str, location: str) -> list[Any]:
    """Returns a field that has to be a list.

    Raises:
        UsageError: If it is missing, or not a list.
    """
    value = required_field(record, name, location)
    if not isinstance(value, list):
        raise UsageError(f"{location} has a field {name!r} that is not a list")
    return value


def _evidence(record: dict[str, Any], location: str, articles: _ArticleCache) -> tuple[EvidenceSpan, ...]:
    """Returns the spans of the quotes that their article contains."""
    spans = []
    for item in _items(record, "evidence", location):
        if not isinstance(item, dict):
            raise UsageError(f"{location} has evidence that is not an object with article and quote")
        article_id, quote = required_text(item, "article", location), required_text(item, "quote", location)
        start = articles.article(article_id, location).text.find(quote)
        if start >= 0:
            spans.append(EvidenceSpan(article_id, start, start + len(quote)))
    return tuple(spans)


def _pair(identifier: str, note: str) -> str | None:
    """Returns the name of a pair: twins have ids that end in "a" and "m", other pairs a note such as "pair 3, before"."""
    if match := _TWIN_ID.fullmatch(identifier):
        return match[1]
    match = _PAIR_NOTE.match(note)
    return match[0] if match else None
