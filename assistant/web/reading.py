"""The reading pane as HTML: an article with the quote marked, or the list of articles."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from assistant.ingest.article import Article
from assistant.ingest.library import ArticleSummary
from assistant.web.markup import ADD_ON_THE_PAGE, about, article_button, escape, quote_digest, web_address

_WHOLE_UP_TO = (
    60_000  # characters; of a longer article the part around the quote is sent, and more when it is asked for
)
_AROUND = 15_000


@dataclass(frozen=True, slots=True)
class OpenRequest:
    """Which article a reader wants to see.

    Attributes:
        article_id: The article; none for the list of articles.
        start: The first character to mark.
        end: One past the last; the same as `start` where nothing is to be marked.
        digest: That of the quote, to see whether the article still says it.
        first: The first character to show of a long article.
        last: One past the last; 0 for what lies around the quote.
    """

    article_id: str
    start: int = 0
    end: int = 0
    digest: str = ""
    first: int = 0
    last: int = 0

    @classmethod
    def read(cls, report: Mapping[str, object]) -> "OpenRequest":
        """From what the browser reports; what is no number counts as 0."""
        start, end, first, last = (_number(report.get(name)) for name in ("start", "end", "first", "last"))
        return cls(str(report.get("article") or ""), start, end, str(report.get("digest") or ""), first, last)


def marked(text: str, start: int, end: int) -> str:
    """The text, escaped, with the characters from `start` to `end` in a mark; positions outside the text are moved to its ends."""
    start = min(max(start, 0), len(text))
    end = min(max(end, start), len(text))
    if start == end:
        return escape(text)
    return f'{escape(text[:start])}<mark tabindex="-1">{escape(text[start:end])}</mark>{escape(text[end:])}'


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
    start, end = request.start, request.end
    changed = ""
    if request.digest and quote_digest(article.text[start:end]) != request.digest:
        start = end = 0
        changed = '<p class="error" role="alert">This article has changed since it was cited; ask again.</p>'
    line = about(article.source, article.published and article.published.date(), *article.authors)
    language = f' lang="{escape(article.language)}"' if article.language else ""
    return (
        f'<div class="pane-tools">{tools}</div>{changed}'
        f'<article{language} dir="auto"><p class="about">{line}{_original(article.url)}</p>{_also_in(also_in)}'
        f"{_article_text(article, start, end, request)}</article>"
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


def _article_text(article: Article, start: int, end: int, request: OpenRequest) -> str:
    """The text, its first line as the headline where that is the title; otherwise the title above it."""
    text = article.text
    first, last = _window(text, start, end, request)
    cut = len(article.title) if first == 0 and _opens_with_title(article) else 0
    before, after = _more(article, request, first, last)
    body = marked(text[first + cut : last], start - first - cut, end - first - cut)
    if not cut:
        return f'<h2 class="headline">{escape(article.title)}</h2>{before}<div class="article-text">{body}</div>{after}'
    head = marked(text[:cut], start, end)
    return f'<div class="article-text"><h2 class="headline">{head}</h2>{body}</div>{after}'


def _window(text: str, start: int, end: int, request: OpenRequest) -> tuple[int, int]:
    """Which characters are shown: all of them, those asked for, or those around the quote."""
    if len(text) <= _WHOLE_UP_TO:
        return 0, len(text)
    if request.last > request.first:
        first, last = request.first, request.last
    else:
        first, last = start - _AROUND, end + _AROUND
    first, last = max(0, min(first, len(text))), max(0, min(last, len(text)))
    line_before, line_after = text.rfind("\n", max(0, first - _AROUND), first), text.find("\n", last, last + _AROUND)
    whole_first = 0 if first < _AROUND else (line_before + 1 or first)
    return whole_first, len(text) if len(text) - last < _AROUND else max(last, line_after)


def _more(article: Article, request: OpenRequest, first: int, last: int) -> tuple[str, str]:
    """Buttons for the text before and after what is shown; empty where there is none."""
    before = _widen(article, request, first - 2 * _AROUND, last, "earlier") if first > 0 else ""
    after = _widen(article, request, first, last + 2 * _AROUND, "later") if last < len(article.text) else ""
    return before, after


def _widen(article: Article, request: OpenRequest, first: int, last: int, which: str) -> str:
    first, last = max(0, first), min(last, len(article.text))
    return (
        f'<p class="more"><button type="button" data-article="{escape(article.id)}" data-start="{request.start}" data-end="{request.end}" '
        f'data-digest="{escape(request.digest)}" data-first="{first}" data-last="{last}" data-more="{which}">'
        f"Show {which} text</button> <span>{len(article.text):,} characters in all</span></p>"
    )


def _opens_with_title(article: Article) -> bool:
    rest = article.text[len(article.title) :]
    return article.text.startswith(article.title) and (not rest or rest.startswith("\n"))


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


def _number(value: object) -> int:
    text = str(value)
    return int(text) if re.fullmatch(r"[0-9]{1,12}", text) else 0
