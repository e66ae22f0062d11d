"""Converts HTML fragments of feeds and records to text in paragraphs."""

import logging
import re
from collections.abc import Iterator
from functools import cache
from html import unescape
from typing import Protocol

_CLOSING_TAG = re.compile(
    r"</(?:p|div|h[1-6]|li|ul|ol|a|b|i|em|strong|span|blockquote|article|section)\s*>|<br\s*/?>", re.IGNORECASE
)
_ENTITY = re.compile(r"&(?:amp|quot|nbsp|#\d+|#x[0-9a-f]+|[lr][sd]quo|[mn]dash|hellip|apos|lt|gt);", re.IGNORECASE)
# Entities that no text shows on purpose.
_PRINTED_ENTITY = re.compile(r"&(?:nbsp|#\d+|#x[0-9a-f]+|[lr][sd]quo|[mn]dash|hellip);", re.IGNORECASE)
_MAX_ESCAPES = 4
_BLOCKS = {
    *("p", "div", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "blockquote", "article", "section", "table", "pre"),
    *("header", "footer", "figure", "hr", "main", "aside", "dl"),
}
_LINES = {"br", "li", "tr", "dt", "dd"}
_CELLS = {"td", "th"}
_SKIPPED = {"script", "style", "template", "noscript", "head", "svg", "iframe", "object", "button", "form"}
_LIBRARIES = ("trafilatura", "htmldate", "courlan", "readability", "justext")


class Node(Protocol):
    """The part of an lxml element that is used here."""

    tag: object
    text: str | None
    tail: str | None

    def __iter__(self) -> "Iterator[Node]": ...


def markup_to_text(value: str) -> str:
    """Returns the text unchanged or, if it is HTML, its text with blank lines between paragraphs."""
    for _ in range(_MAX_ESCAPES):  # some feeds escape twice or more
        if _CLOSING_TAG.search(value) or "<" in value or not _ENTITY.search(value):
            break
        value = unescape(value)
    if not _CLOSING_TAG.search(value):
        return value
    silence_parser_logging()
    from trafilatura.utils import load_html

    tree = load_html(f"<html><body><div>{value}</div></body></html>")
    if tree is None:
        return value
    text = normalize_lines(re.sub(r" {2,}", " ", "".join(_pieces(tree))))
    return unescape(text) if _PRINTED_ENTITY.search(text) else text


def normalize_lines(text: str) -> str:
    """Removes white space around lines, and repeated blank lines."""
    lines = "\n".join(line.strip() for line in text.split("\n"))
    return re.sub(r"\n{3,}", "\n\n", lines).strip()


def collapse_whitespace(text: str | None, *, preformatted: bool = False) -> str:
    """Replaces runs of white space by one space, as browsers do, unless the text is preformatted."""
    return (text or "") if preformatted else re.sub(r"\s+", " ", text or "")


@cache
def silence_parser_logging() -> None:
    """Keeps warnings of the parser libraries off the terminal. An application that configures logging still gets them."""
    for name in _LIBRARIES:
        logging.getLogger(name).addHandler(logging.NullHandler())


def _pieces(node: Node) -> Iterator[str]:
    if not isinstance(node.tag, str) or node.tag in _SKIPPED:  # a comment
        return
    around = "\n\n" if node.tag in _BLOCKS else ""
    yield around or ("\n" if node.tag in _LINES else "")
    yield collapse_whitespace(node.text, preformatted=node.tag == "pre")
    for child in node:
        yield from _pieces(child)
        yield collapse_whitespace(child.tail)
    yield around or (" " if node.tag in _CELLS else "")
