"""Finds what is known about a natural language by its tag."""

from enum import Enum
from functools import cache
from importlib import import_module

from assistant.ingest.language.english import ENGLISH
from assistant.ingest.language.function_words import function_words_of
from assistant.ingest.language.language import AnswerSigns, Language
from assistant.ingest.language.locale_times import time_sign
from assistant.ingest.language.scripts import UNSPACED_LANGUAGES
from assistant.ingest.language.tokens import stemmer_of

_MODULES = {
    "ar": "arabic",
    "de": "german",
    "es": "spanish",
    "fr": "french",
    "it": "italian",
    "pl": "polish",
    "pt": "portuguese",
    "ru": "russian",
    "tr": "turkish",
    "zh": "chinese",
}

QUESTION_LANGUAGES = (
    *(ENGLISH.tag, *_MODULES),
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
    return Language(tag, function_words_of(tag), signs=AnswerSigns(time=time_sign(tag)))


class Support(Enum):
    """How much is known about a language."""

    FULL = "full"
    """Questions, answers, times and words are understood."""
    PARTIAL = "partial"
    """Words are found in all inflections, or in parts where no spaces separate them; questions are not understood."""
    NONE = "no"
    """Words are found as they are."""


def support_of(tag: str | None) -> Support:
    """Returns how much is known about a language.

    Args:
        tag: A BCP 47 tag; None stands for English.
    """
    primary = primary_tag(tag)
    if primary == ENGLISH.tag or primary in _MODULES:
        return Support.FULL
    return Support.PARTIAL if stemmer_of(primary) or primary in UNSPACED_LANGUAGES else Support.NONE
