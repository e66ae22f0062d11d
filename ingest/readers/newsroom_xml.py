"""Reads the XML formats of newsrooms: NITF, NewsML 1 and NewsML-G2."""

import re
from collections.abc import Iterator
from itertools import takewhile
from typing import Any

from assistant.ingest.article import ParsedArticle
from assistant.ingest.readers.markup import collapse_whitespace, markup_to_text
from assistant.ingest.readers.record_dates import record_date
from assistant.ingest.readers.records import parse_authors

_PICTURES = {"media", "figure", "media-caption"}
_PARAGRAPHS = {"p", "hl2", "h2", "h3", "h4", "li", "pre"}
_BLANK_LINES = re.compile(r"\n\s*\n")
# The roles of components of NewsML 1 that are no article.
_OTHER_ROLES = re.compile(r"photo|picture|image|graphic|caption|video|audio|thumbnail|summary|abstract", re.IGNORECASE)


def parse_newsroom_xml(data: bytes) -> list[ParsedArticle]:
    """Returns the articles of a NITF, NewsML 1 or NewsML-G2 document, or an empty list if it is none of them.

    Args:
        data: The bytes of the document.
    """
    from lxml import etree

    if not any(mark in data for mark in (b"<nitf", b"newsItem", b"NewsItem")):
        return []
    try:
        root = etree.fromstring(data, etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False))
    except (etree.XMLSyntaxError, ValueError):
        return []
    name = _name(root)
    if name == "nitf":
        return list(_nitf_articles([root]))
    if name in {"newsItem", "newsMessage"}:
        return [article for item in _named(root, "newsItem") if (article := _news_item(item)) is not None]
    if name in {"NewsML", "NewsItem"}:
        return [article for item in _named(root, "NewsItem") if (article := _news_item_1(item)) is not None]
    return []


def _name(node: Any) -> str:  # noqa: ANN401 (an lxml element)
    return node.tag.rpartition("}")[2] if isinstance(node.tag, str) else ""


def _named(root: Any, name: str) -> list[Any]:  # noqa: ANN401
    return [node for node in root.iter() if _name(node) == name]


def _find(root: Any, *names: str) -> Any | None:  # noqa: ANN401
    """Returns the first element with one of the names, trying them in order."""
    return next((node for name in names for node in root.iter() if _name(node) == name), None)


def _text(node: Any | None) -> str:  # noqa: ANN401
    return collapse_whitespace("".join(node.itertext())).strip() if node is not None else ""


def _paragraphs(body: Any | None) -> str:  # noqa: ANN401
    if body is None:
        return ""
    if not len(body):
        return "\n\n".join(collapse_whitespace(part).strip() for part in _BLANK_LINES.split((body.text or "").strip()))
    texts = [_text(node) for node in body.iter() if _name(node) in _PARAGRAPHS and not _is_inside(node, body)]
    return "\n\n".join(text for text in texts if text) or _text(body)


def _is_inside(node: Any, body: Any) -> bool:  # noqa: ANN401
    """Checks whether an element belongs to another paragraph, or to a picture."""
    return any(
        _name(ancestor) in _PARAGRAPHS | _PICTURES
        for ancestor in takewhile(lambda other: other is not body, node.iterancestors())
    )


def _nitf_articles(roots: list[Any]) -> Iterator[ParsedArticle]:
    for root in roots:
        text = _paragraphs(_find(root, "body.content"))
        if not text:
            continue
        issued, published = _find(root, "date.issue"), _find(root, "pubdata")
        byline = _find(root, "byline")
        yield ParsedArticle(
            text=text,
            title=_text(_find(root, "hl1", "title")) or None,
            source=(published.get("name") if published is not None else None)
            or _text(_find(root, "distributor"))
            or None,
            authors=parse_authors(_text(_find(byline, "person") if byline is not None else None) or _text(byline)),
            date_evidence="newsroom metadata",
            published=record_date(
                (issued.get("norm") if issued is not None else None)
                or (published.get("date.publication") if published is not None else None)
            ),
            id=next((node.get("id-string") for node in root.iter() if _name(node) == "doc-id"), None),
        )


def _news_item(item: Any) -> ParsedArticle | None:  # noqa: ANN401
    nitf = _find(item, "nitf")
    inner = next(_nitf_articles([nitf]), None) if nitf is not None else None
    text = inner.text if inner else _paragraphs(_find(item, "inlineXML", "inlineData"))
    if not text:
        return None
    creator = _find(item, "creator")
    return ParsedArticle(
        text=text,
        title=_text(_find(item, "headline", "title")) or (inner.title if inner else None),
        source=_text(_find(item, "provider")) or (inner.source if inner else None),
        authors=parse_authors(_text(_find(item, "by")) or _text(creator)) or (inner.authors if inner else ()),
        date_evidence="newsroom metadata",
        published=record_date(_text(_find(item, "firstCreated", "contentCreated", "versionCreated"))),
        id=item.get("guid"),
    )


def _news_item_1(item: Any) -> ParsedArticle | None:  # noqa: ANN401
    """Returns the article of an item of NewsML 1: the longest text that it contains, without those of pictures."""
    contents = [node for node in _named(item, "DataContent") if not _has_other_role(node, item)]
    content = max(contents, key=lambda node: len(_text(node)), default=None)
    nitf = _find(content, "nitf") if content is not None else None
    inner = next(_nitf_articles([nitf]), None) if nitf is not None else None
    text = inner.text if inner else markup_to_text(_paragraphs(content)).strip()
    if not text:
        return None
    identifier = _find(item, "PublicIdentifier", "NewsItemId")
    return ParsedArticle(
        text=text,
        title=_text(_find(item, "HeadLine")) or (inner.title if inner else None),
        source=_party(_find(item, "Provider")) or _text(_find(item, "CreditLine")) or (inner.source if inner else None),
        authors=parse_authors(_text(_find(item, "ByLine"))) or (inner.authors if inner else ()),
        date_evidence="newsroom metadata",
        published=record_date(_text(_find(item, "FirstCreated", "DateId", "ThisRevisionCreated"))),
        id=_text(identifier) or None,
    )


def _has_other_role(node: Any, item: Any) -> bool:  # noqa: ANN401
    """Checks whether a text belongs to a picture, a film or a summary."""
    roles = [
        role
        for ancestor in takewhile(lambda other: other is not item, node.iterancestors())
        for role in ancestor.iterchildren()
        if _name(ancestor) == "NewsComponent" and _name(role) == "Role"
    ]
    return any(_OTHER_ROLES.search(role.get("FormalName") or "") for role in roles)


def _party(node: Any | None) -> str | None:  # noqa: ANN401
    party = _find(node, "Party") if node is not None else None
    return party.get("FormalName") if party is not None else None
