"""BM25 baseline: ranks passages by the content words of the question with the library's full-text index."""

from datetime import date

from assistant.eval.systems.baselines.base import BaselineInputs, RetrievedPassage, retrieved_from_library
from assistant.ingest.language.content_words import content_words_or_all
from assistant.ingest.language.detection import question_language
from assistant.ingest.language.languages import QUESTION_LANGUAGES, language_of
from assistant.ingest.library import Library
from assistant.ingest.library.lexical_query import any_of
from assistant.ingest.library.scope import Scope


class BM25:
    """Ranks by BM25. Any content word of the question counts; dates play no part."""

    def __init__(self, library: Library) -> None:
        self._library = library

    def search(self, question: str, as_of: date | None, k: int) -> list[RetrievedPassage]:
        """See `Baseline.search`."""
        del as_of
        return retrieved_from_library(self._library, self.ranked(question, k))

    def ranked(self, question: str, k: int, as_of: date | None = None) -> list[int]:
        """Returns the numbers of the `k` best passages, best first; without articles later than `as_of`."""
        language = language_of(question_language(question, QUESTION_LANGUAGES))
        terms = dict.fromkeys(content_words_or_all(question, language))
        ranking = self._library.catalog.search_bm25(any_of(terms, language.tag), k, Scope(as_of))
        return [number for number, _ in ranking]


def open_baseline(inputs: BaselineInputs) -> BM25:
    """Opens the baseline."""
    return BM25(inputs.library)
