"""How text becomes search terms: the same for what is stored and for what is asked."""

import re
import unicodedata
from functools import cache, lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from Stemmer import Stemmer

_CJK = re.compile(r"([\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff])")
_TOKEN = re.compile(r"[^\W_]+")
_SHORTEST_STEMMED = 3


def separate_cjk(text: str) -> str:
    """The text with white space around each Chinese, Japanese or Korean character, so that each is a term of its own."""
    return _CJK.sub(r" \1 ", text)


def tokenize(text: str) -> list[str]:
    """The terms of a question in order, lower-cased, repeated ones kept; punctuation and underscores part them."""
    return _TOKEN.findall(separate_cjk(text).lower())


@lru_cache(maxsize=100_000)
def stem(term: str) -> str:
    """The Porter stem of a lower-case term without its accents, as SQLite's full-text index makes it."""
    plain = "".join(char for char in unicodedata.normalize("NFKD", term) if not unicodedata.combining(char))
    return str(_stemmer().stemWord(plain)) if len(plain) >= _SHORTEST_STEMMED else plain


@cache
def _stemmer() -> "Stemmer":
    from Stemmer import Stemmer

    return Stemmer("porter")
