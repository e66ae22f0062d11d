"""The text of an article as HTML: the quote is marked, and of a long text only a window is sent."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from assistant.ingest.article import Article
from assistant.web.browser_data import read_number
from assistant.web.language import _, format_number
from assistant.web.markup import escape

# All in characters. A browser that holds millions of characters answers slowly.
_WHOLE_UP_TO = 60_000
_WINDOW_MARGIN = 15_000
_STEP = 2 * _WINDOW_MARGIN
_MAX_WINDOW = 240_000


@dataclass(frozen=True, slots=True)
class OpenRequest:
    """Asks for an article, or a part of it.

    Attributes:
        article_id: The article; "" for the list of articles.
        start: The first character to mark.
        end: One past the last character to mark; equal to `start` to mark nothing.
        digest: The digest of the quote, by which a changed text is noticed.
        edition: The name of the edition that the quote is from; "" for the newest, or if it is not known.
        compare: Whether to show how the newest edition differs, instead of the text.
        first: The first character of the window.
        last: One past the last character of the window; 0 for a window around the quote.
        seam: Where the text that the browser already shows meets the new text; 0 for none.
    """

    article_id: str
    start: int = 0
    end: int = 0
    digest: str = ""
    edition: str = ""
    compare: bool = False
    first: int = 0
    last: int = 0
    seam: int = 0

    @classmethod
    def read(cls, data: Mapping[str, object]) -> "OpenRequest":
        """Reads a request from what the browser sends; malformed numbers count as 0."""
        start, end, first, last, seam = (
            read_number(data.get(name)) for name in ("start", "end", "first", "last", "seam")
        )
        article, digest, edition = (str(data.get(name) or "") for name in ("article", "digest", "edition"))
        return cls(article, start, end, digest, edition, data.get("compare") == "true", first, last, seam)


def mark(text: str, start: int, end: int) -> str:
    """Escapes a text and marks the characters from `start` to `end`. Positions outside the text move to its ends."""
    start = min(max(start, 0), len(text))
    end = min(max(end, start), len(text))
    if start == end:
        return escape(text)
    return f'{escape(text[:start])}<mark tabindex="-1">{escape(text[start:end])}</mark>{escape(text[end:])}'


def article_text(article: Article, request: OpenRequest) -> str:
    """Returns the text with its headline: its first line if that is the title, else the title above it.

    Args:
        article: The article.
        request: The part to show and to mark.
    """
    first, last = _window(article.text, request)
    headline = len(article.title) if first == 0 and _starts_with_title(article) else 0
    before, after = _links_to_other_parts(article, request, first, last)
    body = _slice(article.text, first + headline, last, request)
    if not headline:
        return f'<h2 class="headline">{escape(article.title)}</h2>{before}<div class="article-text">{body}</div>{after}'
    title = mark(article.text[:headline], request.start, request.end)
    return f'<div class="article-text"><h2 class="headline">{title}</h2>{body}</div>{after}'


def _slice(text: str, first: int, last: int, request: OpenRequest) -> str:
    """Returns a part of the text, with an anchor at the seam."""

    def part(begin: int, end: int) -> str:
        return mark(text[begin:end], request.start - begin, request.end - begin)

    if not first < request.seam < last:
        return part(first, last)
    return f'{part(first, request.seam)}<span id="seam" tabindex="-1"></span>{part(request.seam, last)}'


def _window(text: str, request: OpenRequest) -> tuple[int, int]:
    """Returns the first and one past the last character to show: all, those requested, or those around the quote."""
    if len(text) <= _WHOLE_UP_TO:
        return 0, len(text)
    if request.last > request.first:
        first, last = request.first, min(request.last, request.first + _MAX_WINDOW)
    else:
        first, last = request.start - _WINDOW_MARGIN, request.end + _WINDOW_MARGIN
    first, last = max(0, min(first, len(text))), max(0, min(last, len(text)))
    line_start = text.rfind("\n", max(0, first - _WINDOW_MARGIN), first) + 1
    line_end = text.find("\n", last, last + _WINDOW_MARGIN)
    return (
        0 if first < _WINDOW_MARGIN else (line_start or first),
        len(text) if len(text) - last < _WINDOW_MARGIN else max(last, line_end),
    )


def _links_to_other_parts(article: Article, request: OpenRequest, first: int, last: int) -> tuple[str, str]:
    """Returns the buttons above and below a window that show other parts of the text; "" at the text's ends."""
    length = len(article.text)
    if first == 0 and last == length:
        return "", ""
    quote = ""
    if request.end > request.start and not first <= request.start < last:
        quote = _button(replace(request, first=0, last=0, seam=0), "quote", _("Back to the quote"))
    start, end = max(0, first - _STEP), min(length, last + _STEP)
    earlier = replace(request, first=start, last=min(last, start + _MAX_WINDOW), seam=first)
    later = replace(request, first=max(first, end - _MAX_WINDOW), last=end, seam=last)
    beginning = replace(request, first=0, last=_STEP, seam=0)
    ending = replace(request, first=length - _STEP, last=length, seam=0)
    before = _button(earlier, "earlier", _("Show earlier text")) + _button(
        beginning, "beginning", _("To the beginning")
    )
    after = _button(later, "later", _("Show later text")) + _button(ending, "ending", _("To the end"))
    size = f"<span>{escape(_('%(number)s characters in all', number=format_number(length)))}</span>"
    return (
        f'<p class="more">{before}{quote} {size}</p>' if first > 0 else "",
        f'<p class="more">{after}{quote} {size}</p>' if last < length else "",
    )


def _button(target: OpenRequest, kind: str, label: str) -> str:
    return (
        f'<button type="button" data-article="{escape(target.article_id)}" '
        f'data-start="{target.start}" data-end="{target.end}" data-digest="{escape(target.digest)}" data-edition="{escape(target.edition)}" '
        f'data-first="{target.first}" data-last="{target.last}" data-seam="{target.seam}" data-more="{kind}">{escape(label)}</button> '
    )


def _starts_with_title(article: Article) -> bool:
    rest = article.text[len(article.title) :]
    return article.text.startswith(article.title) and (not rest or rest.startswith("\n"))
