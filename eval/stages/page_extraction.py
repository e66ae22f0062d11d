"""Measures how web pages are read: the main text and the day of publication, beside plain trafilatura and htmldate.

The text is counted as the article extraction benchmark counts it: shingles of four words, precision, recall and F1 as
means over the pages; exact means the same words (https://github.com/scrapinghub/article-extraction-benchmark).
"""

import gzip
import json
import re
from collections import Counter
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean

from assistant.ingest.errors import UnreadableError
from assistant.ingest.readers.web_page import draft_of_page

_WORDS = re.compile(r"\w+")
_SHINGLE_WORDS = 4

ReadText = Callable[[str, str], str]
ReadDay = Callable[[str, str], str | None]


@dataclass(frozen=True, slots=True)
class TextScore:
    """How well the main text is extracted.

    Attributes:
        system: The name of the system.
        pages: The number of pages.
        precision: The mean precision.
        recall: The mean recall.
        f1: The harmonic mean of the two.
        exact: The share of pages with exactly the same words.
    """

    system: str
    pages: int
    precision: float
    recall: float
    f1: float
    exact: float


@dataclass(frozen=True, slots=True)
class DateScore:
    """How well the day of publication is found.

    Attributes:
        system: The name of the system.
        pages: The number of pages.
        right: The share of pages with the right day.
        wrong: The share with another day.
        none: The share without a day.
    """

    system: str
    pages: int
    right: float
    wrong: float
    none: float


def score_texts(folder: Path, read: ReadText, system: str) -> TextScore:
    """Scores the main texts of a folder with `ground-truth.json` and `html/KEY.html.gz`.

    Args:
        folder: The folder.
        read: Extracts the main text of a page, given its HTML and address.
        system: The name of the system.
    """
    truths = json.loads((folder / "ground-truth.json").read_text("utf-8"))
    precisions, recalls, exact = [], [], []
    for key, truth in truths.items():
        text, body = read(_page(folder / f"html/{key}.html.gz"), truth["url"]), truth["articleBody"]
        found, wanted = _shingles(text), _shingles(body)
        common = sum(min(count, wanted[shingle]) for shingle, count in found.items())
        if found:
            precisions.append(common / found.total())
        if wanted:
            recalls.append(common / wanted.total())
        exact.append(_WORDS.findall(text) == _WORDS.findall(body))
    precision, recall = fmean(precisions or [0.0]), fmean(recalls or [0.0])
    f1 = 2 * precision * recall / (precision + recall) if precision + recall else 0.0
    return TextScore(system, len(truths), precision, recall, f1, fmean(exact or [0.0]))


def score_dates(folder: Path, read: ReadDay, system: str) -> DateScore:
    """Scores the days of a folder with `dates.json` and `html/KEY.html.gz`.

    Args:
        folder: The folder.
        read: Returns the day of publication in ISO 8601, given the HTML of a page and its address.
        system: The name of the system.
    """
    entries: Mapping[str, Mapping[str, str]] = json.loads((folder / "dates.json").read_text("utf-8"))
    outcomes = Counter(
        _date_outcome(read(_page(folder / f"html/{key}.html.gz"), entry["url"]), entry["date"])
        for key, entry in entries.items()
    )
    pages = max(len(entries), 1)
    return DateScore(system, len(entries), *(outcomes[outcome] / pages for outcome in ("right", "wrong", "none")))


def _date_outcome(day: str | None, truth: str) -> str:
    return "none" if day is None else "right" if day == truth else "wrong"


def _page(file: Path) -> str:
    return gzip.decompress(file.read_bytes()).decode("utf-8", "replace")


def _shingles(text: str) -> Counter[tuple[str, ...]]:
    words = _WORDS.findall(text)
    if words and len(words) < _SHINGLE_WORDS:
        return Counter([tuple(words)])
    return Counter(tuple(words[index : index + _SHINGLE_WORDS]) for index in range(len(words) - _SHINGLE_WORDS + 1))


def product_text(page: str, url: str) -> str:
    """Extracts the main text as an ingest does; empty if the page is refused."""
    try:
        return draft_of_page(page, url).text
    except UnreadableError:
        return ""


def product_day(page: str, url: str) -> str | None:
    """Returns the day of publication as an ingest finds it; None if the page is refused."""
    with suppress(UnreadableError):
        published = draft_of_page(page, url).published
        return published.date().isoformat() if published else None
    return None


def trafilatura_text(page: str, url: str) -> str:
    """Extracts the main text with trafilatura's own settings."""
    from trafilatura import extract

    return str(extract(page, url=url, include_comments=False) or "")


def htmldate_day(page: str, url: str) -> str | None:
    """Returns the day of publication that htmldate finds with its own settings."""
    from htmldate import find_date

    with suppress(Exception):  # htmldate raises several types on odd pages
        return find_date(page, original_date=True, url=url)
    return None


def measure_pages(folder: Path) -> tuple[list[TextScore], list[DateScore]]:
    """Scores the sets in a folder, `pages` and `page-dates`, for the assistant and for plain libraries.

    Args:
        folder: The folder.

    Raises:
        FileNotFoundError: If it has neither set.
    """
    texts, dates = folder / "pages", folder / "page-dates"
    if not texts.is_dir() and not dates.is_dir():
        raise FileNotFoundError(f"{folder} has neither a folder pages nor a folder page-dates")
    text_readers = {"assistant": product_text, "trafilatura": trafilatura_text} if texts.is_dir() else {}
    day_readers = {"assistant": product_day, "htmldate": htmldate_day} if dates.is_dir() else {}
    return (
        [score_texts(texts, read_text, system) for system, read_text in text_readers.items()],
        [score_dates(dates, read_day, system) for system, read_day in day_readers.items()],
    )
