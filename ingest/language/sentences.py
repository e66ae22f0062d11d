"""Splits text into sentences: spans into the text, never copies.

Boundaries come from `sentencex` (Wikimedia), which knows abbreviations and initials in many languages. This module adds the rules for
articles: a line that is a heading or a list item ends a sentence, a wrapped line does not.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

import sentencex

from assistant.ingest.language.boilerplate import is_boilerplate
from assistant.ingest.language.languages import primary_tag
from assistant.ingest.language.wire_heading import WRAPPED_LINE_CHARS, dateline_end

MAX_SENTENCE_CHARS = 1_200
"""A longer sentence is cut at a space, so that passages and quotes stay readable."""

_CLOSING_PUNCTUATION = re.compile(r"[.!?…。！？؟۔:;,][\"'”’»)\]]*$")
_CLOSING_MARKS = "\"'”’»)]"
_MAX_HEADING_WORDS = 20
_MAX_BLOCK_CHARS = 20_000
_MAX_BLOCK_QUOTES = 500
_PIECE_CHARS = 2_000
_OPENING_QUOTE = re.compile(r"[“„‘‚«‹「『《〈]")
_SPACE_AFTER_INITIAL = re.compile(r"(?<=[A-Z])[^\S\x00-\x7f]+(?=\.)")
_ABBREVIATION_END = re.compile(r"\b[A-Z][A-Za-z]{0,4}\.\Z")
_ZERO_WIDTH_JOINER = "\u200d"
_FLAG_LETTERS = frozenset(map(chr, range(0x1F1E6, 0x1F200)))
_TAGS = frozenset(map(chr, range(0xE0020, 0xE0080)))


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence, heading or list item of a text.

    Attributes:
        start: The first character.
        end: One past the last character, without white space around the sentence.
        paragraph: The number of its paragraph, counted from 0.
        is_heading: Whether it is a short separate line without closing punctuation.
        is_question: Whether it is a question.
        is_boilerplate: Whether it is no part of the story: a promotion, a credit or the like, such as "Read more".
    """

    start: int
    end: int
    paragraph: int
    is_heading: bool
    is_question: bool
    is_boilerplate: bool = False

    @property
    def is_quotable(self) -> bool:
        """Whether it may be quoted: it states something, and is part of the story."""
        return not (self.is_question or self.is_boilerplate)


def split_sentences(text: str, language: str | None = None) -> list[Sentence]:
    """Splits a text into sentences, in order and without overlap; only white space is outside of them.

    Args:
        text: Any text.
        language: A BCP 47 tag; English if it is None.
    """
    tag = primary_tag(language)
    sentences: list[Sentence] = []
    for number, (start, end) in enumerate(_blocks(text)):
        spans = [
            piece
            for span in _boundaries(text[start:end], start, tag)
            for piece in _cut_long(text, *_strip(text, *span))
        ]
        spans = _join_dateline(text, _join_after_abbreviations(text, spans))
        is_heading = len(spans) == 1 and _looks_like_heading(text[start:end])
        is_marked = is_boilerplate(text[start:end].strip())
        sentences.extend(
            Sentence(
                first,
                last,
                number,
                is_heading,
                _ends_with_question_mark(text[first:last]),
                is_marked or is_boilerplate(text[first:last]),
            )
            for first, last in spans
            if first < last
        )
    return sentences


def _ends_with_question_mark(sentence: str) -> bool:
    """Checks the marks at the end of a sentence. A regular expression takes quadratic time for many question marks."""
    text = sentence.rstrip(_CLOSING_MARKS)
    before = text.rstrip("!?")
    return "?" in text[len(before) :] or before.endswith(("？", "؟"))


def story_start(text: str, sentence: Sentence) -> int:
    """Returns where the quotable text of a sentence starts: after its dateline, unless it consists of the dateline."""
    start = dateline_end(text, sentence.start)
    return start if start < sentence.end else sentence.start


def _blocks(text: str) -> list[tuple[int, int]]:
    """Returns the paragraphs of wrapped lines, and the separate lines of other paragraphs."""
    blocks: list[tuple[int, int]] = []
    for lines in _paragraphs(text):
        if len(lines) > 1 and _is_wrapped([text[start:end] for start, end in lines]):
            blocks.append((lines[0][0], lines[-1][1]))
        else:
            blocks.extend(lines)
    return blocks


def _paragraphs(text: str) -> Iterator[list[tuple[int, int]]]:
    """Yields the lines of each paragraph; a line of white space separates paragraphs."""
    lines: list[tuple[int, int]] = []
    start = 0
    while start < len(text):
        stop = text.find("\n", start)
        stop = len(text) if stop < 0 else stop
        if text[start:stop].strip():
            lines.append((start, stop))
        elif lines:
            yield lines
            lines = []
        start = stop + 1
    if lines:
        yield lines


