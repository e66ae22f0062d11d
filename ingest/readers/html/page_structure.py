"""Prepares the tree of a page for extraction: removes consent boxes, and keeps articles in unusual elements."""

import re
from collections.abc import Iterator
from itertools import chain, islice
from typing import Any

_CONSENT_NAMES = re.compile(
    r"cookie|consent|gdpr|onetrust|didomi|sp_message|cmp-?(?:box|container|banner|wrapper)|usercentrics|cookiebot|truste|quantcast|borlabs",
    re.IGNORECASE,
)
_MAX_CONSENT_SHARE = 0.7
_MAX_TEASER_CHARS = 400
_MAX_TEASER_DEPTH = 3
_MIN_COLUMN_CHARS = 300
_MIN_COLUMN_PARAGRAPHS = 2
_MAX_LINK_SHARE = 0.2
_HIDDEN = {"script", "style", "noscript", "template", "head", "svg", "iframe"}
_NO_PROSE = _HIDDEN | {"a", "nav", "footer", "header", "aside", "button", "select", "option", "textarea"}


def prepare_tree(tree: Any) -> None:  # noqa: ANN401 (an lxml element)
    """Removes consent boxes from a page, and makes an `aside` that is the main column a `div`.

    Args:
        tree: The page; it is changed.
    """
    body = tree.find(".//body")
    if body is None:
        return
    size = max(len(body.text_content()), 1)
    for node in list(body.iter("div", "section", "aside", "dialog", "form", "iframe")):
        names = f"{node.get('id') or ''} {node.get('class') or ''}"
        if _CONSENT_NAMES.search(names) and node.getparent() is not None and not _holds_article(node, size):
            node.drop_tree()
    if not any(
        _prose_chars(node) >= _MIN_COLUMN_CHARS
        for node in body.iter("article", "main")
        if node.find(".//aside") is None
    ):
        for node in list(body.iter("aside")):
            if _is_main_column(node, body):
                node.tag = "div"


def prose_size(tree: Any) -> int:  # noqa: ANN401
    """Counts the characters of a page outside of links, menus and scripts.

    Args:
        tree: The page.
    """
    body = tree.find(".//body")
    count, stack = 0, [tree if body is None else body]
    while stack:
        node = stack.pop()
        if isinstance(node.tag, str) and node.tag not in _NO_PROSE:
            count += len((node.text or "").strip())
            for child in node:
                count += len((child.tail or "").strip())
                stack.append(child)
    return count


def following_text(node: Any) -> str:  # noqa: ANN401
    """Returns the first text after an element, without line breaks; empty if there is none.

    Args:
        node: The element.
    """
    for ancestor in (node, *node.iterancestors()):
        parts = (part for other in ancestor.itersiblings() for part in _shown_texts(other))
        if text := next(
            (text for part in chain([ancestor.tail], parts) if (text := " ".join((part or "").split()))), ""
        ):
            return text
    return ""


def _shown_texts(node: Any) -> Iterator[str | None]:  # noqa: ANN401
    if isinstance(node.tag, str) and node.tag not in _HIDDEN:
        yield from node.itertext()
    yield node.tail


def teaser_texts(tree: Any) -> list[str]:  # noqa: ANN401
    """Returns the texts of teasers: short elements with a heading that links to another page.

    Args:
        tree: The page.
    """
    texts: list[str] = []
    for heading in tree.iter("h2", "h3", "h4"):
        links = [*heading.iterfind(".//a[@href]"), *heading.iterancestors("a")]
        if not any(not link.get("href", "#").startswith("#") for link in links):
            continue
        teaser = heading
        for ancestor in islice(heading.iterancestors(), _MAX_TEASER_DEPTH):
            if len(ancestor.text_content()) > _MAX_TEASER_CHARS:
                break
            teaser = ancestor
        texts.append(" ".join(teaser.text_content().split()))
    return texts


def _holds_article(node: Any, page_size: int) -> bool:  # noqa: ANN401
    return (
        len(node.text_content()) > _MAX_CONSENT_SHARE * page_size
        or next(node.iter("article", "main", "h1"), None) is not None
    )


def _prose_chars(node: Any) -> int:  # noqa: ANN401
    return sum(len(paragraph.text_content()) for paragraph in node.iter("p"))


def _is_main_column(node: Any, body: Any) -> bool:  # noqa: ANN401
    """Checks whether an element holds at least half of the prose of the page, with few links."""
    prose = _prose_chars(node)
    links = sum(len(link.text_content()) for link in node.iter("a"))
    paragraphs = sum(1 for _ in node.iter("p"))
    return (
        prose >= _MIN_COLUMN_CHARS
        and paragraphs >= _MIN_COLUMN_PARAGRAPHS
        and links <= _MAX_LINK_SHARE * prose
        and 2 * prose >= _prose_chars(body) - _prose_chars_in(body, "footer")
    )


def _prose_chars_in(body: Any, tag: str) -> int:  # noqa: ANN401
    return sum(_prose_chars(node) for node in body.iter(tag))
