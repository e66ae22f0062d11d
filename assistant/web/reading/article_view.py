"""The reading pane as HTML: an article with the quote marked, or the list of articles."""

from collections.abc import Sequence

from assistant.ingest.article import Article
from assistant.ingest.library import ArticleSummary
from assistant.web.reading.article_text import OpenRequest, article_text
from assistant.web.markup import ADD_ON_THE_PAGE, about, article_button, escape, quote_digest, web_address

_CHAT_TOOLS = (
    '<button type="button" class="back" data-back>Back to the answer</button>'
    '<button type="button" class="list" data-article="">All articles</button>'
)


def article_view(
    article: Article, request: OpenRequest, also_in: Sequence[ArticleSummary] = (), tools: str = _CHAT_TOOLS
) -> str:
    """An article to read, with the quote marked if it is still there.

    Args:
        article: The article.
        request: What of it is to be shown and marked.
        also_in: The other articles that tell the same story.
        tools: The buttons above it, as HTML.
    """
    changed = ""
    if request.digest and quote_digest(article.text[request.start : request.end]) != request.digest:
        request = OpenRequest(article.id)
        changed = '<p class="error" role="alert">This article has changed since it was cited; ask again.</p>'
    line = about(article.source, article.published and article.published.date(), *article.authors)
    language = f' lang="{escape(article.language)}"' if article.language else ""
    return (
        f'<div class="pane-tools">{tools}</div>{changed}'
        f'<article{language} dir="auto"><p class="about">{line}{_original(article.url)}</p>{_also_in(also_in)}'
        f"{article_text(article, request)}</article>"
    )


def article_list(articles: Sequence[ArticleSummary], total: int) -> str:
    """What there is to ask about: the newest articles."""
    items = "".join(
        f"<li>{article_button(one.id, one.title, one.source, one.published and one.published.date())}</li>"
        for one in articles
    )
    shown = f"the newest {len(articles)} of {total:,}" if total > len(articles) else f"{total:,}"
    return (
        '<div class="pane-tools"><button type="button" class="back to-chat" data-back>Back to the chat</button></div>'
        '<h2 class="headline">In this library</h2>'
        f'<p class="about">{shown} article{"" if total == 1 else "s"} · click one to read it, or a source of an answer to see the very words</p>'
        f'<ul class="articles">{items}</ul>'
    )


def empty_library(command: str) -> str:
    """How to add articles."""
    return (
        '<div class="empty"><h2 class="headline">No articles yet</h2>'
        f"<p>This library is empty, so there is nothing to answer from. {ADD_ON_THE_PAGE} Or in a terminal:</p>"
        f"<pre><code>{escape(command)}</code></pre>"
        "<p>PATH is a file or a folder of articles: text, Markdown, HTML, PDF, Word, JSON, CSV or zip; or the address of a page or a feed. "
        "The next question finds them; this page need not be opened again.</p></div>"
    )


def _original(url: str | None) -> str:
    address = web_address(url)
    if address is None:
        return ""
    return f' · <a href="{escape(address)}" target="_blank" rel="noopener noreferrer">Open the original</a>'


def _also_in(copies: Sequence[ArticleSummary]) -> str:
    if not copies:
        return ""
    listed = ", ".join(
        f'<button type="button" class="inline" data-article="{escape(one.id)}" dir="auto">{escape(one.source)}</button>'
        for one in copies
    )
    return f'<p class="about also-in">Also in {listed}</p>'
