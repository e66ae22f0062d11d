"""English expressions of time: months, weekdays, dates, times of day and relative times, as regular expressions.

All patterns are written in lower case and are meant for `re.IGNORECASE`.
"""

import re

from assistant.ingest.language.english import ENGLISH

MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?"
    r"|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
)
"""A month, in full or abbreviated, without the full stop of an abbreviation."""

FULL_MONTH = "|".join(ENGLISH.months)
"""Alternatives: the months in full."""

WEEKDAY = "|".join(ENGLISH.weekdays)
"""Alternatives: the days of the week."""

_ABBREVIATED_MONTHS = tuple(month[:3] for month in ENGLISH.months)
_ORDINAL = r"(?:st|nd|rd|th)?"
_YEAR = r"(?:19|20)\d\d"
_CLOCK_TIME = r"\d{1,2}(?::\d\d)? ?[ap]\.?m\b"

# Words that only begin like a month count as one here ("12 decades"): the sentence weights were fitted with this pattern.
_LIKE_A_MONTH = rf"(?:{'|'.join(_ABBREVIATED_MONTHS)})[a-z]*\.?"
TIME_SIGN = re.compile(
    rf"\b(?:{_LIKE_A_MONTH} \d|\d{{1,2}} {_LIKE_A_MONTH}|{_YEAR}|(?:{WEEKDAY})|yesterday|today|tomorrow|tonight"
    r"|(?:in the|this) (?:morning|afternoon|evening)|noon|midnight|o['’]clock"
    rf"|(?:last|next|this) (?:week|month|year|night|spring|summer|autumn|fall|winter)|{_CLOCK_TIME}|ago)\b",
    re.IGNORECASE,
)
"""Anything that shows that a sentence states a time."""

_DATE_MONTH = rf"{MONTH}\b\.?"
_DATE = rf"(?:\d{{1,2}}{_ORDINAL} {_DATE_MONTH}|{_DATE_MONTH} \d{{1,2}}\b{_ORDINAL})(?:,? {_YEAR}\b)?"
SCALE = r"(?:[ -](?:thousand|million|billion|trillion)\b)"
"""The scale after a number."""

UNIT = r"(?: ?%| (?:per ?cent|dollars|euros|pounds)\b)"
"""The unit after a number."""

# A bare "1000" is hardly ever a year, and an amount of money is never one.
_YEAR_ALONE = rf"(?:(?<![$€£¥\d,.])\b((?:1[5-9]|20)\d\d)|\b(?:in|since) (1[0-4]\d\d))\b(?![\d,.]*\d|{SCALE}|{UNIT})"
TIME_EXPRESSION = re.compile(
    rf"\b(?:(?:{WEEKDAY}),? )?{_DATE}|\b{_DATE_MONTH} {_YEAR}\b|\b(?:last |next |this )?(?:{WEEKDAY})\b"
    rf"|{_YEAR_ALONE}|\b{_CLOCK_TIME}\.?",
    re.IGNORECASE,
)
"""A day, a month with its year, a year or a time of day. A year alone is in the last group that matched."""


def month_number(name: str) -> int:
    """Returns the number of a month, 1 for January.

    Args:
        name: The month, in full or abbreviated, in upper or lower case.
    """
    return _ABBREVIATED_MONTHS.index(name[:3].lower()) + 1
