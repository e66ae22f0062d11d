"""The library: the catalog (SQLite or PostgreSQL, the truth) and the vector index (Chroma, made from it)."""

from assistant.ingest.library.catalog_rows import ArticleSummary, StoredPassage
from assistant.ingest.library.contract import Catalog
from assistant.ingest.library.library import Library
from assistant.ingest.library.servers import Servers

__all__ = ["ArticleSummary", "Catalog", "Library", "Servers", "StoredPassage"]
