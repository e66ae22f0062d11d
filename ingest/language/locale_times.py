"""Dates and relative times of languages other than English, from the data of `dateparser`, which knows about 200 languages."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from assistant.ingest.language.english import ENGLISH
from assistant.ingest.language.scripts import UNSPACED

# How many days ago a named time begins and ends.
_DAYS_AGO = {
    "0 day ago": (0, 0),
    "1 day ago": (1, 1),
    "2 day ago": (2, 2),
    "0 week ago": (7, 0),
    "1 week ago": (14, 3),
    "0 month ago": (31, 0),
    "1 month ago": (62, 28),
    "0 year ago": (365, 0),
    "1 year ago": (730, 365),
}
# What CLDR, the source of the data, does not list.
_MORE_RELATIVE_TIMES: Mapping[str, Mapping[str, str]] = {
    "ar": {
        "1 day ago": "أمس|البارحة",
        "1 week ago": "الأسبوع الماضي",
        "1 year ago": "العام الماضي",
        "0 year ago": "هذا العام|العام الحالي",
    },
    "de": {
        "0 week ago": "in dieser woche|diese[rn]? woche",
        "1 week ago": "(?:in der )?(?:letzte|vergangene|vorige)n? woche",
        "0 month ago": "in diesem monat",
        "1 month ago": "(?:letzten|vergangenen|vorigen) monat",
        "0 year ago": "in diesem jahr|dieses jahr|heuer",
        "1 year ago": "(?:im )?(?:letzte[sn]|vergangene[sn]|vorige[sn]) jahr",
    },
    "es": {"1 week ago": "semana pasada", "1 year ago": "año pasado", "2 day ago": "antes de ayer|antier"},
    "fr": {
        "1 week ago": "semaine (?:dernière|passée)",
        "1 month ago": "mois (?:dernier|passé)",
        "1 year ago": "an dernier|année (?:dernière|passée)",
    },
    "it": {
        "1 week ago": "settimana (?:scorsa|passata)",
        "1 year ago": "l['’]anno scorso|lo scorso anno",
        "2 day ago": "l['’]altro ieri",
    },
    "pl": {
        "1 week ago": "w (?:zeszłym|ubiegłym|poprzednim) tygodniu",
        "1 month ago": "w ubiegłym miesiącu",
        "1 year ago": "w ubiegłym roku",
        "2 day ago": "przedwczoraj",
    },
    "ru": {
        "1 week ago": "на минувшей неделе",
        "0 month ago": "в нынешнем месяце",
        "0 year ago": "в нынешнем году",
        "1 year ago": "в минувшем году",
    },
    "tr": {
        "1 day ago": "dün\\w*",
        "0 day ago": "bugün\\w*",
        "1 week ago": "geçtiğimiz hafta",
        "1 year ago": "geçtiğimiz yıl",
        "2 day ago": "önceki gün",
    },
    "zh": {
        "1 day ago": "昨日",
        "0 day ago": "今日",
        "0 week ago": "这周|这星期|本星期",
        "1 week ago": "上星期",
        "0 month ago": "这个月",
        "1 month ago": "上月",
    },
}
_MORE_MONTHS: Mapping[str, Mapping[str, int]] = {
    "ru": {"мае": 5, "мая": 5, "маю": 5},
    "pl": {"maja": 5, "maju": 5},
}
_INFLECTED = frozenset(
    {"ru", "uk", "be", "pl", "cs", "sk", "hr", "sr", "sl", "bg", "fi", "hu", "tr", "lt", "lv", "et", "el"}
)
_MIN_NAME_CHARS = 3
_JOIN = r"(?:[\s.,ºª°]|-?(?:го|е|er|de|del|di|d['’]|al|von|من)\b)*"
_YEAR = r"(?:1[5-9]|20)\d\d"
_NUMERIC = r"(?P<day>\d{1,2})[./-](?P<month_number>\d{1,2})[./-](?P<year>(?:19|20)\d\d)"


@dataclass(frozen=True, slots=True)
class LocaleTimes:
    """The expressions of time of one language.

    Attributes:
        dates: Patterns of dates, the most complete first, with the groups `day`, `month`, `month_number` and `year`, of which some are missing.
        year: A year alone, with the group `year`.
        relative: Patterns of relative times, and how many days ago each begins and ends.
        sign: Anything that shows that a sentence states a time.
        months: The number of each name of a month, in lower case.
    """

    dates: tuple[re.Pattern[str], ...]
    year: re.Pattern[str]
    relative: tuple[tuple[re.Pattern[str], int, int], ...]
    sign: re.Pattern[str]
    months: Mapping[str, int]

    def month_number(self, name: str) -> int | None:
        """Returns the number of a month by its name in any inflection, 1 for January; None if there is no such month."""
        lower = name.lower()
        if lower in self.months:
            return self.months[lower]
        fitting = [known for known in self.months if lower.startswith(known[: max(_MIN_NAME_CHARS, len(known) - 2)])]
        return self.months[max(fitting, key=len)] if fitting else None


@cache
def locale_times(tag: str) -> LocaleTimes | None:
    """Returns the expressions of time of a language; None if `dateparser` does not know it.

    Args:
        tag: The tag of the language, for example "de".
    """
    from dateparser.languages.loader import default_loader

    try:
        info = default_loader.get_locale(tag).info
    except (KeyError, ValueError, AttributeError):
        return None
    months = {name: number for number, key in enumerate(ENGLISH.months, 1) for name in _names(info, key)}
    months |= _MORE_MONTHS.get(tag, {})
    month = "|".join(_inflections(months, tag))
    is_unspaced = any(UNSPACED.search(name) for name in months)
    dates = _unspaced_dates() if is_unspaced else _spaced_dates(month)
    relative = _relative_times(info, tag, is_unspaced=is_unspaced)
    weekdays = "|".join(_inflections([name for key in ENGLISH.weekdays for name in _names(info, key)], tag))
    year = re.compile(rf"(?<![\d.,$€£¥])(?P<year>{_YEAR})(?![\d%]|[.,]\d|\s*[%€$])")
    parts = [f"(?:{pattern.pattern})" for pattern, *_ in relative]
    if not is_unspaced:
        parts += [rf"(?<!\w)(?:{month}|{weekdays})(?!\w)"]
    else:
        parts += [month, weekdays]
    sign = re.compile("|".join([*parts, rf"(?<!\d){_YEAR}(?!\d)", r"(?<!\d)\d{1,2}:\d\d(?!\d)"]), re.IGNORECASE)
    return LocaleTimes(dates, year, relative, sign, months)


def time_sign(tag: str) -> re.Pattern[str] | None:
    """Returns the pattern of anything that shows that a sentence in a language states a time; None if nothing is known."""
    times = locale_times(tag)
    return None if times is None else times.sign


def _names(info: Mapping[str, Any], key: str) -> list[str]:
    """Returns the names of a month or weekday in lower case, without short abbreviations, which are words of their own."""
    names = dict.fromkeys(str(name).lower() for name in info.get(key, ()))
    return [name for name in names if len(name) > _MIN_NAME_CHARS or (UNSPACED.search(name) and len(name) > 1)] or list(
        names
    )


def _inflections(names: Iterable[str], tag: str) -> list[str]:
    """Returns patterns of names, the longest first; in inflected languages with other endings."""
    patterns = []
    for name in sorted(set(names), key=lambda name: (-len(name), name)):
        if tag in _INFLECTED and len(name) > _MIN_NAME_CHARS and name[-1].isalpha():
            stem = name[:-1] if len(name) > _MIN_NAME_CHARS + 1 else name
            patterns.append(rf"{re.escape(stem)}\w{{0,5}}")
        else:
            patterns.append(re.escape(name))
    return patterns


def _spaced_dates(month: str) -> tuple[re.Pattern[str], ...]:
    texts = (
        rf"(?<!\d){_NUMERIC}(?!\d)",
        rf"(?<!\d)(?P<day>\d{{1,2}}){_JOIN}(?P<month>{month})(?!\w){_JOIN}(?P<year>{_YEAR})(?!\d)",
        rf"(?<!\d)(?P<day>\d{{1,2}}){_JOIN}(?P<month>{month})(?!\w)",
        rf"(?<!\w)(?P<month>{month})(?!\w){_JOIN}(?P<year>{_YEAR})(?!\d)",
        rf"(?<!\w)[وفبل]?(?P<month>{month})(?!\w)",
    )
    return tuple(re.compile(text, re.IGNORECASE) for text in texts)


def _unspaced_dates() -> tuple[re.Pattern[str], ...]:
    month = r"(?P<month_number>\d{1,2})\s*[月월]"
    year = rf"(?P<year>{_YEAR})\s*[年년]"
    day = r"\s*(?P<day>\d{1,2})\s*[日号號일]"
    texts = (rf"{year}\s*{month}{day}", rf"(?<!\d){month}{day}", rf"{year}\s*{month}", rf"(?<!\d){month}")
    return tuple(re.compile(text) for text in texts)


def _relative_times(
    info: Mapping[str, Any], tag: str, *, is_unspaced: bool
) -> tuple[tuple[re.Pattern[str], int, int], ...]:
    """Returns the relative times, the longest words first: "the day before yesterday" contains "yesterday"."""
    listed: list[tuple[str, int, int]] = []
    for key, (first, last) in _DAYS_AGO.items():
        words = [re.escape(word) for word in info.get("relative-type", {}).get(key, ()) if "." not in word]
        more = _MORE_RELATIVE_TIMES.get(tag, {}).get(key, "")
        listed += [(word, first, last) for word in (*words, more) if word]
    listed.sort(key=lambda time: -len(time[0]))
    border = ("", "") if is_unspaced else (r"(?<!\w)", r"(?!\w)")
    return tuple(
        (re.compile(f"{border[0]}(?:{word}){border[1]}", re.IGNORECASE), first, last) for word, first, last in listed
    )
