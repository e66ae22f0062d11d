"""Joins the lines of printed pages to paragraphs."""

import re
from collections import Counter
from collections.abc import Sequence, Set

_SENTENCE_END = re.compile(r"[.!?…:][\"'”’»)\]]*$")
_HYPHENATED = re.compile(r"(?<![^\W\d_])(?P<before>[^\W\d_]+)[-\N{SOFT HYPHEN}\N{HYPHEN}]$")
_WORD = re.compile(r"[^\W\d_]+")
_COMPOUND = re.compile(r"(?<![^\W\d_])[^\W\d_]+-[^\W\d_]+")
_BULLET = re.compile(r"[•▪●◦‣–*-]\s|\(?\d{1,2}[.)]\s")
_PAGE_NUMBER = re.compile(r"(page\s*)?[-–—]?\s*\d{1,4}\s*[-–—]?(\s*(of|/)\s*\d{1,4})?", re.IGNORECASE)

# A line shorter than this share of the usual width ends a paragraph if it ends a sentence. A still shorter one may be a heading.
_SHORT_LINE = 0.85
_HEADING_LINE = 0.6
_MIN_PAGES_WITH_HEADER = 3


def join_pages(pages: Sequence[str]) -> str:
    """Returns the text of all pages in paragraphs, without repeated headers, footers and page numbers."""
    page_lines = [[line.rstrip() for line in page.splitlines()] for page in pages]
    lines = [line for page in _without_running_lines(page_lines) for line in page]
    return join_lines(lines) or join_lines([line for page in page_lines for line in page])


def join_lines(lines: Sequence[str]) -> str:
    """Joins lines to paragraphs separated by blank lines, and joins words that hyphens split at line ends."""
    width = _usual_width(lines)
    compounds = {compound for line in lines for compound in _COMPOUND.findall(line)}
    paragraphs: list[str] = []
    pieces: list[str] = []
    plain = [" ".join(line.split()) for line in lines]
    for line, following in zip(plain, [*plain[1:], ""], strict=False):
        if line:
            _append_line(line, pieces, compounds)
        if _ends_paragraph(line, following, width):
            paragraphs.append("".join(pieces))
            pieces.clear()
    return "\n\n".join(paragraph for paragraph in paragraphs if paragraph)


def join_words(lines: Sequence[str]) -> str:
    """Joins the lines of one paragraph, and words that hyphens split at line ends."""
    compounds = {compound for line in lines for compound in _COMPOUND.findall(line)}
    pieces: list[str] = []
    for line in lines:
        _append_line(line, pieces, compounds)
    return "".join(pieces)


def _usual_width(lines: Sequence[str]) -> int:
    widths = sorted(len(line.strip()) for line in lines if line.strip())
    return widths[len(widths) * 3 // 4] if widths else 0


def _ends_paragraph(line: str, following: str, width: int) -> bool:
    if not line or not following or _BULLET.match(following):
        return True
    if _SENTENCE_END.search(line):
        return len(line) < _SHORT_LINE * width
    # a heading has no full stop, and the next line does not continue it
    return len(line) < _HEADING_LINE * width and not following[0].islower() and not line.endswith((",", ";", "-", "–"))


def _append_line(line: str, pieces: list[str], compounds: Set[str]) -> None:
    """Adds a line to its paragraph, and joins a word that a hyphen split before it."""
    broken = _HYPHENATED.search(pieces[-1]) if pieces else None
    rest = _WORD.match(line)
    if not broken or not rest or not rest[0][0].islower():
        pieces.append(f" {line}" if pieces else line)
        return
    # keep the hyphen if the same compound occurs inside a line ("well-known")
    kept = "-" if f"{broken['before']}-{rest[0]}" in compounds else ""
    pieces[-1] = pieces[-1][:-1] + kept
    pieces.append(line)


def _without_running_lines(pages: Sequence[list[str]]) -> list[list[str]]:
    """Removes page numbers, and first and last lines that most pages share."""
    trimmed = [[line for line in page if line.strip()] and page for page in pages]
    edges = Counter(_without_digits(line) for page in trimmed for line in set(_edges(page)))
    min_pages = max(_MIN_PAGES_WITH_HEADER, len(pages) // 2 + 1)
    return [
        [
            line
            for line in page
            if not (line in _edges(page) and (edges[_without_digits(line)] >= min_pages or _is_page_number(line)))
        ]
        for page in trimmed
    ]


def _edges(page: Sequence[str]) -> tuple[str, ...]:
    filled = [line for line in page if line.strip()]
    return (filled[0], filled[-1]) if filled else ()


def _without_digits(line: str) -> str:
    return re.sub(r"\d+", "#", line.strip())


def _is_page_number(line: str) -> bool:
    return bool(_PAGE_NUMBER.fullmatch(line.strip()))
