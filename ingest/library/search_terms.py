"""The terms under which text is in the full-text index: the stems of its language, the same for every database."""

from collections.abc import Sequence
from dataclasses import dataclass

from assistant.ingest.language.languages import primary_tag
from assistant.ingest.language.tokens import index_terms, query_terms, stem, tokenize

CURRENT = "by language"
"""The metadata `terms` of a library whose terms are stems of each article's language."""


@dataclass(frozen=True, slots=True)
class SearchTerms:
    """Makes the terms of a library.

    Attributes:
        languages: The languages of the library's articles.
        by_language: Whether each article's words are stemmed in its language. In a library of an earlier version, all are stemmed as
            English, and each Chinese character is a word.
    """

    languages: Sequence[str] = ()
    by_language: bool = True

    def of_text(self, text: str, language: str | None) -> list[str]:
        """Returns the terms of a text, in order.

        Args:
            text: The text of an article.
            language: The article's language; a BCP 47 tag.
        """
        if self.by_language:
            return index_terms(text, primary_tag(language))
        return [stem(term) for term in tokenize(text)]

    def of_word(self, word: str, language: str) -> tuple[str, ...]:
        """Returns the terms of which an article has one if it has a word of a question: its stems in each language of the library.

        Args:
            word: The word, in lower case.
            language: The tag of the question's language, which comes first.
        """
        if not self.by_language:
            return tuple(dict.fromkeys(stem(term) for term in tokenize(word)))
        tags = dict.fromkeys((language, *self.languages))
        return tuple(dict.fromkeys(term for tag in tags for term in query_terms(word, tag)))
