"""Reads documents of many formats.

Input: a `Document` (a name, an origin and bytes) and `ReadOptions`.
Output: a `ReadArticle` for each article in it, a `ReadFailure` for each part that cannot be read.
May import: `ingest.article`, `ingest.errors`, `ingest.language`.

Each format has one module. A module in this package that registers a reader is found automatically.
"""

from assistant.ingest.readers.dispatch import read_document
from assistant.ingest.readers.registry import format_for, reader_for, register, supported_suffixes

__all__ = ["format_for", "read_document", "reader_for", "register", "supported_suffixes"]
