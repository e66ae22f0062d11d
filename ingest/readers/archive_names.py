"""Recognizes the code page of file names in archives that do not name it."""

import re
import unicodedata
from itertools import pairwise

_CODE_PAGES = (
    "utf-8",
    "cp437",
    "cp850",
    "cp852",
    "cp866",
    "cp1251",
    "cp1252",
    "cp1250",
    "shift_jis",
    "gbk",
    "euc_kr",
    "big5",
)
_WORD = re.compile(r"[^\W\d_]+")
_EAST_ASIAN = {"CJK", "HIRAGANA", "KATAKANA", "HANGUL", "KATAKANA-HIRAGANA"}


def decode_name(name: str) -> str:
    """Returns a name in the first code page in which its words are letters of one script; unchanged if there is none.

    Args:
        name: The name as it was decoded with cp437.
    """
    if name.isascii():
        return name
    try:
        raw = name.encode("cp437")
    except UnicodeEncodeError:
        return name
    return next((decoded for page in _CODE_PAGES if (decoded := _decode(raw, page)) and _is_plausible(decoded)), name)


def _decode(raw: bytes, page: str) -> str | None:
    try:
        return raw.decode(page)
    except UnicodeDecodeError:
        return None


def _is_plausible(name: str) -> bool:
    has_only_letters = all(character.isascii() or unicodedata.category(character)[0] in "LM" for character in name)
    return has_only_letters and all(_is_one_word(word) for word in _WORD.findall(name))


def _is_one_word(word: str) -> bool:
    """Checks whether the letters are of one script, with no accented capital after a small letter."""
    pairs = pairwise(word)
    return len(_scripts(word)) == 1 and not any(a.islower() and b.isupper() and not b.isascii() for a, b in pairs)


def _scripts(word: str) -> set[str]:
    names = {unicodedata.name(character, "").partition(" ")[0] for character in word if character.isalpha()}
    return {"EAST ASIAN" if name in _EAST_ASIAN else name for name in names}
