"""Atom feeds (RFC 4287) of briefings and of changed answers, for feed readers."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from lxml import etree

from assistant.answers.answer import Answer
from assistant.briefing import Briefing
from assistant.prompts.wording import CHANGE_WORDING
from assistant.standing_questions import AnswerChange

MEDIA_TYPE = "application/atom+xml; charset=utf-8"
_NAMESPACE = "http://www.w3.org/2005/Atom"
_NOT_XML = {code: None for code in range(32) if code not in (9, 10, 13)}


@dataclass(frozen=True, slots=True)
class AtomEntry:
    """An entry of a feed.

    Attributes:
        id: Identifies it for good; a URI.
        title: Its title.
        updated: When it was made.
        text: Its content, as plain text.
        link: The address of what it is about; None if there is none.
    """

    id: str
    title: str
    updated: datetime
    text: str
    link: str | None = None


def atom_feed(feed_id: str, title: str, updated: datetime, entries: Sequence[AtomEntry]) -> bytes:
    """Returns a feed. All text is plain text: nothing of an article becomes markup."""
    root = etree.Element(f"{{{_NAMESPACE}}}feed", nsmap={None: _NAMESPACE})
    for name, text in (("id", feed_id), ("title", title), ("updated", updated.isoformat(timespec="seconds"))):
        _add(root, name, text)
    _add(_add(root, "author"), "name", "Article assistant")
    for entry in entries:
        element = _add(root, "entry")
        _add(element, "id", entry.id)
        _add(element, "title", entry.title)
        _add(element, "updated", entry.updated.isoformat(timespec="seconds"))
        if entry.link:
            _add(element, "link").set("href", entry.link.translate(_NOT_XML))
        _add(element, "content", entry.text).set("type", "text")
    return bytes(etree.tostring(root, xml_declaration=True, encoding="utf-8"))


def changes_feed(changes: Sequence[AnswerChange], now: datetime) -> bytes:
    """Returns changes of answers as a feed, the newest first."""
    entries = [
        AtomEntry(
            f"urn:article-assistant:change:{change.question_id}:{change.number}",
            f"{change.question} {CHANGE_WORDING[change.kind]}",
            change.noticed_at,
            f"Before: {_answer_text(change.before)}\n\nNow: {_answer_text(change.after)}",
            next((citation.url for citation in change.after.citations if citation.url), None),
        )
        for change in changes
    ]
    updated = changes[0].noticed_at if changes else now
    return atom_feed("urn:article-assistant:changes", "Changed answers", updated, entries)


def briefing_feed(briefing: Briefing, now: datetime) -> bytes:
    """Returns a briefing as a feed: an entry for each story."""
    entries = [
        AtomEntry(
            f"urn:article-assistant:story:{story.quote.article_id}:{story.quote.edition}",
            story.title,
            story.newest or now,
            f"“{story.quote.quote}”\n\n{', '.join(story.sources)}",
            story.quote.url,
        )
        for story in briefing.stories
    ]
    updated = max((entry.updated for entry in entries), default=now)
    return atom_feed("urn:article-assistant:briefing", "What is new", updated, entries)


def _answer_text(answer: Answer) -> str:
    sources = "\n".join(
        f"[{one.number}] {one.title}, {one.source}{f', {one.published}' if one.published else ''}: “{one.quote}”"
        for one in answer.citations
    )
    return f"{answer.text}\n{sources}".strip()


def _add(parent: etree._Element, name: str, text: str = "") -> etree._Element:
    element = etree.SubElement(parent, f"{{{_NAMESPACE}}}{name}")
    element.text = text.translate(_NOT_XML).encode("utf-8", "replace").decode() or None
    return element
