"""Printed lines to paragraphs: what a page broke at its edge is joined again."""

import re
from collections import Counter
from collections.abc import Sequence, Set

_SENTENCE_END = re.compile(r"[.!?…:][\"'”’»)\]]*$")
_HYPHENATED = re.compile(r"(?P<before>[^\W\d_]+)[-\N{SOFT HYPHEN}\N{HYPHEN}]$")
_WORD = re.compile(r"[^\W\d_]+")
_COMPOUND = re.compile(r"[^\W\d_]+-[^\W\d_]+")
_BULLET = re.compile(r"[•▪●◦‣–*-]\s|\(?\d{1,2}[.)]\s")
_PAGE_NUMBER = re.compile(r"(page\s*)?[-–—]?\s*\d{1,4}\s*[-–—]?(\s*(of|/)\s*\d{1,4})?", re.IGNORECASE)

# A line this much shorter than most ends a paragraph if it ends a sentence; a still shorter one may be a heading.
_SHORT = 0.85
_HEADING = 0.6
_FEWEST_PAGES_WITH_HEADERS = 3


def join_pages(pages: Sequence[str]) -> str:
    """The text of all pages in paragraphs, without the headers, footers and numbers that pages repeat."""
    numbered = [[line.rstrip() for line in page.splitlines()] for page in pages]
    lines = [line for page in _without_running_lines(numbered) for line in page]
    return join_lines(lines)


def join_lines(lines: Sequence[str]) -> str:
    """The lines as paragraphs separated by blank lines; words that hyphens broke are whole again."""
    width = _usual_width(lines)
    compounds = {compound for line in lines for compound in _COMPOUND.findall(line)}
    paragraphs: list[str] = []
    pieces: list[str] = []
    plain = [" ".join(line.split()) for line in lines]
    for line, following in zip(plain, [*plain[1:], ""], strict=False):
        if line:
            _add(line, pieces, compounds)
        if _ends_paragraph(line, following, width):
            paragraphs.append("".join(pieces))
            pieces.clear()
    return "\n\n".join(paragraph for paragraph in paragraphs if paragraph)


def _usual_width(lines: Sequence[str]) -> int:
    widths = sorted(len(line.strip()) for line in lines if line.strip())
    return widths[len(widths) * 3 // 4] if widths else 0


def _ends_paragraph(line: str, following: str, width: int) -> bool:
    if not line or not following or _BULLET.match(following):
        return True
    if _SENTENCE_END.search(line):
        return len(line) < _SHORT * width
    # a heading has no full stop and what follows begins anew
    return len(line) < _HEADING * width and not following[0].islower() and not line.endswith((",", ";", "-", "–"))


def _add(line: str, pieces: list[str], compounds: Set[str]) -> None:
    """Adds a line to the pieces of its paragraph, and makes the word whole that a hyphen broke before it."""
    broken = _HYPHENATED.search(pieces[-1]) if pieces else None
    rest = _WORD.match(line)
    if not broken or not rest or not rest[0][0].islower():
        pieces.append(f" {line}" if pieces else line)
        return
    # "well-" and "known" stay "well-known" where the text writes it so in the middle of a line
    kept = "-" if f"{broken['before']}-{rest[0]}" in compounds else ""
    pieces[-1] = pieces[-1][:-1] + kept
    pieces.append(line)


def _without_running_lines(pages: Sequence[list[str]]) -> list[list[str]]:
    """The pages without bare page numbers, and without first and last lines that most pages share."""
    trimmed = [[line for line in page if line.strip()] and page for page in pages]
    edges = Counter(_folded(line) for page in trimmed for line in set(_edges(page)))
    often = max(_FEWEST_PAGES_WITH_HEADERS, len(pages) // 2 + 1)
    return [
        [line for line in page if not (line in _edges(page) and (edges[_folded(line)] >= often or _is_number(line)))]
        for page in trimmed
    ]


def _edges(page: Sequence[str]) -> tuple[str, ...]:
    filled = [line for line in page if line.strip()]
    return (filled[0], filled[-1]) if filled else ()


def _folded(line: str) -> str:
    return re.sub(r"\d+", "#", line.strip())


def _is_number(line: str) -> bool:
    return bool(_PAGE_NUMBER.fullmatch(line.strip()))
