"""The library: the catalog (SQLite or PostgreSQL, the truth) and the vector index (Chroma, made from it)."""

from assistant.ingest.library.browsing import ArticleFilter, ArticlePage, DayCount
from assistant.ingest.library.catalog_contract import Catalog
from assistant.ingest.library.catalog_rows import ArticleSummary, StoredPassage
from assistant.ingest.library.library import Library
from assistant.ingest.library.servers import Servers

__all__ = [
    "ArticleFilter",
    "ArticlePage",
    "ArticleSummary",
    "Catalog",
    "DayCount",
    "Library",
    "Servers",
    "StoredPassage",
]
