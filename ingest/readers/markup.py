"""Fragments of HTML, as feeds and records hold them, to text in paragraphs."""

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
_BLOCKS = {
    *("p", "div", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "blockquote", "article", "section", "table", "pre"),
    *("header", "footer", "figure", "hr", "main", "aside", "dl"),
}
_LINES = {"br", "li", "tr", "dt", "dd"}
_CELLS = {"td", "th"}
_UNREAD = {"script", "style", "template", "noscript", "head", "svg", "iframe", "object", "button", "form"}
_LIBRARIES = ("trafilatura", "htmldate", "courlan", "readability", "justext")


class Node(Protocol):
    """What is asked of an element of a parsed tree."""

    tag: object
    text: str | None
    tail: str | None

    def __iter__(self) -> "Iterator[Node]": ...


def markup_to_text(value: str) -> str:
    """The text itself, or what it says where it is a piece of HTML: paragraphs separated by blank lines."""
    if not _CLOSING_TAG.search(value):
        return unescape(value) if _ENTITY.search(value) and "<" not in value else value
    silence_parser_logging()
    from trafilatura.utils import load_html

    tree = load_html(f"<html><body><div>{value}</div></body></html>")
    return value if tree is None else normalize_lines(re.sub(r" {2,}", " ", "".join(_pieces(tree))))


def normalize_lines(text: str) -> str:
    """The text without white space around its lines, and without more than one blank line in a row."""
    lines = "\n".join(line.strip() for line in text.split("\n"))
    return re.sub(r"\n{3,}", "\n\n", lines).strip()


def collapse_whitespace(text: str | None, *, as_written: bool = False) -> str:
    """The text on one line, as a line end in a page's source is only a space."""
    return (text or "") if as_written else re.sub(r"\s+", " ", text or "")


@cache
def silence_parser_logging() -> None:
    """Keeps the libraries' warnings off a terminal where nobody has set up logging; an app that has still gets them."""
    for name in _LIBRARIES:
        logging.getLogger(name).addHandler(logging.NullHandler())


def _pieces(node: Node) -> Iterator[str]:
    if not isinstance(node.tag, str) or node.tag in _UNREAD:  # a comment has no name
        return
    around = "\n\n" if node.tag in _BLOCKS else ""
    yield around or ("\n" if node.tag in _LINES else "")
    yield collapse_whitespace(node.text, as_written=node.tag == "pre")
    for child in node:
        yield from _pieces(child)
        yield collapse_whitespace(child.tail)
    yield around or (" " if node.tag in _CELLS else "")
