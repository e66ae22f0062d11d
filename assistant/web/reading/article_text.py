"""The text of an article as HTML: the quote marked, and of a long one a window that is moved on request."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from assistant.ingest.article import Article
from assistant.web.markup import escape

_WHOLE_UP_TO = 60_000  # characters; of a longer article a window is sent
_AROUND = 15_000
_STEP = 2 * _AROUND
_WIDEST = 240_000  # a window that has grown so far moves on instead: a browser that holds millions of characters answers slowly


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
        seam: Where what the reader has seen ends and more of the text begins; 0 for nowhere.
    """

    article_id: str
    start: int = 0
    end: int = 0
    digest: str = ""
    first: int = 0
    last: int = 0
    seam: int = 0

    @classmethod
    def read(cls, report: Mapping[str, object]) -> "OpenRequest":
        """From what the browser reports; what is no number counts as 0."""
        start, end, first, last, seam = (
            _number(report.get(name)) for name in ("start", "end", "first", "last", "seam")
        )
        return cls(str(report.get("article") or ""), start, end, str(report.get("digest") or ""), first, last, seam)


def marked(text: str, start: int, end: int) -> str:
    """The text, escaped, with the characters from `start` to `end` in a mark; positions outside the text are moved to its ends."""
    start = min(max(start, 0), len(text))
    end = min(max(end, start), len(text))
    if start == end:
        return escape(text)
    return f'{escape(text[:start])}<mark tabindex="-1">{escape(text[start:end])}</mark>{escape(text[end:])}'


def article_text(article: Article, request: OpenRequest) -> str:
    """The text, its first line as the headline where that is the title; otherwise the title above it.

    Args:
        article: The article.
        request: What of it is to be shown and marked.
    """
    first, last = _window(article.text, request)
    cut = len(article.title) if first == 0 and _opens_with_title(article) else 0
    before, after = _ways_on(article, request, first, last)
    body = _slice(article.text, first + cut, last, request)
    if not cut:
        return f'<h2 class="headline">{escape(article.title)}</h2>{before}<div class="article-text">{body}</div>{after}'
    head = marked(article.text[:cut], request.start, request.end)
    return f'<div class="article-text"><h2 class="headline">{head}</h2>{body}</div>{after}'


def _slice(text: str, first: int, last: int, request: OpenRequest) -> str:
    """A part of the text, and in it the place where what is new begins."""

    def part(begin: int, end: int) -> str:
        return marked(text[begin:end], request.start - begin, request.end - begin)

    if not first < request.seam < last:
        return part(first, last)
    return f'{part(first, request.seam)}<span id="seam" tabindex="-1"></span>{part(request.seam, last)}'


def _window(text: str, request: OpenRequest) -> tuple[int, int]:
    """Which characters are shown: all of them, those asked for, or those around the quote."""
    if len(text) <= _WHOLE_UP_TO:
        return 0, len(text)
    if request.last > request.first:
        first, last = request.first, min(request.last, request.first + _WIDEST)
    else:
        first, last = request.start - _AROUND, request.end + _AROUND
    first, last = max(0, min(first, len(text))), max(0, min(last, len(text)))
    line_before, line_after = text.rfind("\n", max(0, first - _AROUND), first), text.find("\n", last, last + _AROUND)
    whole_first = 0 if first < _AROUND else (line_before + 1 or first)
    return whole_first, len(text) if len(text) - last < _AROUND else max(last, line_after)


def _ways_on(article: Article, request: OpenRequest, first: int, last: int) -> tuple[str, str]:
    """What leads from a window to the text before it and after it; empty where there is none."""
    length = len(article.text)
    if first == 0 and last == length:
        return "", ""
    quote = ""
    if request.end > request.start and not first <= request.start < last:
        quote = _way(replace(request, first=0, last=0, seam=0), "quote", "Back to the quote")
    start, end = max(0, first - _STEP), min(length, last + _STEP)
    earlier = replace(request, first=start, last=min(last, start + _WIDEST), seam=first)
    later = replace(request, first=max(first, end - _WIDEST), last=end, seam=last)
    beginning = replace(request, first=0, last=_STEP, seam=0)
    ending = replace(request, first=length - _STEP, last=length, seam=0)
    before = _way(earlier, "earlier", "Show earlier text") + _way(beginning, "beginning", "To the beginning")
    after = _way(later, "later", "Show later text") + _way(ending, "ending", "To the end")
    size = f"<span>{length:,} characters in all</span>"
    return (
        f'<p class="more">{before}{quote} {size}</p>' if first > 0 else "",
        f'<p class="more">{after}{quote} {size}</p>' if last < length else "",
    )


def _way(to: OpenRequest, which: str, label: str) -> str:
    return (
        f'<button type="button" data-article="{escape(to.article_id)}" data-start="{to.start}" data-end="{to.end}" data-digest="{escape(to.digest)}" '
        f'data-first="{to.first}" data-last="{to.last}" data-seam="{to.seam}" data-more="{which}">{label}</button> '
    )


def _opens_with_title(article: Article) -> bool:
    rest = article.text[len(article.title) :]
    return article.text.startswith(article.title) and (not rest or rest.startswith("\n"))


def _number(value: object) -> int:
    text = str(value)
    return int(text) if re.fullmatch(r"[0-9]{1,12}", text) else 0
