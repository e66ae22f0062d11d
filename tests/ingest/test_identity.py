"""Identity: the source's own id, or one that stands for the place; nothing odd in a field stops an ingest."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.ingest.article import ParsedArticle
from assistant.ingest.identity import identify

DRAFT = ParsedArticle("The tide is out.")


def test_the_sources_own_id_is_kept():
    assert identify(ParsedArticle("x", id=" news-12 "), "/a/b.jsonl#1").id == "news-12"


@pytest.mark.parametrize("own", ["", "   ", "x" * 201, "a\nb", "a\x1b[2J"])
def test_an_id_that_nobody_could_type_is_replaced_by_one_that_stays_the_same(own):
    found = identify(ParsedArticle("x", id=own), "/a/b.jsonl#1").id
    assert found == identify(ParsedArticle("other text", id=own), "/a/b.jsonl#1").id
    assert found.isalnum()


def test_without_an_id_of_its_own_the_place_is_the_identity():
    assert identify(DRAFT, "/a/b.txt").id == identify(ParsedArticle("Other words."), "/a/b.txt").id
    assert identify(DRAFT, "/a/b.txt").id != identify(DRAFT, "/a/c.txt").id


def test_a_missing_title_and_source_are_taken_from_the_place():
    article = identify(DRAFT, "/news/march/tide.txt")
    assert (article.title, article.source) == ("tide.txt", "tide.txt")
    article = identify(ParsedArticle("x", url="https://www.harbour-post.example/2026/tide.html"), "/a.jsonl#4")
    assert (article.title, article.source) == ("a.jsonl#4", "harbour-post.example")
    assert identify(DRAFT, "https://harbour-post.example/").title == "harbour-post.example"


def test_a_moment_without_a_zone_is_taken_as_utc_and_one_with_a_zone_is_kept():
    naive = datetime(2026, 3, 1, 12)
    east = datetime(2026, 3, 1, 12, tzinfo=timezone(timedelta(hours=9)))
    assert identify(ParsedArticle("x", published=naive), "/a").published == naive.replace(tzinfo=UTC)
    assert identify(ParsedArticle("x", published=east), "/a").published.utcoffset() == timedelta(hours=9)


def test_the_content_hash_changes_with_everything_a_reader_can_see_and_with_nothing_else():
    full = {
        "text": "t", "title": "T", "source": "S", "url": "https://u.example", "authors": ("A",), "language": "en",
        "published": datetime(2026, 1, 1, tzinfo=UTC),
    }  # fmt: skip
    first = identify(ParsedArticle(**full), "/a").content_hash
    assert identify(ParsedArticle(**full), "/elsewhere").content_hash == first
    for field, other in {**dict.fromkeys(full, "other"), "authors": ("A", "B"), "published": None}.items():
        assert identify(ParsedArticle(**{**full, field: other}), "/a").content_hash != first, field


@pytest.mark.parametrize(
    "url", ["http://[", "https://[fe80::1", "http://a]b/", "https://ex℀mple.example/", "http://:99999/"]
)
def test_a_broken_address_is_no_reason_to_stop(url):
    article = identify(ParsedArticle("x", url=url), "/a/b.txt")
    assert article.url == url
    assert article.source


@given(st.text(max_size=60).map(lambda text: text.encode("utf-8", "replace").decode()), st.text(max_size=60))
def test_every_article_has_an_id_a_title_and_a_source(origin, url):
    url = url.encode("utf-8", "replace").decode()
    article = identify(ParsedArticle("x", url=url or None), "/" + origin)
    assert article.id
    assert article.title
    assert article.source
    article = identify(DRAFT, "https://" + origin)
    assert article.title
