"""The page's HTML, made by pure functions: the turns of the chat with their cards, and the article with its mark.

Whatever comes from an article or from a reader passes through `escape`; an address becomes a link only if it is http or https.
A button that opens an article says which one, and which characters of it, in its `data-` attributes; `page.js` reports a click,
and `OpenRequest` reads the report.
"""

import hashlib
import html
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from assistant.answer import Answer, Citation, RelatedArticle, Statement
from assistant.ingest.article import Article
from assistant.ingest.library import ArticleSummary
from assistant.web.days import age_line, write_day

_WEB_ADDRESS = re.compile(r"https?://[^\s\x00-\x1f\x7f\\]+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class OpenRequest:
    """Which article a reader wants to see.

    Attributes:
        article_id: The article; none for the list of articles.
        start: The first character to mark.
        end: One past the last; the same as `start` where nothing is to be marked.
        digest: That of the quote, to see whether the article still says it.
    """

    article_id: str
    start: int = 0
    end: int = 0
    digest: str = ""

    @classmethod
    def read(cls, report: Mapping[str, object]) -> "OpenRequest":
        """From what the browser reports; what is no number counts as 0."""
        start, end = (_number(report.get(name)) for name in ("start", "end"))
        return cls(str(report.get("article") or ""), start, end, str(report.get("digest") or ""))


def escape(text: str) -> str:
    """Text as it is shown, wherever in the markup it stands."""
    return html.escape(text, quote=True)


def web_address(url: str | None) -> str | None:
    """The address if it may become a link: http or https, in one piece."""
    return url if url and _WEB_ADDRESS.fullmatch(url) else None


def quote_digest(quote: str) -> str:
    """Tells whether two quotes are the same."""
    return hashlib.sha256(quote.encode("utf-8", "surrogatepass")).hexdigest()[:16]


# The chat


def asked(question: str) -> str:
    """A question as it was typed."""
    return f'<p class="asked" dir="auto">{escape(question)}</p>'


def citation_card(citation: Citation) -> str:
    """A citation as a button: number, title, source, day, quote, and who else ran the story."""
    about = _about(citation.source, citation.published)
    also = f'<span class="also">also in {escape(", ".join(citation.also_in))}</span>' if citation.also_in else ""
    return (
        f'<button type="button" class="card" {_opens(citation)}>'
        f'<span class="number" aria-hidden="true">{citation.number}</span><span class="sr">Source {citation.number}: </span>'
        f'<span class="card-body"><span class="title" dir="auto">{escape(citation.title)}</span>'
        f'<span class="about">{about}</span>'
        f'<span class="quote" dir="auto">{escape(citation.quote)}</span>{also}</span></button>'
    )


def answer_so_far(statements: Sequence[Statement], citations: Sequence[Citation], stage: str, written: str = "") -> str:
    """An answer that is still being made: its statements, what is written but not checked yet, what is going on, and its cards."""
    draft = f'<p class="stage" dir="auto">{escape(written)}</p>' if written.strip() else ""
    return _statements(statements, citations) + draft + stage_line(stage) + _cards(citations)


def stage_line(stage: str) -> str:
    """What the assistant is doing."""
    return f'<p class="stage">{escape(stage)}</p>'


def whole_answer(answer: Answer, nothing_found: str) -> str:
    """A finished turn: the answer with its cards, or the line that says that there is none, with the nearest articles."""
    searched = _searched_for(answer) + (stage_line(answer.notice) if answer.notice else "")
    if answer.status == "not_found":
        return searched + _not_found(nothing_found, answer.related)
    lead = f'<p class="lead">{answer.lead.capitalize()}:</p>' if answer.lead else ""
    said = searched + lead + _statements(answer.statements, answer.citations)
    if not answer.citations:
        return said
    age = f'<p class="age">{escape(age_line(answer.newest_source, answer.as_of))}</p>'
    return said + age + _cards(answer.citations)


def error_line(message: str) -> str:
    """What went wrong, in one line."""
    return f'<p class="error" role="alert">{escape(" ".join(message.split()))}</p>'


def _searched_for(answer: Answer) -> str:
    if answer.standalone_question.strip() == answer.question.strip():
        return ""
    return f'<p class="searched">Searched for: <span dir="auto">{escape(answer.standalone_question)}</span></p>'


def _statements(statements: Sequence[Statement], citations: Sequence[Citation]) -> str:
    by_number = {citation.number: citation for citation in citations}
    return "".join(_statement(statement, by_number) for statement in statements)


def _statement(statement: Statement, by_number: Mapping[int, Citation]) -> str:
    cited = [by_number[number] for number in statement.citations if number in by_number]
    marks = "".join(
        f'<button type="button" class="cite" {_opens(one)} aria-label="Source {one.number}: {escape(one.title)}">{one.number}</button>'
        for one in cited
    )
    doubt = "" if statement.supported else ' <span class="doubt">not confirmed by the articles</span>'
    return f'<p class="statement" dir="auto">{_with_short_answer(statement)} {marks}{doubt}</p>'


def _with_short_answer(statement: Statement) -> str:
    """Its words, in bold those that were asked for."""
    if statement.short_answer is None:
        return escape(statement.text)
    start, end = statement.short_answer
    before, short, after = statement.text[:start], statement.text[start:end], statement.text[end:]
    return f'{escape(before)}<strong class="short">{escape(short)}</strong>{escape(after)}'


def _cards(citations: Sequence[Citation]) -> str:
    if not citations:
        return ""
    items = "".join(f"<li>{citation_card(one)}</li>" for one in citations)
    return f'<ol class="cards" aria-label="Sources of this answer">{items}</ol>'


def _not_found(line: str, related: Sequence[RelatedArticle]) -> str:
    said = f'<p class="not-found">{escape(line)}</p>'
    if not related:
        return said
    items = "".join(
        f"<li>{_article_button(one.article_id, one.title, one.source, one.published)}</li>" for one in related
    )
    return (
        f'{said}<p class="related-label">Nearest articles, which do not answer it:</p><ul class="articles">{items}</ul>'
    )


# The reading pane


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


def article_view(article: Article, request: OpenRequest, tools: str = _CHAT_TOOLS) -> str:
    """An article to read, with the quote marked if it is still there, and with buttons above it."""
    start, end = request.start, request.end
    changed = ""
    if request.digest and quote_digest(article.text[start:end]) != request.digest:
        start = end = 0
        changed = '<p class="error" role="alert">This article has changed since it was cited; ask again.</p>'
    about = _about(article.source, article.published and article.published.date(), *article.authors)
    language = f' lang="{escape(article.language)}"' if article.language else ""
    return (
        f'<div class="pane-tools">{tools}</div>{changed}'
        f'<article{language} dir="auto"><p class="about">{about}{_original(article.url)}</p>'
        f"{_article_text(article, start, end)}</article>"
    )


def article_list(articles: Sequence[ArticleSummary], total: int) -> str:
    """What there is to ask about: the newest articles."""
    items = "".join(
        f"<li>{_article_button(one.id, one.title, one.source, one.published and one.published.date())}</li>"
        for one in articles
    )
    shown = f"the newest {len(articles)} of {total:,}" if total > len(articles) else f"{total:,}"
    return (
        '<h2 class="headline">In this library</h2>'
        f'<p class="about">{shown} article{"" if total == 1 else "s"} · click one to read it, or a source of an answer to see the very words</p>'
        f'<ul class="articles">{items}</ul>'
    )


def empty_library(command: str) -> str:
    """How to add articles."""
    return (
        '<div class="empty"><h2 class="headline">No articles yet</h2>'
        "<p>This library is empty, so there is nothing to answer from. Add articles in a terminal:</p>"
        f"<pre><code>{escape(command)}</code></pre>"
        "<p>PATH is a file or a folder of articles: text, Markdown, HTML, PDF, Word, JSON, CSV or zip; or the address of a page or a feed. "
        "The next question finds them; this page need not be started again.</p></div>"
    )


def _article_text(article: Article, start: int, end: int) -> str:
    """The text, its first line as the headline where that is the title; otherwise the title above it."""
    text = article.text
    cut = len(article.title) if _opens_with_title(article) else 0
    if not cut:
        return f'<h2 class="headline">{escape(article.title)}</h2><div class="article-text">{marked(text, start, end)}</div>'
    head, body = marked(text[:cut], start, end), marked(text[cut:], start - cut, end - cut)
    return f'<div class="article-text"><h2 class="headline">{head}</h2>{body}</div>'


def _opens_with_title(article: Article) -> bool:
    rest = article.text[len(article.title) :]
    return article.text.startswith(article.title) and (not rest or rest.startswith("\n"))


def _original(url: str | None) -> str:
    address = web_address(url)
    if address is None:
        return ""
    return f' · <a href="{escape(address)}" target="_blank" rel="noopener noreferrer">Open the original</a>'


# What both have


def _about(source: str, published: date | None, *more: str) -> str:
    day = f'<time datetime="{published.isoformat()}">{write_day(published)}</time>' if published else "no date"
    return " · ".join([f'<span dir="auto">{escape(source)}</span>', day, *(escape(one) for one in more)])


def _article_button(article_id: str, title: str, source: str, published: date | None) -> str:
    return (
        f'<button type="button" class="article" data-article="{escape(article_id)}">'
        f'<span class="title" dir="auto">{escape(title)}</span><span class="about">{_about(source, published)}</span></button>'
    )


def _opens(citation: Citation) -> str:
    return (
        f'data-article="{escape(citation.article_id)}" data-start="{citation.start}" data-end="{citation.end}" '
        f'data-digest="{quote_digest(citation.quote)}"'
    )


def _number(value: object) -> int:
    text = str(value)
    return int(text) if re.fullmatch(r"[0-9]{1,12}", text) else 0
