"""The library: a folder with the catalog (SQLite, the truth) and the vector index (Chroma, made from it)."""

from assistant.ingest.library.browsing import ArticleFilter, ArticlePage, DayCount
from assistant.ingest.library.catalog import Catalog
from assistant.ingest.library.catalog_rows import ArticleSummary, StoredPassage
from assistant.ingest.library.library import Library

__all__ = ["ArticleFilter", "ArticlePage", "ArticleSummary", "Catalog", "DayCount", "Library", "StoredPassage"]
