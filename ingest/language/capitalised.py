"""Finds capitalised words and phrases in English text by their form alone.

`proper_names` also decides which kind of thing a name stands for.
"""

import re
from collections.abc import Iterator

from assistant.ingest.language.content_words import content_words
from assistant.ingest.language.english import FUNCTION_WORDS
from assistant.ingest.language.tokens import stem

_WORD = re.compile(r"\b[A-Z][\w&.-]*")
_PHRASE_WORD = r"[A-Z][\w’'-]*(?:\.(?= [A-Z]))?"
_PHRASE = re.compile(rf"{_PHRASE_WORD}(?: (?:(?:of|the|de|der|den|da|du|la|le|van|von|al|bin) ){{0,2}}{_PHRASE_WORD})*")
_POSSESSIVE = re.compile(r"['’]s?$")


def capitalised_stems(text: str) -> frozenset[str]:
    """Returns the stems of the capitalised words of a text, without function words."""
    return frozenset(stem(term) for word in _WORD.findall(text) for term in content_words(word))


def capitalised_phrases(text: str) -> Iterator[tuple[int, int]]:
    """Finds runs of capitalised words, joined by words like "of" and "van".

    A function word at the start of a run and a possessive ending are left out.

    Yields:
        The first character of each run and one past its last.
    """
    for match in _PHRASE.finditer(text):
        phrase = _POSSESSIVE.sub("", match.group())
        first_word = phrase.split(" ", 1)[0]
        start = match.start()
        if first_word.lower() in FUNCTION_WORDS:
            start, phrase = start + len(first_word) + 1, phrase[len(first_word) + 1 :]
        if phrase:
            yield start, start + len(phrase)
