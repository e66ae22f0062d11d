"""Chooses the embedder of a library by the languages of its first articles."""

from collections.abc import Sequence

from assistant.ingest.article import Article
from assistant.ingest.embedders import DEFAULT_EMBEDDER, MULTILINGUAL_EMBEDDER
from assistant.ingest.embedders.e5_file import LANGUAGES_INSTALL, e5_file_path
from assistant.ingest.embedders.mean_vectors import script_of
from assistant.ingest.language.english import FUNCTION_WORDS
from assistant.ingest.language.tokens import tokenize
from assistant.ingest.library import Library

_SAMPLE_CHARACTERS = 2000
_MAX_FUNCTION_WORDS = 0.15
"""The share of English function words is 0.35 to 0.5 in English texts, below 0.1 in German, French or Spanish ones."""
_MIN_ACCENTS = 0.005
"""The share of letters outside ASCII is 0.01 to 0.1 in most European languages, and close to 0 in English."""


def embedder_for(articles: Sequence[Article]) -> str:
    """Returns the name of the installed embedder that suits most of the articles."""
    return MULTILINGUAL_EMBEDDER if _are_foreign(articles) and e5_file_path() is not None else DEFAULT_EMBEDDER


def embedder_advice(library: Library, articles: Sequence[Article]) -> str | None:
    """Returns in one line what to do if the embedder of a library does not suit most of the articles; None if it does.

    Args:
        library: The library; if it has no vectors yet, its embedder is the one that `embedder_for` returns.
        articles: Articles that are about to be stored.
    """
    current = library.embedder_name or embedder_for(articles)
    if current != DEFAULT_EMBEDDER or not _are_foreign(articles):
        return None
    install = "" if e5_file_path() is not None else f"{LANGUAGES_INSTALL} and "
    return (
        f"most of these articles are not in English, and the library's embedder, {current}, knows only English; run {install}"
        f"assistant reindex{library.command_option} --embedder {MULTILINGUAL_EMBEDDER}"
    )


def _are_foreign(articles: Sequence[Article]) -> bool:
    """Tells whether more than half of some articles are not in English."""
    return sum(not _is_english(article) for article in articles) * 2 > len(articles)


def _is_english(article: Article) -> bool:
    """Tells whether an article is in English, or nothing shows that it is not."""
    if article.language:
        return article.language.lower().startswith("en")
    text = article.text[:_SAMPLE_CHARACTERS]
    if script_of(text) != "latin":
        return False
    words = tokenize(text)
    letters = "".join(words)
    accents = sum(not letter.isascii() for letter in letters)
    function_words = sum(word in FUNCTION_WORDS for word in words)
    return accents < _MIN_ACCENTS * len(letters) or function_words > _MAX_FUNCTION_WORDS * len(words)
