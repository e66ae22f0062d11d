"""Removes the thoughts of a reasoning model from its text: what it writes between tags such as <think> and </think>."""

import re

_NAMES = ("think", "thinking", "thought", "reasoning")
_OPENING = re.compile(rf"<(?:{'|'.join(_NAMES)})>", re.IGNORECASE)
_CLOSING = re.compile(rf"</(?:{'|'.join(_NAMES)})>", re.IGNORECASE)
_TAGS = tuple(f"<{slash}{name}>" for slash in ("", "/") for name in _NAMES)


class ThoughtFilter:
    """Takes text piece by piece and returns it without thoughts. A tag may be split between two pieces.

    Attributes:
        has_thoughts: Whether the text has contained thoughts.
    """

    def __init__(self) -> None:
        self._buffer = ""
        self._is_inside = False
        self.has_thoughts = False

    def feed(self, text: str) -> str:
        """Adds text and returns what is certainly no thought and no part of a tag."""
        self._buffer += text
        visible = ""
        while tag := (_CLOSING if self._is_inside else _OPENING).search(self._buffer):
            visible += "" if self._is_inside else self._buffer[: tag.start()]
            self._buffer = self._buffer[tag.end() :]
            self._is_inside = not self._is_inside
            self.has_thoughts = True
        kept = _unfinished_tag(self._buffer)
        visible += "" if self._is_inside else self._buffer[:kept]
        self._buffer = self._buffer[kept:]
        return visible

    def finish(self) -> str:
        """Returns the rest when the text has ended; an unfinished thought is dropped."""
        rest, self._buffer = self._buffer, ""
        return "" if self._is_inside else rest


def _unfinished_tag(text: str) -> int:
    """Returns where the beginning of a tag stands at the end of a text; the length of the text if there is none."""
    start = text.rfind("<")
    is_beginning = start >= 0 and any(tag.startswith(text[start:].lower()) for tag in _TAGS)
    return start if is_beginning else len(text)
