"""Tells copies of a story from updates of it: almost identical texts that state other numbers, days or names."""

import re
from collections.abc import Sequence
from functools import lru_cache

from assistant.ingest.article import Article
from assistant.ingest.language.english import ENGLISH, FUNCTION_WORDS
from assistant.ingest.language.wire_heading import dateline_end

_WORD = re.compile(r"\d+(?:[.,]\d+)*|[^\W\d_]+(?:['’-][^\W\d_]+)*")
_SENTENCE_START = re.compile(r"(?:[.!?:]|\n)[\s\"“‘'(\[]*$")
_CONTEXT_CHARS = 6
_NUMBER_WORDS = frozenset(ENGLISH.number_words)


def is_update(text: str, other: str) -> bool:
    """Checks whether each of two texts about one story states numbers, days or names that the other does not.

    A text that only has more or fewer sentences is no update. Datelines do not count.

    Args:
        text: One text.
        other: The other text.
    """
    facts, other_facts = _facts(text), _facts(other)
    return bool(facts - other_facts) and bool(other_facts - facts)


def leading_version(articles: Sequence[Article]) -> Article:
    """Returns the newest of some articles about one story that updates the first one; the first one if none does.

    Args:
        articles: Articles of one story, at least one, the most relevant first.
    """
    leading = articles[0]
    for article in articles[1:]:
        if _is_newer(article, leading) and is_update(article.text, leading.text):
            leading = article
    return leading


def contains_quote(article: Article, quote: str) -> bool:
    """Checks whether an article contains the words of a quote, apart from case, white space and punctuation."""
    words = " ".join(_words(quote))
    return f" {words} " in f" {_folded(article.text)} "


def _is_newer(article: Article, other: Article) -> bool:
    return article.published is not None and other.published is not None and article.published > other.published


@lru_cache(maxsize=256)
def _folded(text: str) -> str:
    return " ".join(_words(text))


def _words(text: str) -> list[str]:
    return _WORD.findall(text.casefold())


@lru_cache(maxsize=256)
def _facts(text: str) -> frozenset[str]:
    """Returns the numbers, number words, weekdays, months and names of a text."""
    start = dateline_end(text, 0)
    facts: set[str] = set()
    for match in _WORD.finditer(text, start):
        word, folded = match[0], match[0].casefold()
        is_number = word[0].isdigit() or folded in _NUMBER_WORDS
        if is_number or (
            word[0].isupper() and folded not in FUNCTION_WORDS and not _opens_sentence(text, match.start())
        ):
            facts.add(folded)
    return frozenset(facts)


def _opens_sentence(text: str, position: int) -> bool:
    return _SENTENCE_START.search(text, max(0, position - _CONTEXT_CHARS), position) is not None
