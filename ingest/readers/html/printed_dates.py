"""Finds dates in running text, as pages print them in many languages."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import Enum
from functools import cache
from importlib import import_module

MAX_TEXT_CHARS = 400
"""Longer texts are not searched: a date in a long paragraph belongs to the story."""

_YEAR = r"(?:19[89]\d|20\d\d|25[67]\d)"
_DAY = r"(?:0?[1-9]|[12]\d|3[01])"
_WORD = r"[^\s\d.,;:()|/]{2,14}[.’']?"
# "3 March 2026", "3. maj 2026", "3 de marzo de 2026", "le 1er mars 2026", "3 Mar, 2026"
_DAY_MONTH_YEAR = (
    rf"(?<!\d){_DAY}(?:\.|st|nd|rd|th|er|ª|º|°|-[яіе]\w*)?(?:\s+|-)(?:de\s+|of\s+|di\s+)?{_WORD},?(?:\s+|"
    rf"-)(?:de\s+|del\s+|di\s+)?{_YEAR}(?!\d)"
)
# "March 3, 2026", "Mar. 3rd 2026"
_MONTH_DAY_YEAR = rf"(?<!\w){_WORD}\s+{_DAY}(?:st|nd|rd|th)?,?\s+{_YEAR}(?!\d)"
# "2026. március 3.", "2026 m. kovo 3 d.", "2026 March 3"
_YEAR_MONTH_DAY = rf"(?<!\d){_YEAR}\.?\s+(?:m\.\s+|gada\s+)?(?:{_WORD}\s+{_DAY}|{_DAY}\.\s+{_WORD})(?!\d)"
_ISO = rf"(?<!\d){_YEAR}\s?[-./]\s?(?:0?[1-9]|1[0-2])\s?[-./]\s?{_DAY}(?!\d)"
_NUMERIC = rf"(?<![\d.])\d{{1,2}}\s?(?P<mark>[./|-])\s?\d{{1,2}}\s?(?P=mark)\s?{_YEAR}(?!\d)"
_EAST_ASIAN = rf"(?<!\d){_YEAR}\s?[年년]\s?\d{{1,2}}\s?[月월]\s?\d{{1,2}}\s?[日일]"
_VIETNAMESE = rf"{_DAY}\s+tháng\s+\d{{1,2}}(?:,|\s+năm)?\s+{_YEAR}"
_DATE = re.compile(
    "|".join(
        f"(?P<{kind}>{pattern})"
        for kind, pattern in (
            ("east_asian", _EAST_ASIAN),
            ("vietnamese", _VIETNAMESE),
            ("iso", _ISO),
            ("numeric", _NUMERIC),
            ("day_first", _DAY_MONTH_YEAR),
            ("month_first", _MONTH_DAY_YEAR),
            ("year_first", _YEAR_MONTH_DAY),
        )
    ),
    re.IGNORECASE,
)

_FOUR_DIGITS = re.compile(r"\d{4}")  # of the year

_PUBLISHED = (
    r"publi[sc]|publi[ée]|pubblicat|posted|post[ée] le|first published|issued|released|erschienen|veröffentlicht|erstellt|"
    r"stand vom|verschenen|gepubliceerd|geplaatst|publicera|publiser|offentliggj|udgivet|julkaistu|opublikowan|dodano|data publikacji|"
    r"опубликован|дата публикации|опубліковано|оприлюднено|zveřejněn|publikován|vydáno|zverejnené|objavljen|megjelen|közzét|yayın|"
    r"eklenme|δημοσι|публикуван|nyilvánosság|mis en ligne|paru le|発行|公開|掲載|投稿|发布|發布|게시|입력|등록|đăng|"
    r"نُشر|نشر|منتشر|פורסם|ตีพิมพ์|เผยแพร่|प्रकाशित|diterbitkan|dipublikasikan|dipubliskan"
)
_UPDATED = (
    r"updat|modif|revis|edited|corrected|amended|changed|actuali[sz]|mis(?:e)? à jour|màj|maj\b|aktualis|geändert|änderung|überarbeitet|"
    r"aggiorn|atualizad|bijgewerkt|gewijzigd|uppdatera|ändrad|opdater|oppdater|endret|päivitetty|muokattu|zaktualizowan|aktualizac|aktualizov|"
    r"обновлен|изменен|оновлено|ažurirano|posodobljen|frissít|módosít|güncelle|ενημ[εέ]ρ|τελευτα[ιί]α|редактиран|обновен|"
    r"更新|修正|수정|업데이트|cập nhật|تحديث|آخرین|עודכן|อัปเดต|แก้ไข|diperbarui|last\s+reviewed"
)
_LABEL = re.compile(rf"(?P<published>{_PUBLISHED})|(?P<updated>{_UPDATED})", re.IGNORECASE)
_LABEL_DISTANCE = 40

_LANGUAGES = 60
_MONTH_KEYS = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)
# Thailand counts years from 543 BC.
_BUDDHIST_ERA = 543
_LAST_YEAR = 2100


class Label(Enum):
    """What the words before a printed date say about it."""

    PUBLISHED = "published"
    UPDATED = "updated"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class PrintedDate:
    """A date that a text prints.

    Attributes:
        day: The date.
        label: What the words before it say.
        start: Where it begins in the text.
        end: One past its last character.
    """

    day: date
    label: Label
    start: int
    end: int


def find_dates(text: str, language: str | None) -> list[PrintedDate]:
    """Finds the whole dates in a short text, in order.

    Args:
        text: The text of a byline, a heading or the like.
        language: The BCP 47 tag of the page, which decides the order of ambiguous numbers and the names of months.
    """
    if len(text) > MAX_TEXT_CHARS or not _FOUR_DIGITS.search(text):
        return []
    plain = _with_ascii_digits(text)
    return list(_dates_in(plain, language))


def _dates_in(text: str, language: str | None) -> Iterator[PrintedDate]:
    previous_end = 0
    for match in _DATE.finditer(text):
        day = _parse_match(match, language)
        if day is not None:
            yield PrintedDate(day, _label_between(text, previous_end, match.start()), match.start(), match.end())
        previous_end = match.end()


def _label_between(text: str, start: int, end: int) -> Label:
    labels = list(_LABEL.finditer(text, max(start, end - _LABEL_DISTANCE), end))
    if not labels:
        return Label.NONE
    return Label.PUBLISHED if labels[-1]["published"] else Label.UPDATED


def _with_ascii_digits(text: str) -> str:
    if text.isascii():
        return text
    return "".join(
        str(unicodedata.digit(character)) if character.isdecimal() and not character.isascii() else character
        for character in text
    )


def _parse_match(match: re.Match[str], language: str | None) -> date | None:
    kind = match.lastgroup if match.lastgroup != "mark" else "numeric"
    if kind in {"east_asian", "iso", "vietnamese"}:
        numbers = [int(number) for number in re.findall(r"\d+", match[0])]
        year, month, day = numbers if kind != "vietnamese" else reversed(numbers)
        return _day(year, month, day)
    if kind == "numeric":
        return _parse_numeric(match[0], language)
    return _parse_with_month_name(" ".join(match[0].split()), (language or "").split("-")[0].lower())


def _parse_numeric(text: str, language: str | None) -> date | None:
    first, second, year = (int(number) for number in re.findall(r"\d+", text))
    if first > 12 or "." in text:
        return _day(year, second, first)
    if second > 12 or first == second:
        return _day(year, first, second)
    tag = (language or "").replace("_", "-").lower()
    if tag == "en-us":
        return _day(year, first, second)
    if (tag and not tag.startswith("en")) or tag in {"en-gb", "en-au", "en-nz", "en-ie", "en-in"}:
        return _day(year, second, first)
    return None


def _day(year: int, month: int, day: int) -> date | None:
    if year > _LAST_YEAR:
        return None
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _parse_with_month_name(text: str, language: str) -> date | None:
    year = next((int(number) for number in re.findall(r"\d{4}", text)), 0)
    days = [int(number) for number in re.findall(r"(?<!\d)\d{1,2}(?!\d)", text)]
    month = next((month for word in _words(text) if (month := _month_number(word, language))), None)
    if month is None or len(days) != 1:
        return None
    return _day(year - _BUDDHIST_ERA if year > _LAST_YEAR else year, month, days[0])


def _words(text: str) -> list[str]:
    return [word for word in re.split(r"[\s\d.,’'-]+", text) if word]


def _month_number(word: str, language: str) -> int | None:
    """Returns the month that a word names in the language of the page or, if unambiguous, in any language."""
    languages_by_month = _month_words().get(word.casefold(), {})
    for month, languages in languages_by_month.items():
        if language in languages:
            return month
    return next(iter(languages_by_month)) if len(languages_by_month) == 1 else None


@cache
def _month_words() -> dict[str, dict[int, set[str]]]:
    """Returns the names and abbreviations of months in dateparser's most used languages."""
    from dateparser.data.languages_info import language_order

    words: dict[str, dict[int, set[str]]] = {}
    for language in language_order[:_LANGUAGES]:
        names = import_module(f"dateparser.data.date_translation_data.{language}").info
        for month, key in enumerate(_MONTH_KEYS, start=1):
            for word in names[key]:
                words.setdefault(word.casefold().strip("."), {}).setdefault(month, set()).add(language)
    return words
