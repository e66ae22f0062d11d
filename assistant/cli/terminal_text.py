"""Text from articles made fit to be shown: a terminal takes orders from control characters, and none may come from an article."""

import re
from datetime import date

_ORDERS = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f"  # C0 but tab and line feed, DEL, C1
    "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"  # what turns the direction of writing
    "\ufff9-\ufffb\U000e0000-\U000e007f]"  # interlinear notes and invisible tags
)
_LINE_ENDS = re.compile("\r\n?|[\u2028\u2029\x85]")


def without_control_characters(text: str) -> str:
    """The text without control characters and without what turns the direction of writing; its lines are kept."""
    return _ORDERS.sub("", _LINE_ENDS.sub("\n", text))


def one_line(text: str) -> str:
    """The same on one line, white space made single spaces."""
    return " ".join(without_control_characters(text).split())


def in_words(day: date) -> str:
    """A day as a reader writes it: 19 October 2016."""
    return f"{day.day} {day:%B} {day.year}"


def counted(number: int, thing: str) -> str:
    """A number with its noun: "1 article", "3,120 articles"."""
    return f"{number:,} {thing}{'' if number == 1 else 's'}"
