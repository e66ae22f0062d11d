"""Tells in whose words a statement is: a quote of its source, the model's own words, or its translation."""

import re
from collections.abc import Sequence

from assistant.answers.answer import Wording
from assistant.ingest.article import Article
from assistant.ingest.language.detection import article_language

_QUOTATION = re.compile('[“„"«]([^“”„"«»]{8,400})[”“"»]')
_MIN_QUOTED_WORDS = 3
_WORD = re.compile(r"\w+")


def wording_of(statement: str, quotes: Sequence[str], articles: Sequence[Article]) -> Wording:
    """Returns in whose words a statement is.

    Args:
        statement: The statement.
        quotes: The words that it cites.
        articles: The articles that it names as its sources.
    """
    words = _words(statement)
    if any(words in _words(quote) for quote in quotes):
        return "quote"
    language, _ = article_language(statement, None)
    languages = {article.language.split("-")[0].lower() for article in articles if article.language}
    return "translation" if language and languages and language not in languages else "paraphrase"


def alters_a_quotation(statement: str, articles: Sequence[Article]) -> bool:
    """Checks whether a statement puts words into quotation marks that none of its sources has in this order.

    Args:
        statement: The statement.
        articles: The articles that it names as its sources.
    """
    quoted = [_words(match[1]) for match in _QUOTATION.finditer(statement)]
    texts = [_words(f"{article.title}\n{article.text}") for article in articles]
    return any(words.count(" ") > _MIN_QUOTED_WORDS and not any(words in text for text in texts) for words in quoted)


def _words(text: str) -> str:
    """Returns the words of a text in lower case, each between spaces: a text contains another one if its words do."""
    return f" {' '.join(_WORD.findall(text.lower()))} "
