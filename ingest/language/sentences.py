"""Where the sentences of a text are: spans into it, never copies.

Boundaries come from `sentencex` (Wikimedia), which knows abbreviations and initials in many languages. Around it stands what an
article needs: lines that are headings or list items end a sentence, lines that are merely wrapped do not.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

import sentencex

from assistant.ingest.language.wire_heading import dateline_end

MAX_SENTENCE_CHARS = 1_200
"""A longer run without a sentence end is cut at a space, so that a passage and a quote stay readable."""

_TERMINAL = re.compile(r"[.!?…。！？؟۔:;,][\"'”’»)\]]*$")
_ASKS = re.compile(r"[?？؟][!?]*[\"'”’»)\]]*$")
_WRAPPED_LINE_CHARS = range(45, 101)
_MAX_HEADING_WORDS = 20
_JOINER = "\u200d"
_FLAG_LETTERS = frozenset(map(chr, range(0x1F1E6, 0x1F200)))
_TAGS = frozenset(map(chr, range(0xE0020, 0xE0080)))


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence, heading or list item of a text.

    Attributes:
        start: The first character.
        end: One past the last character; white space around the sentence is outside.
        paragraph: Which paragraph it stands in, counted from 0.
        is_heading: It is a short line of its own without closing punctuation.
        is_question: It asks, and so says nothing.
    """

    start: int
    end: int
    paragraph: int
    is_heading: bool
    is_question: bool


def split_sentences(text: str, language: str | None = None) -> list[Sentence]:
    """Finds the sentences of `text`, in order, without overlap; everything outside of them is white space.

    Args:
        text: Any text.
        language: A BCP 47 tag; English where unknown.
    """
    tag = (language or "en").split("-")[0].lower()
    found: list[Sentence] = []
    for number, (start, end) in enumerate(_blocks(text)):
        spans = [
            piece
            for span in _boundaries(text[start:end], start, tag)
            for piece in _cut_long(text, *_strip(text, *span))
        ]
        spans = _join_dateline(text, spans)
        heading = len(spans) == 1 and _looks_like_heading(text[start:end])
        found.extend(Sentence(a, b, number, heading, bool(_ASKS.search(text, a, b))) for a, b in spans if a < b)
    return found


def story_start(text: str, sentence: Sentence) -> int:
    """Where the words of a sentence that are worth quoting begin: after its dateline, unless it is a dateline alone."""
    start = dateline_end(text, sentence.start)
    return start if start < sentence.end else sentence.start


def _blocks(text: str) -> list[tuple[int, int]]:
    """Paragraphs, and within them the lines that stand for themselves."""
    blocks: list[tuple[int, int]] = []
    for lines in _paragraphs(text):
        if len(lines) > 1 and _is_wrapped([text[a:b] for a, b in lines]):
            blocks.append((lines[0][0], lines[-1][1]))
        else:
            blocks.extend(lines)
    return blocks


def _paragraphs(text: str) -> Iterator[list[tuple[int, int]]]:
    """The lines of each paragraph. A line of white space is none, and parts two paragraphs."""
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
    """Lines broken at a column, not at meaning: all but the last are of similar length and some stop in mid-sentence."""
    body = [line.strip() for line in lines[:-1]]
    fits = all(len(line) in _WRAPPED_LINE_CHARS for line in body)
    return fits and any(not _TERMINAL.search(line) for line in body)


def _boundaries(block: str, offset: int, language: str) -> list[tuple[int, int]]:
    return [
        (offset + found["start_index"], offset + found["end_index"])
        for found in sentencex.get_sentence_boundaries(language, block)
        if not found["is_paragraph_break"]
    ]


def _join_dateline(text: str, spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """A dateline says nothing by itself: it belongs to the sentence it opens."""
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
    """The nearest place before `cut` that splits no emoji sequence, no flag and no letter from its accents."""
    place = cut
    while place > floor + 1 and _within_grapheme(text, place, floor):
        place -= 1
    return place if place > floor + 1 else cut


def _within_grapheme(text: str, place: int, floor: int) -> bool:
    before, after = text[place - 1], text[place]
    if before == _JOINER or after == _JOINER:
        return True
    if before in _FLAG_LETTERS and after in _FLAG_LETTERS:  # two of them make a flag
        first = place - 1
        while first > floor and text[first - 1] in _FLAG_LETTERS:
            first -= 1
        return (place - first) % 2 == 1
    # letters below virama are joined too: "क्षि"
    return (
        after in _TAGS or unicodedata.category(after) in {"Mn", "Mc", "Me", "Sk"} or unicodedata.combining(before) == 9
    )


def _looks_like_heading(line: str) -> bool:
    words = line.split()
    return 0 < len(words) <= _MAX_HEADING_WORDS and not _TERMINAL.search(line.strip())
