"""HTML fragments that several pages share. All text from articles, models and users passes through `escape`."""

import hashlib
import html
import re
from datetime import date

from assistant.answers.answer import Citation
from assistant.web.language import _
from assistant.web.wording import long_date

_WEB_ADDRESS = re.compile(r"https?://[^\s\x00-\x1f\x7f\\]+", re.IGNORECASE)


def add_articles_hint() -> str:
    """Returns a sentence that tells the user where to add articles, as HTML for the chat page."""
    link = f'<a href="./library">{escape(_("Library page"))}</a>'
    # The only markup is in the link.
    return escape(_("Add files, web pages and feeds on the %(page)s.", page="\0")).replace("\0", link)


def day_or_none(day: date | None) -> str:
    """Returns a day in words, or that there is none."""
    return long_date(day) if day else _("no date")


def internal_error() -> str:
    """Returns the message for a fault of the program."""
    return _("Something went wrong in the assistant; the terminal it runs in says what.")


def escape(text: str) -> str:
    """Escapes text for element content and attribute values."""
    return html.escape(text, quote=True)


def web_address(url: str | None) -> str | None:
    """Returns the address if a link may point to it (http or https, without white space), else None."""
    return url if url and _WEB_ADDRESS.fullmatch(url) else None


def quote_digest(quote: str) -> str:
    """Returns a short hash of a quote, by which a changed text is noticed."""
    return hashlib.sha256(quote.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def citation_target(citation: Citation) -> dict[str, str | int]:
    """Returns the attributes of a button that opens a citation."""
    return {
        "data-article": citation.article_id,
        "data-start": citation.start,
        "data-end": citation.end,
        "data-digest": quote_digest(citation.quote),
        "data-edition": citation.edition,
    }


def error_line(message: str) -> str:
    """Returns an error message in one line."""
    return f'<p class="error" role="alert">{escape(" ".join(message.split()))}</p>'


def byline(source: str, published: date | None, *details: str) -> str:
    """Returns an article's publication, day and further details in one line."""
    day = (
        f'<time datetime="{published.isoformat()}">{escape(long_date(published))}</time>'
        if published
        else escape(day_or_none(None))
    )
    return " · ".join([f'<span dir="auto">{escape(source)}</span>', day, *map(escape, details)])


def article_button(article_id: str, title: str, source: str, published: date | None) -> str:
    """Returns a button that opens an article in the reading pane."""
    return (
        f'<button type="button" class="article" data-article="{escape(article_id)}">'
        f'<span class="title" dir="auto">{escape(title)}</span><span class="about">{byline(source, published)}</span></button>'
    )