def _is_wrapped(lines: list[str]) -> bool:
    """Checks whether lines are wrapped at a column: all but the last have a similar length, and one ends in mid-sentence."""
    body = [line.strip() for line in lines[:-1]]
    fits = all(len(line) in WRAPPED_LINE_CHARS for line in body)
    return fits and any(not _CLOSING_PUNCTUATION.search(line) for line in body)


def _boundaries(block: str, offset: int, language: str) -> list[tuple[int, int]]:
    """Returns the sentences of a block; splits a long block, or one with many quotation marks, piece by piece.

    The time of `sentencex` is quadratic in the length of a block and in its open quotation marks, and no other thread runs meanwhile.
    """
    if len(block) <= _MAX_BLOCK_CHARS and len(_OPENING_QUOTE.findall(block)) <= _MAX_BLOCK_QUOTES:
        return _piece_boundaries(block, offset, language)
    spans: list[tuple[int, int]] = []
    start = 0
    while start < len(block):
        end = min(start + _PIECE_CHARS, len(block))
        if end < len(block):
            space = block.rfind(" ", start + _PIECE_CHARS // 2, end)
            end = space if space > 0 else _between_graphemes(block, end, start)
        found = _piece_boundaries(block[start:end], offset + start, language)
        if end < len(block) and len(found) > 1:
            found.pop()  # the last sentence continues in the next piece
        spans += found
        start = found[-1][1] - offset if found and end < len(block) else end
    return spans


def _piece_boundaries(block: str, offset: int, language: str) -> list[tuple[int, int]]:
    # sentencex panics at an initial, a space that is not ASCII and a full stop: "A\u00a0."
    block = _SPACE_AFTER_INITIAL.sub(lambda spaces: " " * len(spaces[0]), block)
    return [
        (offset + boundary["start_index"], offset + boundary["end_index"])
        for boundary in sentencex.get_sentence_boundaries(language, block)
        if not boundary["is_paragraph_break"]
    ]


def _join_after_abbreviations(text: str, spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Joins a sentence that starts in lower case with one that ends in an abbreviation: "Mike Johnson, R-La. is facing"."""
    joined: list[tuple[int, int]] = []
    for start, end in spans:
        continues = joined and text[start : start + 1].islower()
        if continues and _ABBREVIATION_END.search(text, joined[-1][0], joined[-1][1]):
            joined[-1] = (joined[-1][0], end)
        else:
            joined.append((start, end))
    return joined


def _join_dateline(text: str, spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Joins a dateline, which is no sentence by itself, with the sentence that follows it."""
    if not spans:
        return spans
    story = dateline_end(text, spans[0][0])
    first = 0
    while first + 1 < len(spans) and spans[first][1] <= story:
        first += 1
    return [(spans[0][0], spans[first][1]), *spans[first + 1 :]]


def _strip(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end


def _cut_long(text: str, start: int, end: int) -> list[tuple[int, int]]:
    pieces: list[tuple[int, int]] = []
    while end - start > MAX_SENTENCE_CHARS:
        cut = text.rfind(" ", start + MAX_SENTENCE_CHARS // 2, start + MAX_SENTENCE_CHARS)
        cut = cut if cut > 0 else _between_graphemes(text, start + MAX_SENTENCE_CHARS, start)
        pieces.append(_strip(text, start, cut))
        start, end = _strip(text, cut, end)
    return [*pieces, (start, end)]


def _between_graphemes(text: str, cut: int, floor: int) -> int:
    """Returns the nearest position up to `cut` that splits no emoji sequence, no flag and no letter from its accents."""
    position = cut
    while position > floor + 1 and _within_grapheme(text, position, floor):
        position -= 1
    return position if position > floor + 1 else cut


def _within_grapheme(text: str, position: int, floor: int) -> bool:
    before, after = text[position - 1], text[position]
    if before == _ZERO_WIDTH_JOINER or after == _ZERO_WIDTH_JOINER:
        return True
    if before in _FLAG_LETTERS and after in _FLAG_LETTERS:  # two of them make a flag
        first = position - 1
        while first > floor and text[first - 1] in _FLAG_LETTERS:
            first -= 1
        return (position - first) % 2 == 1
    # a virama joins letters too: "क्षि"
    return (
        after in _TAGS or unicodedata.category(after) in {"Mn", "Mc", "Me", "Sk"} or unicodedata.combining(before) == 9
    )


def _looks_like_heading(line: str) -> bool:
    words = line.split()
    return 0 < len(words) <= _MAX_HEADING_WORDS and not _CLOSING_PUNCTUATION.search(line.strip())
