"""Recognizes the kind of a document from its content."""

import json
import re
import zipfile
from typing import BinaryIO

from assistant.ingest.errors import UnreadableError
from assistant.ingest.readers.decode import clean_line, decode

HEAD_BYTES = 8192
"""The number of bytes that are examined. For archives, the directory is read too."""

_FEED = re.compile(r"\s*(<\?xml[^>]*>\s*)?(<!--.*?-->\s*)*(<!DOCTYPE[^>]*>\s*)?<(rss|feed|rdf:rdf)[\s>]", re.I | re.S)
_PAGE = re.compile(r"<!doctype\s+html|<html[\s>]|<head[\s>]|<body[\s>]|<article[\s>]|</p>|</div>", re.I)


def recognize_kind(head: bytes, stream: BinaryIO) -> str:
    """Returns the suffix for this kind of content, or a description of a kind that has no reader.

    Args:
        head: The first `HEAD_BYTES` of the content.
        stream: The whole content, for kinds that the first bytes do not determine.

    Raises:
        UnreadableError: If it is empty, or is neither a known kind nor text.
    """
    if not head:
        raise UnreadableError("is empty")
    import filetype

    kind = filetype.guess(head)
    if kind is None:
        return _kind_of_text(head)
    if kind.extension in {"zip", "docx", "xlsx", "pptx", "epub", "odt"}:
        return _kind_of_archive(stream)
    return f".{kind.extension}" if kind.extension == "pdf" else _describe_kind(kind.extension, kind.mime)


def _describe_kind(extension: str, mime: str) -> str:
    return f"a file of the kind {clean_line(extension).upper()} ({clean_line(mime)})"


def _kind_of_archive(stream: BinaryIO) -> str:
    try:
        with zipfile.ZipFile(stream) as archive:
            names = set(archive.namelist())
            known = (("word/document.xml", ".docx"), ("META-INF/container.xml", ".epub"), ("content.xml", ".odt"))
            return next((suffix for name, suffix in known if name in names), ".zip")
    except zipfile.BadZipFile:
        return ".zip"  # its reader reports what is wrong with it


def _kind_of_text(head: bytes) -> str:
    text = decode(_whole_characters(head)).lstrip("\ufeff \t\r\n")
    if _FEED.match(text):
        return ".rss"
    if _PAGE.search(text):
        return ".html"
    return _kind_of_records(text) or ".txt"


def _kind_of_records(text: str) -> str | None:
    if not text.startswith(("{", "[")):
        return None
    first, _, rest = text.partition("\n")
    if first.startswith("{") and rest.strip():
        try:
            json.loads(first)
        except (ValueError, RecursionError):
            return ".json"
        return ".jsonl"
    return ".json" if re.match(r'\{\s*"|\[\s*[\{\]]', text) else None


def _whole_characters(head: bytes) -> bytes:
    """Removes a truncated UTF-8 character at the end."""
    if len(head) < HEAD_BYTES:
        return head
    end = len(head)
    while end > HEAD_BYTES - 4 and head[end - 1] & 0xC0 == 0x80:
        end -= 1
    return head[: end - 1] if head[end - 1] >= 0xC0 else head
