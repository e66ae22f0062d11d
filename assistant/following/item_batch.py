"""Stores what was read from the items of a source: first the articles, then what is known about the items.

A process that is killed in between reads these items again, and finds their articles unchanged.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from assistant.following.source import FollowedItem
from assistant.following.store import FollowStore
from assistant.ingest.article import Article
from assistant.ingest.identity import article_id
from assistant.ingest.readers.contract import ReadArticle, ReadFailure
from assistant.ingest.report import IngestReport

IngestArticles = Callable[[Sequence[ReadArticle]], IngestReport]
"""Stores articles in the library; see `ingest.pipeline.ingest`."""

_MAX_ARTICLES = 32
MAX_PROBLEMS = 100
"""The number of problems of one check that are listed."""


@dataclass(frozen=True, slots=True)
class FollowedLibrary:
    """What following does to a library.

    Attributes:
        ingest: Stores articles.
        remove: Removes articles.
        article: Returns a stored article; None if it is not there.
    """

    ingest: IngestArticles
    remove: Callable[[Sequence[str]], list[str]]
    article: Callable[[str], Article | None]


@dataclass(slots=True)
class ItemBatch:
    """Collects the items that a check has read, and stores them together.

    Attributes:
        source_id: The source.
        store: Stores the items.
        ingest: Stores the articles.
        known: The items of the source by their keys.
        added: The ids of the new articles so far.
        updated: The ids of the changed articles so far.
        problems: What could not be read: (origin, reason).
    """

    source_id: str
    store: FollowStore
    ingest: IngestArticles
    known: Mapping[str, FollowedItem] = field(default_factory=dict)
    added: list[str] = field(default_factory=list)
    updated: list[str] = field(default_factory=list)
    problems: list[tuple[str, str]] = field(default_factory=list)
    _articles: list[ReadArticle] = field(default_factory=list)
    _items: list[FollowedItem] = field(default_factory=list)

    def add(self, item: FollowedItem, found: Sequence[ReadArticle | ReadFailure]) -> FollowedItem:
        """Adds an item with what was read from it; returns the item with its article, or with the reason why there is none."""
        articles = [one for one in found if isinstance(one, ReadArticle)]
        failures = [one for one in found if isinstance(one, ReadFailure)]
        if len(articles) == 1 and not failures:
            # The same article stays the same one when its address changes.
            articles = [replace(articles[0], origin=item.origin)]
        for failure in failures[: MAX_PROBLEMS - len(self.problems)]:
            self.problems.append((failure.origin, failure.reason))
        if len(articles) > 1:
            articles = self._of_one_file(item, articles)
            item = replace(item, article_id=None, failures=0, error="")
        elif articles:
            item = replace(item, article_id=article_id(articles[0].parsed, articles[0].origin), failures=0, error="")
        else:
            reason = failures[0].reason if failures else "holds no article"
            item = replace(item, failures=item.failures + 1, error=reason)
        self._articles += articles
        self.note(item)
        return item

    def _of_one_file(self, item: FollowedItem, articles: Sequence[ReadArticle]) -> list[ReadArticle]:
        """Adds an item for each article of a file, so that each has an age of its own; leaves out those that have expired."""
        kept: list[ReadArticle] = []
        for article in articles:
            id_ = article_id(article.parsed, article.origin)
            key = f"{item.key}\n{id_}"
            known = self.known.get(key)
            if known is not None and known.article_id is None:
                continue
            kept.append(article)
            first_seen_at = known.first_seen_at if known else item.read_at
            self._items.append(
                replace(
                    item,
                    key=key,
                    article_id=id_,
                    first_seen_at=first_seen_at,
                    next_read_at=None,
                    failures=0,
                    error="",
                )
            )
        return kept

    def note(self, item: FollowedItem) -> None:
        """Adds an item of which nothing was read."""
        self._items.append(item)
        if len(self._articles) >= _MAX_ARTICLES:
            self.flush()

    def flush(self) -> None:
        """Stores what was collected."""
        if self._articles:
            report = self.ingest(self._articles)
            self.added += report.added
            self.updated += report.updated
            for problem in report.failed[: MAX_PROBLEMS - len(self.problems)]:
                self.problems.append((problem.origin, problem.reason))
        if self._items:
            self.store.put_items(self.source_id, self._items)
        self._articles, self._items = [], []
