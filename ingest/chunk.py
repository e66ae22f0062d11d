"""Passages: slices of an article of about 260 words, cut where a sentence ends, best where a paragraph does."""

import re
from dataclasses import dataclass

from assistant.ingest.article import Article, Passage
from assistant.ingest.language.sentences import Sentence, split_sentences

_WORD = re.compile(r"[^\W_]+(?:['’\-.][^\W_]+)*")
_CJK = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff]")
_CJK_CHARS_PER_WORD = 2
_MOST_CHARS_PER_WORD = 12


@dataclass(frozen=True, slots=True)
class PassageSize:
    """How long passages are, in words.

    Attributes:
        target: A passage ends with the sentence that reaches it.
        paragraph_from: From here on the end of a paragraph is taken as the end of the passage.
        least: A last passage shorter than this joins the one before it.
    """

    target: int
    paragraph_from: int
    least: int

    @classmethod
    def about(cls, words: int = 260) -> "PassageSize":
        """Of about so many words."""
        return cls(words, round(words * 0.8), words // 4)


def split_passages(article: Article, size: PassageSize | None = None) -> list[Passage]:
    """Cuts an article into passages that overlap by one sentence and together hold every sentence of it.

    A sub-heading is never parted from the sentence after it, and a passage that begins with one does not overlap.

    Args:
        article: The article; its text is not empty.
        size: How long the passages are; 260 words unless given.
    """
    size = size or PassageSize.about()
    units = split_sentences(article.text, article.language)
    words = [_length(article.text[unit.start : unit.end]) for unit in units]
    ranges = _join_short_tail(_ranges(units, words, size), words, size)
    return [Passage(article.id, units[first].start, units[last].end) for first, last in ranges]


def count_words(text: str) -> int:
    """Words of a text; of Chinese, Japanese and Korean characters two count as one word."""
    characters = len(_CJK.findall(text))
    if not characters:
        return len(_WORD.findall(text))
    return len(_WORD.findall(_CJK.sub(" ", text))) + -(-characters // _CJK_CHARS_PER_WORD)


def _length(text: str) -> int:
    """In words; what has hardly any, such as emoji, base64 or a script without spaces, counts by its characters."""
    return max(count_words(text), -(-len(text) // _MOST_CHARS_PER_WORD))


def _ranges(units: list[Sentence], words: list[int], size: PassageSize) -> list[tuple[int, int]]:
    """(first, last) unit of each passage, both inclusive."""
    ranges: list[tuple[int, int]] = []
    first = 0
    while first < len(units):
        last = _last_unit(units, words, first, size)
        ranges.append((first, last))
        if last + 1 == len(units):
            break
        overlap = last > first and not units[last + 1].is_heading and words[last] < size.paragraph_from // 2
        first = last if overlap else last + 1
    return ranges


def _last_unit(units: list[Sentence], words: list[int], first: int, size: PassageSize) -> int:
    total = 0
    for index in range(first, len(units)):
        total += words[index]
        if index + 1 == len(units):
            return index
        paragraph_ends = units[index + 1].paragraph != units[index].paragraph
        if total >= size.target or (total >= size.paragraph_from and paragraph_ends):
            return _before_headings(units, first, index)
    return len(units) - 1


def _before_headings(units: list[Sentence], first: int, last: int) -> int:
    """The last unit at or before `last` that is no heading; `last` itself where all are headings."""
    index = last
    while index > first and units[index].is_heading:
        index -= 1
    return index if not units[index].is_heading else last


def _join_short_tail(ranges: list[tuple[int, int]], words: list[int], size: PassageSize) -> list[tuple[int, int]]:
    if len(ranges) < 2:
        return ranges
    (previous, _), (first, last) = ranges[-2:]
    if sum(words[first : last + 1]) >= size.least:
        return ranges
    return [*ranges[:-2], (previous, last)]
