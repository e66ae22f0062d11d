"""Splits a streamed answer into sentences with the passages that each cites. No sentence and no citation marker is split."""

import re
from dataclasses import dataclass

from assistant.ingest.language.sentences import split_sentences

_MARKER = re.compile(r"\s?\[\s*\d+(?:\s*[,;]\s*\d+)*\s*\]")
_NUMBER = re.compile(r"\d+")
_UNFINISHED_MARKER = re.compile(r"\s?\[[\d\s,;]*$")
_LIST_PREFIX = re.compile(r"^(?:[-*•]\s+|\d+[.)]\s+|(?:answer|a)\s*:\s*)+", re.IGNORECASE)
_MARKUP = re.compile(r"\*\*|__|`")
_SECOND_WORD = re.compile(r"\b\w++\W++\w")
_MAX_NUMBERS_PER_MARKER = 9
_MAX_DIGITS = 8


@dataclass(frozen=True, slots=True)
class WrittenSentence:
    """Sentence as a model wrote it.

    Attributes:
        text: Its words, without citation markers.
        cites: The numbers of its citation markers, as they were written.
    """

    text: str
    cites: tuple[int, ...]


class SentenceStream:
    """Takes the text of an answer piece by piece and returns each sentence when the next one has started."""

    def __init__(self) -> None:
        self._buffer = ""

    @property
    def unfinished(self) -> str:
        """Text of the sentence that is not complete yet."""
        return self._buffer

    def feed(self, text: str) -> list[WrittenSentence]:
        """Adds text and returns the sentences that it completes."""
        self._buffer += text
        if _UNFINISHED_MARKER.search(self._buffer):
            return []
        ends = _sentence_ends(self._buffer)
        # A citation marker may follow a sentence, so a sentence is complete only when the next one has reached its second word.
        while len(ends) > 1 and not _SECOND_WORD.search(self._buffer[ends[-2] :]):
            ends.pop()
        if len(ends) < 2:
            return []
        complete, self._buffer = self._buffer[: ends[-2]], self._buffer[ends[-2] :]
        return _written_sentences(complete)

    def finish(self) -> list[WrittenSentence]:
        """Returns the remaining sentences when the answer has ended."""
        remaining, self._buffer = _UNFINISHED_MARKER.sub("", self._buffer), ""
        return _written_sentences(remaining)


def _written_sentences(text: str) -> list[WrittenSentence]:
    sentences = []
    start = 0
    for end in _sentence_ends(text):
        part, start = text[start:end], end
        numbers = [
            int(number)
            for marker in _MARKER.findall(part)
            for number in _NUMBER.findall(marker)[:_MAX_NUMBERS_PER_MARKER]
            if len(number) <= _MAX_DIGITS
        ]
        words = _LIST_PREFIX.sub("", _MARKUP.sub("", _MARKER.sub("", part)).strip()).strip()
        if re.search(r"\w", words):
            sentences.append(WrittenSentence(" ".join(words.split()), tuple(dict.fromkeys(numbers))))
    return sentences


def _sentence_ends(text: str) -> list[int]:
    """Returns the ends of the sentences, including the citation markers after each."""
    without_markers = _MARKER.sub(lambda match: " " * len(match.group()), text)
    sentences = split_sentences(without_markers)
    return [*(sentence.start for sentence in sentences[1:]), len(text)] if sentences else []
