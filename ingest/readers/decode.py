"""Bytes to text: which encoding, and what is cleaned away. After `clean` a text is final: citations are offsets into it."""

import codecs
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from assistant.ingest.errors import UnreadableError

if TYPE_CHECKING:
    from charset_normalizer.models import CharsetMatches

BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    # before UTF-16, whose little-endian mark begins this one
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)

# Stray NUL bytes are cleaned away; more than one in a hundred is no text.
_MOST_NULS = 0.01
_MOST_CONTROLS = 0.05

# Of the letters of a Western text, at most so many are accented: French has one in twenty, Czech one in seven.
_WESTERN_SHARE = 0.12
_FEW_ACCENTS = 4

_LINE_BREAKS = "\r\v\f\x85\u2028\u2029"
_KEPT_CONTROLS = "\n\t"


def _cleaning() -> Iterator[tuple[int, str | None]]:
    for code in (*range(0x20), *range(0x7F, 0xA0)):
        if chr(code) not in _KEPT_CONTROLS:
            yield code, None
    for mark in _LINE_BREAKS:
        yield ord(mark), "\n"
    for code in range(0xD800, 0xE000):  # half a surrogate pair cannot be stored or sent
        yield code, "\N{REPLACEMENT CHARACTER}"


_CLEANED = dict(_cleaning())
_UNCLEAN = re.compile("[" + "".join(re.escape(chr(code)) for code in _CLEANED) + "]")
# A byte-order mark counts as white space at either end.
_OUTER_SPACE = "".join(character for character in map(chr, range(0x3001)) if character.isspace()) + "\ufeff"

_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")
_LETTER = re.compile(r"[^\W\d_]")
_FOREIGN_LETTER = re.compile(r"[^\W\d_a-zA-Z]")
# What a text in another encoding looks like when it is taken for a Western one: "pó³noc".
_SIGN_IN_WORD = re.compile(r"[^\W\d_][^\w\s\x00-\x7f‘’“”–—…\xad·][^\W\d_]|[a-zà-ÿ][¹²³À-ÖØ-Þ]")


def clean(text: str) -> str:
    """The text as it is stored: one kind of line end, no control characters but tabs, no half surrogate pairs.

    White space at both ends goes. Cleaning a clean text changes nothing.
    """
    if _UNCLEAN.search(text):
        text = text.replace("\r\n", "\n").translate(_CLEANED)
    return text.strip(_OUTER_SPACE)


def clean_line(text: str) -> str:
    """A clean text on one line, such as a title: every run of white space becomes a space."""
    return clean(" ".join(clean(text).split()))


def decode(data: bytes, charset: str | None = None) -> str:
    """The text that bytes stand for: by their byte-order mark, as UTF-8, as declared, or as it seems most likely.

    Args:
        data: The whole of a file or page.
        charset: What the server or the page itself declares.

    Raises:
        UnreadableError: If there are no bytes, or they are no text.
    """
    if not data.strip():
        raise UnreadableError("is empty")
    text = _by_mark(data) or _utf16_without_mark(data)
    if text is None:
        _refuse_nuls(data)
        text = _strictly(data, "utf-8") or _declared(data, charset) or _likely(data)
    if len(_CONTROLS.findall(text)) > len(text) * _MOST_CONTROLS:
        raise UnreadableError("holds no text: it looks like a binary file")
    return text


def _by_mark(data: bytes) -> str | None:
    for mark, encoding in BOMS:
        if data.startswith(mark):
            return data.decode(encoding, errors="replace")
    return None


def _utf16_without_mark(data: bytes) -> str | None:
    """The text, if nearly every second byte is NUL, as in a Western text in UTF-16."""
    sample = data[:4096]
    half = len(sample) // 2
    for offset, encoding in ((1, "utf-16-le"), (0, "utf-16-be")):
        here, there = sample[offset::2].count(0), sample[1 - offset :: 2].count(0)
        if half and here > 0.7 * half and there < 0.05 * half:
            return data.decode(encoding, errors="replace")
    return None


def _refuse_nuls(data: bytes) -> None:
    nuls = data.count(0)
    if nuls > len(data) * _MOST_NULS:
        raise UnreadableError(f"holds no text: {nuls:,} NUL bytes among {len(data):,}")


def _strictly(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except (LookupError, ValueError):  # an encoding that does not exist, or that these bytes are not in
        return None


def _declared(data: bytes, charset: str | None) -> str | None:
    if not charset:
        return None
    if charset.lower().replace("_", "-") in {"iso-8859-1", "latin-1", "latin1", "us-ascii", "ascii"}:
        # what says Latin-1 is Windows-1252 in practice, and browsers read it so
        return _strictly(data, "cp1252") or _strictly(data, "latin-1")
    return _strictly(data, charset)


def _likely(data: bytes) -> str:
    """The most likely text.

    Raises:
        UnreadableError: If no encoding gives one.
    """
    western = _strictly(data, "cp1252")
    if western and _reads_as_western(western):
        return western
    from charset_normalizer import from_bytes

    matches: CharsetMatches = from_bytes(data)
    best = matches.best()
    if best is None:
        raise UnreadableError("holds no text in an encoding that can be recognised; save it as UTF-8")
    return str(best)


def _reads_as_western(text: str) -> bool:
    """Whether accents are few and stand where they do in French or German.

    On short texts, detection by statistics prefers Central European encodings to this most common one.
    """
    sample = text[:100_000]
    foreign = len(_FOREIGN_LETTER.findall(sample))
    few = foreign <= max(_FEW_ACCENTS, _WESTERN_SHARE * len(_LETTER.findall(sample)))
    return few and not _SIGN_IN_WORD.search(sample)
