"""Tells the scripts of text apart: which characters are written without spaces between words, and which languages a script allows."""

from collections.abc import Iterator

import regex

UNSPACED = regex.compile(
    r"(?P<cjk>[\p{Han}\p{Hiragana}\p{Katakana}\p{Hangul}ー々〆]+)|(?P<south_east_asian>[\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}]+)"
)
"""A run of characters of a script that writes no spaces between words, or whose words are best compared by their characters."""

_LATIN = regex.compile(r"\p{Latin}")
_LANGUAGES_OF_SCRIPTS = (
    (regex.compile(r"[\p{Hiragana}\p{Katakana}]"), ("ja",)),
    (regex.compile(r"\p{Han}"), ("zh",)),
    (regex.compile(r"\p{Hangul}"), ("ko",)),
    (regex.compile(r"\p{Cyrillic}"), ("ru", "uk", "bg", "sr", "be", "mk", "kk", "ky", "mn")),
    (regex.compile(r"\p{Arabic}"), ("ar", "fa", "ur", "ps", "ug", "ku")),
    (regex.compile(r"\p{Devanagari}"), ("hi", "mr", "ne", "sa")),
    (regex.compile(r"\p{Hebrew}"), ("he",)),
    (regex.compile(r"\p{Greek}"), ("el",)),
    (regex.compile(r"\p{Thai}"), ("th",)),
)

LANGUAGES_OF_OTHER_SCRIPTS = frozenset(language for _, languages in _LANGUAGES_OF_SCRIPTS for language in languages)
"""The languages that are not written in Latin letters, as far as they are known here."""

UNSPACED_LANGUAGES = frozenset({"zh", "ja", "ko", "th", "lo", "km", "my"})
"""The languages whose words are compared by their characters; see `UNSPACED`."""


def is_latin(word: str) -> bool:
    """Checks whether a word has a Latin letter."""
    return _LATIN.search(word) is not None


def unspaced_runs(token: str) -> Iterator[tuple[str, int]]:
    """Splits a token at the borders of scripts without spaces.

    Yields:
        Each run, and the number of characters of its n-grams: 2 for Chinese, Japanese and Korean, 3 for Thai and its neighbours; 0 for other
        scripts.
    """
    start = 0
    for match in UNSPACED.finditer(token):
        if match.start() > start:
            yield token[start : match.start()], 0
        yield match.group(), 2 if match["cjk"] else 3
        start = match.end()
    if start < len(token):
        yield token[start:], 0


def languages_of_script(text: str) -> tuple[str, ...]:
    """Returns the languages that may have most of the letters of a text; empty if the script is Latin or none of those known here."""
    letters = sum(char.isalpha() for char in text)
    for script, languages in _LANGUAGES_OF_SCRIPTS:
        if 2 * len(script.findall(text)) > letters or (languages == ("ja",) and script.search(text)):
            return languages
    return ()
