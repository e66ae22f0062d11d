"""The reading pane opens a citation as it was made, and shows how the article has changed since."""

import html
import re
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from assistant.ingest.article import Article
from assistant.ingest.library.editions import Edition
from assistant.web.markup import quote_digest
from assistant.web.reading.article_text import OpenRequest
from assistant.web.reading.article_view import article_view

TEXTS = [
    "The bridge is open & safe.\n\nTen came.",
    "The bridge is closed.\n\nTen came.",
    "The bridge is closed.\n\nNobody came.",
]
MOMENTS = [datetime(2026, 3, day, 12, tzinfo=UTC) for day in (3, 5, 7)]
BASE = Article("a1", "Bridge", TEXTS[0], "The Post", "/a1")
EDITIONS = [
    Edition(number + 1, replace(BASE, text=text), MOMENTS[number], MOMENTS[number + 1] if number < 2 else None)
    for number, text in enumerate(TEXTS)
]


def words(markup: str) -> str:
    return html.unescape(re.sub("<[^>]*>", "", markup))


def cited(quote: str, edition: Edition, *, named: bool = True) -> OpenRequest:
    start = edition.article.text.index(quote)
    return OpenRequest("a1", start, start + len(quote), quote_digest(quote), edition.name if named else "")


def button(markup: str, label: str) -> OpenRequest:
    found = re.search(rf'<button type="button" class="inline" ([^>]*)>{label}</button>', markup)
    assert found, markup
    return OpenRequest.read(dict(re.findall(r'data-(\w+)="([^"]*)"', found[1])))


@pytest.mark.parametrize("named", [True, False], ids=["edition named", "citation of an earlier version"])
def test_a_citation_opens_its_exact_words_after_the_article_was_edited(named: bool) -> None:
    markup = article_view(EDITIONS, cited("open & safe", EDITIONS[0], named=named))
    assert '<mark tabindex="-1">open &amp; safe</mark>' in markup
    assert (
        "the text until 5 March 2026, 12:00 UTC; the publisher has changed it since. The quote is from this text."
        in words(markup)
    )


def test_from_an_old_quote_a_reader_gets_to_the_changes_and_to_the_newest_text() -> None:
    markup = article_view(EDITIONS, cited("open & safe", EDITIONS[0]))
    changes = article_view(EDITIONS, button(markup, "What has changed"))
    assert "<del>open &amp; safe</del><ins>closed</ins>" in changes
    assert "<del>Ten</del><ins>Nobody</ins> came" in changes
    assert "between the text of 3 March 2026, 12:00 UTC and 7 March 2026, 12:00 UTC" in words(changes)
    assert article_view(EDITIONS, button(changes, "The text as it was")) == markup
    newest = article_view(EDITIONS, button(changes, "The newest text"))
    assert "Nobody came." in newest
    assert "Edited 2 times, last noticed on 7 March 2026, 12:00 UTC" in words(newest)


def test_the_last_change_is_shown_from_the_newest_text() -> None:
    changes = article_view(EDITIONS, button(article_view(EDITIONS, OpenRequest("a1")), "What has changed"))
    assert "Nobody" in changes
    assert "open" not in words(changes)


def test_an_article_that_never_changed_says_nothing_of_editions() -> None:
    markup = article_view(EDITIONS[:1], cited("open & safe", EDITIONS[0]))
    assert "edition" not in markup.replace("data-edition", "")
    assert "<mark" in markup
