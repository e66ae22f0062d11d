"""The filter, order and page of the list of articles, as the browser sends them."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from assistant.ingest.library import ArticleFilter
from assistant.ingest.library.browsing import ORDERS, Order
from assistant.web.browser_data import read_date, read_number, read_text, read_texts

PAGE_SIZE = 50

_MAX_QUERY_CHARACTERS = 500
_MAX_SOURCES = 500
_MAX_PAGE = 1_000_000


@dataclass(frozen=True, slots=True)
class ListRequest:
    """Asks for one page of the list of articles.

    Attributes:
        filter: The articles to list.
        order: Their order.
        page: The page, counted from 0.
        story: The id of an article of the story whose articles are listed; "" for all.
    """

    filter: ArticleFilter = field(default_factory=ArticleFilter)
    order: Order = "newest"
    page: int = 0
    story: str = ""

    @classmethod
    def read(cls, data: Mapping[str, object]) -> "ListRequest":
        """Reads a request from what the browser sends; malformed values count as missing.

        Raises:
            UsageError: If a date is malformed.
        """
        article_filter = ArticleFilter(
            words=str(data.get("words") or "")[:_MAX_QUERY_CHARACTERS],
            sources=read_texts(data.get("sources"))[:_MAX_SOURCES],
            first_day=read_date(str(data.get("from") or "")),
            last_day=read_date(str(data.get("to") or "")),
        )
        order = next((order for order in ORDERS if order == data.get("order")), ORDERS[0])
        return cls(article_filter, order, min(read_number(data.get("page")), _MAX_PAGE), read_text(data.get("story")))
