"""Cuts an article into passages of about 260 words that end with a sentence, preferably with a paragraph."""

import re
from dataclasses import dataclass

from assistant.ingest.article import Article, Passage
from assistant.ingest.language.sentences import Sentence, split_sentences

_WORD = re.compile(r"[^\W_]+(?:['’\-.][^\W_]+)*")
_CJK = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff]")
_CJK_CHARS_PER_WORD = 2
_MAX_CHARS_PER_WORD = 12
_LONG_TEXT_CHARS = 50_000


@dataclass(frozen=True, slots=True)
class PassageSize:
    """The length of passages, in words.

    Attributes:
        target: A passage ends with the sentence that reaches this length.
        paragraph_from: From this length on, a passage ends with its paragraph.
        least: A last passage shorter than this joins the one before it.
    """

    target: int
    paragraph_from: int
    least: int

    @classmethod
    def about(cls, words: int = 260) -> "PassageSize":
        """Returns the limits for passages of about this many words."""
        return cls(words, round(words * 0.8), words // 4)


def split_passages(article: Article, size: PassageSize | None = None) -> list[Passage]:
    """Cuts an article into passages that overlap by one sentence and together hold every sentence of it.

    A sub-heading is never separated from the sentence after it. A passage that begins with a sub-heading does not overlap.

    Args:
        article: The article; its text is not empty.
        size: The length of passages; 260 words by default.
    """
    size = size or PassageSize.about()
    sentences = split_sentences(article.text, article.language)
    words = [_length(article.text[sentence.start : sentence.end]) for sentence in sentences]
    ranges = _join_short_tail(_ranges(sentences, words, size), words, size)
    return [Passage(article.id, sentences[first].start, sentences[last].end) for first, last in ranges]


def count_words(text: str) -> int:
    """Counts the words of a text; two Chinese, Japanese or Korean characters count as one word."""
    characters = _count(_CJK, text)
    if not characters:
        return _count(_WORD, text)
    return _count(_WORD, _CJK.sub(" ", text)) + -(-characters // _CJK_CHARS_PER_WORD)


def _count(pattern: re.Pattern[str], text: str) -> int:
    """Counts the matches. `findall` would let no other thread run for as long as a long text takes."""
    return sum(1 for _ in pattern.finditer(text)) if len(text) > _LONG_TEXT_CHARS else len(pattern.findall(text))


def _length(text: str) -> int:
    """Returns the length in words; text with hardly any words (emoji, base64, a script without spaces) counts by its characters."""
    return max(count_words(text), -(-len(text) // _MAX_CHARS_PER_WORD))


def _ranges(sentences: list[Sentence], words: list[int], size: PassageSize) -> list[tuple[int, int]]:
    """Returns (first, last) sentence of each passage, both inclusive."""
    ranges: list[tuple[int, int]] = []
    first = 0
    while first < len(sentences):
        last = _last_sentence(sentences, words, first, size)
        ranges.append((first, last))
        if last + 1 == len(sentences):
            break
        overlaps = last > first and not sentences[last + 1].is_heading and words[last] < size.paragraph_from // 2
        first = last if overlaps else last + 1
    return ranges


def _last_sentence(sentences: list[Sentence], words: list[int], first: int, size: PassageSize) -> int:
    total = 0
    for index in range(first, len(sentences)):
        total += words[index]
        if index + 1 == len(sentences):
            return index
        paragraph_ends = sentences[index + 1].paragraph != sentences[index].paragraph
        if total >= size.target or (total >= size.paragraph_from and paragraph_ends):
            return _before_headings(sentences, first, index)
    return len(sentences) - 1


def _before_headings(sentences: list[Sentence], first: int, last: int) -> int:
    """Returns the last sentence at or before `last` that is no heading; `last` itself if all are headings."""
    index = last
    while index > first and sentences[index].is_heading:
        index -= 1
    return index if not sentences[index].is_heading else last


def _join_short_tail(ranges: list[tuple[int, int]], words: list[int], size: PassageSize) -> list[tuple[int, int]]:
    if len(ranges) < 2:
        return ranges
    (previous, _), (first, last) = ranges[-2:]
    if sum(words[first : last + 1]) >= size.least:
        return ranges
    return [*ranges[:-2], (previous, last)]
