"""Reads the tags of natural languages."""

from assistant.ingest.language.english import ENGLISH


def primary_tag(tag: str | None) -> str:
    """Returns the primary subtag of a BCP 47 tag in lower case ("de" for "de-AT"); the tag of English if there is none."""
    return (tag or ENGLISH.tag).split("-")[0].lower()
