"""Finds the lines of PDF pages and where they stand, with pdfminer's layout analysis."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from itertools import islice
from statistics import median
from typing import Any

MAX_PAGES = 32
"""The number of pages whose layout is analysed."""

CELLS = "  "
"""What separates the cells of a row in the text of a line."""

_MAX_PAGE_CHARS = 30_000
_LIGATURES = str.maketrans({"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st"})
_UNMAPPED = re.compile(r"\(cid:\d+\)")


@dataclass(frozen=True, slots=True)
class PrintedLine:
    """A line of a page.

    Attributes:
        text: Its text, with ligatures as letters.
        page: The number of the page, from 0.
        left: Where it begins, in points from the left edge of the page.
        right: Where it ends.
        bottom: Its lower edge, in points from the lower edge of the page.
        top: Its upper edge.
        size: The usual size of its characters, in points.
    """

    text: str
    page: int
    left: float
    right: float
    bottom: float
    top: float
    size: float


def printed_lines(data: bytes) -> list[PrintedLine] | None:
    """Returns the lines of a PDF in any order, or None if it has more pages or characters than are analysed.

    Args:
        data: The bytes of the file.
    """
    from pdfminer.converter import PDFPageAggregator
    from pdfminer.layout import LAParams, LTChar
    from pdfminer.pdfinterp import PDFPageInterpreter, PDFResourceManager
    from pdfminer.pdfpage import PDFPage

    resources = PDFResourceManager()
    device = PDFPageAggregator(resources, laparams=None)
    interpreter = PDFPageInterpreter(resources, device)
    lines: list[PrintedLine] = []
    for number, page in enumerate(islice(PDFPage.get_pages(BytesIO(data)), MAX_PAGES + 1)):
        if number == MAX_PAGES:
            return None
        interpreter.process_page(page)
        layout = device.get_result()
        if sum(1 for item in _items(layout) if isinstance(item, LTChar)) > _MAX_PAGE_CHARS:
            return None
        layout.analyze(LAParams(all_texts=True, boxes_flow=None))
        lines += _lines_of_page(layout, number)
    return lines


def _items(container: Any) -> Iterator[Any]:  # noqa: ANN401 (pdfminer's layout objects)
    stack = [container]
    while stack:
        item = stack.pop()
        yield item
        if hasattr(item, "__iter__"):
            stack.extend(reversed(list(item)))


def _lines_of_page(layout: Any, number: int) -> Iterator[PrintedLine]:  # noqa: ANN401
    from pdfminer.layout import LTChar, LTTextLine

    for line in _items(layout):
        if not isinstance(line, LTTextLine):
            continue
        sizes = [character.size for character in line if isinstance(character, LTChar) and character.get_text().strip()]
        text = " ".join(_UNMAPPED.sub("", line.get_text().translate(_LIGATURES)).split())
        if sizes and text:
            yield PrintedLine(text, number, line.x0, line.x1, line.y0, line.y1, round(median(sizes), 1))
