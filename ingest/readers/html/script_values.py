"""Decodes the data that scripts of a page render from: JSON, assignments, and the payloads of Next.js and Nuxt."""

import json
import re
from collections.abc import Iterator, Sequence
from typing import Any, cast

# "window.__STATE__ = {", "var data = [", "Fusion.globalContent={", each also with JSON.parse("…")
_ASSIGNMENT = re.compile(
    r"(?:\b(?:var|let|const)\s+\w+|\b\w+\.\w+|\b\w+\[['\"]\w+['\"]\])\s*=\s*(?:(?P<parse>JSON\.parse\(\s*)(?=['\"])|(?=[{\[]))"
)
_SINGLE_QUOTED = re.compile(r"'((?:[^'\\]|\\.)*+)'", re.DOTALL)
_SINGLE_ESCAPE = re.compile(r"\\(?:x(?P<hex>[0-9a-fA-F]{2})|(?P<quote>')|.)|\"", re.DOTALL)
_NEXT_PUSH = re.compile(r"__next_f\.push\(\s*(?=\[)")
_NEXT_ROW = re.compile(r"^[0-9a-f]+:(?=[\[{])", re.MULTILINE)
_DECODER = json.JSONDecoder(strict=False)
_MAX_DEPTH = 40
_MAX_NODES = 200_000
_NUXT_ROOTS = (["ShallowReactive"], ["Reactive"])
_BLOCK_ELEMENTS = {"p", "h2", "h3", "h4", "li", "blockquote"}


def script_values(tree: Any) -> Iterator[object]:  # noqa: ANN401 (an lxml element)
    """Yields the values in the scripts of a page, except JSON-LD.

    Args:
        tree: The page.
    """
    payload: list[str] = []
    for script in tree.xpath("//script"):
        text = script.text or ""
        if "json" in (script.get("type") or ""):
            if "ld+json" not in script.get("type"):
                yield from (_expanded(value) for value in _decoded(text.strip(), 0))
            continue
        payload += _next_chunks(text)
        for match in _ASSIGNMENT.finditer(text):
            yield from _parsed_string(text, match.end()) if match["parse"] else _decoded(text, match.end())
    yield from _next_articles("".join(payload))


def _decoded(text: str, start: int) -> Iterator[object]:
    """Yields the JSON value that begins at a position, if one does."""
    try:
        yield _DECODER.raw_decode(text, start)[0]
    except (ValueError, RecursionError):
        return


def _parsed_string(text: str, start: int) -> Iterator[object]:
    """Yields the value of the JSON in a string literal of JavaScript."""
    quoted = _SINGLE_QUOTED.match(text, start)
    literals = _decoded(f'"{_SINGLE_ESCAPE.sub(_json_escape, quoted[1])}"', 0) if quoted else _decoded(text, start)
    for literal in literals:
        if isinstance(literal, str):
            yield from _decoded(literal.strip(), 0)


def _json_escape(match: re.Match[str]) -> str:
    if match["hex"]:
        return f"\\u00{match['hex']}"
    return {"\\'": "'", '"': '\\"'}.get(match[0], match[0])


def _next_chunks(text: str) -> Iterator[str]:
    """Yields the pieces of the payload that pages of the Next.js app router contain."""
    for match in _NEXT_PUSH.finditer(text):
        for pushed in _decoded(text, match.end()):
            if isinstance(pushed, list) and len(pushed) > 1 and isinstance(pushed[1], str):
                yield pushed[1]


def _next_articles(payload: str) -> Iterator[object]:
    """Yields the data of the payload, and its elements as one record: a headline and paragraphs."""
    rows = [value for match in _NEXT_ROW.finditer(payload) for value in _decoded(payload, match.end())]
    yield from rows
    headings: list[str] = []
    paragraphs: list[str] = []
    dates: list[str] = []
    for name, properties in _elements(rows):
        text = " ".join("".join(_texts(properties.get("children"), 0)).split())
        if name == "h1":
            headings.append(text)
        elif name in _BLOCK_ELEMENTS and text:
            paragraphs.append(text)
        elif name == "time":
            dates.append(str(properties.get("dateTime") or text))
    if headings and paragraphs:
        yield {"headline": headings[0], "body": "\n\n".join(paragraphs), **({"published": dates[0]} if dates else {})}


def _elements(rows: Sequence[object]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yields name and properties of the elements `["$", name, key, properties]` in document order."""
    stack: list[object] = list(reversed(rows))
    for _ in range(_MAX_NODES):
        if not stack:
            return
        value = stack.pop()
        if isinstance(value, dict):
            stack.extend(reversed(value.values()))
        elif isinstance(value, list):
            if _is_element(value):
                yield str(value[1]), value[3]
            stack.extend(reversed(value))


def _is_element(value: Sequence[object]) -> bool:
    return len(value) >= 4 and value[0] == "$" and isinstance(value[3], dict)


def _texts(value: object, depth: int) -> Iterator[str]:
    if isinstance(value, str):
        yield "" if value.startswith("$") else value
    elif isinstance(value, list) and depth < _MAX_DEPTH:
        if _is_element(value):
            properties: Any = value[3]
            yield from _texts(properties.get("children"), depth + 1)
        else:
            for child in value:
                yield from _texts(child, depth + 1)


def _expanded(value: object) -> object:
    """Returns the data of Nuxt, a list whose objects refer to their values by position, as nested objects."""
    if isinstance(value, list) and value and isinstance(value[0], list) and value[0][:1] in _NUXT_ROOTS:
        return _NuxtData(value).resolve(1, 0)
    return value


class _NuxtData:
    """Resolves the references in the data of Nuxt, up to a number of values: one value can be referred to many times."""

    def __init__(self, values: Sequence[object]) -> None:
        self._values = values
        self._left = _MAX_NODES

    def resolve(self, index: object, depth: int) -> object:
        """Returns the value at a position with what it refers to, or None for what is not a position or too deep."""
        self._left -= 1
        is_position = isinstance(index, int) and not isinstance(index, bool) and 0 <= index < len(self._values)
        if not is_position or depth > _MAX_DEPTH or self._left < 0:
            return None
        value = self._values[cast("int", index)]
        if isinstance(value, dict):
            return {key: self.resolve(child, depth + 1) for key, child in value.items()}
        if isinstance(value, list):
            if len(value) == 2 and isinstance(value[0], str):  # a type and its value
                return self.resolve(value[1], depth + 1)
            return [self.resolve(child, depth + 1) for child in value]
        return value
