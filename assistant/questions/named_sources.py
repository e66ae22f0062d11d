"""Recognises the publications that a question names: "What do TASS and Reuters say about the pause?", "according to Reuters"."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from assistant.ingest.language.content_words import content_words
from assistant.ingest.language.english import FUNCTION_WORDS
from assistant.ingest.language.tokens import tokenize
from assistant.questions.question import Question, QuestionKind, question_kind
from assistant.questions.source_comparison import NamedSource, SourceComparison

_SAY = r"(?:say|says|said|report|reports|reported|write|writes|wrote|tell|tells|told|claim|claims|claimed)"
_PATTERNS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"^(?:and )?what (?:do|does|did|have|has) (?P<names>.{{2,120}}?) (?:have to )?{_SAY}\b(?: (?:us|about|on|of))?(?P<rest>.*)$",
        rf"^(?:and )?how (?:do|does|did) (?P<names>.{{2,120}}?) (?:differ|disagree|{_SAY})\b(?: (?:about|on|over))?(?P<rest>.*)$",
        r"^(?:compare|contrast) (?:what )?(?P<names>.{2,120}?)(?: (?:say|report|write))?(?: about| on)(?P<rest> .*)$",
        r"^(?:and )?according to (?P<names>[^,?]{2,120})[,:](?P<rest>.*)$",
        r"^(?P<before>.{4,}?),? according to (?P<names>[^,?]{2,120})(?:,(?P<rest>.*))?\W*$",
    )
)
_ALL_SOURCES = re.compile(
    r"^(?:the |all |all the |both |different |the different |various |the various |other )*"
    r"(?:news)?(?:sources|papers|publications|outlets|agencies|media|newspapers|articles|reports)$",
    re.IGNORECASE,
)
_BETWEEN_NAMES = re.compile(r" ?(?:,| and | or | versus | vs\.? |&) ?", re.IGNORECASE)
_ASKS = re.compile(r"(?:what|which|how|who|why|when|where)\b", re.IGNORECASE)
_NO_NAME = frozenset({"the", "www", "com", "co", "uk", "org", "net", "news"})
_MIN_NAME_CHARS = 3
_MAX_SOURCES = 6


@dataclass(frozen=True, slots=True)
class SourceRequest:
    """What a question asks of publications.

    Attributes:
        names: The names as the question has them; empty if it asks for all publications.
        topic: The question without the publications.
    """

    names: tuple[str, ...]
    topic: str

    def find(self, available: Sequence[str]) -> tuple[list[NamedSource], list[str]]:
        """Returns the publications of the library that are named, and the names that the library does not have.

        Args:
            available: The publications of the library, the one with the most articles first.
        """
        if not self.names:
            return [NamedSource(name, frozenset({name})) for name in available[:_MAX_SOURCES]], []
        found, missing = list[NamedSource](), list[str]()
        for name in self.names:
            spellings = [source for source in available if _is_meant(name, source)]
            if spellings:
                found.append(NamedSource(spellings[0], frozenset(spellings)))
            else:
                missing.append(name)
        return found, missing


def source_request(question: str) -> SourceRequest | None:
    """Returns what a question asks of publications; None if it names nobody who says something.

    Whether the names are those of publications is seen when they are looked up in the library.
    """
    for pattern in _PATTERNS:
        match = pattern.match(question.strip())
        if match is None:
            continue
        groups = match.groupdict(default="")
        names, topic = groups["names"].strip(" ?."), f"{groups.get('before', '')} {groups['rest']}".strip(" ?.,:")
        if _ALL_SOURCES.match(names):
            return SourceRequest((), topic)
        parts = [_without_article(part) for part in _BETWEEN_NAMES.split(names)]
        return SourceRequest(tuple(part for part in parts if len(_joined(part)) >= _MIN_NAME_CHARS), topic)
    return None


def with_named_sources(question: Question, available: Callable[[], Sequence[str]]) -> Question:
    """Limits a question to the publications that it names; returns it as it is if it names none of the library.

    The words that name them are no words to search for. A question that says no more than "it" about its topic keeps them, because the
    conversation completes it.

    Args:
        question: The question.
        available: Returns the publications of the library, the one with the most articles first.
    """
    request = source_request(question.text)
    if request is None:
        return question
    in_scope = [source for source in available() if not question.sources or source in question.sources]
    found, missing = request.find(in_scope)
    if not found or (not request.names and len(found) < 2):
        return question
    text = request.topic if content_words(request.topic) else question.text
    is_topic = question_kind(text) is QuestionKind.OTHER and not _ASKS.match(text)
    comparison = SourceComparison(tuple(found), tuple(missing), is_topic)
    return replace(question, text=text, sources=comparison.all_spellings, comparison=comparison)


def _is_meant(name: str, source: str) -> bool:
    """Checks whether a name stands for a publication: "USA Today" for usatoday.com, "the Courier" for Corran Valley Courier."""
    words = tokenize(name)
    core = [word for word in tokenize(source) if word not in _NO_NAME]
    joined = _joined(name)
    if not core or not words:
        return False
    return joined == "".join(core) or (core[-1] in words and all(word in core for word in words))


def _joined(name: str) -> str:
    return "".join(word for word in tokenize(name) if word not in _NO_NAME)


def _without_article(name: str) -> str:
    words = name.split()
    while words and words[0].lower() in FUNCTION_WORDS:
        words.pop(0)
    return " ".join(words)
