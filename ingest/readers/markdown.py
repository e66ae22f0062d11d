"""Markdown, as plain text that can be quoted: without marks for headings, links and emphasis."""

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from assistant.ingest.article import ParsedArticle
from assistant.ingest.language.dates import parse_date
from assistant.ingest.readers.content import read_bytes
from assistant.ingest.readers.contract import Document, ReadArticle, ReadFailure, ReadOptions
from assistant.ingest.readers.decode import clean, decode
from assistant.ingest.readers.markup import markup_to_text
from assistant.ingest.readers.records import field_value, parse_authors
from assistant.ingest.readers.registry import register

if TYPE_CHECKING:
    from markdown_it.token import Token

_FRONT_MATTER = re.compile(r"\A---[ \t]*\n(.*?)^(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL | re.MULTILINE)
_MOST_FRONT_MATTER = 64 * 1024

_BLOCKS = ("paragraph", "heading", "bullet_list", "ordered_list", "table", "blockquote")
_CLOSINGS = {
    **{f"{block}_close": "\n\n" for block in _BLOCKS},
    "tr_close": "\n",
    "th_close": "  ",
    "td_close": "  ",
}


@register(".md", ".markdown", media_types=("text/markdown", "text/x-markdown"), name="Markdown")
def read_markdown(document: Document, options: ReadOptions) -> Iterator[ReadArticle | ReadFailure]:
    """The body as plain text; title, date, author, source, url and language from the front matter, or the first `#` heading.

    Raises:
        UnreadableError: If the file is empty, too large or no text.
    """
    body, front = _split(clean(decode(read_bytes(document, options), document.charset)))
    blocks, heading = _plain(body)
    draft = ParsedArticle(
        text=blocks,
        title=_string(field_value("title", front, {})) or heading,
        source=_string(field_value("source", front, {})),
        url=_string(field_value("url", front, {})),
        authors=parse_authors(field_value("authors", front, {})),
        published=parse_date(field_value("published", front, {})),
        language=_string(field_value("language", front, {})),
    )
    yield ReadArticle(draft, document.origin)


def _split(text: str) -> tuple[str, dict[str, object]]:
    """The body, and what the front matter says; what only looks like front matter stays in the body."""
    found = _FRONT_MATTER.match(text)
    if not found or len(found[1]) > _MOST_FRONT_MATTER:
        return text, {}
    import yaml

    try:
        front = yaml.safe_load(found[1])
    except (yaml.YAMLError, ValueError, RecursionError):  # ValueError: a date such as 2016-13-45
        return text[found.end() :], {}
    if not isinstance(front, dict):
        return text, {}
    return text[found.end() :], {str(key): value for key, value in front.items()}


def _string(value: object) -> str | None:
    return str(value) if isinstance(value, str | int | float) and not isinstance(value, bool) else None


def _plain(body: str) -> tuple[str, str | None]:
    """The body as plain text, and its first heading of the first level."""
    from markdown_it import MarkdownIt

    parts: list[str] = []
    title = None
    prefix = ""
    tokens = MarkdownIt("commonmark").enable("table").parse(body)
    for before, token in zip([None, *tokens], tokens, strict=False):
        if token.type == "inline":
            text = _inline(token.children or ())
            if title is None and before is not None and before.type == "heading_open" and before.tag == "h1":
                title = " ".join(text.split()) or None
            parts.append(prefix + text)
            prefix = ""
        elif token.type == "list_item_open":
            prefix = f"{token.info}{token.markup} " if token.info else ""
        else:
            parts.append(_block(token))
    lines = "\n".join(line.rstrip() for line in "".join(parts).split("\n"))
    return re.sub(r"\n{3,}", "\n\n", lines), title


def _block(token: "Token") -> str:
    """What a token adds that is not running text: separations, code as it stands, and what raw HTML says."""
    if token.type in {"fence", "code_block"}:
        return f"{token.content}\n"
    if token.type == "html_block":
        return f"{_without_tags(token.content)}\n\n"
    # the paragraphs of a tight list are hidden: its items are lines
    return "\n" if token.hidden and token.type == "paragraph_close" else _CLOSINGS.get(token.type, "")


def _inline(tokens: "Sequence[Token]") -> str:
    texts = {"text", "code_inline", "text_special"}
    parts = []
    for token in tokens:
        if token.type in texts:
            parts.append(token.content)
        elif token.type == "softbreak":
            parts.append(" ")
        elif token.type == "hardbreak":
            parts.append("\n")
    return "".join(parts)


def _without_tags(markup: str) -> str:
    return markup_to_text(f"<p>{markup}</p>")
