"""Lists of feeds in OPML, the format in which feed readers exchange them."""

from collections.abc import Iterable
from dataclasses import dataclass

from lxml import etree

from assistant.following.errors import FollowError
from assistant.following.source import FollowedSource

MAX_OPML_BYTES = 5 * 1024**2
_MAX_OUTLINES = 10_000


@dataclass(frozen=True, slots=True)
class Outline:
    """An entry of a list of feeds.

    Attributes:
        address: The address of the feed.
        title: Its title; "" if it has none.
    """

    address: str
    title: str = ""


def parse_opml(data: bytes) -> list[Outline]:
    """Returns the feeds of a list, also those in folders, each once.

    Raises:
        FollowError: If it is not OPML, or too large.
    """
    if len(data) > MAX_OPML_BYTES:
        raise FollowError("the list of feeds is larger than 5 MB; split it")
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        raise FollowError(f"the list of feeds is not OPML: {error}") from error
    if root.tag != "opml":
        raise FollowError(f"the list of feeds is not OPML, but {root.tag!r}")
    outlines: dict[str, Outline] = {}
    for element in root.iter("outline"):
        address = (element.get("xmlUrl") or "").strip()
        if address and len(outlines) < _MAX_OUTLINES:
            title = " ".join((element.get("title") or element.get("text") or "").split())
            outlines.setdefault(address, Outline(address, title))
    return list(outlines.values())


def write_opml(sources: Iterable[FollowedSource]) -> bytes:
    """Returns the followed web addresses as a list of feeds. Folders are left out: they are of this computer."""
    root = etree.Element("opml", version="2.0")
    etree.SubElement(etree.SubElement(root, "head"), "title").text = "Followed sources"
    body = etree.SubElement(root, "body")
    for source in sources:
        if source.kind != "folder":
            kind = "rss" if source.kind == "feed" else source.kind
            etree.SubElement(body, "outline", type=kind, text=source.title, title=source.title, xmlUrl=source.address)
    return bytes(etree.tostring(root, xml_declaration=True, encoding="utf-8", pretty_print=True))
