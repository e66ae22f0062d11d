"""Finds the article in the lines of PDF pages: paragraphs, headline and date, without what repeats on the pages."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import takewhile

from assistant.ingest.readers.html.printed_dates import Label, find_dates
from assistant.ingest.readers.html.tidy import word_overlap
from assistant.ingest.readers.paragraphs import join_words
from assistant.ingest.readers.pdf_layout import CELLS, PrintedLine
from assistant.ingest.readers.pdf_reading_order import ordered_pages

_SENTENCE_END = re.compile(r"[.!?…:][\"'”’»)\]]*$")
_PAGE_NUMBER = re.compile(r"(?:page\s*)?[-–—]?\s*\d{1,4}\s*[-–—]?(?:\s*(?:of|/)\s*\d{1,4})?", re.IGNORECASE)
# A headline is larger than the text by this factor.
_HEADLINE_SIZE = 1.3
_SAME_SIZE = 0.6
_HEADLINE_WORDS = range(3, 40)
_USUAL_HEADLINE_WORDS = 4
_USUAL_HEADLINE_SIZE = 1.6
_MAX_HEADING_CHARS = 120
_EDGE_LINES = 3
_SHORT_LINE = 0.85
_MIN_INDENT = 4
_MAX_INDENT = 40
_MIN_TITLE_OVERLAP = 0.6


@dataclass(frozen=True, slots=True)
class PrintedArticle:
    """The article of a PDF.

    Attributes:
        text: The text in paragraphs, without headline and running heads.
        headline: The headline that the first page prints, if it is larger than the text.
        day: The day that the first page prints above the text or at its edges.
    """

    text: str
    headline: str | None
    day: date | None


def printed_article(lines: Sequence[PrintedLine], language: str | None, title: str | None) -> PrintedArticle:
    """Returns the article in the lines of a PDF.

    Args:
        lines: The lines in any order.
        language: The BCP 47 tag of the document, for the order of ambiguous numbers.
        title: The title in the document properties. A line with its words is the headline.
    """
    size = _text_size(lines)
    running = _running_lines(lines, size)
    if len(running) == len(lines):  # pages of one line each
        running = set()
    body = list(ordered_pages(line for line in lines if line not in running))
    headline = _headline(body, size, title)
    day = _printed_day(body, headline, running, size, language)
    kept = [line for line in body if line not in headline]
    text = "\n\n".join(join_words(group) for group in _paragraphs(kept))
    return PrintedArticle(text, " ".join(line.text for line in headline) or None, day)


def _text_size(lines: Iterable[PrintedLine]) -> float:
    sizes: Counter[float] = Counter()
    for line in lines:
        sizes[line.size] += len(line.text)
    return sizes.most_common(1)[0][0] if sizes else 0.0


def _running_lines(lines: Sequence[PrintedLine], size: float) -> set[PrintedLine]:
    """Returns page numbers, what repeats at the edges of pages, and smaller lines there: from the edge to the first other line."""
    pages: dict[int, list[PrintedLine]] = {}
    for line in sorted(lines, key=lambda line: -line.top):
        pages.setdefault(line.page, []).append(line)
    edges = [(page[:_EDGE_LINES], page[: -_EDGE_LINES - 1 : -1]) for page in pages.values()]
    counts = Counter(text for upper, lower in edges for text in {_without_digits(line) for line in (*upper, *lower)})
    min_pages = max(2, len(pages) // 2 + 1)

    def is_running(line: PrintedLine) -> bool:
        is_small = line.size < size - _SAME_SIZE and not _SENTENCE_END.search(line.text)
        return is_small or counts[_without_digits(line)] >= min_pages or bool(_PAGE_NUMBER.fullmatch(line.text))

    return {line for both in edges for edge in both for line in takewhile(is_running, edge)}


def _without_digits(line: PrintedLine) -> str:
    return re.sub(r"\d+", "#", line.text)


def _headline(lines: Sequence[PrintedLine], size: float, title: str | None) -> list[PrintedLine]:
    """Returns the lines of the largest group on the first page that has the words of a headline."""
    groups: list[list[PrintedLine]] = []
    for line in lines:
        if line.page > 0 or line.size < _HEADLINE_SIZE * size:
            continue
        if groups and abs(groups[-1][-1].size - line.size) < _SAME_SIZE and _follows(groups[-1][-1], line):
            groups[-1].append(line)
        else:
            groups.append([line])
    texts = [" ".join(line.text for line in group) for group in groups]
    candidates = [
        (
            bool(title) and word_overlap(title or "", text) >= _MIN_TITLE_OVERLAP,
            # the name of the newspaper is larger, and shorter
            len(text.split()) >= _USUAL_HEADLINE_WORDS and group[0].size >= _USUAL_HEADLINE_SIZE * size,
            group[0].size,
            -index,
        )
        for index, (text, group) in enumerate(zip(texts, groups, strict=True))
        if len(text.split()) in _HEADLINE_WORDS
    ]
    return groups[-max(candidates)[-1]] if candidates else []


def _follows(line: PrintedLine, following: PrintedLine) -> bool:
    """Checks whether a line stands directly below another one."""
    return line.page == following.page and 0 <= line.top - following.top < 2.5 * line.size


def _printed_day(
    lines: Sequence[PrintedLine],
    headline: Sequence[PrintedLine],
    running: set[PrintedLine],
    size: float,
    language: str | None,
) -> date | None:
    """Returns the day between headline and text, else the one above the headline or at the edges, if it is the only one."""
    first = [*(line for line in lines if line.page == 0), *(line for line in running if line.page == 0)]
    top = headline[0].top if headline else max((line.top for line in first), default=0.0)
    near: list[date] = []
    edges: set[date] = set()
    for index, line in enumerate(first):
        if len(line.text) > _MAX_HEADING_CHARS:
            continue
        for printed in find_dates(line.text, language):
            if printed.label is Label.PUBLISHED:
                return printed.day
            if printed.label is Label.UPDATED:
                continue
            if line in running or (headline and line.bottom > top):
                edges.add(printed.day)
            elif _is_above_text(first, index, size):
                near.append(printed.day)
    if near:
        return min(near)  # of several days without labels, the later ones are those of updates
    return edges.pop() if len(edges) == 1 else None


def _is_above_text(lines: Sequence[PrintedLine], index: int, size: float) -> bool:
    """Checks whether no line of running text stands before a line."""
    before = lines[:index]
    return not any(
        line.size <= _HEADLINE_SIZE * size and _SENTENCE_END.search(line.text) and len(line.text) > 40
        for line in before
    )


def _paragraphs(lines: Sequence[PrintedLine]) -> list[list[str]]:
    columns = {line: _column(line, lines) for line in lines}
    paragraphs: list[list[str]] = []
    previous: PrintedLine | None = None
    for line in lines:
        if previous is None or _begins_paragraph(previous, line, columns):
            paragraphs.append([])
        paragraphs[-1].append(line.text)
        previous = line
    return paragraphs


def _column(line: PrintedLine, lines: Sequence[PrintedLine]) -> tuple[float, float]:
    """Returns the left and right edge of the lines of the same size that begin near a line."""
    beside = [
        other
        for other in lines
        if other.page == line.page
        and abs(other.left - line.left) <= _MAX_INDENT
        and abs(other.size - line.size) < _SAME_SIZE
    ]
    lefts = Counter(round(other.left) for other in beside)
    most = max(lefts.values())
    return min(left for left, count in lefts.items() if 4 * count >= most), max(other.right for other in beside)


def _begins_paragraph(
    previous: PrintedLine, line: PrintedLine, columns: dict[PrintedLine, tuple[float, float]]
) -> bool:
    if abs(previous.size - line.size) >= _SAME_SIZE or CELLS in line.text or CELLS in previous.text:
        return True
    left, right = columns[line]
    is_indented = _MIN_INDENT <= line.left - left <= _MAX_INDENT
    previous_left, previous_right = columns[previous]
    is_short = previous.right - previous_left < _SHORT_LINE * (previous_right - previous_left)
    ends_sentence = bool(_SENTENCE_END.search(previous.text))
    if not _is_directly_below(previous, line):  # a gap, another column or another page
        is_same_column = (
            previous.page == line.page and previous.bottom >= line.top and abs(left - previous_left) < _MAX_INDENT
        )
        return is_same_column or is_indented or (ends_sentence and is_short)
    is_heading = (
        is_short and not ends_sentence and not line.text[0].islower() and not previous.text.endswith(("-", ","))
    )
    return (
        is_indented
        or (ends_sentence and is_short)
        or (is_heading and previous.right - previous_left < 0.6 * (right - left))
    )


def _is_directly_below(previous: PrintedLine, line: PrintedLine) -> bool:
    return previous.page == line.page and -0.5 * line.size <= previous.bottom - line.top < 0.75 * line.size
