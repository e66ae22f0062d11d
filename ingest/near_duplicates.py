"""Finds near-duplicates: almost identical texts, such as one agency report in ten papers.

MinHash (Broder, 1997) over shingles of five words, looked up by bands (locality-sensitive hashing, Leskovec et al., "Mining of Massive
Datasets", ch. 3). With 20 bands of 6 rows, texts that share 80 % of their shingles share a band in 99.8 % of cases, texts that share 40 %
in 8 %.

Libraries store signatures, so they must be the same with every release of every dependency: the hash functions are defined here. They are
those of datasketch 2.0 (scheme "affine32"), with which earlier releases of this program made signatures.
"""

import re
from collections.abc import Sequence
from functools import cache
from hashlib import sha1

import numpy as np
from numpy.typing import NDArray

BANDS = 20
ROWS = 6
NEAR_DUPLICATE_THRESHOLD = 0.7
"""Two texts with at least this share of common shingles are near-duplicates."""

_SHINGLE_WORDS = 5
_HASHED_AT_ONCE = 1_000  # their values take 480 KB
_WORD = re.compile(r"\w+")

Signature = NDArray[np.uint32]


def signature(text: str) -> Signature:
    """Computes the MinHash of a text, of shape (120,); the share of equal values in two of them estimates the share of common shingles."""
    words = [match[0] for match in _WORD.finditer(text.lower())] or text.split()  # `findall` lets no other thread run
    count = max(1, len(words) - _SHINGLE_WORDS + 1)
    shingles = {" ".join(words[first : first + _SHINGLE_WORDS]).encode() for first in range(count)}
    digests = b"".join(sha1(shingle, usedforsecurity=False).digest()[:4] for shingle in shingles)
    hashes = _mixed(np.frombuffer(digests, dtype="<u4").astype(np.uint32))
    factors, summands = _hash_functions()
    smallest = np.full(BANDS * ROWS, np.iinfo(np.uint32).max, dtype=np.uint32)
    for first in range(0, len(hashes), _HASHED_AT_ONCE):
        values = hashes[first : first + _HASHED_AT_ONCE, None] * factors + summands
        np.minimum(smallest, values.min(axis=0), out=smallest)
    return smallest


@cache
def _hash_functions() -> tuple[Signature, Signature]:
    """Returns the odd factors and the summands of the 120 functions `factor * hash + summand` modulo 2**32, which are bijections."""
    random = np.random.RandomState(1)  # numpy keeps the stream of this generator for ever
    factors = random.randint(0, 1 << 31, BANDS * ROWS, dtype=np.uint32) * np.uint32(2) + np.uint32(1)
    return factors, random.randint(0, 1 << 32, BANDS * ROWS, dtype=np.uint32)


def _mixed(hashes: Signature) -> Signature:
    """Spreads hashes evenly over 32 bits: the last step of MurmurHash3, a bijection."""
    hashes = (hashes ^ (hashes >> np.uint32(16))) * np.uint32(0x85EBCA6B)
    hashes = (hashes ^ (hashes >> np.uint32(13))) * np.uint32(0xC2B2AE35)
    return hashes ^ (hashes >> np.uint32(16))


def bands(minhash: Signature) -> list[bytes]:
    """Returns the keys under which near-duplicates of a text are looked up, one per band."""
    return [minhash[first : first + ROWS].astype("<u4").tobytes() for first in range(0, BANDS * ROWS, ROWS)]


def closest_story(minhash: Signature, candidates: Sequence[tuple[int, int, Signature]]) -> int | None:
    """Returns the story of the most similar candidate; None if no candidate is similar enough.

    Args:
        minhash: The signature of the new text.
        candidates: (article number, story, signature) of texts that share a band with it.
    """
    closest = max(candidates, key=lambda candidate: resemblance(minhash, candidate[2]), default=None)
    if closest is None or resemblance(minhash, closest[2]) < NEAR_DUPLICATE_THRESHOLD:
        return None
    return closest[1]


def resemblance(first: Signature, second: Signature) -> float:
    """Estimates the share of common shingles, from 0 to 1."""
    return float(np.mean(first == second))
