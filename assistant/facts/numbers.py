"""Reads numbers, amounts and dates in a normal form: "two" and "2", "$3 million" and "3m dollars", "Oct. 19" and "19 October"."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from text_to_num import alpha2digit

from assistant.ingest.language.english import ENGLISH
from assistant.ingest.language.english_times import MONTH, ORDINAL, month_number

_MONTH = rf"(?P<month>{MONTH})\b\.?"
_DAY = rf"(?P<day>\d{{1,2}}){ORDINAL}"
_YEAR = r"(?P<year>1\d{3}|20\d\d)"
_DATES = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"\b{_YEAR}-(?P<month>\d\d)-(?P<day>\d\d)\b",
        rf"\b{_DAY} (?:of )?{_MONTH}(?:,? {_YEAR}\b)?",
        rf"\b{_MONTH} {_DAY}\b(?:,? {_YEAR}\b)?",
        rf"\b{_MONTH} {_YEAR}\b",
    )
)
_UNITS = {
    "$": "dollar",
    "us$": "dollar",
    "usd": "dollar",
    "dollar": "dollar",
    "€": "euro",
    "eur": "euro",
    "euro": "euro",
    "£": "pound",
    "gbp": "pound",
    "pound": "pound",
    "¥": "yen",
    "yen": "yen",
    "%": "percent",
    "percent": "percent",
    "per cent": "percent",
    "pct": "percent",
}
_SCALES = {
    "k": 10**3,
    "thousand": 10**3,
    "m": 10**6,
    "mn": 10**6,
    "million": 10**6,
    "bn": 10**9,
    "billion": 10**9,
    "tn": 10**12,
    "trillion": 10**12,
}
_NUMBER = re.compile(
    r"(?P<before>us\$|[$€£¥])?\s?(?<![\w.,])(?P<digits>\d+(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)(?P<ordinal>st|nd|rd|th)?"
    r"(?:[\s-]?(?P<scale>thousand|million|billion|trillion|mn|bn|tn|k|m)\b)?"
    r"(?:[\s-]?(?P<after>%|per cent|percent|pct|dollar|euro|pound|yen|usd|eur|gbp)s?)?",
    re.IGNORECASE,
)
_DOZENS = (
    (re.compile(r"\b(?:half a|half-a) dozen\b", re.IGNORECASE), "6"),
    (re.compile(r"\ba dozen\b", re.IGNORECASE), "12"),
)
# Words that are often no count, and the scale of a number in digits, which `_NUMBER` reads.
_KEPT_WORDS = re.compile(
    r"\b(?:one|first|second|third)\b|(?<=\d)[ -](?:thousand|million|billion|trillion)\b", re.IGNORECASE
)
_PLACEHOLDER = "\ue000"


@dataclass(frozen=True, slots=True)
class Number:
    """A number with its unit.

    Attributes:
        value: The number itself; 3,000,000 for "3 million".
        unit: A currency or "percent"; empty if the text names neither.
    """

    value: Decimal
    unit: str = ""

    def is_in(self, others: "frozenset[Number]") -> bool:
        """Checks whether this number is among others, in the same unit if both have one."""
        return any(
            self.value == other.value and (not self.unit or not other.unit or self.unit == other.unit)
            for other in others
        )


@dataclass(frozen=True, slots=True)
class Day:
    """A date as it is written; parts that are not written are 0."""

    year: int
    month: int
    day: int

    def __str__(self) -> str:
        parts = [str(self.day or ""), ENGLISH.months[self.month - 1][:3].capitalize(), str(self.year or "")]
        return " ".join(part for part in parts if part)

    def is_in(self, others: "frozenset[Day]") -> bool:
        """Checks whether this date agrees with one of others. The other has to name the day if this one does, but not the year."""
        return any(
            self.month == other.month
            and (not self.day or self.day == other.day)
            and (not self.year or not other.year or self.year == other.year)
            for other in others
        )


@dataclass(frozen=True, slots=True)
class Quantities:
    """The numbers and dates of a text.

    Attributes:
        numbers: Its numbers, without the parts of its dates.
        days: Its dates.
        words: The text without numbers and dates.
    """

    numbers: frozenset[Number]
    days: frozenset[Day]
    words: str = ""

    def count(self) -> int:
        """Returns how many numbers and dates there are."""
        return len(self.numbers) + len(self.days)

    def count_in(self, others: Sequence["Quantities"]) -> int:
        """Returns how many of them are in other texts; a number may also be the day or the year of one of their dates."""
        numbers = frozenset[Number]().union(*(other.numbers for other in others))
        days = frozenset[Day]().union(*(other.days for other in others))
        parts = frozenset(Number(Decimal(part)) for day in days for part in (day.year, day.day) if part)
        found_numbers = sum(number.is_in(numbers | parts) for number in self.numbers)
        return found_numbers + sum(day.is_in(days) for day in self.days)

    def missing_in(self, others: Sequence["Quantities"]) -> "Quantities":
        """Returns the numbers and dates that are in none of the other texts."""
        return Quantities(
            frozenset(
                number for number in self.numbers if not Quantities(frozenset({number}), frozenset()).count_in(others)
            ),
            frozenset(day for day in self.days if not Quantities(frozenset(), frozenset({day})).count_in(others)),
        )


def read_quantities(text: str) -> Quantities:
    """Reads the numbers, amounts and dates of a text; "one", "first", "second" and "third" are words, not numbers."""
    rest = _in_digits(text)
    days: list[Day] = []
    for pattern in _DATES:
        for match in pattern.finditer(rest):
            if (day := _day(match)) is not None:
                days.append(day)
                # Spaces keep the text before and after the date apart.
                rest = rest[: match.start()] + " " * (match.end() - match.start()) + rest[match.end() :]
    return Quantities(frozenset(_numbers(rest)), frozenset(days), _NUMBER.sub(" ", rest))


def _in_digits(text: str) -> str:
    """Returns a text with its number words written in digits."""
    for pattern, digits in _DOZENS:
        text = pattern.sub(digits, text)
    kept_words: list[str] = []

    def keep(match: re.Match[str]) -> str:
        kept_words.append(match.group())
        return _PLACEHOLDER

    in_digits = str(alpha2digit(_KEPT_WORDS.sub(keep, text.replace(_PLACEHOLDER, " ")), ENGLISH.tag, 0))
    for word in kept_words:
        in_digits = in_digits.replace(_PLACEHOLDER, word, 1)
    return in_digits


def _day(match: re.Match[str]) -> Day | None:
    parts = match.groupdict()
    month = int(parts["month"]) if parts["month"].isdigit() else month_number(parts["month"])
    day = int(parts.get("day") or 0)
    return Day(int(parts.get("year") or 0), month, day) if 1 <= month <= 12 and day <= 31 else None


def _numbers(text: str) -> Iterator[Number]:
    for match in _NUMBER.finditer(text):
        try:
            value = Decimal(match["digits"].replace(",", ""))
        except InvalidOperation:
            continue
        scale = (match["scale"] or "").lower()
        unit = (match["before"] or match["after"] or "").lower()
        yield Number((value * _SCALES.get(scale, 1)).normalize(), _UNITS.get(unit, ""))
