"""What an address is, is found out when it is followed; what cannot be followed is refused with what to do."""

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from news_site import NewsSite, story_text

from assistant.following import FollowError

if TYPE_CHECKING:
    from conftest import Follower


def test_a_page_that_lists_articles_is_followed_by_the_feeds_that_it_names(
    follower: "Follower", site: NewsSite
) -> None:
    site.publish(1)
    link = b'<link rel="alternate" type="application/rss+xml" href="/feed.xml">'
    site.extra["/ferries/"] = (
        "text/html",
        b"<html><head><title>Ferries</title>" + link + b"</head><body>News</body></html>",
    )
    follower.following.add(site.url("/ferries/"))
    assert (follower.source().kind, follower.source().title) == ("site", "Ferries")
    (result,) = follower.check()
    assert len(result.added) == 1


def test_what_cannot_be_followed_is_refused_at_once_with_what_to_do(
    follower: "Follower", site: NewsSite, tmp_path: Path
) -> None:
    site.extra["/hello.html"] = ("text/html", b"<html><head><title>Hello</title></head><body>Hello</body></html>")
    file = tmp_path / "story.txt"
    file.write_text(story_text(1))
    for address, message in (
        (site.url("/hello.html"), "it names no feed, and holds no article text"),
        ("example.org/news", "there is no folder example.org/news; a web address is written https://example.org/news"),
        ("htp://example.org", "a web address begins with http:// or https://"),
        (str(tmp_path / "inbox"), "there is no folder"),
        (str(file), "is no folder; a file is read with: assistant ingest FILE"),
    ):
        with pytest.raises(FollowError, match=re.escape(message)):
            follower.following.add(address)
    assert not follower.following.sources()


def test_a_source_is_followed_once_however_it_is_named(follower: "Follower", site: NewsSite) -> None:
    site.publish(1)
    follower.following.add(site.url("/"))
    for path, message in (("", "is followed already"), ("/feed.xml", f"it is a feed of {site.url('/')}")):
        with pytest.raises(FollowError, match=message):
            follower.following.add(site.address + path)
