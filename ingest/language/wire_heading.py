"""Reads the heading of a wire story in plain text: headline, dateline, agency, and a complete date if there is one."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from assistant.ingest.language.dates import parse_date
from assistant.ingest.language.english_times import CAPITALISED_MONTH

TITLE_WORDS = 12
"""How many words of the first sentence are the title if a text has no headline."""

MAX_TITLE_CHARS = 200

WRAPPED_LINE_CHARS = range(45, 101)
"""The lengths of lines that are wrapped at a column."""

_MAX_HEADING_LINES = 12  # with sub-headings
_MAX_HEADLINE_WORDS = 25  # a line of prose has more
_MAX_HEADING_CHARS = 20_000
_MAX_DATELINE_CHARS = 300
_MAX_DATE_LINE_CHARS = 60

_SECTION_LABELS = {
    *("all news", "news", "world", "world news", "politics", "business", "economy", "sport", "sports", "science"),
    *("culture", "opinion", "society", "local news", "top stories", "latest", "latest news", "breaking"),
    *("breaking news", "update", "press release", "for immediate release", "technology", "health", "home"),
    *("headlines", "international"),
}

_MONTH = rf"{CAPITALISED_MONTH}\.?"
_DAY = rf"(?:{_MONTH}\s\d{{1,2}}(?:,?\s\d{{4}})?|\d{{1,2}}\s{_MONTH}(?:,?\s\d{{4}})?|\d{{4}}-\d\d-\d\d)"
_DASH = r"(?:--|[-–—])"
_AGENCY = r"(?:/(?P<slashed>[^/\n]{2,40})/|\((?P<bracketed>[^()\n]{2,40})\))"
# One to seven capitalised words: "NEW YORK", "ST. PETERSBURG, Russia", "Rio de Janeiro".
_PLACE = r"(?P<place>[^\W\d_a-z][\w.'’-]*(?:,?\s(?:(?:de|da|do|of|la|al|el)\s)?[^\W\d_a-z][\w.'’-]*){0,6}?)"
_DATELINE = re.compile(
    rf"(?:{_PLACE}(?:,?\s(?P<date>{_DAY}))?[.,]?\s?)?(?:{_AGENCY}[.,:]?\s?(?P<dash>{_DASH})?|(?P<bare_dash>{_DASH}))(?=\s|$)"
)
# "ST. OSWALD, 3 March 2026." before the first word
_DATED_PLACE = re.compile(rf"[A-Z][A-Z .'’-]{{2,40}},\s{_DAY}\.(?=\s)")
# "London CNN —" and "CNN —", on a line of their own; and "(CNN)" before the first word
_LONE_AGENCY = re.compile(
    rf"(?:(?P<place>[A-Z][\w.,/’' -]{{1,40}}?)\s)??(?P<agency>[A-Z]{{2,8}}(?:\s\w+)?|[A-Z]\w{{2,20}})\s?{_DASH}"
)
_BARE_AGENCY = re.compile(r"\((?P<agency>[A-Z]{2,8})\)(?=\s?[\w“\"‘'])")
_DATE_LABEL = re.compile(
    r"(?:first\s)?(?:published|posted|issued|released|date|dated)\b(?:\son)?\s*:?\s*", re.IGNORECASE
)
_UPDATE = re.compile(r"(?:updated|last (?:modified|updated))\b", re.IGNORECASE)
_BYLINE = re.compile(r"(?:By|BY)\s[^\W\d_a-z][\w.'’-]*(?:,?\s(?:and\s)?[^\W\d_a-z][\w.'’-]*){1,7}")


@dataclass(frozen=True, slots=True)
class WireHeading:
    """The heading of a story.

    Attributes:
        title: The headline, or the first words if there is none; None only for a text without words.
        dateline_place: The place of the report, as printed.
        published: The date, if the text gives the year; never a guess.
        agency: The agency in the dateline, for example "TASS".
    """

    title: str | None = None
    dateline_place: str | None = None
    published: datetime | None = None
    agency: str | None = None


@dataclass(frozen=True, slots=True)
class _Dateline:
    place: str | None
    published: datetime | None
    agency: str | None
    end: int


def dateline_end(text: str, start: int = 0) -> int:
    """Returns where a dateline like `MOSCOW, October 19. /TASS/. ` at `start` ends; `start` if there is none."""
    line = text[start : start + _MAX_DATELINE_CHARS].split("\n", 1)[0]
    dateline = _dateline(line)
    dated_place = _DATED_PLACE.match(line)
    end = dateline.end if dateline else dated_place.end() if dated_place else 0
    return start + len(line) - len(line[end:].lstrip()) if end else start


def read_wire_heading(text: str) -> WireHeading:
    """Reads the heading from the first lines of a story.

    Args:
        text: The complete text, cleaned.
    """
    lines = list(_first_lines(text[:_MAX_HEADING_CHARS]))
    headlines: list[str] = []
    dates: list[datetime] = []
    dateline = None
    prose = None
    for line in lines:
        line_date = _date_of_line(line)
        # inside the story, such a line is the caption of a picture unless it starts with "Published"
        if line_date and (prose is None or _DATE_LABEL.match(line)):
            dates.append(line_date)
        if line_date or prose is not None or _UPDATE.match(line) or _BYLINE.fullmatch(line):
            continue
        dateline = dateline or _dateline(line)
        if _LONE_AGENCY.fullmatch(line):
            continue
        if dateline or len(line.split()) > _MAX_HEADLINE_WORDS:
            prose = line
        else:
            headlines.append(line)
    dates = [dateline.published] if dateline and dateline.published else dates
    return WireHeading(
        title=_title(headlines, _after_dateline(prose)),
        dateline_place=dateline.place if dateline else None,
        published=dates[0] if dates else None,
        agency=dateline.agency if dateline else None,
    )


def _first_lines(text: str) -> Iterator[str]:
    count = 0
    for block in re.split(r"\n\s*\n", text):
        lines = [" ".join(line.split()) for line in block.split("\n") if line.strip()]
        for line in [" ".join(lines)] if _is_wrapped(lines) else lines:
            yield line
            count += 1
            if count == _MAX_HEADING_LINES:
                return


def _is_wrapped(lines: Sequence[str]) -> bool:
    """Checks whether lines are one paragraph, wrapped at a column."""
    if len(lines) < 2 or any(len(line) not in WRAPPED_LINE_CHARS for line in lines[:-1]) or _dateline(lines[1]):
        return False
    return len(lines) > 2 or lines[1][:1].islower()


def _title(headlines: Sequence[str], prose: str | None) -> str | None:
    """Returns the first headline that is no section label, or the first words of the prose."""
    remaining = list(headlines)
    while remaining and _is_label(remaining[0], remaining[1] if len(remaining) > 1 else None, prose):
        remaining.pop(0)
    if remaining:
        return _shortened(remaining[0], _MAX_HEADLINE_WORDS)
    return _shortened(prose, TITLE_WORDS) if prose else None


def _is_label(line: str, following: str | None, prose: str | None) -> bool:
    """Checks whether a line is the label of a section and not a headline."""
    if line.lower().strip(" :|-") in _SECTION_LABELS:
        return bool(following or prose)
    return following is not None and len(line.split()) <= 2 and len(following.split()) > 3


def _shortened(text: str, max_words: int) -> str:
    words = text.split()
    short = " ".join(words[:max_words])
    if len(words) <= max_words and len(short) <= MAX_TITLE_CHARS:
        return short
    return short[: MAX_TITLE_CHARS - 1].rstrip(" ,;:–—-") + "…"


def _dateline(line: str) -> _Dateline | None:
    """Returns the dateline at the start of a line; None if there is none.

    Without an agency, a dateline needs a place in capitals or a date before the dash, because prose has dashes too.
    """
    lone = _LONE_AGENCY.fullmatch(line)
    if lone:
        return _Dateline(lone["place"], None, lone["agency"], len(line))
    bare = _BARE_AGENCY.match(line)
    if bare:
        return _Dateline(None, None, bare["agency"], bare.end())
    match = _DATELINE.match(line)
    if not match or not _is_certain(match):
        return None
    agency = match["slashed"] or match["bracketed"]
    return _Dateline(match["place"], parse_date(match["date"]), agency.strip() if agency else None, match.end())


def _is_certain(match: re.Match[str]) -> bool:
    place = match["place"]
    if match["slashed"] or match["bracketed"]:
        return bool(match["slashed"] and place) or bool(match["dash"])
    return bool(place) and (bool(match["date"]) or _in_capitals(place)) and match.end() < len(match.string)


def _in_capitals(place: str) -> bool:
    # the first word decides: "KYIV, Ukraine", but not "K.T. Holt"
    first = re.split(r"[,\s]", place)[0]
    return first.isupper() and bool(re.search(r"[^\W\d_]{2}", first))


def _after_dateline(prose: str | None) -> str | None:
    dateline = _dateline(prose) if prose else None
    return (prose[dateline.end :].strip() or prose) if prose and dateline else prose


def _date_of_line(line: str) -> datetime | None:
    """Returns the date of a line that consists of a date, with or without "Published:" before it."""
    if len(line) > _MAX_DATE_LINE_CHARS:
        return None
    label = _DATE_LABEL.match(line)
    return parse_date(line[label.end() :] if label else line)
