"""Reads Markdown as plain text that can be quoted, without the marks for headings, links and emphasis."""

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
_MAX_FRONT_MATTER_CHARS = 64 * 1024

_BLOCKS = ("paragraph", "heading", "bullet_list", "ordered_list", "table", "blockquote")
_CLOSINGS = {
    **{f"{block}_close": "\n\n" for block in _BLOCKS},
    "tr_close": "\n",
    "th_close": "  ",
    "td_close": "  ",
}


@register(".md", ".markdown", media_types=("text/markdown", "text/x-markdown"), name="Markdown")
def read_markdown(document: Document, options: ReadOptions) -> Iterator[ReadArticle | ReadFailure]:
    """Reads the body as plain text, and the fields from the front matter. Without a title there, the first `#` heading is it.

    Raises:
        UnreadableError: If the file is empty, too large or not text.
    """
    body, front_matter = _split_front_matter(clean(decode(read_bytes(document, options), document.charset)))
    text, heading = _plain_text(body)
    parsed = ParsedArticle(
        text=text,
        title=_string_or_none(field_value("title", front_matter, {})) or heading,
        source=_string_or_none(field_value("source", front_matter, {})),
        url=_string_or_none(field_value("url", front_matter, {})),
        authors=parse_authors(field_value("authors", front_matter, {})),
        published=parse_date(field_value("published", front_matter, {})),
        date_evidence="front matter",
        language=_string_or_none(field_value("language", front_matter, {})),
    )
    yield ReadArticle(parsed, document.origin)


def _split_front_matter(text: str) -> tuple[str, dict[str, object]]:
    """Splits a text into body and front matter. A block that is not valid front matter stays in the body."""
    match = _FRONT_MATTER.match(text)
    if not match or len(match[1]) > _MAX_FRONT_MATTER_CHARS:
        return text, {}
    import yaml

    try:
        front_matter = yaml.safe_load(match[1])
    except (yaml.YAMLError, ValueError, RecursionError):  # ValueError: a date such as 2016-13-45
        return text[match.end() :], {}
    if not isinstance(front_matter, dict):
        return text, {}
    return text[match.end() :], {str(key): value for key, value in front_matter.items()}


def _string_or_none(value: object) -> str | None:
    return str(value) if isinstance(value, str | int | float) and not isinstance(value, bool) else None


def _plain_text(body: str) -> tuple[str, str | None]:
    """Returns the body as plain text, and its first heading of level 1."""
    from markdown_it import MarkdownIt

    parts: list[str] = []
    title = None
    prefix = ""
    tokens = MarkdownIt("commonmark").enable("table").parse(body)
    for before, token in zip([None, *tokens], tokens, strict=False):
        if token.type == "inline":
            text = _inline_text(token.children or ())
            if title is None and before is not None and before.type == "heading_open" and before.tag == "h1":
                title = " ".join(text.split()) or None
            parts.append(prefix + text)
            prefix = ""
        elif token.type == "list_item_open":
            prefix = f"{token.info}{token.markup} " if token.info else ""
        else:
            parts.append(_block_text(token))
    lines = "\n".join(line.rstrip() for line in "".join(parts).split("\n"))
    return re.sub(r"\n{3,}", "\n\n", lines), title


def _block_text(token: "Token") -> str:
    """Returns the text of a token that is not running text: separators, code unchanged, and the text of raw HTML."""
    if token.type in {"fence", "code_block"}:
        return f"{token.content}\n"
    if token.type == "html_block":
        return f"{_without_tags(token.content)}\n\n"
    # the paragraphs of a tight list are hidden, so its items become lines
    return "\n" if token.hidden and token.type == "paragraph_close" else _CLOSINGS.get(token.type, "")


def _inline_text(tokens: "Sequence[Token]") -> str:
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
