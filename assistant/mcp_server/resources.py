"""The articles as resources: listed page by page, the newest first, and read whole."""

from urllib.parse import quote, unquote

from mcp import types

from assistant.assistant import Assistant
from assistant.ingest.errors import UsageError
from assistant.ingest.library import ArticleSummary

PAGE = 100
_ROOT = "article:///"
_TEXT = "text/plain"
_LONGEST_CURSOR = 12

TEMPLATE = types.ResourceTemplate(
    name="article", title="An article", uri_template=f"{_ROOT}{{article_id}}", mime_type=_TEXT,
    description="The whole text of an article, by its id.",
)  # fmt: skip


def uri_of(article_id: str) -> str:
    """The address of an article as a resource."""
    return _ROOT + quote(article_id, safe="")


def list_page(assistant: Assistant, cursor: str | None) -> types.ListResourcesResult:
    """The articles from a place in the list on.

    Raises:
        UsageError: If the cursor is none that was given before.
    """
    if cursor is not None and not (cursor.isdecimal() and len(cursor) <= _LONGEST_CURSOR):
        raise UsageError(f"{cursor[:40]!r} is no cursor of this list; take the one that the page before gives")
    first = int(cursor or 0)
    found = assistant.articles(limit=PAGE + 1, offset=first)
    return types.ListResourcesResult(
        resources=[_resource(one) for one in found[:PAGE]],
        next_cursor=str(first + PAGE) if len(found) > PAGE else None,
    )


def read(assistant: Assistant, uri: str) -> types.ReadResourceResult:
    """The text of the article at an address.

    Raises:
        UsageError: If there is no such article.
    """
    if not uri.startswith(_ROOT):
        raise UsageError(f"there is no resource {uri[:200]!r}; an article's address is {_ROOT}ID")
    article = assistant.article(unquote(uri.removeprefix(_ROOT)))
    return types.ReadResourceResult(contents=[types.TextResourceContents(uri=uri, mime_type=_TEXT, text=article.text)])


def _resource(article: ArticleSummary) -> types.Resource:
    day = f", {article.published.date().isoformat()}" if article.published else ""
    return types.Resource(
        uri=uri_of(article.id),
        name=article.id,
        title=article.title,
        description=f"{article.source}{day}",
        mime_type=_TEXT,
    )
