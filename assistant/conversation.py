"""A conversation: its turns, and what a follow-up question takes over from them."""

import re
from dataclasses import dataclass, field

from assistant.answer import Answer
from assistant.ingest.library.words import terms
from assistant.language import FUNCTION_WORDS, stem
from assistant.question import Question, named_words

_OPENS_FOLLOW_UP = re.compile(
    r"^(?:and|but|so|what about|how about|why|how so|since when|who else|what else|where else)\b", re.IGNORECASE
)
_POINTS_BACK = re.compile(
    r"\b(?:he|she|it|they|him|her|them|his|hers|its|their|theirs|this|that|these|those|there|then|one|ones|such|same|else"
    r"|the (?:former|latter|other|others))\b",
    re.IGNORECASE,
)
_FEW_WORDS = 2
_MAX_CARRIED = 6


@dataclass(slots=True)
class Conversation:
    """The answers given so far, in order."""

    turns: list[Answer] = field(default_factory=list)
    carried: str = ""

    def carry_over(self, question: str) -> str:
        """The words of earlier turns that a question needs to stand alone; empty where it does by itself.

        A question needs them if it opens like a follow-up ("And …", "Why?"), points back ("he", "that one") or has hardly a content
        word; a new name in a question that does none of this is a change of subject, and nothing is carried over.
        """
        if not self.turns or not _needs_context(question):
            return ""
        own = {stem(term) for term in terms(question)}
        last = self.turns[-1]
        carried = [word for word in _topic(last.question) + self.carried.split() if stem(word.lower()) not in own]
        return " ".join(list(dict.fromkeys(carried))[:_MAX_CARRIED])

    def add(self, question: Question, answer: Answer) -> None:
        """Remembers a turn."""
        self.turns.append(answer)
        self.carried = question.carried


def _needs_context(question: str) -> bool:
    if _OPENS_FOLLOW_UP.search(question) or _POINTS_BACK.search(question):
        return True
    content = [term for term in terms(question) if term not in FUNCTION_WORDS]
    return len(content) < _FEW_WORDS and not named_words(question)


def _topic(question: str) -> list[str]:
    """The names of a question, or, where it has none, its content words."""
    names = [term for word in named_words(question) for term in re.split(r"[^\w]+", word) if term]
    content = [term for term in terms(question) if term not in FUNCTION_WORDS]
    return names + [term for term in content if term not in {name.lower() for name in names}]
