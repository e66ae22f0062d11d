"""Reads a document once more after a first try that did not reach its end, without anything that the first try has yielded."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import islice

from assistant.ingest.readers.contract import Document, ReadArticle, ReadFailure, ReadOptions

ReadWith = Callable[[Document, ReadOptions], Iterator[ReadArticle | ReadFailure]]


class ResumedReading:
    """The reading of one document in two tries.

    A reader yields the same in both tries. It asks about each entry of a feed before it yields what belongs to the entry; no question
    is asked twice.

    Args:
        document: The document.
        options: How it is read.
    """

    def __init__(self, document: Document, options: ReadOptions) -> None:
        self._document = document
        self._options = options
        self._decisions: list[bool] = []
        self._items = 0  # since the last decision

    def first(self, read: ReadWith) -> Iterator[ReadArticle | ReadFailure]:
        """Reads the document."""
        for item in read(self._document, self._with_select(self._decide)):
            self._items += 1
            yield item

    def rest(self, read: ReadWith) -> Iterator[ReadArticle | ReadFailure]:
        """Reads the document again, and yields what the first try has not yielded."""
        again = iter([*(False for _ in self._decisions[:-1]), *self._decisions[-1:]])
        items = self._items  # of the entry that was not completed

        def decide(entry: ReadArticle) -> bool:
            decision = next(again, None)
            return self._decide(entry) if decision is None else decision

        return islice(read(self._document, self._with_select(decide)), items, None)

    def _with_select(self, decide: Callable[[ReadArticle], bool]) -> ReadOptions:
        return replace(self._options, select=decide) if self._options.select is not None else self._options

    def _decide(self, entry: ReadArticle) -> bool:
        assert self._options.select is not None
        decision = self._options.select(entry)
        self._decisions.append(decision)
        self._items = 0
        return decision
