"""Splits the text exports of Nexis: the older form with numbered documents, and the newer one that marks each end."""

import re
from collections.abc import Callable, Sequence

from assistant.ingest.article import ParsedArticle
from assistant.ingest.language.dates import parse_date
from assistant.ingest.readers.contract import PRINTED_ABOVE
from assistant.ingest.readers.html.printed_dates import find_dates
from assistant.ingest.readers.records import parse_authors

# "1 of 3 DOCUMENTS" above each article.
_NUMBERED = re.compile(
    r"^[ \t]*(?:Dokument\s+)?\d+ (?:of|von|de|di|van|sur) \d+ (?:DOCUMENTS?|DOKUMENTEN?|DOCUMENTOS?|DOCUMENTI|DOCUMENTEN)[ \t]*$",
    re.MULTILINE | re.IGNORECASE,
)
# "End of Document" below each article.
_END = re.compile(
    r"^[ \t]*(?:End of Document|Ende des Dokuments|Fin du document|Fin del documento|Fine del documento|Einde van document)[ \t]*$",
    re.MULTILINE,
)
_PAGE = re.compile(r"^Page \d+ of \d+$")
_FIELD = re.compile(r"^(?P<name>[^\W\d_a-zß][^\W\d_]*(?:-[^\W\d_]+)?):[ \t]*(?P<value>.*)$")
_LENGTH = {"LENGTH", "LÄNGE", "LONGUEUR", "LONGITUD", "LUNGHEZZA", "LENGTE"}
_HEADLINE = ("HEADLINE", "ÜBERSCHRIFT", "SCHLAGZEILE", "TITRE", "TITULAR", "TITOLO")
_BYLINE = ("BYLINE", "AUTOR", "AUTEUR", "AUTORE")
_TAIL = {
    *("LOAD-DATE", "LANGUAGE", "PUBLICATION-TYPE", "JOURNAL-CODE", "UPDATE", "SUBJECT", "GRAPHIC", "DOCUMENT-TYPE"),
    *("CORRECTION-DATE", "SPRACHE", "LANGUE", "IDIOMA", "LINGUA", "TAAL", "GRAFIK", "INDUSTRY", "GEOGRAPHIC"),
}
_BODY = {"Body", "Text", "Textkörper", "Corps", "Cuerpo", "Corpo"}
_TAIL_HEADINGS = {"Classification", "Klassifizierung", "Graphic", "Notes", "Correction"}
_COPYRIGHT = re.compile(
    r"^\s*(?:Copyright|©|\(c\)|All Rights Reserved|Alle Rechte vorbehalten|Tous droits réservés)", re.IGNORECASE
)
_NOTICES = re.compile(r"^(?:Correction Appended|Final Edition|Late Edition.*|.*\bEdition)$", re.IGNORECASE)


def split_nexis(text: str) -> list[ParsedArticle] | None:
    """Returns the articles of an export of Nexis, or None if the text is not one.

    Args:
        text: The whole text of the file.
    """
    headings = list(_NUMBERED.finditer(text))
    if headings:
        ends = [*(heading.start() for heading in headings[1:]), len(text)]
        parts = [text[heading.end() : end] for heading, end in zip(headings, ends, strict=True)]
        return _articles(parts, _numbered_article)
    return _articles(_END.split(text)[:-1], _marked_article) or None


def _articles(parts: Sequence[str], parse: Callable[[Sequence[str]], ParsedArticle | None]) -> list[ParsedArticle]:
    lines = ([line.strip() for line in part.split("\n")] for part in parts)
    return [article for part in lines if (article := parse([line for line in part if not _PAGE.match(line)]))]


def _numbered_article(lines: Sequence[str]) -> ParsedArticle | None:
    """Parses publication, date and headline, then fields, then the text after the field of its length."""
    fields: dict[str, str] = {}
    head: list[str] = []
    body: list[str] = []
    in_body = False
    for line in lines:
        field = _FIELD.match(line)
        name = field["name"] if field and field["name"].isupper() else ""
        if in_body and (name in _TAIL or _COPYRIGHT.match(line)):
            break
        if field and name and not in_body:
            fields[name] = field["value"].strip()
            in_body = name in _LENGTH
        elif in_body:
            body.append(line)
        elif line and not _COPYRIGHT.match(line):
            head.append(line)
    dated = next((index for index, line in enumerate(head) if find_dates(line, "en-US")), None)
    source = head[0] if head and dated != 0 else None
    title = " ".join(line for line in head[(dated or 0) + 1 :] if not _NOTICES.match(line))
    return _article(_first(fields, _HEADLINE) or title, source, head[dated] if dated is not None else "", fields, body)


def _marked_article(lines: Sequence[str]) -> ParsedArticle | None:
    """Parses headline, publication and date, then fields, then the text below the heading "Body"."""
    start = next((index for index, line in enumerate(lines) if line in _BODY), None)
    if start is None:
        return None
    above = [line for line in lines[:start] if line and not _COPYRIGHT.match(line)]
    fields = {field["name"].upper(): field["value"] for line in above if (field := _FIELD.match(line))}
    head = above[: next((index for index, line in enumerate(above) if _FIELD.match(line)), len(above))]
    if not _LENGTH & fields.keys() or not head:
        return None
    dated = next((index for index, line in enumerate(head) if index and find_dates(line, "en-US")), None)
    source = head[dated - 1] if dated is not None and dated > 1 else None
    body = lines[start + 1 :]
    end = next((index for index, line in enumerate(body) if _is_tail(line)), len(body))
    return _article(head[0], source, head[dated] if dated is not None else "", fields, body[:end])


def _is_tail(line: str) -> bool:
    field = _FIELD.match(line)
    return line in _TAIL_HEADINGS or bool(field and field["name"].upper() == "LOAD-DATE")


def _article(
    title: str, source: str | None, date_line: str, fields: dict[str, str], body: Sequence[str]
) -> ParsedArticle | None:
    text = "\n".join(body).strip()
    printed = find_dates(date_line, "en-US")
    if not text:
        return None
    return ParsedArticle(
        text=text,
        title=title or None,
        source=source,
        authors=parse_authors(_first(fields, _BYLINE)),
        published=parse_date(printed[0].day) if printed else None,
        date_evidence=PRINTED_ABOVE,
    )


def _first(fields: dict[str, str], names: Sequence[str]) -> str | None:
    return next((fields[name] for name in names if fields.get(name)), None)
