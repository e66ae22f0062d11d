"""What all of the page's HTML is made with. Whatever comes from an article, a model or a reader passes through `escape`."""

import hashlib
import html
import re
from datetime import date

from assistant.web.days import write_day

ADD_ON_THE_PAGE = 'Add files, web pages and feeds on the <a href="./library">Library page</a>.'
"""Where readers can put articles into the library, as HTML for the chat page."""

_WEB_ADDRESS = re.compile(r"https?://[^\s\x00-\x1f\x7f\\]+", re.IGNORECASE)


def escape(text: str) -> str:
    """Text as it is shown, wherever in the markup it stands."""
    return html.escape(text, quote=True)


def web_address(url: str | None) -> str | None:
    """The address if it may become a link: http or https, in one piece."""
    return url if url and _WEB_ADDRESS.fullmatch(url) else None


def quote_digest(quote: str) -> str:
    """Tells whether two quotes are the same."""
    return hashlib.sha256(quote.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def error_line(message: str) -> str:
    """What went wrong, in one line."""
    return f'<p class="error" role="alert">{escape(" ".join(message.split()))}</p>'


def about(source: str, published: date | None, *more: str) -> str:
    """Publication, day, and what else there is to say of an article, in one line."""
    day = f'<time datetime="{published.isoformat()}">{write_day(published)}</time>' if published else "no date"
    return " · ".join([f'<span dir="auto">{escape(source)}</span>', day, *(escape(one) for one in more)])


def article_button(article_id: str, title: str, source: str, published: date | None) -> str:
    """A button that opens an article in the reading pane."""
    return (
        f'<button type="button" class="article" data-article="{escape(article_id)}">'
        f'<span class="title" dir="auto">{escape(title)}</span><span class="about">{about(source, published)}</span></button>'
    )
