"""Finds capitalised words and phrases in English text by their form alone.

Each finder serves one purpose and differs in what it leaves out. `proper_names` also guesses what a name stands for.
"""

import re
from collections.abc import Iterator

import regex

from assistant.ingest.language.content_words import content_words
from assistant.ingest.language.english import ENGLISH, FUNCTION_WORDS
from assistant.ingest.language.language import Language
from assistant.ingest.language.tokens import stem

_WORD = re.compile(r"\b[A-Z][\w&.-]*")
_WORD_OR_NUMBER = re.compile(r"\d[\d.,:%]*+\w*|\b[A-Z][\w'’]*")
_PHRASE_WORD = r"[A-Z][\w’'-]*(?:\.(?= [A-Z]))?"
_PHRASE = re.compile(rf"{_PHRASE_WORD}(?: (?:(?:of|the|de|der|den|da|du|la|le|van|von|al|bin) ){{0,2}}{_PHRASE_WORD})*")
_ANY_CAPITALISED = regex.compile(r"\b\p{Lu}[\w&.-]*")
_ANY_CAPITALISED_OR_NUMBER = regex.compile(r"\d[\d.,:%]*\w*|\b\p{Lu}[\w'’]*")
_PLAIN_CAPITALS = frozenset({"en", "de"})
_ANY_WORD = regex.compile(r"(?<![\w\p{N}])\p{L}[\w\p{N}.'’&-]*")  # a combining mark is a part of its word
_POSSESSIVE = re.compile(r"['’]s$")
_POSSESSIVE_OR_APOSTROPHE = re.compile(r"['’]s?$")
_NOT_IN_RUNS = (
    FUNCTION_WORDS
    | frozenset(ENGLISH.months)
    | frozenset(month[:3] for month in ENGLISH.months)
    | frozenset({"sept", "mr", "mrs", "ms", "dr", "according", "yes", "however", "although", "there"})
)


def capitalised_stems(text: str, language: Language = ENGLISH) -> frozenset[str]:
    """Returns the stems of the capitalised words of a text, without function words.

    Args:
        text: The text.
        language: Its language. In German, where all nouns are capitalised, they are looked for as in English.
    """
    pattern = _WORD if language.tag in _PLAIN_CAPITALS else _ANY_CAPITALISED
    return frozenset(
        stem(term, language.tag) for word in pattern.findall(text) for term in content_words(word, language)
    )


def names_and_numbers(question: str, language: Language = ENGLISH) -> list[str]:
    """Returns the words of a question that start with a capital or a digit, in order.

    Function words are left out. The first word is left out too, unless it is a number or has only capitals.
    """
    words: list[str] = []
    for match in (_WORD_OR_NUMBER if language is ENGLISH else _ANY_CAPITALISED_OR_NUMBER).finditer(question):
        word = _POSSESSIVE.sub("", match.group())
        is_first = not question[: match.start()].strip(" \"'“‘(")
        if word.lower() in language.function_words or (is_first and not word[0].isdigit() and not word.isupper()):
            continue
        words.append(word)
    return words


def capitalised_phrases(text: str) -> Iterator[tuple[int, int]]:
    """Finds runs of capitalised words, joined by words like "of" and "van".

    A function word at the start of a run and a possessive ending are left out.

    Yields:
        The first character of each run and one past its last.
    """
    for match in _PHRASE.finditer(text):
        phrase = _POSSESSIVE_OR_APOSTROPHE.sub("", match.group())
        first_word = phrase.split(" ", 1)[0]
        start = match.start()
        if first_word.lower() in FUNCTION_WORDS:
            start, phrase = start + len(first_word) + 1, phrase[len(first_word) + 1 :]
        if phrase:
            yield start, start + len(phrase)


def capitalised_runs(text: str) -> list[tuple[str, ...]]:
    """Returns the runs of neighbouring capitalised words of a text, each as its words.

    Months, titles and function words are left out. A capital at the start of the text means nothing: that word counts only if another
    capitalised word follows it, or if it has a capital inside.
    """
    runs: list[tuple[str, ...]] = []
    run: list[str] = []
    previous_position = -2
    for position, match in enumerate(_ANY_WORD.finditer(text)):
        word = _bare(match.group())
        if not _is_capitalised(word):
            continue
        if run and (position != previous_position + 1 or _is_separated(text[: match.start()], run[-1])):
            runs.append(tuple(run))
            run = []
        run.append(word)
        previous_position = position
    if run:
        runs.append(tuple(run))
    first = _ANY_WORD.search(text)
    first_word = _bare(first.group()) if first else ""
    return [run for run in runs if not (len(run) == 1 and run[0] == first_word and not _has_inner_capital(run[0]))]


def _bare(word: str) -> str:
    """Returns a word without a possessive ending and punctuation after it."""
    return _POSSESSIVE.sub("", word).rstrip(".-'’")


def _is_capitalised(word: str) -> bool:
    return bool(word) and word[0].isupper() and word.lower() not in _NOT_IN_RUNS


def _has_inner_capital(word: str) -> bool:
    return any(char.isupper() for char in word[1:])


def _is_separated(text_before: str, previous_word: str) -> bool:
    """Checks whether there is more than spaces, full stops and apostrophes between two words."""
    between = text_before[text_before.rfind(previous_word) + len(previous_word) :]
    return between.strip(" .'’s") != ""
