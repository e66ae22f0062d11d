"""Compares two texts word by word: what stayed, what was removed, what was added."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

ChangeKind = Literal["same", "removed", "added"]

_WORD = re.compile(r"\w+(?:[.,]\w+)*\s*|[^\w\s]\s*|\s+")
_PARAGRAPH = re.compile(r"[^\n]*\n*")
# Comparing takes time with the product of the lengths, at worst.
_MAX_ITEMS = 2_000
_EXACT_ITEMS = 400  # of more, frequent ones are not compared


@dataclass(frozen=True, slots=True)
class TextPart:
    """A part of two compared texts.

    Attributes:
        kind: Whether both texts have it, only the earlier one, or only the later one.
        text: Its characters.
    """

    kind: ChangeKind
    text: str


def word_diff(earlier: str, later: str) -> list[TextPart]:
    """Returns the parts of both texts in order: those that are not "added" make the earlier text, those not "removed" the later one.

    Paragraphs are compared first, then the words of changed paragraphs. What is too long for this counts as replaced as a whole.
    """
    parts: list[TextPart] = []
    for before, after in _blocks(_PARAGRAPH.findall(earlier), _PARAGRAPH.findall(later)):
        if before == after:
            parts.append(TextPart("same", before))
            continue
        for old, new in _blocks(_WORD.findall(before), _WORD.findall(after)):
            parts += [TextPart("same", old)] if old == new else _replaced(old, new)
    return _joined(parts)


def _replaced(old: str, new: str) -> list[TextPart]:
    return [TextPart(kind, text) for kind, text in (("removed", old), ("added", new)) if text]  # type: ignore[arg-type]


def _blocks(before: Sequence[str], after: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Yields what corresponds in two sequences: equal texts, or the text that another one replaced."""
    first, last = 0, 0
    shorter = min(len(before), len(after))
    while first < shorter and before[first] == after[first]:
        first += 1
    while last < shorter - first and before[-1 - last] == after[-1 - last]:
        last += 1
    middle_before, middle_after = before[first : len(before) - last], after[first : len(after) - last]
    yield from _same(before[:first])
    items = max(len(middle_before), len(middle_after))
    if items > _MAX_ITEMS:
        yield "".join(middle_before), "".join(middle_after)
    else:
        matcher = SequenceMatcher(None, middle_before, middle_after, autojunk=items > _EXACT_ITEMS)
        for _, i1, i2, j1, j2 in matcher.get_opcodes():
            yield "".join(middle_before[i1:i2]), "".join(middle_after[j1:j2])
    yield from _same(before[len(before) - last :])


def _same(texts: Sequence[str]) -> Iterator[tuple[str, str]]:
    text = "".join(texts)
    if text:
        yield text, text


def _joined(parts: Sequence[TextPart]) -> list[TextPart]:
    """Joins neighbours of one kind, and changed words that only white space separates, which read better as one change."""
    groups: list[tuple[str, str]] = []  # (earlier, later); equal if unchanged
    for part in parts:
        old = "" if part.kind == "added" else part.text
        new = "" if part.kind == "removed" else part.text
        is_change = part.kind != "same"
        if groups and is_change and groups[-1][0] != groups[-1][1]:
            groups[-1] = groups[-1][0] + old, groups[-1][1] + new
        elif is_change and len(groups) > 1 and _is_space(groups[-1]) and groups[-2][0] != groups[-2][1]:
            space = groups.pop()[0]
            groups[-1] = groups[-1][0] + space + old, groups[-1][1] + space + new
        else:
            groups.append((old, new))
    joined: list[TextPart] = []
    same = ""  # that no part has yet
    for old, new in groups:
        if old == new:
            same += old
            continue
        space = _shared_space(old, new)
        joined += [*_unchanged(same), *_replaced(old.removesuffix(space), new.removesuffix(space))]
        same = space
    return [*joined, *_unchanged(same)]


def _unchanged(text: str) -> list[TextPart]:
    return [TextPart("same", text)] if text else []


def _shared_space(old: str, new: str) -> str:
    """Returns the white space that both a removed and an added text end with, which has not changed."""
    if not (old.strip() and new.strip()):
        return ""
    space = min((text[len(text.rstrip()) :] for text in (old, new)), key=len)
    return space if old.endswith(space) and new.endswith(space) else ""


def _is_space(group: tuple[str, str]) -> bool:
    return group[0] == group[1] and group[0].isspace() and "\n" not in group[0]
