"""Converts a record (a JSON object, a table row) to an article. Keys are recognised by usual names, or named by the user."""

import ast
import json
import re
from collections.abc import Iterable, Mapping
from functools import lru_cache

from assistant.ingest.article import ParsedArticle
from assistant.ingest.errors import UnreadableError
from assistant.ingest.language.dates import parse_date
from assistant.ingest.readers.contract import ReadArticle, ReadFailure, ReadOptions
from assistant.ingest.readers.markup import markup_to_text

# Keys as `_fold` returns them: lower case, letters and digits only. The first key that has a value is used.
FIELD_KEYS: Mapping[str, tuple[str, ...]] = {
    "text": (
        *("text", "body", "content", "articlebody", "article", "articletext", "maintext", "fulltext", "plaintext"),
        *(
            "bodytext",
            "contenttext",
            "cleanedtext",
            "story",
            "storytext",
            "paragraphs",
            "contents",
            "document",
            "passage",
        ),
    ),
    "title": ("title", "headline", "heading", "articletitle", "name", "head"),
    "published": (
        *(
            "published",
            "publishedat",
            "publisheddate",
            "publisheddatetime",
            "publishedon",
            "publishdate",
            "publishedtime",
        ),
        *("publicationdate", "publishtime", "datepublished", "pubdate", "date", "datetime", "time", "timestamp"),
        *("createdat", "created", "postedat", "releasedate", "dateline"),
    ),
    "url": ("url", "link", "articleurl", "weburl", "canonicalurl", "href", "permalink", "uri"),
    "source": (
        *("source", "publisher", "publication", "site", "sitename", "website", "sourcename", "sourcedomain", "domain"),
        *("outlet", "newspaper", "provider", "agency", "feed", "newssource"),
    ),
    "authors": ("authors", "author", "byline", "writer", "writers", "creator", "by"),
    "language": ("language", "lang", "languagecode", "locale"),
    "id": ("id", "guid", "uuid", "articleid", "docid", "documentid", "identifier", "recordid"),
}

_MAX_KEYS_LISTED = 12
_NAME_KEYS = ("name", "title", "value", "label", "domain", "url")


def read_record(
    record: Mapping[str, object], position: str | int, origin: str, options: ReadOptions
) -> ReadArticle | ReadFailure:
    """Reads the article in a record.

    Args:
        record: The keys and values.
        position: The line or number of the record, which names it if it has no id.
        origin: The origin of the document.
        options: `columns` overrides the usual names.
    """
    try:
        parsed = parse_record(record, options.columns)
    except UnreadableError as error:
        return ReadFailure(f"{origin}#{position}", str(error))
    return ReadArticle(parsed, f"{origin}#{parsed.id or position}")


def parse_record(record: Mapping[str, object], columns: Mapping[str, str]) -> ParsedArticle:
    """Returns the fields of an article, taken from a record.

    Args:
        record: The keys and values.
        columns: The key for a field, if it is not one of the usual names.

    Raises:
        UnreadableError: If no key has a text.
    """
    fields = {field: field_value(field, record, columns) for field in FIELD_KEYS}
    text = _text(fields["text"])
    if not text.strip():
        raise UnreadableError(_missing_text_reason(record, columns))
    return ParsedArticle(
        text=text,
        title=_line(fields["title"]),
        source=_line(fields["source"]),
        url=_line(fields["url"]),
        authors=parse_authors(fields["authors"]),
        published=parse_date(fields["published"]),
        language=_line(fields["language"]),
        id=_line(fields["id"]),
    )


def field_value(field: str, record: Mapping[str, object], columns: Mapping[str, str]) -> object:
    """Returns the value of a record for one field of `ParsedArticle`, or None."""
    if field in columns:
        key = columns[field]
        return record[key] if key in record else _first_value(record, (key,))
    return _first_value(record, FIELD_KEYS[field])


def has_text_column(names: Iterable[str], columns: Mapping[str, str]) -> bool:
    """Checks whether one of the columns holds the text."""
    wanted = [columns["text"]] if "text" in columns else FIELD_KEYS["text"]
    return not {_fold(name) for name in wanted}.isdisjoint(_fold(name) for name in names)


def missing_text_column_reason(names: Iterable[str], columns: Mapping[str, str]) -> str:
    """Returns the reason for a table without a text column."""
    wanted = f"no column {columns['text']!r}" if "text" in columns else "no column that is known to hold the text"
    return f"has {wanted}; it has {_list_keys(names)}. Say which one does: --column text=NAME"


def parse_authors(value: object) -> tuple[str, ...]:
    """Parses names from a list, or from text such as "Ada Holt; Jon Reed and Mia Lund" or "By Ada Holt"."""
    if isinstance(value, str):
        listed = _parse_list(value)
        if listed is None:
            plain = re.sub(r"^by ", "", " ".join(value.split()), flags=re.IGNORECASE)
            return tuple(name.strip() for name in re.split(r";| (?:and|&) ", plain) if name.strip())
        value = listed
    if isinstance(value, Mapping):
        value = [value]
    if not isinstance(value, list | tuple):
        return ()
    return tuple(name for name in map(_line, value) if name)


def _parse_list(value: str) -> list[object] | None:
    """Parses a string that spells out a list, in JSON or in Python syntax."""
    if not value.lstrip().startswith("["):
        return None
    for read in (json.loads, ast.literal_eval):
        try:
            listed = read(value.strip())
        except (ValueError, SyntaxError, RecursionError, MemoryError):  # what literal_eval raises on deep nesting
            continue
        if isinstance(listed, list):
            return listed
    return None


def _first_value(record: Mapping[str, object], names: Iterable[str]) -> object:
    folded: dict[str, object] = {}
    for key, value in record.items():
        if value not in (None, "", [], {}):
            folded.setdefault(_fold(str(key)), value)
    return next((folded[_fold(name)] for name in names if _fold(name) in folded), None)


@lru_cache(maxsize=4096)
def _fold(name: str) -> str:
    return re.sub(r"[\W_]+", "", name).lower()


def _text(value: object) -> str:
    if isinstance(value, list | tuple):
        return "\n\n".join(part for part in map(_text, value) if part)
    if isinstance(value, Mapping):
        return _text(field_value("text", value, {}))
    return markup_to_text(value) if isinstance(value, str) else ""


def _line(value: object) -> str | None:
    if isinstance(value, Mapping):
        value = next((value[key] for key in _NAME_KEYS if value.get(key)), None)
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return None
    return str(value).strip() or None


def _missing_text_reason(record: Mapping[str, object], columns: Mapping[str, str]) -> str:
    if has_text_column(map(str, record), columns):
        return "has no text: its text is empty"
    wanted = f"under {columns['text']!r}" if "text" in columns else "under a usual name"
    return (
        f"has no text {wanted}; its keys are {_list_keys(map(str, record))}. Say which one holds it: --column text=NAME"
    )


def _list_keys(names: Iterable[str]) -> str:
    every = [name if len(name) <= 40 else name[:39] + "…" for name in names]
    more = len(every) - _MAX_KEYS_LISTED
    return ", ".join(every[:_MAX_KEYS_LISTED]) + (f" and {more} more" if more > 0 else "") if every else "none"
