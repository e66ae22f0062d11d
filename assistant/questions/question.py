"""A question, and what can be seen from its words alone."""

import re
from dataclasses import dataclass
from datetime import date
from enum import Enum
from functools import cached_property

from assistant.ingest.errors import UsageError
from assistant.ingest.language.content_words import content_stems
from assistant.ingest.language.english import FUNCTION_WORDS
from assistant.ingest.language.tokens import stem, tokenize
from assistant.ingest.library.scope import Scope

MAX_QUESTION_CHARS = 4_000


class QuestionKind(Enum):
    """What a question asks for."""

    PERSON = "who"
    TIME = "when"
    PLACE = "where"
    AMOUNT = "how many"
    REASON = "why"
    YES_NO = "yes or no"
    OTHER = "what"


@dataclass(frozen=True)
class Question:
    """A question ready to be searched for.

    Attributes:
        text: As it is searched for: a follow-up as the question that it stands for.
        as_of: The day it is asked on.
        asked: As it was asked, white space trimmed.
        sources: Only articles of these publications count; all where empty.
    """

    text: str
    as_of: date
    asked: str
    sources: frozenset[str] = frozenset()

    @property
    def scope(self) -> Scope:
        """The articles that count for it."""
        return Scope(self.as_of, self.sources)

    @property
    def standalone(self) -> str:
        """The question as it is searched for."""
        return self.text

    @cached_property
    def kind(self) -> QuestionKind:
        """What it asks for."""
        return question_kind(self.text)

    @cached_property
    def stems(self) -> frozenset[str]:
        """The stems of its content words."""
        return frozenset(content_stems(self.text))

    @cached_property
    def names(self) -> frozenset[str]:
        """The stems of its proper names and numbers."""
        return frozenset(stem(term) for word in named_words(self.text) for term in tokenize(word))


def parse_question(
    asked: str, as_of: date, standalone: str | None = None, sources: frozenset[str] = frozenset()
) -> Question:
    """Takes a question as a person typed it.

    Args:
        asked: What was typed.
        as_of: The day it is asked on.
        standalone: The question that it stands for, where it follows up on others; itself unless given.
        sources: Only articles of these publications count; all where empty.

    Raises:
        UsageError: If it is empty or too long.
    """
    asked = " ".join(asked.split())
    text = " ".join((standalone or asked).split())
    if not tokenize(asked):
        raise UsageError("the question is empty; ask something like: Who chairs the council?")
    if len(asked) > MAX_QUESTION_CHARS:
        raise UsageError(
            f"the question has {len(asked):,} characters, and at most {MAX_QUESTION_CHARS:,} can be asked; shorten it"
        )
    return Question(text, as_of, asked, sources)


_LEAD = re.compile(r"^(?:(?:and|but|so|well|ok|okay|please)\b[\s,]*)+", re.IGNORECASE)
_PATTERNS = (
    (
        QuestionKind.AMOUNT,
        re.compile(
            r"\bhow (?:many|much|old|long|far|large|big|tall|high|often)\b|\bwhat (?:percentage|share|number|amount|price)\b"
        ),
    ),
    (
        QuestionKind.TIME,
        re.compile(r"\b(?:when|since when|until when|(?:what|which) (?:year|day|date|month|time|week))\b"),
    ),
    (
        QuestionKind.PLACE,
        re.compile(r"\bwhere\b|\b(?:what|which) (?:country|city|town|state|place|nation|region|village)\b"),
    ),
    (QuestionKind.PERSON, re.compile(r"\b(?:who|whom|whose)\b")),
    (QuestionKind.REASON, re.compile(r"\bwhy\b|\bhow come\b")),
)
_YES_NO = re.compile(
    r"(?:is|are|was|were|am|do|does|did|has|have|had|will|would|can|could|should|shall|may|might|must)(?:n['’]t)?\b",
    re.IGNORECASE,
)
_NAMED = re.compile(r"\d[\d.,:%]*\w*|\b[A-Z][\w'’]*")


def question_kind(text: str) -> QuestionKind:
    """What a question asks for, from its words."""
    asked = _LEAD.sub("", text).lower()
    if _YES_NO.match(asked):
        return QuestionKind.YES_NO
    for kind, pattern in _PATTERNS:
        if pattern.search(asked):
            return kind
    return QuestionKind.OTHER


def named_words(text: str) -> list[str]:
    """The words written with a capital or a digit, in order; a first word counts only if it is no function word and no verb form of one."""
    found: list[str] = []
    for match in _NAMED.finditer(text):
        word = re.sub(r"['’]s$", "", match.group())
        opens = not text[: match.start()].strip(" \"'“‘(")
        if word.lower() in FUNCTION_WORDS or (opens and not word[0].isdigit() and not word.isupper()):
            continue
        found.append(word)
    return found
