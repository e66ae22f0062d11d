"""Chooses the embedder of a library by the languages of its first articles."""

from collections.abc import Sequence

from assistant.ingest.article import Article
from assistant.ingest.embedders import DEFAULT_EMBEDDER, MULTILINGUAL_EMBEDDER
from assistant.ingest.embedders.e5_file import LANGUAGES_INSTALL, e5_file_path
from assistant.ingest.language.english import ENGLISH
from assistant.ingest.language.languages import primary_tag
from assistant.ingest.library import Library


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
    """Tells whether more than half of some articles are in another language than English."""
    return sum(primary_tag(article.language) != ENGLISH.tag for article in articles) * 2 > len(articles)
