"""Sizes in bytes, in words for people."""

_UNITS = ("bytes", "KB", "MB", "GB", "TB")
_STEP = 1024


def format_size(size: int) -> str:
    """Returns a number of bytes in words, such as "512 MB"."""
    value, unit = float(size), 0
    while value >= _STEP and unit < len(_UNITS) - 1:
        value, unit = value / _STEP, unit + 1
    return f"{value:.0f} {_UNITS[unit]}" if value >= 10 or value == int(value) else f"{value:.1f} {_UNITS[unit]}"
