"""Text for a terminal: without control characters, which it obeys and an article may have; moments in UTC."""

import re
from datetime import datetime

_CONTROL_CHARACTERS = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f"  # C0 except tab and line feed, DEL, C1
    "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"  # marks that change the direction of writing
    "\ufff9-\ufffb\U000e0000-\U000e007f]"  # interlinear annotations and invisible tags
)
_LINE_ENDS = re.compile("\r\n?|[\u2028\u2029\x85]")


def without_control_characters(text: str) -> str:
    """Removes control characters and marks that change the direction of writing; keeps the lines."""
    return _CONTROL_CHARACTERS.sub("", _LINE_ENDS.sub("\n", text))


def one_line(text: str) -> str:
    """Removes control characters and joins the lines with single spaces."""
    return " ".join(without_control_characters(text).split())


def utc_minute(moment: datetime) -> str:
    """Returns a moment in UTC to the minute: "2026-03-05 14:02 UTC"."""
    return f"{moment:%Y-%m-%d %H:%M} UTC"
