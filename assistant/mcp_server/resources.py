"""Articles as MCP resources: listed in pages, newest first, and read whole."""

from urllib.parse import quote, unquote

from mcp import types

from assistant.assistant import Assistant
from assistant.ingest.errors import UsageError
from assistant.ingest.library import ArticleSummary

PAGE_SIZE = 100
_URI_ROOT = "article:///"
_MIME_TYPE = "text/plain"
_MAX_CURSOR_LENGTH = 12

TEMPLATE = types.ResourceTemplate(
    name="article", title="An article", uri_template=f"{_URI_ROOT}{{article_id}}", mime_type=_MIME_TYPE,
    description="The whole text of an article, by its id.",
)  # fmt: skip


def uri_of(article_id: str) -> str:
    """Returns the URI of an article."""
    return _URI_ROOT + quote(article_id, safe="")


def list_page(assistant: Assistant, cursor: str | None) -> types.ListResourcesResult:
    """Returns a page of the list of articles.

    Raises:
        UsageError: If the cursor is invalid.
    """
    if cursor is not None and not (cursor.isdecimal() and len(cursor) <= _MAX_CURSOR_LENGTH):
        raise UsageError(f"{cursor[:40]!r} is no cursor of this list; take the one that the page before gives")
    offset = int(cursor or 0)
    articles = assistant.articles(limit=PAGE_SIZE + 1, offset=offset)
    return types.ListResourcesResult(
        resources=[_resource(article) for article in articles[:PAGE_SIZE]],
        next_cursor=str(offset + PAGE_SIZE) if len(articles) > PAGE_SIZE else None,
    )


def read(assistant: Assistant, uri: str) -> types.ReadResourceResult:
    """Returns the text of the article with a URI.

    Raises:
        UsageError: If there is no such article.
    """
    if not uri.startswith(_URI_ROOT):
        raise UsageError(f"there is no resource {uri[:200]!r}; an article's address is {_URI_ROOT}ID")
    article = assistant.article(unquote(uri.removeprefix(_URI_ROOT)))
    return types.ReadResourceResult(
        contents=[types.TextResourceContents(uri=uri, mime_type=_MIME_TYPE, text=article.text)]
    )


def _resource(article: ArticleSummary) -> types.Resource:
    day = f", {article.published.date().isoformat()}" if article.published else ""
    return types.Resource(
        uri=uri_of(article.id),
        name=article.id,
        title=article.title,
        description=f"{article.source}{day}",
        mime_type=_MIME_TYPE,
    )
