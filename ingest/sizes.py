"""Sizes in bytes, in words for people."""

_UNITS = ("bytes", "KB", "MB", "GB", "TB")
_STEP = 1024
_MAX_DIGITS = 19


def format_size(size: int) -> str:
    """Returns a number of bytes in words, such as "512 MB"."""
    value, unit = float(size), 0
    while value >= _STEP and unit < len(_UNITS) - 1:
        value, unit = value / _STEP, unit + 1
    return f"{value:.0f} {_UNITS[unit]}" if value >= 10 or value == int(value) else f"{value:.1f} {_UNITS[unit]}"


def parse_size(header: str) -> int | None:
    """Returns the number of bytes in a `Content-Length` header; None if it is no number."""
    text = header.strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) <= _MAX_DIGITS else None
