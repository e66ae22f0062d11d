"""Splits the text exports of Factiva: as displayed, and with a code before each field."""

import re

from assistant.ingest.article import ParsedArticle
from assistant.ingest.language.dates import parse_date
from assistant.ingest.readers.contract import PRINTED_ABOVE
from assistant.ingest.readers.html.printed_dates import find_dates
from assistant.ingest.readers.records import parse_authors

_END = re.compile(r"^[ \t]*(?:AN[ \t]+)?Document [A-Z][A-Z0-9]{3,}\d[\w]{10,}[ \t]*$", re.MULTILINE)
_LENGTH = re.compile(r"^[\d,. ]+ (?:words|Wörter|mots|palabras|parole|woorden)$")
_TIME = re.compile(r"^\d{1,2}:\d\d(?: [AP]M)?$")
_CODE = re.compile(
    r"^(?P<code>SE|HD|BY|CR|WC|PD|ET|SN|SC|ED|PG|VOL|LA|CY|LP|TD|CT|RF|CO|IN|NS|RE|IPC|IPD|PUB|AN|ART|CLM)(?:[ \t]+(?P<value>.*))?$"
)
_TEXT_CODES = ("LP", "TD")


def split_factiva(text: str) -> list[ParsedArticle] | None:
    """Returns the articles of an export of Factiva, or None if the text is not one.

    Args:
        text: The whole text of the file.
    """
    marks = list(_END.finditer(text))
    if not marks:
        return None
    starts = [0, *(mark.end() for mark in marks)]
    parts = [text[start : mark.start()] for start, mark in zip(starts, marks, strict=False)]
    return [article for part in parts if (article := _coded_article(part) or _displayed_article(part)) is not None]


def _coded_article(part: str) -> ParsedArticle | None:
    fields: dict[str, list[str]] = {}
    current: list[str] = []
    for line in part.split("\n"):
        match = _CODE.match(line.rstrip())
        if match:
            current = fields.setdefault(match["code"], [])
        current.append((match["value"] or "") if match else line.strip())
    values = {code: "\n".join(lines).strip() for code, lines in fields.items()}
    text = "\n\n".join(values[code] for code in _TEXT_CODES if values.get(code))
    if "HD" not in values or not text:
        return None
    return _article(text, " ".join(values["HD"].split()), values.get("SN"), values.get("BY"), [values.get("PD", "")])


def _displayed_article(part: str) -> ParsedArticle | None:
    """Parses headline and byline, then length, date, publication and language in a block, then the text."""
    lines = [line.strip() for line in part.strip().split("\n")]
    length = next((index for index, line in enumerate(lines) if _LENGTH.match(line)), None)
    if length is None:
        return None
    head = [line for line in lines[:length] if line]
    details: list[str] = []
    start = length + 1
    for start in range(length + 1, len(lines)):
        if not lines[start] and details:
            break
        if lines[start]:
            details.append(lines[start])
    text = "\n".join(lines[start:]).strip()
    names = [line for line in details if not find_dates(line, "en-GB") and not _TIME.match(line)]
    if not text:
        return None
    return _article(
        text, head[0] if head else None, names[0] if names else None, head[1] if len(head) > 1 else None, details
    )


def _article(
    text: str, title: str | None, source: str | None, byline: str | None, date_lines: list[str]
) -> ParsedArticle:
    days = [dates[0].day for line in date_lines if (dates := find_dates(line, "en-GB"))]
    return ParsedArticle(
        text=text,
        title=title or None,
        source=source or None,
        authors=parse_authors(byline),
        published=parse_date(days[0]) if days else None,
        date_evidence=PRINTED_ABOVE,
    )
