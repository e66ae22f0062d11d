"""Readers: each turns one kind of document into drafts of articles. A file in this folder that registers a reader is found by itself."""

from assistant.ingest.readers.dispatch import read_document
from assistant.ingest.readers.registry import format_for, reader_for, register, supported_suffixes

__all__ = ["format_for", "read_document", "reader_for", "register", "supported_suffixes"]
