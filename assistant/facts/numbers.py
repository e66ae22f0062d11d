"""Numbers, amounts and dates of a text in one form each: "two" and "2", "$3 million" and "3m dollars", "Oct. 19" and "19 October"."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from text_to_num import alpha2digit

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = (
    r"(?P<month>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?"
    r"|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\b\.?"
)
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
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
# Words that are as often no count, and the scale of a number in digits, which `_NUMBER` reads.
_LEFT_AS_WORDS = re.compile(
    r"\b(?:one|first|second|third)\b|(?<=\d)[ -](?:thousand|million|billion|trillion)\b", re.IGNORECASE
)
_STAND_IN = "\ue000"


@dataclass(frozen=True, slots=True)
class Number:
    """A number with its unit.

    Attributes:
        value: The number itself, "3 million" being 3,000,000.
        unit: A currency or "percent"; empty where the text names neither.
    """

    value: Decimal
    unit: str = ""

    def is_in(self, others: "frozenset[Number]") -> bool:
        """Whether the text says this number, in the same unit wherever both name one."""
        return any(
            self.value == one.value and (not self.unit or not one.unit or self.unit == one.unit) for one in others
        )


@dataclass(frozen=True, slots=True)
class Day:
    """A date, as far as it is written: any part may be 0."""

    year: int
    month: int
    day: int

    def __str__(self) -> str:
        parts = [str(self.day or ""), _MONTHS[self.month - 1].capitalize(), str(self.year or "")]
        return " ".join(part for part in parts if part)

    def is_in(self, others: "frozenset[Day]") -> bool:
        """Whether the text names a date that this one does not contradict and that has all its parts but the year."""
        return any(
            self.month == one.month
            and (not self.day or self.day == one.day)
            and (not self.year or not one.year or self.year == one.year)
            for one in others
        )


@dataclass(frozen=True, slots=True)
class Quantities:
    """All that can be counted in a text.

    Attributes:
        numbers: Its numbers; the parts of its dates are not among them.
        days: Its dates.
        words: The text without them.
    """

    numbers: frozenset[Number]
    days: frozenset[Day]
    words: str = ""

    def count(self) -> int:
        """How many there are."""
        return len(self.numbers) + len(self.days)

    def found_in(self, others: Sequence["Quantities"]) -> int:
        """How many of them other texts have; a number may also be the day or the year of one of their dates."""
        numbers = frozenset[Number]().union(*(one.numbers for one in others))
        days = frozenset[Day]().union(*(one.days for one in others))
        parts = frozenset(Number(Decimal(part)) for day in days for part in (day.year, day.day) if part)
        return sum(one.is_in(numbers | parts) for one in self.numbers) + sum(one.is_in(days) for one in self.days)

    def missing_in(self, others: Sequence["Quantities"]) -> "Quantities":
        """Those that the other texts do not have."""
        return Quantities(
            frozenset(one for one in self.numbers if not Quantities(frozenset({one}), frozenset()).found_in(others)),
            frozenset(one for one in self.days if not Quantities(frozenset(), frozenset({one})).found_in(others)),
        )


def read_quantities(text: str) -> Quantities:
    """Finds the numbers, amounts and dates of a text; "one", "first", "second" and "third" count as words."""
    plain = _in_digits(text)
    days: list[Day] = []
    for pattern in _DATES:
        for match in pattern.finditer(plain):
            if (day := _day(match)) is not None:
                days.append(day)
                # Spaces keep what stands around it apart.
                plain = plain[: match.start()] + " " * (match.end() - match.start()) + plain[match.end() :]
    return Quantities(frozenset(_numbers(plain)), frozenset(days), _NUMBER.sub(" ", plain))


def _in_digits(text: str) -> str:
    for pattern, digits in _DOZENS:
        text = pattern.sub(digits, text)
    kept: list[str] = []

    def keep(match: re.Match[str]) -> str:
        kept.append(match.group())
        return _STAND_IN

    in_digits = str(alpha2digit(_LEFT_AS_WORDS.sub(keep, text.replace(_STAND_IN, " ")), "en", 0))
    for word in kept:
        in_digits = in_digits.replace(_STAND_IN, word, 1)
    return in_digits


def _day(match: re.Match[str]) -> Day | None:
    parts = match.groupdict()
    written = parts["month"].lower()
    month = int(written) if written.isdigit() else _MONTHS.index(written[:3]) + 1
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
