"""Lists the short blocks of a page in document order: headlines, bylines, dates, list entries."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

MAX_BLOCK_CHARS = 200
"""An element with more text is divided into its children."""

_SKIPPED_TAGS = {"script", "style", "noscript", "template", "select", "option", "head", "svg", "iframe", "textarea"}
_SURROUNDING_TAGS = {"nav", "footer"}
_SURROUNDING = re.compile(
    r"comment|side-?bar|footer|widget|archiv|calendar|newsletter|ticker|(?<![a-z])nav|copyright|disqus|repl(?:y|ies)|respond",
    re.IGNORECASE,
)
# These words surround a link to another article, or name a part of this one.
_TEASER = re.compile(
    r"related|teaser|recommend|popular|most-?read|latest|promo|trending|more-|see-also|upcoming", re.IGNORECASE
)
_FOOTER = re.compile(r"footer", re.IGNORECASE)
_COMMENTS = re.compile(r"comment|disqus|repl(?:y|ies)|respond", re.IGNORECASE)
_MENU = re.compile(r"(?<![a-z])nav", re.IGNORECASE)
_MAIN_TAGS = {"html", "body", "main", "article"}


@dataclass(frozen=True, slots=True)
class Block:
    """A block of a page.

    Attributes:
        text: Its text on one line.
        node: The lxml element that contains the text.
        is_surrounding: Whether it belongs to navigation, comments, teasers or the like.
    """

    text: str
    node: Any
    is_surrounding: bool

    def is_heading(self) -> bool:
        """Checks whether it is, contains or lies in a heading of level 1."""
        return self.node.tag == "h1" or self.node.find(".//h1") is not None or self._ancestor_tag("h1")

    def is_footer(self) -> bool:
        """Checks whether it lies in a footer."""
        return any(_FOOTER.search(_names(node)) or node.tag == "footer" for node in _lineage(self.node))

    def is_comment(self) -> bool:
        """Checks whether it lies in readers' comments."""
        return self.is_surrounding and any(_COMMENTS.search(_names(node)) for node in _lineage(self.node))

    def is_menu(self) -> bool:
        """Checks whether it lies in a menu."""
        return any(_MENU.search(_names(node)) or node.tag == "nav" for node in _lineage(self.node))

    def _ancestor_tag(self, tag: str) -> bool:
        return next(self.node.iterancestors(tag), None) is not None


def list_blocks(tree: Any, main: set[Any]) -> list[Block]:  # noqa: ANN401 (an lxml element)
    """Lists the blocks of a page. Long paragraphs are included as one block with their whole text.

    Args:
        tree: The page.
        main: The elements that contain its headline, which are not surrounding, whatever their names. See `main_elements`.
    """
    body = tree.find(".//body")
    root = tree if body is None else body
    return list(_walk(root, _text_sizes(root), main))


def main_elements(tree: Any, title: str) -> set[Any]:  # noqa: ANN401
    """Returns the elements that contain the headline: headings of level 1, else 2, else 3, with the words of the title."""
    folded = title.casefold()
    for tag, least in (("h1", 1), ("h2", _MIN_HEADLINE_CHARS), ("h3", _MIN_HEADLINE_CHARS)):
        texts = ((node, _visible_text(node)) for node in tree.iter(tag))
        headlines = [node for node, text in texts if len(text) >= least and is_headline(text, folded)]
        if headlines:
            return {ancestor for headline in headlines for ancestor in _lineage(headline)}
    return set()


def is_headline(text: str, folded_title: str) -> bool:
    """Checks whether the text of a heading is in the title of the page (in lower case)."""
    return bool(text) and text.casefold()[:_COMPARED_CHARS] in folded_title


def _text_sizes(root: Any) -> dict[Any, int]:  # noqa: ANN401
    sizes: dict[Any, int] = {}
    for node in reversed(list(root.iter())):
        if not isinstance(node.tag, str) or node.tag in _SKIPPED_TAGS:
            sizes[node] = 0
            continue
        sizes[node] = len(node.text or "") + sum(sizes.get(child, 0) + len(child.tail or "") for child in node)
    return sizes


def _walk(root: Any, sizes: dict[Any, int], main: set[Any]) -> Iterator[Block]:  # noqa: ANN401
    stack: list[tuple[Any, bool] | Block] = [(root, False)]
    while stack:
        entry = stack.pop()
        if isinstance(entry, Block):
            yield entry
            continue
        node, surrounding = entry
        if not isinstance(node.tag, str) or node.tag in _SKIPPED_TAGS or not sizes.get(node):
            continue
        surrounding = surrounding or (node not in main and _is_surrounding(node))
        if node.tag == "p" or not len(node) or sizes[node] <= MAX_BLOCK_CHARS:
            text = _visible_text(node)
            if text:
                yield Block(text, node, surrounding)
            continue
        stack.extend(reversed(list(_parts(node, surrounding))))


def _parts(node: Any, surrounding: bool) -> Iterator[tuple[Any, bool] | Block]:  # noqa: ANN401
    if text := " ".join((node.text or "").split()):
        yield Block(text, node, surrounding)
    for child in node:
        yield child, surrounding
        if text := " ".join((child.tail or "").split()):
            yield Block(text, node, surrounding)


def _visible_text(node: Any) -> str:  # noqa: ANN401
    pieces: list[str] = []
    for child in node.iter():
        if isinstance(child.tag, str) and child.tag not in _SKIPPED_TAGS:
            pieces.append(child.text or "")
        if child is not node:
            pieces.append(f" {child.tail or ''}")
    return " ".join(" ".join(pieces).split())


def is_in_surrounding(node: Any, main: set[Any]) -> bool:  # noqa: ANN401 (an lxml element)
    """Checks whether an element belongs to navigation, comments, teasers or the like.

    Args:
        node: The element.
        main: See `main_elements`.
    """
    return any(ancestor not in main and _is_surrounding(ancestor) for ancestor in _lineage(node))


def _is_surrounding(node: Any) -> bool:  # noqa: ANN401
    if node.tag in _SURROUNDING_TAGS:
        return True
    if node.tag in _MAIN_TAGS:
        return False
    names = _names(node)
    return bool(_SURROUNDING.search(names) or (_TEASER.search(names) and _is_linked(node)))


def _is_linked(node: Any) -> bool:  # noqa: ANN401
    return node.find(".//a") is not None or next(node.iterancestors("a"), None) is not None


def _lineage(node: Any) -> Iterator[Any]:  # noqa: ANN401
    yield node
    yield from node.iterancestors()


def _names(node: Any) -> str:  # noqa: ANN401
    return f"{node.get('class') or ''} {node.get('id') or ''}"


def headline_index(blocks: list[Block], title: str) -> int | None:
    """Returns the position of the headline: a heading whose text is in the title, else any heading of level 1."""
    folded = title.casefold()
    headings = [index for index, block in enumerate(blocks) if block.is_heading()]
    for index in headings:
        if is_headline(blocks[index].text, folded):
            return index
    for index, block in enumerate(blocks):
        if len(block.text) >= _MIN_HEADLINE_CHARS and block.text.casefold() in folded:
            return index
    return headings[0] if headings else None


_COMPARED_CHARS = 40
_MIN_HEADLINE_CHARS = 15
