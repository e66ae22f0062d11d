"""Translates words for people with gettext catalogues.

The messages are English. `locale/LANGUAGE/LC_MESSAGES/` has a catalogue for each domain: `messages` for Python, templates and texts, `scripts` for
the scripts of the page. `make translations` extracts the messages and compiles the catalogues.
"""

import re
from functools import cache
from gettext import NullTranslations, translation
from importlib.resources import files
from typing import Literal

SOURCE_LANGUAGE = "en"
"""The language of the messages."""

TRANSLATED = ("de", "ru")
"""The languages that there are catalogues for."""

Domain = Literal["messages", "scripts"]

_RANGE = re.compile(r"\s*([A-Za-z]{1,8}|\*)(?:-[A-Za-z0-9-]+)?\s*(?:;\s*q\s*=\s*([01](?:\.[0-9]{0,3})?)\s*)?$")
_MAX_RANGES = 50


@cache
def catalogue(language: str, domain: Domain = "messages") -> NullTranslations:
    """Opens the catalogue of a language; without one, messages stay in English."""
    if language not in TRANSLATED:
        return NullTranslations()
    return translation(domain, str(files(__package__) / "locale"), [language])


def message(text: str) -> str:
    """Marks a constant as a message, which is translated where it is used."""
    return text


def translate(language: str, text: str) -> str:
    """Translates a message.

    Args:
        language: A primary subtag such as "de".
        text: The message in English.
    """
    return catalogue(language).gettext(text) if text else ""


def translated_language(language: str) -> str:
    """Returns the language if there is a catalogue for it, else that of the messages."""
    return language if language in TRANSLATED else SOURCE_LANGUAGE


def preferred_language(accept_language: str) -> str:
    """Returns the language that a browser prefers of those that there are.

    Args:
        accept_language: The header `Accept-Language`, such as "de-AT,de;q=0.9,en;q=0.5". Malformed parts are left out.
    """
    found = [_RANGE.match(part) for part in accept_language.split(",")[:_MAX_RANGES]]
    ranges = [(match[1].lower(), float(match[2] or 1)) for match in found if match]
    known = [(name, quality) for name, quality in ranges if quality and name in (SOURCE_LANGUAGE, *TRANSLATED)]
    # Of equal qualities, the first counts.
    return max(known, key=lambda one: one[1])[0] if known else SOURCE_LANGUAGE
