"""Recognizes the code page of file names in archives that do not name it."""

import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise

_WORD = re.compile(r"[^\W\d_]+")
_HALF_WIDTH_KANA = re.compile("[\uff61-\uff9f]")
_EAST_ASIAN = {"CJK", "HIRAGANA", "KATAKANA", "HANGUL", "KATAKANA-HIRAGANA"}
_MIN_HANGUL = 6

# The bytes of each code page of the DOS command line, which programs that pack files use, before those of Windows.
_DOS_PAGES = ("utf-8", "cp437", "cp850", "cp852", "cp866")
_WINDOWS_PAGES = ("cp1251", "cp1252", "cp1250")
# The characters of the first level of each national standard, which are the usual ones.
_HANGUL = re.compile(rb"[\xb0-\xc8][\xa1-\xfe]")
_USUAL_PAIRS = {
    "gbk": re.compile(rb"[\xb0-\xd7][\xa1-\xfe]|[\xa1\xa3][\xa1-\xfe]"),
    "shift_jis": re.compile(rb"[\x81-\x97][\x40-\xfc]|\x98[\x40-\x72]"),
    "big5": re.compile(rb"[\xa4-\xc5][\x40-\x7e\xa1-\xfe]|\xc6[\x40-\x7e]|\xa1[\x40-\x7e\xa1-\xfe]"),
}
_EAST_ASIAN_PAGES = (*_USUAL_PAIRS, "euc_kr")


def decode_names(names: Sequence[str]) -> list[str]:
    """Decodes the names of an archive in the first code page in which all words are letters of one script.

    All names of an archive usually have one code page. If there is none for all, each name is decoded by itself; it is
    unchanged if there is none for it either.

    Args:
        names: The names as they were decoded with cp437.
    """
    raw = [_bytes_of(name) for name in names]
    foreign = [data for data in raw if data is not None]
    page = _page_of(foreign)
    return [
        name if data is None else data.decode(page or _page_of([data]) or "cp437")
        for name, data in zip(names, raw, strict=True)
    ]


def _bytes_of(name: str) -> bytes | None:
    """Returns the bytes of a name; None if it has only ASCII or was not decoded with cp437."""
    try:
        return None if name.isascii() else name.encode("cp437")
    except UnicodeEncodeError:
        return None


def _page_of(names: Sequence[bytes]) -> str | None:
    return next(
        (page for page, is_usual in _pages() if all(_fits(data, page) for data in names) and is_usual(names)), None
    )


def _pages() -> Iterator[tuple[str, Callable[[Sequence[bytes]], bool]]]:
    """Yields the code pages in the order in which they are tried, each with what the bytes of the names have to be."""

    def always(_: Sequence[bytes]) -> bool:
        return True

    yield from ((page, always) for page in _DOS_PAGES)
    yield "euc_kr", _is_hangul
    for page, pairs in _USUAL_PAIRS.items():
        yield page, lambda names, pairs=pairs: all(_consists_of(pairs, data) for data in names)  # type: ignore[misc]
    yield from ((page, always) for page in (*_WINDOWS_PAGES, *_EAST_ASIAN_PAGES))


def _is_hangul(names: Sequence[bytes]) -> bool:
    """Checks whether there are only Korean syllables, and enough of them: Chinese characters have the same bytes and others."""
    syllables = sum(len(_HANGUL.findall(data)) for data in names)
    return syllables >= _MIN_HANGUL and all(_consists_of(_HANGUL, data) for data in names)


def _consists_of(pairs: re.Pattern[bytes], data: bytes) -> bool:
    """Checks whether a name has nothing but ASCII besides these pairs of bytes."""
    return pairs.sub(b"", data).isascii()


def _fits(data: bytes, page: str) -> bool:
    try:
        return _is_plausible(data.decode(page))
    except UnicodeDecodeError:
        return False


def _is_plausible(name: str) -> bool:
    words = _WORD.findall(name)
    return (
        all(map(_is_in_words, name)) and not _HALF_WIDTH_KANA.search(name) and all(_is_one_word(word) for word in words)
    )


def _is_in_words(character: str) -> bool:
    """Checks whether names have a character often: ASCII, letters and their marks, East Asian punctuation."""
    is_letter = unicodedata.category(character)[0] in "LM"
    return character.isascii() or is_letter or unicodedata.east_asian_width(character) in "WF"


def _is_one_word(word: str) -> bool:
    """Checks whether the letters are of one script, with no accented letter before or after a change to a capital."""
    pairs = pairwise(word)
    has_odd_capital = any(a.islower() and b.isupper() and not (a + b).isascii() for a, b in pairs)
    return len(_scripts(word)) == 1 and not has_odd_capital


def _scripts(word: str) -> set[str]:
    names = {unicodedata.name(character, "").partition(" ")[0] for character in word if character.isalpha()}
    return {"EAST ASIAN" if name in _EAST_ASIAN else name for name in names}
