"""Decodes bytes and cleans text. Citations are offsets into the text that `clean` returns, so it must not change later."""

import codecs
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from assistant.ingest.errors import UnreadableError

if TYPE_CHECKING:
    from charset_normalizer.models import CharsetMatches

BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    # before UTF-16: its little-endian mark is a prefix of this one
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)

# Stray NUL bytes are removed. Data with more than this share of them is not text.
_MAX_NUL_SHARE = 0.01
_MAX_CONTROL_SHARE = 0.05

# The largest share of accented letters in a Western text. French has one in twenty, Czech one in seven.
_WESTERN_SHARE = 0.12
_MAX_FEW_ACCENTS = 4

_LINE_BREAKS = "\r\v\f\x85\u2028\u2029"
_KEPT_CONTROLS = "\n\t"


def _translations() -> Iterator[tuple[int, str | None]]:
    for code in (*range(0x20), *range(0x7F, 0xA0)):
        if chr(code) not in _KEPT_CONTROLS:
            yield code, None
    for mark in _LINE_BREAKS:
        yield ord(mark), "\n"
    for code in range(0xD800, 0xE000):  # a lone surrogate can be neither stored nor sent
        yield code, "\N{REPLACEMENT CHARACTER}"


_TRANSLATIONS = dict(_translations())
_UNCLEAN = re.compile("[" + "".join(re.escape(chr(code)) for code in _TRANSLATIONS) + "]")
_SPACE_RUN = re.compile(r"\s\s+")
_MAX_SPACE_CHARS = 10_000
# White space, and the byte-order mark, which is removed from both ends too.
_OUTER_SPACE = "".join(character for character in map(chr, range(0x3001)) if character.isspace()) + "\ufeff"

_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")
_LETTER = re.compile(r"[^\W\d_]")
_FOREIGN_LETTER = re.compile(r"[^\W\d_a-zA-Z]")
# Signs inside words: another encoding was decoded as a Western one ("pó³noc").
_SIGN_IN_WORD = re.compile(r"[^\W\d_][^\w\s\x00-\x7f‘’“”–—…\xad·][^\W\d_]|[a-zà-ÿ][¹²³À-ÖØ-Þ]")


def clean(text: str) -> str:
    """Returns the text as it is stored: one kind of line end, no control characters except tabs, no lone surrogates.

    White space at both ends is removed, and a very long run of it is shortened. Cleaning a clean text changes nothing.
    """
    if _UNCLEAN.search(text):
        text = text.replace("\r\n", "\n").translate(_TRANSLATIONS)
    if len(text) > _MAX_SPACE_CHARS:
        text = _SPACE_RUN.sub(_shortened, text)
    return text.strip(_OUTER_SPACE)


def _shortened(space: re.Match[str]) -> str:
    """Returns white space of a text: a passage must not consist of a million blank lines."""
    run = space[0]
    if len(run) <= _MAX_SPACE_CHARS:
        return run
    return "\n\n" if "\n" in run else " "


def clean_line(text: str) -> str:
    """Returns the clean text on one line, such as a title. Every run of white space becomes one space."""
    return clean(" ".join(clean(text).split()))


def decode(data: bytes, charset: str | None = None) -> str:
    """Decodes bytes by their byte-order mark, as UTF-8, by the declared charset, or by the most likely encoding.

    Args:
        data: All bytes of a file or page.
        charset: The charset that the server or the page declares.

    Raises:
        UnreadableError: If there are no bytes, or they are not text.
    """
    if not data.strip():
        raise UnreadableError("is empty")
    text = _decode_by_mark(data) or _decode_unmarked_utf16(data)
    if text is None:
        _refuse_nuls(data)
        text = _decode_strictly(data, "utf-8") or _decode_declared(data, charset) or _decode_most_likely(data)
    if len(_CONTROLS.findall(text)) > len(text) * _MAX_CONTROL_SHARE:
        raise UnreadableError("holds no text: it looks like a binary file")
    return text


def _decode_by_mark(data: bytes) -> str | None:
    for mark, encoding in BOMS:
        if data.startswith(mark):
            return data.decode(encoding, errors="replace")
    return None


def _decode_unmarked_utf16(data: bytes) -> str | None:
    """Decodes UTF-16 if nearly every second byte is NUL, as in a Western text."""
    sample = data[:4096]
    half = len(sample) // 2
    for offset, encoding in ((1, "utf-16-le"), (0, "utf-16-be")):
        nuls, other_nuls = sample[offset::2].count(0), sample[1 - offset :: 2].count(0)
        if half and nuls > 0.7 * half and other_nuls < 0.05 * half:
            return data.decode(encoding, errors="replace")
    return None


def _refuse_nuls(data: bytes) -> None:
    nuls = data.count(0)
    if nuls > len(data) * _MAX_NUL_SHARE:
        raise UnreadableError(f"holds no text: {nuls:,} NUL bytes among {len(data):,}")


def _decode_strictly(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except (LookupError, ValueError):  # an unknown encoding, or bytes that are not in it
        return None


def _decode_declared(data: bytes, charset: str | None) -> str | None:
    if not charset:
        return None
    if charset.lower().replace("_", "-") in {"iso-8859-1", "latin-1", "latin1", "us-ascii", "ascii"}:
        # browsers read Latin-1 as Windows-1252, because pages that declare it use that
        return _decode_strictly(data, "cp1252") or _decode_strictly(data, "latin-1")
    return _decode_strictly(data, charset)


def _decode_most_likely(data: bytes) -> str:
    """Decodes bytes in the most likely encoding.

    Raises:
        UnreadableError: If no encoding fits.
    """
    western = _decode_strictly(data, "cp1252")
    if western and _reads_as_western(western):
        return western
    from charset_normalizer import from_bytes

    matches: CharsetMatches = from_bytes(data)
    best = matches.best()
    if best is None:
        raise UnreadableError("holds no text in an encoding that can be recognised; save it as UTF-8")
    return str(best)


def _reads_as_western(text: str) -> bool:
    """Checks whether accents are as rare, and in the same positions, as in French or German.

    On short texts, statistical detection prefers Central European encodings to this most common one.
    """
    sample = text[:100_000]
    foreign = len(_FOREIGN_LETTER.findall(sample))
    few = foreign <= max(_MAX_FEW_ACCENTS, _WESTERN_SHARE * len(_LETTER.findall(sample)))
    return few and not _SIGN_IN_WORD.search(sample)
