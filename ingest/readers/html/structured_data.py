"""Reads the structured data of a page: JSON-LD objects, and the object that describes the article."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Protocol

_SCRIPTS = "//script[contains(@type, 'ld+json')]"
_COMMENT_MARKS = re.compile(
    r"^\s*(?:<!--|//\s*<!\[CDATA\[|/\*\s*<!\[CDATA\[\s*\*/)|(?:-->|//\s*\]\]>|/\*\s*\]\]>\s*\*/)\s*;?\s*$"
)
_TRAILING_COMMA = re.compile(r",\s*([}\]])")
_MAX_DEPTH = 12

# The types that describe an article, best first.
_NEWS = {
    *("newsarticle", "reportagenewsarticle", "analysisnewsarticle", "opinionnewsarticle", "backgroundnewsarticle"),
    *("reviewnewsarticle", "askpublicnewsarticle", "liveblogposting"),
}
_ARTICLES = {
    *("article", "blogposting", "report", "scholarlyarticle", "techarticle", "advertisercontentarticle"),
    *("satiricalarticle", "medicalscholarlyarticle", "socialmediaposting", "discussionforumposting", "blogpost"),
}
_OTHER_WORKS = {"creativework", "review", "recipe", "howto", "videoobject", "podcastepisode", "event", "qapage"}
_PAGES = {"webpage", "itempage", "medicalwebpage", "profilepage", "collectionpage"}
_RANKS = (_NEWS, _ARTICLES, _OTHER_WORKS, _PAGES)
# Objects under these keys describe other articles, or parts of one.
_FOREIGN_KEYS = {
    *("itemlistelement", "haspart", "comment", "liveblogupdate", "mentions", "citation", "review", "relatedlink"),
    *("ispartof", "breadcrumb", "image", "author", "publisher", "associatedmedia", "suggestedanswer", "subjectof"),
}


class Tree(Protocol):
    """The part of an lxml element that is used here."""

    def xpath(self, path: str) -> list["Tree"]:
        """Returns the elements at a path."""
        ...

    def text_content(self) -> str:
        """Returns the text inside the element."""
        ...


@dataclass(frozen=True, slots=True)
class ArticleData:
    """What the structured data says about the article.

    Attributes:
        values: The object with lower-case keys.
        is_article: Whether its type is one of an article, not of a page or another work.
    """

    values: Mapping[str, object]
    is_article: bool

    def text(self, key: str) -> str:
        """Returns the value of a key if it is text, or an empty string."""
        value = self.values.get(key)
        return value.strip() if isinstance(value, str) else ""

    def names(self, key: str) -> list[str]:
        """Returns the names of the persons or organisations under a key."""
        value = self.values.get(key)
        listed = value if isinstance(value, list) else [value]
        names = [item.get("name") if isinstance(item, Mapping) else item for item in listed]
        return [name.strip() for name in names if isinstance(name, str) and name.strip()]


def article_data(tree: Tree, title: str | None, url: str | None) -> ArticleData | None:
    """Returns the JSON-LD object that describes the article: a `NewsArticle` before an `Article` before a `WebPage`.

    Args:
        tree: The page.
        title: The title of the page. Of objects of one rank, one with this headline is preferred.
        url: The address of the page, which is preferred likewise.
    """
    ranked = [(rank, values) for values in _objects(tree) if (rank := _rank(values)) is not None]
    if not ranked:
        return None
    rank, values = min(ranked, key=lambda pair: (pair[0], not _matches(pair[1], title, url)))
    return ArticleData({str(key).lower(): value for key, value in values.items()}, rank < 2)


def _objects(tree: Tree) -> Iterator[Mapping[str, object]]:
    for script in tree.xpath(_SCRIPTS):
        content = _parse_json(script.text_content())
        if content is not None:
            yield from _typed_objects(content, 0)


def _parse_json(text: str) -> object | None:
    text = _COMMENT_MARKS.sub("", text).strip().rstrip(";")
    for attempt in (text, _TRAILING_COMMA.sub(r"\1", text)):
        try:
            return json.loads(attempt, strict=False)  # type: ignore[no-any-return]
        except (ValueError, RecursionError):
            continue
    return None


def _typed_objects(value: object, depth: int) -> Iterator[Mapping[str, object]]:
    if depth > _MAX_DEPTH:
        return
    if isinstance(value, list):
        for item in value:
            yield from _typed_objects(item, depth + 1)
    elif isinstance(value, dict):
        if "@type" in value:
            yield value
        for key, child in value.items():
            if key.lower() not in _FOREIGN_KEYS and isinstance(child, list | dict):
                yield from _typed_objects(child, depth + 1)


def _rank(values: Mapping[str, object]) -> int | None:
    types = values.get("@type")
    names = {str(name).rpartition("/")[2].lower() for name in (types if isinstance(types, list) else [types])}
    return next((rank for rank, group in enumerate(_RANKS) if names & group), None)


def _matches(values: Mapping[str, object], title: str | None, url: str | None) -> bool:
    headline = values.get("headline") or values.get("name")
    if title and isinstance(headline, str) and headline.strip() and headline.strip().casefold() in title.casefold():
        return True
    page = values.get("mainEntityOfPage")
    addresses = (values.get("url"), page.get("@id") if isinstance(page, dict) else page)
    return bool(url) and any(address == url for address in addresses)
