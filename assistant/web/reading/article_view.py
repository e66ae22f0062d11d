"""The reading pane as HTML: an article with the quote marked, or the list of articles."""

from collections.abc import Sequence

from assistant.ingest.library import ArticleSummary
from assistant.ingest.library.editions import Edition
from assistant.prompts.wording import quantity
from assistant.web.markup import ADD_ARTICLES_HINT, article_button, byline, escape, quote_digest, web_address
from assistant.web.reading.article_text import OpenRequest, article_text
from assistant.web.reading.editions_view import cited_edition, comparison, edition_notice

CHAT_BUTTONS = (
    '<button type="button" class="back" data-back>Back to the answer</button>'
    '<button type="button" class="list" data-article="">All articles</button>'
)


def article_view(
    editions: Sequence[Edition],
    request: OpenRequest,
    also_in: Sequence[ArticleSummary] = (),
    buttons: str = CHAT_BUTTONS,
) -> str:
    """Returns an article with the quote marked: the edition that was cited, even if there is a newer one.

    Args:
        editions: All editions of the article, the oldest first.
        request: The part to show and to mark.
        also_in: The other articles about the same story.
        buttons: The buttons above it, as HTML.
    """
    shown = cited_edition(editions, request)
    article, notice = shown.article, edition_notice(editions, shown, request)
    if request.compare:
        return f'<div class="pane-tools">{buttons}</div>{notice}{comparison(shown, editions[-1])}'
    if request.digest and quote_digest(article.text[request.start : request.end]) != request.digest:
        request = OpenRequest(article.id)
        notice = '<p class="error" role="alert">This article has changed since it was cited; ask again.</p>'
    line = byline(article.source, article.published and article.published.date(), *article.authors)
    language = f' lang="{escape(article.language)}"' if article.language else ""
    return (
        f'<div class="pane-tools">{buttons}</div>{notice}'
        f'<article{language} dir="auto"><p class="about">{line}{_link_to_original(article.url)}</p>{_also_in(also_in)}'
        f"{article_text(article, request)}</article>"
    )


def article_list(articles: Sequence[ArticleSummary], total: int) -> str:
    """Returns the newest articles of the library.

    Args:
        articles: The articles to list.
        total: The number of articles in the library.
    """
    items = "".join(
        f"<li>{article_button(article.id, article.title, article.source, article.published and article.published.date())}</li>"
        for article in articles
    )
    count = quantity(total, "article")
    heading = f"the newest {len(articles)} of {count}" if total > len(articles) else count
    return (
        '<div class="pane-tools"><button type="button" class="back to-chat" data-back>Back to the chat</button></div>'
        '<h2 class="headline">In this library</h2>'
        f'<p class="about">{heading} · click one to read it, or a source of an answer to see the very words</p>'
        f'<ul class="articles">{items}</ul>'
    )


def empty_library(command: str) -> str:
    """Returns a hint on how to add articles, with a command for the terminal."""
    return (
        '<div class="empty"><h2 class="headline">No articles yet</h2>'
        f"<p>This library is empty, so there is nothing to answer from. {ADD_ARTICLES_HINT} Or in a terminal:</p>"
        f"<pre><code>{escape(command)}</code></pre>"
        "<p>PATH is a file or a folder of articles: text, Markdown, HTML, PDF, Word, JSON, CSV or zip; or the address of a page or a feed. "
        "The next question finds them; this page need not be opened again.</p></div>"
    )


def _link_to_original(url: str | None) -> str:
    address = web_address(url)
    if address is None:
        return ""
    return f' · <a href="{escape(address)}" target="_blank" rel="noopener noreferrer">Open the original</a>'


def _also_in(copies: Sequence[ArticleSummary]) -> str:
    if not copies:
        return ""
    buttons = ", ".join(
        f'<button type="button" class="inline" data-article="{escape(copy.id)}" dir="auto">{escape(copy.source)}</button>'
        for copy in copies
    )
    return f'<p class="about also-in">Also in {buttons}</p>'
