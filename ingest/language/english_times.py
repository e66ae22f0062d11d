"""English expressions of time: months, weekdays, dates, times of day and relative times, as regular expressions.

The text patterns are in lower case and meant for `re.IGNORECASE` unless their name says otherwise.
"""

import re

from assistant.ingest.language.english import ENGLISH

CAPITALISED_MONTH = (
    r"(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?"
    r"|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)"
)
"""A month, in full or abbreviated, without the full stop of an abbreviation."""

MONTH = CAPITALISED_MONTH.lower()
WEEKDAY = rf"(?:{'|'.join(ENGLISH.weekdays)})"
RECURRING_DAY = (
    rf"(?:every |each )(?P<every>{WEEKDAY})|(?P<named>{WEEKDAY})(?:s\b| (?:morning|afternoon|evening|night)s\b|:)"
)
"""A weekday of every week: "on Mondays", "every Monday", "Monday:" in opening hours."""

YEAR = r"(?:19|20)\d\d"
HISTORICAL_YEAR = r"(?:1[5-9]|20)\d\d"
CAPITALISED_FULL_MONTH = rf"(?:{'|'.join(month.capitalize() for month in ENGLISH.months)})"
CAPITALISED_WEEKDAY = rf"(?:{'|'.join(weekday.capitalize() for weekday in ENGLISH.weekdays)})"
ORDINAL = r"(?:st|nd|rd|th)?"
"""The optional ending of an ordinal number."""

SCALE = r"(?:[ -](?:thousand|million|billion|trillion)\b)"
"""The scale after a number."""

UNIT = r"(?: ?%| (?:per ?cent|dollars|euros|pounds)\b)"
"""The unit after a number."""

_ABBREVIATED_MONTHS = tuple(month[:3] for month in ENGLISH.months)
_CLOCK_TIME = r"\d{1,2}(?::\d\d)? ?[ap]\.?m\b"


def month_number(name: str) -> int:
    """Returns the number of a month, 1 for January.

    Args:
        name: The month, in full or abbreviated, in upper or lower case.
    """
    return _ABBREVIATED_MONTHS.index(name[:3].lower()) + 1


# In statements

# Words that only begin like a month count as one here ("12 decades"): the sentence weights were fitted with this pattern.
_LIKE_A_MONTH = rf"(?:{'|'.join(_ABBREVIATED_MONTHS)})[a-z]*\.?"
TIME_SIGN = re.compile(
    rf"\b(?:{_LIKE_A_MONTH} \d|\d{{1,2}} {_LIKE_A_MONTH}|{YEAR}|{WEEKDAY}|yesterday|today|tomorrow|tonight"
    r"|(?:in the|this) (?:morning|afternoon|evening)|noon|midnight|o['’]clock"
    rf"|(?:last|next|this) (?:week|month|year|night|spring|summer|autumn|fall|winter)|{_CLOCK_TIME}|ago)\b",
    re.IGNORECASE,
)
"""Anything that shows that a sentence states a time."""

_DATE_MONTH = rf"{MONTH}\b\.?"
_DATE = rf"(?:\d{{1,2}}{ORDINAL} {_DATE_MONTH}|{_DATE_MONTH} \d{{1,2}}\b{ORDINAL})(?:,? {YEAR}\b)?"
# A bare "1000" is hardly ever a year, and an amount of money is never one.
_YEAR_ALONE = rf"(?:(?<![$€£¥\d,.])\b({HISTORICAL_YEAR})|\b(?:in|since) (1[0-4]\d\d))\b(?![\d,.]*\d|{SCALE}|{UNIT})"
TIME_EXPRESSION = re.compile(
    rf"\b(?:{WEEKDAY},? )?{_DATE}|\b{_DATE_MONTH} {YEAR}\b|\b(?:last |next |this )?{WEEKDAY}\b"
    rf"|{_YEAR_ALONE}|\b{_CLOCK_TIME}\.?",
    re.IGNORECASE,
)
"""A day, a month with its year, a year or a time of day. A year alone is in the last group that matched."""

# In questions

