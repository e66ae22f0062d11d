"""Splits the exports of press databases: text files of Nexis and Factiva that hold many articles."""

import re

from assistant.ingest.article import ParsedArticle
from assistant.ingest.language.dates import parse_date
from assistant.ingest.readers.contract import PRINTED_ABOVE
from assistant.ingest.readers.html.printed_dates import find_dates
from assistant.ingest.readers.records import parse_authors

_NEXIS_DOCUMENT = re.compile(
    r"^[ \t]*(?:Dokument\s+)?\d+ (?:of|von|de|di|van) \d+ (?:DOCUMENTS?|DOKUMENTEN?|DOCUMENTOS?|DOCUMENTI|DOCUMENTEN)[ \t]*$",
    re.MULTILINE | re.IGNORECASE,
)
_NEXIS_FIELD = re.compile(r"^(?P<name>[A-Z][A-Z-]{3,20}):[ \t]*(?P<value>.*)$")
_NEXIS_BODY_AFTER = {"LENGTH", "LÄNGE", "LONGUEUR", "LONGITUD", "LUNGHEZZA"}
_NEXIS_END = {
    "LOAD-DATE",
    "LANGUAGE",
    "PUBLICATION-TYPE",
    "JOURNAL-CODE",
    "UPDATE",
    "SUBJECT",
    "GRAPHIC",
    "DOCUMENT-TYPE",
    "CORRECTION-DATE",
}
_COPYRIGHT = re.compile(r"^\s*(?:Copyright|©|\(c\)|All Rights Reserved)", re.IGNORECASE)
_NOTICES = re.compile(r"^(?:Correction Appended|Final Edition|Late Edition.*|.*\bEdition)$", re.IGNORECASE)

_FACTIVA_END = re.compile(r"^Document [A-Z][A-Z0-9]{3,}\d[\w]{10,}[ \t]*$", re.MULTILINE)
_FACTIVA_LENGTH = re.compile(r"^[\d,. ]+ (?:words|Wörter|mots|palabras)$")
_FACTIVA_TIME = re.compile(r"^\d{1,2}:\d\d(?: [AP]M)?$")


def split_export(text: str) -> list[ParsedArticle] | None:
    """Returns the articles of an export, or None if the text is not one.

    Args:
        text: The whole text of the file.
    """
    headings = list(_NEXIS_DOCUMENT.finditer(text))
    if headings:
        ends = [*(heading.start() for heading in headings[1:]), len(text)]
        parts = [text[heading.end() : end] for heading, end in zip(headings, ends, strict=True)]
        return [article for part in parts if (article := _nexis_article(part)) is not None]
    ends = [match.start() for match in _FACTIVA_END.finditer(text)]
    if not ends:
        return None
    starts = [0, *(match.end() for match in _FACTIVA_END.finditer(text))]
    articles = [_factiva_article(text[start:end]) for start, end in zip(starts, ends, strict=False)]
    return [article for article in articles if article is not None]


def _nexis_article(part: str) -> ParsedArticle | None:
    lines = [line.strip() for line in part.split("\n")]
    fields: dict[str, str] = {}
    head: list[str] = []
    body: list[str] = []
    in_body = False
    for line in lines:
        match = _NEXIS_FIELD.match(line)
        if (match and match["name"] in _NEXIS_END and in_body) or (in_body and _COPYRIGHT.match(line)):
            break
        if match and not in_body:
            fields[match["name"]] = match["value"].strip()
            in_body = match["name"] in _NEXIS_BODY_AFTER
        elif in_body:
            body.append(line)
        elif line and not _COPYRIGHT.match(line):
            head.append(line)
    text = "\n".join(body).strip()
    return _article(head, fields, text) if text else None


def _article(head: list[str], fields: dict[str, str], text: str) -> ParsedArticle:
    """Builds an article from the lines above its fields: the publication, the date, and the headline as the last line."""
    dated = next((index for index, line in enumerate(head) if find_dates(line, "en-US")), None)
    source = head[0] if head and dated != 0 else None
    printed = find_dates(head[dated], "en-US")[0].day if dated is not None else None
    rest = [line for line in head[(dated or 0) + 1 :] if not _NOTICES.match(line)]
    return ParsedArticle(
        text=text,
        title=fields.get("HEADLINE") or (" ".join(rest) or None),
        source=source,
        authors=parse_authors(fields.get("BYLINE")),
        published=parse_date(printed),
        date_evidence=PRINTED_ABOVE,
    )


def _factiva_article(part: str) -> ParsedArticle | None:
    blocks = [line.strip() for line in part.strip().split("\n")]
    length = next((index for index, line in enumerate(blocks) if _FACTIVA_LENGTH.match(line)), None)
    if length is None:
        return None
    head = [line for line in blocks[:length] if line]
    details: list[str] = []
    start = length + 1
    for start in range(length + 1, len(blocks)):
        if not blocks[start] and details:
            break
        if blocks[start]:
            details.append(blocks[start])
    text = "\n".join(blocks[start:]).strip()
    days = [dates[0].day for line in details if (dates := find_dates(line, "en-GB"))]
    names = [line for line in details if not find_dates(line, "en-GB") and not _FACTIVA_TIME.match(line)]
    if not text:
        return None
    return ParsedArticle(
        text=text,
        title=head[0] if head else None,
        source=names[0] if names else None,
        authors=parse_authors(head[1]) if len(head) > 1 else (),
        published=parse_date(days[0]) if days else None,
        date_evidence=PRINTED_ABOVE,
    )
