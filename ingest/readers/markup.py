"""Fragments of HTML, as feeds and records hold them, to text in paragraphs."""

import re
from html import unescape
from html.parser import HTMLParser

_CLOSING_TAG = re.compile(
    r"</(?:p|div|h[1-6]|li|ul|ol|a|b|i|em|strong|span|blockquote|article|section)\s*>|<br\s*/?>", re.IGNORECASE
)
_ENTITY = re.compile(r"&(?:amp|quot|nbsp|#\d+|#x[0-9a-f]+|[lr][sd]quo|[mn]dash|hellip|apos|lt|gt);", re.IGNORECASE)
_BLOCKS = {
    *("p", "div", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "blockquote", "article", "section", "table", "pre"),
    *("header", "footer", "figure", "hr", "main", "aside", "dl"),
}
_LINES = {"br", "li", "tr", "dt", "dd"}
_CELLS = {"td", "th"}
_UNREAD = {"script", "style", "template", "noscript", "svg", "iframe", "object", "button", "form"}


def text_of_markup(value: str) -> str:
    """The text itself, or what it says where it is a piece of HTML: paragraphs separated by blank lines."""
    if not _CLOSING_TAG.search(value):
        return unescape(value) if _ENTITY.search(value) and "<" not in value else value
    parser = _TextOnly()
    try:
        parser.feed(value)
        parser.close()
    except AssertionError:  # what the parser raises on some broken declarations, "<![x"
        return re.sub(r"<[^>]*>", " ", value)
    lines = re.sub(r"[ \t\xa0]*\n[ \t\xa0]*", "\n", "".join(parser.pieces))
    return re.sub(r"\n{3,}", "\n\n", re.sub(r" {2,}", " ", lines)).strip()


class _TextOnly(HTMLParser):
    """Collects the text, with line ends where blocks begin and end."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[str] = []
        self._unread: list[str] = []
        self._as_written = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002
        if tag in _UNREAD:
            self._unread.append(tag)
        self._as_written += tag == "pre"
        self._break_at(tag, "\n" if tag in _LINES else "")

    def handle_endtag(self, tag: str) -> None:
        if tag in self._unread:
            # what was opened inside and never closed ends with it
            del self._unread[self._unread.index(tag) :]
        self._as_written = max(0, self._as_written - (tag == "pre"))
        self._break_at(tag, " " if tag in _CELLS else "")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002
        self._break_at(tag, "\n" if tag in _LINES else "")

    def handle_data(self, data: str) -> None:
        if not self._unread:
            self.pieces.append(data if self._as_written else re.sub(r"\s+", " ", data))

    def _break_at(self, tag: str, small: str) -> None:
        if not self._unread:
            self.pieces.append("\n\n" if tag in _BLOCKS else small)
