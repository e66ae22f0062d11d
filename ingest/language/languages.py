"""Finds the word lists of a language by its tag."""

from assistant.ingest.language.english import ENGLISH
from assistant.ingest.language.language import Language

_LANGUAGES = {language.tag: language for language in (ENGLISH,)}


def primary_tag(tag: str | None) -> str:
    """Returns the primary subtag of a BCP 47 tag in lower case ("de" for "de-AT"); the tag of English if there is none."""
    return (tag or ENGLISH.tag).split("-")[0].lower()


def find_language(tag: str | None) -> Language:
    """Returns the language of a BCP 47 tag; English if the language is not supported."""
    return _LANGUAGES.get(primary_tag(tag), ENGLISH)
