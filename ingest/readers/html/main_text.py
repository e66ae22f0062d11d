"""Extracts the main text of a page as blocks, with trafilatura."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from assistant.ingest.language.boilerplate import is_boilerplate, is_promotion
from assistant.ingest.readers.html.page_structure import following_text, prose_size
from assistant.ingest.readers.html.tidy import same_words
from assistant.ingest.readers.markup import Node, collapse_whitespace, normalize_lines

# The elements of trafilatura's tree that are paragraphs.
_PARAGRAPHS = {"p", "head", "ab", "quote", "code", "list", "table"}
_LINES = {"item", "row", "lb"}
_HEADING_BLOCKS = 3
# A precise text with less than this share of the complete one, or of the prose of the page, has lost part of the article.
_MIN_SHARE = 0.25
_HEADINGS = ("h2", "h3", "h4", "h5", "h6")
_BEGINNING_CHARS = 30
_MAX_REPETITIONS = 3
_SHORT_CHARS = 80


@dataclass(frozen=True, slots=True)
class TextBlock:
    """A block of the main text.

    Attributes:
        text: Its text; lines are those of list items and table rows.
        is_heading: Whether it is a heading.
    """

    text: str
    is_heading: bool = False


@dataclass(frozen=True, slots=True)
class MainText:
    """The main text of a page.

    Attributes:
        text: The text in paragraphs.
        promotions: The promotions that stood between the paragraphs, such as an invitation to subscribe.
    """

    text: str
    promotions: str


def extract_main_text(tree: Any, url: str | None, *, titles: Sequence[str]) -> MainText:  # noqa: ANN401 (an lxml element)
    """Extracts the main text: the blocks of the precise setting, with the headings that only the default setting keeps.

    The default setting takes as long again, so it is used only if text or headings may be missing.

    Args:
        tree: The page. It is not changed.
        url: The address of the page.
        titles: The headlines, which are not repeated in the text.
    """
    precise = _extract_blocks(tree, url, favor_precision=True)
    blocks = precise
    if _size(precise) < max(_SHORT_CHARS, _MIN_SHARE * prose_size(tree)):
        complete = _extract_blocks(tree, url)
        blocks = complete if _size(precise) < _MIN_SHARE * _size(complete) else _with_headings(precise, complete)
    elif _may_miss_heading(tree, precise, titles):
        blocks = _with_headings(precise, _extract_blocks(tree, url, fast=True))
    promotions = [block for block in blocks if _is_promotional(block)]
    return MainText(join_blocks(clean_blocks(blocks, titles)), join_blocks(promotions))


def join_blocks(blocks: Sequence[TextBlock]) -> str:
    """Joins blocks with blank lines between them."""
    return normalize_lines("\n\n".join(block.text for block in blocks))


def clean_blocks(blocks: Sequence[TextBlock], titles: Sequence[str]) -> list[TextBlock]:
    """Removes the repeated headline, promotions and repeated short blocks between the paragraphs, and credits at the end."""
    counts = Counter(block.text for block in blocks)
    kept = [block for block in blocks if not _is_promotional(block) and not _is_repeated(block, counts)]
    headlines = {block for block in kept[:_HEADING_BLOCKS] if any(same_words(block.text, title) for title in titles)}
    kept = [block for block in kept if block not in headlines]
    while kept and (kept[-1].is_heading or is_boilerplate(kept[-1].text)):
        kept.pop()
    return kept


def _size(blocks: Sequence[TextBlock]) -> int:
    return sum(len(block.text) for block in blocks)


def _is_repeated(block: TextBlock, counts: Counter[str]) -> bool:
    return counts[block.text] >= _MAX_REPETITIONS and len(block.text) <= _SHORT_CHARS


def _is_promotional(block: TextBlock) -> bool:
    return all(is_promotion(line.strip()) for line in block.text.splitlines() if line.strip())


def _may_miss_heading(tree: Any, blocks: Sequence[TextBlock], titles: Sequence[str]) -> bool:  # noqa: ANN401
    """Checks whether a heading that is not among the blocks stands before one of them."""
    texts = {collapse_whitespace(block.text).strip() for block in blocks}
    lines = "".join(f"\n{text}" for text in texts)
    return any(
        (following := following_text(heading))
        and f"\n{following[:_BEGINNING_CHARS]}" in lines
        and (text := collapse_whitespace(heading.text_content()).strip())
        and text not in texts
        and not any(same_words(text, title) for title in titles)
        for heading in tree.iter(*_HEADINGS)
    )


def _extract_blocks(
    tree: Any,  # noqa: ANN401
    url: str | None,
    *,
    favor_precision: bool = False,
    fast: bool = False,
) -> list[TextBlock]:
    from trafilatura import bare_extraction

    extracted: Any = bare_extraction(
        tree, url=url, include_comments=False, with_metadata=False, favor_precision=favor_precision, fast=fast
    )
    return [] if extracted is None else list(_blocks_of(extracted.body))


def _blocks_of(body: Any) -> Iterator[TextBlock]:  # noqa: ANN401
    for node in body:
        text = normalize_lines("".join(_pieces(node)))
        if text:
            yield TextBlock(text, node.tag == "head")
        if tail := normalize_lines(collapse_whitespace(node.tail)):
            yield TextBlock(tail)


def _with_headings(blocks: list[TextBlock], complete: list[TextBlock]) -> list[TextBlock]:
    """Adds the headings of the complete text that stand between two neighbouring blocks of the precise text."""
    positions: dict[str, int] = {}
    for index, block in enumerate(complete):
        positions.setdefault(block.text, index)
    merged: list[TextBlock] = []
    for block in blocks:
        position = positions.get(block.text)
        if position and complete[position - 1].is_heading and merged and complete[position - 1].text != merged[-1].text:
            merged.append(complete[position - 1])
        merged.append(block)
    return merged


def _pieces(node: Node) -> Iterator[str]:
    around = "\n\n" if node.tag in _PARAGRAPHS else ""
    yield around or ("\n" if node.tag in _LINES else "")
    yield collapse_whitespace(node.text, preformatted=node.tag == "code")
    for child in node:
        yield from _pieces(child)
        yield collapse_whitespace(child.tail)
    yield around or ("  " if node.tag == "cell" else "")
