"""Finds the article in the data that scripts render a page from, such as Next.js's `__NEXT_DATA__`."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from assistant.ingest.readers.html.script_values import script_values
from assistant.ingest.readers.html.tidy import same_words, word_overlap
from assistant.ingest.readers.markup import markup_to_text, normalize_lines

_TITLE_KEYS = ("headline", "title", "headlines", "name", "heading", "headlinetext", "seotitle")
_BODY_KEYS = {
    *("body", "content", "contents", "text", "articlebody", "html", "bodyhtml", "contenthtml", "fulltext", "story"),
    *(
        "blocks",
        "paragraphs",
        "components",
        "elements",
        "contentelements",
        "bodytext",
        "richtext",
        "article",
        "children",
    ),
    *("copy", "maincontent", "rendered", "value", "description"),
}
_TEXT_KEYS = ("text", "html", "content", "value", "body", "children", "rendered", "copy", "paragraph", "data")
_DATE_KEYS = (
    *(
        "datepublished",
        "publishedat",
        "firstpublished",
        "publisheddate",
        "publishdate",
        "publicationdate",
        "published",
        "pubdate",
    ),
    *(
        "firstpublishedat",
        "publishedtime",
        "dateissued",
        "publishtime",
        "firstpublishdate",
        "displaydate",
        "createdat",
        "date",
    ),
)
_NON_PROSE_TYPES = re.compile(
    r"image|video|embed|ad\b|advert|promo|related|newsletter|gallery|link|button|author|social", re.IGNORECASE
)
_MIN_WORDS = 40
_MAX_DEPTH = 24
_MIN_TITLE_OVERLAP = 0.6


@dataclass(frozen=True, slots=True)
class StateArticle:
    """An article found in the data of scripts.

    Attributes:
        text: Its text in paragraphs.
        title: Its headline.
        published: The date of publication as the data states it.
        authors: The names of its authors.
    """

    text: str
    title: str | None
    published: str | None
    authors: object


def state_article(tree: Any, titles: list[str]) -> StateArticle | None:  # noqa: ANN401 (an lxml element)
    """Returns the article in the data of scripts whose headline is that of the page, or the longest one.

    Args:
        tree: The page.
        titles: The titles of the page.
    """
    best: tuple[tuple[bool, int], StateArticle] | None = None
    for content in script_values(tree):
        for record in _records(content, 0):
            article = _article_of(record)
            if article is None:
                continue
            matches = any(_title_matches(article.title, title) for title in titles)
            rank = (matches, len(article.text))
            if best is None or rank > best[0]:
                best = (rank, article)
    return best[1] if best and best[0][0] else None


def _title_matches(title: str | None, page_title: str) -> bool:
    return bool(title) and (
        same_words(title or "", page_title) or word_overlap(title or "", page_title) >= _MIN_TITLE_OVERLAP
    )


def _records(value: object, depth: int) -> Iterator[Mapping[str, object]]:
    if depth > _MAX_DEPTH:
        return
    if isinstance(value, dict):
        yield {re.sub(r"[\W_]", "", str(key)).lower(): child for key, child in value.items()}
        for child in value.values():
            yield from _records(child, depth + 1)
    elif isinstance(value, list):
        for child in value:
            yield from _records(child, depth + 1)


def _article_of(record: Mapping[str, object]) -> StateArticle | None:
    title = next((_plain(record[key]) for key in _TITLE_KEYS if _plain(record.get(key))), None)
    if title is None:
        return None
    texts = [_text_of(value) for key, value in record.items() if key in _BODY_KEYS]
    text = max(texts, key=len, default="")
    if len(text.split()) < _MIN_WORDS:
        return None
    published = next((value for key in _DATE_KEYS if isinstance(value := record.get(key), str)), None)
    authors = record.get("authors") or record.get("author") or record.get("byline")
    return StateArticle(text, title, published, authors)


def _plain(value: object) -> str | None:
    if isinstance(value, dict):
        value = value.get("rendered") or value.get("text") or value.get("basic")
    return markup_to_text(value).strip() or None if isinstance(value, str) else None


def _text_of(value: object, depth: int = 0) -> str:
    """Returns the prose of a string of HTML, or of nested blocks, with blank lines between paragraphs."""
    if depth > _MAX_DEPTH:
        return ""
    if isinstance(value, str):
        return markup_to_text(value) if " " in value.strip() else ""
    if isinstance(value, list):
        return normalize_lines("\n\n".join(part for child in value if (part := _text_of(child, depth + 1))))
    if isinstance(value, dict):
        folded = {str(key).lower(): child for key, child in value.items()}
        kind = folded.get("type") or folded.get("__typename") or folded.get("kind") or ""
        if isinstance(kind, str) and _NON_PROSE_TYPES.search(kind):
            return ""
        return next((text for key in _TEXT_KEYS if key in folded and (text := _text_of(folded[key], depth + 1))), "")
    return ""
