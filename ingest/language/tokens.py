"""Tokens and stems: the search terms of text, the same for articles and questions."""

import re
import unicodedata
from functools import cache, lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from Stemmer import Stemmer

_CJK = re.compile(r"([\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff])")
_TOKEN = re.compile(r"[^\W_]+")
_MIN_STEMMED_CHARS = 3


def separate_cjk(text: str) -> str:
    """Puts white space around each Chinese, Japanese or Korean character, so that each is a separate term."""
    return _CJK.sub(r" \1 ", text)


def tokenize(text: str) -> list[str]:
    """Returns the terms of a text in lower case and in order; punctuation and underscores separate them."""
    return _TOKEN.findall(separate_cjk(text).lower())


@lru_cache(maxsize=100_000)
def stem(term: str) -> str:
    """Returns the Porter stem of a lower-case term without accents, as SQLite's full-text index computes it."""
    without_accents = "".join(char for char in unicodedata.normalize("NFKD", term) if not unicodedata.combining(char))
    return str(_stemmer().stemWord(without_accents)) if len(without_accents) >= _MIN_STEMMED_CHARS else without_accents


@cache
def _stemmer() -> "Stemmer":
    from Stemmer import Stemmer

    return Stemmer("porter")
