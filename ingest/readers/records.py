"""Converts a record (a JSON object, a table row) to an article. Keys are recognised by usual names, or named by the user."""

import ast
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache

from assistant.ingest.article import ParsedArticle
from assistant.ingest.errors import UnreadableError
from assistant.ingest.readers.contract import ReadArticle, ReadFailure, ReadOptions
from assistant.ingest.readers.markup import markup_to_text
from assistant.ingest.readers.record_dates import is_ambiguous, record_date
from assistant.ingest.readers.record_keys import FIELD_KEYS, NESTED_KEYS

_MAX_KEYS_LISTED = 12
_NAME_KEYS = ("name", "title", "main", "rendered", "value", "label", "original", "domain", "url", "en")
# What news APIs append to a text that they cut off.
_CUT_OFF = re.compile(r"(?<!\s)\s*+(?:…|\.\.\.)?\s*+\[\+?\d+ (?:chars|characters)\]\s*$")
_CUT_OFF_END = ("chars]", "characters]")
_TEXT_KEYS = frozenset(FIELD_KEYS["text"])
_SITE_SUFFIX = re.compile(r"(?<!\s)\s++[-–—|]\s+([^-–—|]{2,60})$")
_SITE_WORDS = re.compile(r"[\W_]+")


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
        parsed = parse_record(record, options.columns, options.day_first)
    except UnreadableError as error:
        return ReadFailure(f"{origin}#{position}", str(error))
    return ReadArticle(parsed, f"{origin}#{parsed.id or position}", _remarks(record, parsed, options.columns))


def _remarks(record: Mapping[str, object], parsed: ParsedArticle, columns: Mapping[str, str]) -> tuple[str, ...]:
    stated = field_value("published", record, columns)
    remarks = []
    if parsed.published is None and is_ambiguous(stated):
        remarks.append(f"has the date {stated}, which can be read two ways and was not used; write it as 2026-12-31")
    return tuple(remarks)


def parse_record(
    record: Mapping[str, object], columns: Mapping[str, str], day_first: bool | None = None
) -> ParsedArticle:
    """Returns the fields of an article, taken from a record.

    Args:
        record: The keys and values.
        columns: The key for a field, if it is not one of the usual names.
        day_first: Whether the day comes first in dates such as 04/03/2026, if that is known.

    Raises:
        UnreadableError: If no key has a text.
    """
    record = flatten_record(record)
    fields = {field: field_value(field, record, columns) for field in FIELD_KEYS}
    stated = _text(fields["text"])
    text = _without_cut_off_mark(stated)
    if not text.strip():
        raise UnreadableError(_missing_text_reason(record, columns))
    source, language = _line(fields["source"]), _line(fields["language"])
    return ParsedArticle(
        text=text,
        title=_without_site(_title(fields["title"]), source),
        source=source,
        url=_line(fields["url"]),
        authors=parse_authors(fields["authors"]),
        published=record_date(_plain_value(fields["published"]), language, day_first),
        language=language,
        id=_line(fields["id"]),
        date_evidence="record",
        is_incomplete=text != stated,
    )


def _without_cut_off_mark(text: str) -> str:
    return _CUT_OFF.sub("…", text) if text.rstrip().endswith(_CUT_OFF_END) else text


def flatten_record(record: Mapping[str, object]) -> Mapping[str, object]:
    """Returns the record with the keys of its nested objects, such as `fields`; its own keys win."""
    nested = [
        value
        for key, value in record.items()
        if isinstance(value, Mapping) and fold_key(key) in NESTED_KEYS and has_text_column(map(str, value), {})
    ]
    for value in nested:
        record = {**value, **{key: child for key, child in record.items() if child is not value}}
    return record


def _title(value: object) -> str | None:
    title = _line(value)
    return markup_to_text(title) or None if title and ("&" in title or "<" in title) else title


def _plain_value(value: object) -> object:
    return _line(value) if isinstance(value, Mapping) else value


def _without_site(title: str | None, source: str | None) -> str | None:
    """Returns the title without the name of its publication at the end."""
    match = _SITE_SUFFIX.search(title) if title and source else None
    if title and source and match and _SITE_WORDS.sub("", match[1]).lower() == _SITE_WORDS.sub("", source).lower():
        return title[: match.start()]
    return title


def field_value(field: str, record: Mapping[str, object], columns: Mapping[str, str]) -> object:
    """Returns the value of a record for one field of `ParsedArticle`, or None."""
    if field in columns:
        key = columns[field]
        return record[key] if key in record else _first_value(record, (fold_key(key),))
    return _first_value(record, FIELD_KEYS[field])


def has_text_column(names: Iterable[str], columns: Mapping[str, str]) -> bool:
    """Checks whether one of the columns holds the text."""
    wanted = {fold_key(columns["text"])} if "text" in columns else _TEXT_KEYS
    return not wanted.isdisjoint(fold_key(name) for name in names)


def unused_columns_note(names: Iterable[str], columns: Mapping[str, str]) -> str | None:
    """Returns a note about the columns of a table that were not used, if none of them holds the title or the date."""
    listed = [name for name in names if name]
    used = {fold_key(name) for keys in FIELD_KEYS.values() for name in keys} | {
        fold_key(name) for name in columns.values()
    }
    unused = [name for name in listed if fold_key(name) not in used]
    missing = [
        field
        for field in ("title", "published")
        if field not in columns and not {fold_key(name) for name in listed} & set(FIELD_KEYS[field])
    ]
    if not unused or not missing:
        return None
    fields = " and ".join("the date" if field == "published" else "the title" for field in missing)
    return f"has no column that is known to hold {fields}; not used: {_list_keys(unused)}. Say which: --column {missing[0]}=NAME"


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
        return parse_authors(_line(value))
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


def _first_value(record: Mapping[str, object], folded_names: Iterable[str]) -> object:
    folded: dict[str, object] = {}
    for key, value in record.items():
        if value not in (None, "", [], {}):
            folded.setdefault(fold_key(str(key)), value)
    return next((folded[name] for name in folded_names if name in folded), None)


@lru_cache(maxsize=4096)
def fold_key(name: str) -> str:
    """Returns a key in lower case, with letters and digits only."""
    return re.sub(r"[\W_]+", "", name).lower()


def _text(value: object) -> str:
    if isinstance(value, list | tuple):
        parts = [part for part in map(_text, value) if part]
        # ninjs has the whole text in several forms
        return max(parts, key=len) if parts and _are_forms(value) else "\n\n".join(parts)
    if isinstance(value, Mapping):
        return _text(field_value("text", value, {}) or value.get("rendered") or value.get("value"))
    return markup_to_text(value) if isinstance(value, str) else ""


def _are_forms(values: Sequence[object]) -> bool:
    return all(isinstance(value, Mapping) and "contentType" in value for value in values)


def _line(value: object) -> str | None:
    if isinstance(value, list) and len(value) == 1:
        value = value[0]
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
