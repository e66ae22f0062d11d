"""Finds what is known about a natural language by its tag."""

from functools import cache
from importlib import import_module

from assistant.ingest.language.english import ENGLISH
from assistant.ingest.language.function_words import function_words_of
from assistant.ingest.language.language import Language

_MODULES: dict[str, str] = {}

QUESTION_LANGUAGES = (
    *("en", "ar", "de", "es", "fr", "it", "pl", "pt", "ru", "tr", "zh"),
    *(
        "bg",
        "ca",
        "cs",
        "da",
        "el",
        "fa",
        "fi",
        "he",
        "hi",
        "hu",
        "id",
        "ja",
        "ko",
        "nl",
        "no",
        "ro",
        "sv",
        "th",
        "uk",
        "vi",
    ),
)
"""The languages that a question may be in; those about which the most is known come first."""


def primary_tag(tag: str | None) -> str:
    """Returns the primary subtag of a BCP 47 tag in lower case ("de" for "de-AT"); the tag of English if there is none."""
    return (tag or ENGLISH.tag).split("-")[0].lower()


def language_of(tag: str | None) -> Language:
    """Returns what is known about a language.

    Args:
        tag: A BCP 47 tag; None stands for English.
    """
    return _language(primary_tag(tag))


@cache
def _language(tag: str) -> Language:
    if tag == ENGLISH.tag:
        return ENGLISH
    if tag in _MODULES:
        language = import_module(f"assistant.ingest.language.{_MODULES[tag]}").LANGUAGE
        assert isinstance(language, Language)
        return language
    return Language(tag, function_words_of(tag))
