"""Tokens, stems and terms: what text is searched by, the same for articles and questions."""

import unicodedata
from functools import cache, lru_cache
from typing import TYPE_CHECKING

import regex

from assistant.ingest.language.scripts import is_latin, unspaced_runs

if TYPE_CHECKING:
    from Stemmer import Stemmer

_CJK = regex.compile(r"([\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff])")
# A mark belongs to the letter before it: the vowels of Hindi and Thai are marks. Those of emoji are none.
_TOKEN = regex.compile(r"[\p{L}\p{N}](?:[\p{L}\p{N}]|[[\p{Mn}\p{Mc}]--[\uFE00-\uFE0F]])*", regex.VERSION1)
_MIN_STEMMED_CHARS = 3
_ENGLISH = "en"
_ALGORITHMS = {_ENGLISH: "porter"}
_NON_LATIN_STEMS = frozenset({"ar", "el", "fa", "hi", "hy", "ne", "ru", "sr", "ta", "yi"})
# Marks that make another letter and not an accented one: nukta, the voicing of kana, virama.
_LETTER_MARKS = frozenset({7, 8, 9})
_TURKISH_CAPITALS = str.maketrans({"İ": "i", "I": "ı"})


def separate_cjk(text: str) -> str:
    """Puts white space around each Chinese, Japanese or Korean character, so that each is a separate term."""
    return str(_CJK.sub(r" \1 ", text))


def tokenize(text: str) -> list[str]:
    """Returns the tokens of a text in lower case and in order; punctuation and underscores separate them."""
    return [str(token) for token in _TOKEN.findall(separate_cjk(text).lower())]


def words_of(text: str, language: str = _ENGLISH) -> list[str]:
    """Returns the words of a text in lower case and in order; a run of Chinese characters is one word.

    Args:
        text: Any text.
        language: The tag of its language.
    """
    lower = (text.translate(_TURKISH_CAPITALS) if language == "tr" else text).lower()
    return [str(token) for token in _TOKEN.findall(lower)]


def index_terms(text: str, language: str = _ENGLISH) -> list[str]:
    """Returns the terms under which a text is found, in order.

    These are the stems of its words. Of a run of characters that is written without spaces, they are the single characters and the n-grams.

    Args:
        text: Any text.
        language: The tag of its language.
    """
    terms: list[str] = []
    for word in words_of(text, language):
        for run, length in unspaced_runs(word):
            if length:
                terms += run
                terms += ngrams(run, length)
            else:
                terms.append(stem(run, language))
    return terms


def query_terms(word: str, language: str = _ENGLISH) -> tuple[str, ...]:
    """Returns the terms that a word is searched by: its stem, or its n-grams."""
    return tuple(
        term
        for run, length in unspaced_runs(word)
        for term in (ngrams(run, length) or [run] if length else [stem(run, language)])
    )


def ngrams(run: str, length: int) -> list[str]:
    """Returns all slices of this length."""
    return [run[start : start + length] for start in range(len(run) - length + 1)]


@lru_cache(maxsize=200_000)
def stem(term: str, language: str = _ENGLISH) -> str:
    """Returns the stem of a lower-case term, without accents.

    English stems are those of the Porter algorithm, as SQLite's full-text index computes them. A language without a Snowball stemmer keeps
    its words. Latin words in a language with another script are stemmed as English.

    Args:
        term: The term.
        language: The tag of its language.
    """
    if language in _NON_LATIN_STEMS and is_latin(term):
        language = _ENGLISH
    if language != _ENGLISH:
        stemmer = stemmer_of(language)
        return without_accents(stemmer.stemWord(unicodedata.normalize("NFC", term)) if stemmer else term)
    bare = "".join(char for char in unicodedata.normalize("NFKD", term) if not unicodedata.combining(char))
    return str(stemmer_of(_ENGLISH).stemWord(bare)) if len(bare) >= _MIN_STEMMED_CHARS else bare  # type: ignore[union-attr]


def all_stems(text: str) -> frozenset[str]:
    """Returns the stems of all words of an English text, function words too."""
    return frozenset(map(stem, tokenize(text)))


def without_accents(word: str) -> str:
    """Returns a word without accents and vowel points, so that it is found without them; "ı" becomes "i"."""
    decomposed = unicodedata.normalize("NFD", word)
    kept = "".join(char for char in decomposed if not (mark := unicodedata.combining(char)) or mark in _LETTER_MARKS)
    return unicodedata.normalize("NFC", kept).replace("ı", "i")


@cache
def stemmer_of(language: str) -> "Stemmer | None":
    """Returns the Snowball stemmer of a language by its tag; None if there is none."""
    from Stemmer import Stemmer

    try:
        return Stemmer(_ALGORITHMS.get(language, language))
    except KeyError:
        return None
