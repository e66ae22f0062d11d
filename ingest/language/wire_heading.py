"""The heading of a wire story in plain text: headline, dateline, agency, and the date where the text gives a whole one."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from assistant.ingest.language.dates import parse_date

TITLE_WORDS = 12
"""Words of the first sentence that stand for a title where a text has no headline."""

LONGEST_TITLE = 200
"""Characters of a title made from prose."""

# A headline and its sub-headings stand within so many lines, and a line of prose has more words than a headline.
_TOP_LINES = 12
_MOST_HEADLINE_WORDS = 25
_WRAPPED_LINE = range(45, 101)
_TOP_CHARACTERS = 20_000
_LONGEST_DATELINE = 300

_LABELS = {
    *("all news", "news", "world", "world news", "politics", "business", "economy", "sport", "sports", "science"),
    *(
        "culture",
        "opinion",
        "society",
        "local news",
        "top stories",
        "latest",
        "latest news",
        "breaking",
        "breaking news",
    ),
    *("update", "press release", "for immediate release", "technology", "health", "home", "headlines", "international"),
}

_MONTH = (
    r"(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?"
    r"|Aug(?:ust)?|Sept?(?:ember)?|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)\.?"
)
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
class Heading:
    """What the first lines of a story say about it.

    Attributes:
        title: The headline, or the first words where there is none; None only for a text without words.
        dateline_place: Where it was reported from, as printed.
        published: When, if the text gives the year; never a guess.
        agency: The agency that the dateline names, such as "TASS".
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
    """Where the story proper begins: after a dateline such as `MOSCOW, October 19. /TASS/. ` at `start`, else `start` itself."""
    line = text[start : start + _LONGEST_DATELINE].split("\n", 1)[0]
    dateline = _dateline(line)
    dated_place = _DATED_PLACE.match(line)
    end = dateline.end if dateline else dated_place.end() if dated_place else 0
    return start + len(line) - len(line[end:].lstrip()) if end else start


def read_wire_heading(text: str) -> Heading:
    """Reads the first lines of a story.

    Args:
        text: The whole text, cleaned.
    """
    lines = list(_first_lines(text[:_TOP_CHARACTERS]))
    headlines: list[str] = []
    dates: list[datetime] = []
    dateline = None
    prose = None
    for line in lines:
        stated = _date_alone(line)
        # in the story itself, such a line is the caption of a picture unless it says "Published"
        if stated and (prose is None or _DATE_LABEL.match(line)):
            dates.append(stated)
        if stated or prose is not None or _UPDATE.match(line) or _BYLINE.fullmatch(line):
            continue
        dateline = dateline or _dateline(line)
        if _LONE_AGENCY.fullmatch(line):
            continue
        if dateline or len(line.split()) > _MOST_HEADLINE_WORDS:
            prose = line
        else:
            headlines.append(line)
    dates = [dateline.published] if dateline and dateline.published else dates
    return Heading(
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
            if count == _TOP_LINES:
                return


def _is_wrapped(lines: Sequence[str]) -> bool:
    """Whether the lines are one paragraph, broken at a fixed width."""
    if len(lines) < 2 or any(len(line) not in _WRAPPED_LINE for line in lines[:-1]) or _dateline(lines[1]):
        return False
    return len(lines) > 2 or lines[1][:1].islower()


def _title(headlines: Sequence[str], prose: str | None) -> str | None:
    rest = list(headlines)
    while rest and _is_label(rest[0], rest[1] if len(rest) > 1 else None, prose):
        rest.pop(0)
    if rest:
        return _shortened(rest[0], _MOST_HEADLINE_WORDS)
    return _shortened(prose, TITLE_WORDS) if prose else None


def _is_label(line: str, following: str | None, prose: str | None) -> bool:
    """Whether a line names a section of the paper and not a story."""
    if line.lower().strip(" :|-") in _LABELS:
        return bool(following or prose)
    return following is not None and len(line.split()) <= 2 and len(following.split()) > 3


def _shortened(text: str, most_words: int) -> str:
    words = text.split()
    short = " ".join(words[:most_words])
    if len(words) <= most_words and len(short) <= LONGEST_TITLE:
        return short
    return short[: LONGEST_TITLE - 1].rstrip(" ,;:–—-") + "…"


def _dateline(line: str) -> _Dateline | None:
    """The dateline that a line begins with.

    Without an agency, only a place in capitals or a date followed by a dash makes one: prose has dashes too.
    """
    lone = _LONE_AGENCY.fullmatch(line)
    if lone:
        return _Dateline(lone["place"], None, lone["agency"], len(line))
    bare = _BARE_AGENCY.match(line)
    if bare:
        return _Dateline(None, None, bare["agency"], bare.end())
    found = _DATELINE.match(line)
    if not found or not _is_certain(found):
        return None
    agency = found["slashed"] or found["bracketed"]
    return _Dateline(found["place"], parse_date(found["date"]), agency.strip() if agency else None, found.end())


def _is_certain(found: re.Match[str]) -> bool:
    place = found["place"]
    if found["slashed"] or found["bracketed"]:
        return bool(found["slashed"] and place) or bool(found["dash"])
    return bool(place) and (bool(found["date"]) or _in_capitals(place)) and found.end() < len(found.string)


def _in_capitals(place: str) -> bool:
    # the first word decides: "KYIV, Ukraine", but not "K.T. Holt"
    first = re.split(r"[,\s]", place)[0]
    return first.isupper() and bool(re.search(r"[^\W\d_]{2}", first))


def _after_dateline(prose: str | None) -> str | None:
    dateline = _dateline(prose) if prose else None
    return (prose[dateline.end :].strip() or prose) if prose and dateline else prose


def _date_alone(line: str) -> datetime | None:
    """The date that a line consists of, with or without "Published:" before it."""
    if len(line) > 60:
        return None
    label = _DATE_LABEL.match(line)
    return parse_date(line[label.end() :] if label else line)
