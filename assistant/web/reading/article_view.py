"""The reading pane as HTML: an article with the quote marked, or the list of articles."""

from collections.abc import Sequence

from assistant.ingest.library import ArticleSummary
from assistant.ingest.library.editions import Edition
from assistant.web.language import _
from assistant.web.markup import (
    add_articles_hint,
    article_button,
    byline,
    error_line,
    escape,
    quote_digest,
    web_address,
)
from assistant.web.reading.article_text import OpenRequest, article_text
from assistant.web.reading.editions_view import cited_edition, comparison, edition_notice
from assistant.web.wording import articles as articles_line


def chat_buttons() -> str:
    """Returns the buttons above an article that is read on the chat page."""
    return (
        f'<button type="button" class="back" data-back>{escape(_("Back to the answer"))}</button>'
        f'<button type="button" class="list" data-article="">{escape(_("All articles"))}</button>'
    )


def article_view(
    editions: Sequence[Edition],
    request: OpenRequest,
    also_in: Sequence[ArticleSummary] = (),
    buttons: str | None = None,
) -> str:
    """Returns an article with the quote marked: the edition that was cited, even if there is a newer one.

    Args:
        editions: All editions of the article, the oldest first.
        request: The part to show and to mark.
        also_in: The other articles about the same story.
        buttons: The buttons above it, as HTML; those of the chat page unless given.
    """
    buttons = chat_buttons() if buttons is None else buttons
    shown = cited_edition(editions, request)
    article, notice = shown.article, edition_notice(editions, shown, request)
    if request.compare:
        return f'<div class="pane-tools">{buttons}</div>{notice}{comparison(shown, editions[-1])}'
    if request.digest and quote_digest(article.text[request.start : request.end]) != request.digest:
        request = OpenRequest(article.id)
        notice = error_line(_("This article has changed since it was cited; ask again."))
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
    count = articles_line(total)
    heading = (
        _("the newest %(number)s of %(articles)s", number=len(articles), articles=count)
        if total > len(articles)
        else count
    )
    hint = _("click one to read it, or a source of an answer to see the very words")
    return (
        f'<div class="pane-tools"><button type="button" class="back to-chat" data-back>{escape(_("Back to the chat"))}</button></div>'
        f'<h2 class="headline">{escape(_("In this library"))}</h2>'
        f'<p class="about">{escape(heading)} · {escape(hint)}</p>'
        f'<ul class="articles">{items}</ul>'
    )


def empty_library(command: str) -> str:
    """Returns a hint on how to add articles, with a command for the terminal."""
    empty = _("This library is empty, so there is nothing to answer from.")
    path = _(
        "PATH is a file or a folder of articles: text, Markdown, HTML, PDF, Word, JSON, CSV or zip; or the address of a page or a feed. "
        "The next question finds them; this page need not be opened again."
    )
    return (
        f'<div class="empty"><h2 class="headline">{escape(_("No articles yet"))}</h2>'
        f"<p>{escape(empty)} {add_articles_hint()} {escape(_('Or in a terminal:'))}</p>"
        f"<pre><code>{escape(command)}</code></pre><p>{escape(path)}</p></div>"
    )


def _link_to_original(url: str | None) -> str:
    address = web_address(url)
    if address is None:
        return ""
    return (
        f' · <a href="{escape(address)}" target="_blank" rel="noopener noreferrer">{escape(_("Open the original"))}</a>'
    )


def _also_in(copies: Sequence[ArticleSummary]) -> str:
    if not copies:
        return ""
    buttons = ", ".join(
        f'<button type="button" class="inline" data-article="{escape(copy.id)}" dir="auto">{escape(copy.source)}</button>'
        for copy in copies
    )
    return f'<p class="about also-in">{escape(_("Also in"))} {buttons}</p>'
