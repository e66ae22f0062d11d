"""Compares names that are spelled differently: without accents, transliterated, or with a letter wrong."""

import re
from functools import lru_cache

_MIN_TOLERANT_CHARS = 6
_VOWELS = re.compile(r"[aeiou]")

# Spellings of one sound in several languages, each in lower-case ASCII. They are applied in this order.
_SOUNDS = tuple(
    (re.compile(pattern), sound)
    for pattern, sound in (
        (r"shch|schtsch|tsch|tch|(?<!s)ch|cz|tz|ts", "č"),
        (r"sch|sh|zh|sz", "s"),
        (r"dj", "d"),
        (r"ph", "f"),
        (r"(?<=[dtgb])h", ""),
        (r"kh", "h"),
        (r"ck|q|c(?=[aourltk]|$)", "k"),
        (r"x", "ks"),
        (r"z", "s"),
        (r"ff", "v"),
        (r"w", "v"),
        (r"[yj]", "i"),
        (r"(?<=[aou])e", ""),
        (r"(.)\1+", r"\1"),
    )
)
# The first letters of the spellings of a sound at the beginning of a word, if there are others than the sound itself.
_FIRST_LETTERS = {"č": "ct", "s": "sz", "v": "vwf", "i": "ijy", "k": "kcqx", "f": "fp", "h": "hk", "e": "eao"}


@lru_cache(maxsize=200_000)
def sound_key(word: str) -> str:
    """Returns a key that is equal for the usual spellings of one name: "Đorđević" and "Djordjevic", "Zhuravlyov" and "Schurawljow"."""
    from anyascii import anyascii

    key = anyascii(word).lower()
    for pattern, sound in _SOUNDS:
        key = pattern.sub(sound, key)
    return key


def first_letters(word: str) -> str:
    """Returns the ASCII letters with which other spellings of a word begin."""
    key = sound_key(word)
    return _FIRST_LETTERS.get(key[:1], key[:1])


def spelling_distance(word: str, other: str) -> int | None:
    """Returns 0 for two spellings of one name, 1 if a vowel is wrong or a letter is missing, doubled or swapped, else None.

    A wrong consonant makes another name: "Harlin" is not "Hallin".
    """
    from rapidfuzz.distance import OSA

    key, other_key = sound_key(word), sound_key(other)
    if key == other_key:
        return 0
    if min(len(key), len(other_key)) < _MIN_TOLERANT_CHARS or OSA.distance(key, other_key, score_cutoff=2) > 2:
        return None
    consonants, other_consonants = _VOWELS.sub("", key), _VOWELS.sub("", other_key)
    if consonants == other_consonants:
        return 1
    same_length = len(key) == len(other_key)
    is_swapped = same_length and sorted(key) == sorted(other_key)
    one_apart = OSA.distance(key, other_key, score_cutoff=1) == 1
    return 1 if one_apart and (is_swapped or not same_length) else None
