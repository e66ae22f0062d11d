"""Reads the data that a browser sends with an event. None of it is trusted: values of a wrong type count as missing."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import gradio as gr

from assistant.ingest.errors import UsageError

EventData = Mapping[str, Any]

_MAX_DIGITS = 12
_SHOWN_CHARACTERS = 40


def event_data(event: gr.EventData) -> EventData:
    """Returns the data of an event."""
    return dict(event._data or {})


def read_text(value: object) -> str:
    """Returns a text without lone surrogates, which no file can hold; "" for other types."""
    return value.encode("utf-16", "surrogatepass").decode("utf-16", "replace") if isinstance(value, str) else ""


def read_texts(value: object) -> tuple[str, ...]:
    """Returns the texts of a list; elements of other types are left out."""
    if not isinstance(value, Sequence) or isinstance(value, str):
        return ()
    return tuple(read_text(element) for element in value if isinstance(element, str))


def read_number(value: object) -> int:
    """Returns a number of at most 12 digits, 0 otherwise."""
    text = str(value)
    return int(text) if text.isascii() and text.isdigit() and len(text) <= _MAX_DIGITS else 0


def read_date(text: str) -> date | None:
    """Parses a date; None for an empty field.

    Raises:
        UsageError: If it is not a date.
    """
    if not (typed := text.strip()):
        return None
    try:
        return date.fromisoformat(typed)
    except ValueError as error:
        raise UsageError(
            f"“{typed[:_SHOWN_CHARACTERS]}” is not a date; write it like 2016-10-20, or leave the field empty for today"
        ) from error
