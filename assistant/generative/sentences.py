"""From the pieces of an answer to its sentences, each with the passages that it cites; nothing is cut in two."""

import re
from dataclasses import dataclass

from assistant.ingest.language.sentences import split_sentences

_MARKER = re.compile(r"\s?\[\s*\d+(?:\s*[,;]\s*\d+)*\s*\]")
_NUMBER = re.compile(r"\d+")
_UNFINISHED_MARKER = re.compile(r"\s?\[[\d\s,;]*$")
_LEAD = re.compile(r"^(?:[-*•]\s+|\d+[.)]\s+|(?:answer|a)\s*:\s*)+", re.IGNORECASE)
_MARKUP = re.compile(r"\*\*|__|`")
_WORDS_BEGUN = re.compile(r"\w+\W+\w")


@dataclass(frozen=True, slots=True)
class WrittenSentence:
    """One sentence as a model wrote it.

    Attributes:
        text: Its words, without numbers in brackets.
        cites: The numbers, as they came.
    """

    text: str
    cites: tuple[int, ...]


class SentenceStream:
    """Takes an answer piece by piece and gives each sentence as soon as the next one has begun."""

    def __init__(self) -> None:
        self._rest = ""

    @property
    def unfinished(self) -> str:
        """What has come of the sentence that is being written."""
        return self._rest

    def feed(self, piece: str) -> list[WrittenSentence]:
        """The sentences that this piece completes."""
        self._rest += piece
        if _UNFINISHED_MARKER.search(self._rest):
            return []
        ends = _ends(self._rest)
        # A sentence is whole when the next one has at least begun its second word: a number in brackets may still follow.
        while len(ends) > 1 and not _WORDS_BEGUN.search(self._rest[ends[-2] :]):
            ends.pop()
        if len(ends) < 2:
            return []
        whole, self._rest = self._rest[: ends[-2]], self._rest[ends[-2] :]
        return _sentences(whole)

    def finish(self) -> list[WrittenSentence]:
        """The sentences that are left when the answer has ended."""
        rest, self._rest = _UNFINISHED_MARKER.sub("", self._rest), ""
        return _sentences(rest)


def _sentences(text: str) -> list[WrittenSentence]:
    found = []
    start = 0
    for end in _ends(text):
        part, start = text[start:end], end
        cites = [
            int(number) for marker in _MARKER.findall(part) for number in _NUMBER.findall(marker)[:9] if len(number) < 9
        ]
        words = _LEAD.sub("", _MARKUP.sub("", _MARKER.sub("", part)).strip()).strip()
        if re.search(r"\w", words):
            found.append(WrittenSentence(" ".join(words.split()), tuple(dict.fromkeys(cites))))
    return found


def _ends(text: str) -> list[int]:
    """Where the sentences end, the numbers in brackets after each included."""
    blank = _MARKER.sub(lambda match: " " * len(match.group()), text)
    sentences = split_sentences(blank)
    return [*(one.start for one in sentences[1:]), len(text)] if sentences else []