FULL_DATE = re.compile(
    rf"\b(?:(?P<day_before>\d{{1,2}}) (?P<month_after>{MONTH})|(?P<month_before>{MONTH}) (?P<day_after>\d{{1,2}}))\b"
    rf"\.?,? (?P<year>{YEAR})\b",
    re.IGNORECASE,
)
DAY_AND_MONTH = re.compile(
    rf"\b(?:(?P<day_before>\d{{1,2}}){ORDINAL} (?:of )?(?P<month_after>{MONTH})|(?P<month_before>{MONTH})\.? (?P<day_after>\d{{1,2}}){ORDINAL})\b"
    rf"(?!,? {YEAR}\b)",
    re.IGNORECASE,
)
MONTH_AND_YEAR = re.compile(rf"\b(?P<month>{MONTH})\b\.?,? (?P<year>{YEAR})\b", re.IGNORECASE)
MONTH_ALONE = re.compile(
    rf"\b(?:in|since|during|by|of|last|this) (?:early |mid-?|late )?(?P<month>{MONTH})\b\.?(?! \d)", re.IGNORECASE
)
YEAR_ALONE = re.compile(rf"\b(?:in|since|during|of|by|before|after|until|from) (?P<year>{YEAR})\b", re.IGNORECASE)
SINCE = re.compile(r"\b(?:since|after|from)(?: about| around)? $", re.IGNORECASE)
"""What stands before a day from which on something is asked for."""

UNTIL = re.compile(r"\b(?:until|till|before|by|up to)(?: about| around)? $", re.IGNORECASE)
"""What stands before a day up to which something is asked for."""

TO_COME = re.compile(
    r"\b(?:will|won['’]t|going to|gonna|due|expected|planned|scheduled|planning|next|coming|upcoming|tomorrow)\b",
    re.IGNORECASE,
)
"""Words of a question about what is to come: a day without a year in it may be later than the question."""

NAMED_WEEKDAY = re.compile(
    rf"\b(?P<before>since|after|from|until|till|before|by|on|last|this|of)? ?(?P<day>{WEEKDAY})\b(?:['’]s)?(?! \d)",
    re.IGNORECASE,
)
PAST_DAYS = re.compile(
    rf"\b(?:in|over|during|for|within)? ?(?:the )?(?:past|last) (?P<count>\d{{1,3}}|{'|'.join(ENGLISH.number_words)}|few|couple of)? ?"
    r"(?P<unit>days?|weeks?|months?|years?|24 hours)\b",
    re.IGNORECASE,
)
"""A number of days, weeks or months before the question; "last week" and the like, without a number, are in `RELATIVE_TIMES`."""

DAYS_OF_UNIT = {"day": 1, "week": 7, "month": 31, "year": 365, "24 hour": 1}
FEW = 3

RELATIVE_TIMES = (
    (re.compile(r"\b(?:today|tonight|this (?:morning|afternoon|evening))\b", re.IGNORECASE), 0, 0),
    (re.compile(r"\bday before yesterday\b", re.IGNORECASE), 2, 2),
    (re.compile(r"\byesterday\b|\blast night\b", re.IGNORECASE), 1, 1),
    (re.compile(r"\bthis week(?:end)?\b", re.IGNORECASE), 7, 0),
    (re.compile(r"\blast weekend\b", re.IGNORECASE), 9, 0),
    (re.compile(r"\blast week\b", re.IGNORECASE), 14, 3),
    (re.compile(r"\bthis month\b", re.IGNORECASE), 31, 0),
    (re.compile(r"\blast month\b", re.IGNORECASE), 62, 28),
    (re.compile(r"\bthis year\b", re.IGNORECASE), 365, 0),
    (re.compile(r"\blast year\b", re.IGNORECASE), 730, 365),
)
"""Times relative to today: the pattern, and how many days ago the time begins and ends."""

NEWEST = re.compile(r"\b(?:latest|newest|most recent(?:ly)?|recent(?:ly)?|now|currently|so far)\b", re.IGNORECASE)
"""Words that ask for the newest, whenever that was."""

NEWEST_DAYS = 31

# In follow-up questions; case-sensitive, because "may" is also a verb

YEAR_NUMBER = re.compile(rf"\b{HISTORICAL_YEAR}\b")
WRITTEN_DATE = re.compile(
    rf"\b(?:(?:\d{{1,2}} )?{CAPITALISED_FULL_MONTH}(?: \d{{1,2}},?)?(?: {HISTORICAL_YEAR})?"
    rf"|{HISTORICAL_YEAR}(?:[-–](?:\d\d){{1,2}})?)\b"
)
"""A month with its day and year, a year, or a range of years ("2015-16")."""
