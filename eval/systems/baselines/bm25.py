"""BM25 alone: the words of the question, as the library's full-text index ranks them."""

from datetime import date

from assistant.eval.systems.baselines.contract import FoundPassage, Material
from assistant.eval.systems.baselines.stored import found_passages
from assistant.ingest.language.english import FUNCTION_WORDS
from assistant.ingest.language.tokens import tokenize
from assistant.ingest.library import Library
from assistant.ingest.library.lexical_query import any_of
from assistant.ingest.library.scope import Scope


class Bm25:
    """Any content word of the question counts; dates play no part."""

    def __init__(self, library: Library) -> None:
        self._library = library

    def search(self, question: str, as_of: date | None, k: int) -> list[FoundPassage]:
        """See `Baseline.search`."""
        del as_of
        return found_passages(self._library, self.ranked(question, k))

    def ranked(self, question: str, k: int, as_of: date | None = None) -> list[int]:
        """The numbers of the `k` best passages."""
        found = list(dict.fromkeys(tokenize(question)))
        words = [term for term in found if term not in FUNCTION_WORDS] or found
        return [number for number, _ in self._library.catalog.search_words(any_of(words), k, Scope(as_of))]


def open_baseline(material: Material) -> Bm25:
    """See `Baseline`."""
    return Bm25(material.library)
