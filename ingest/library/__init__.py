"""The library: the catalog (SQLite or PostgreSQL, the source of truth) and the vector index (Chroma, built from the catalog).

Input: prepared articles (`ArticleRecord`). Output: articles, passages, and the results of lexical and vector search.
May import `assistant.ingest.language`, `assistant.ingest.embedders` and the data types of `assistant.ingest`.
"""

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
