"""What somebody asks of the list of articles, as the browser reports it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from assistant.ingest.library import ArticleFilter
from assistant.ingest.library.browsing import ORDERS, Order
from assistant.web.days import read_day

PAGE_SIZE = 50

_LONGEST_WORDS = 500
_MOST_SOURCES = 500
_LAST_PAGE = 1_000_000


@dataclass(frozen=True, slots=True)
class BrowseRequest:
    """Which articles are to be listed.

    Attributes:
        wanted: What they are filtered by.
        order: How they are sorted.
        page: Which page of them, counted from 0.
    """

    wanted: ArticleFilter = field(default_factory=ArticleFilter)
    order: Order = "newest"
    page: int = 0

    @classmethod
    def read(cls, report: Mapping[str, object]) -> "BrowseRequest":
        """From what the browser reports; what makes no sense counts as not said.

        Raises:
            UsageError: If a day is none.
        """
        wanted = ArticleFilter(
            words=str(report.get("words") or "")[:_LONGEST_WORDS],
            sources=texts(report.get("sources"))[:_MOST_SOURCES],
            first_day=read_day(str(report.get("from") or "")),
            last_day=read_day(str(report.get("to") or "")),
        )
        order = next((one for one in ORDERS if one == report.get("order")), ORDERS[0])
        return cls(wanted, order, _number(report.get("page")))


def texts(value: object) -> tuple[str, ...]:
    """A list of texts; what is none is left out."""
    if not isinstance(value, Sequence) or isinstance(value, str):
        return ()
    return tuple(one for one in value if isinstance(one, str))


def _number(value: object) -> int:
    text = str(value)
    return min(int(text), _LAST_PAGE) if text.isdecimal() and len(text) < 12 else 0
