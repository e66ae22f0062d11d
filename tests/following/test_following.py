"""What is followed gets into the library once, edits become editions, and the site is treated as a good guest treats it."""

import json
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from news_site import START, NewsSite, story_text

from assistant.following import FollowError
from assistant.ingest.errors import UnreadableError

if TYPE_CHECKING:
    from conftest import Follower


def followed(follower: "Follower", site: NewsSite, path: str = "/feed.xml", **options: object) -> None:
    follower.following.add(site.url(path), **options)  # type: ignore[arg-type]


def test_new_entries_become_articles_and_an_unchanged_feed_costs_one_small_request(
    follower: "Follower", site: NewsSite
) -> None:
    for number in (1, 2, 3):
        site.publish(number)
    followed(follower, site)
    (result,) = follower.check()
    assert len(result.added) == 3
    assert sorted(follower.texts()) == [f"Ferry number {number} returns to service" for number in (1, 2, 3)]
    asked = len(site.asked)
    (result,) = follower.check(minutes=31)
    assert (result.added, result.requests, result.received_bytes) == ((), 1, 0)
    assert site.asked[asked:] == [("/feed.xml", 304, 0)]
    site.publish(4)
    (result,) = follower.check(minutes=31)
    assert len(result.added) == 1
    assert [status for path, status, _ in site.asked if path == "/news/1.html"] == [200, 304]
    assert all(agent.startswith("article-assistant/") for agent in site.agents), "it says who asks"


def test_an_edit_that_the_feed_announces_becomes_an_edition(follower: "Follower", site: NewsSite) -> None:
    story = site.publish(1)
    followed(follower, site)
    (first,) = follower.check()
    story.text, story.updated = story.text.replace("a tenth", "a fifth"), START + timedelta(minutes=20)
    (result,) = follower.check(minutes=31)
    assert (result.added, result.updated) == ((), first.added)
    texts = [edition.article.text for edition in follower.library.catalog.editions(first.added[0])]
    assert ["a tenth" in text for text in texts] == [True, False]


def test_an_edit_that_the_feed_does_not_announce_is_noticed_within_hours(follower: "Follower", site: NewsSite) -> None:
    story = site.publish(1)
    followed(follower, site)
    (first,) = follower.check()
    story.text = story.text.replace("day 3", "day 5")
    noticed = [(hour, result.updated) for hour in range(1, 5) for result in follower.check(hours=1) if result.updated]
    assert noticed == [(1, first.added)] or noticed == [(2, first.added)]
    for _ in range(10):
        follower.check(days=1)
    asked = site.asked_for("/news/1.html")
    for _ in range(10):
        follower.check(days=1)
    assert site.asked_for("/news/1.html") == asked, "after a week it is left alone"


def test_an_item_that_leaves_the_feed_and_a_page_that_is_deleted_stay_in_the_library(
    follower: "Follower", site: NewsSite
) -> None:
    site.publish(1)
    site.publish(2)
    followed(follower, site)
    follower.check()
    del site.stories["/news/1.html"]
    for _ in range(10):
        follower.check(hours=3)
    assert len(follower.texts()) == 2
    assert follower.source().error == ""


def test_a_moved_feed_is_asked_for_at_its_new_address_and_its_articles_stay_the_same(
    follower: "Follower", site: NewsSite
) -> None:
    site.publish(1)
    followed(follower, site)
    follower.check()
    site.feed_paths = ("/new-feed.xml",)
    site.moved["/feed.xml"] = "/new-feed.xml"
    site.publish(2)
    (result,) = follower.check(minutes=31)
    assert len(result.added) == 1
    assert follower.source().address == site.url("/new-feed.xml")
    asked = site.asked_for("/feed.xml")
    follower.check(minutes=31)
    assert site.asked_for("/feed.xml") == asked
    assert len(follower.texts()) == 2


def test_an_article_whose_address_changes_stays_one_article(follower: "Follower", site: NewsSite) -> None:
    story = site.publish(1)
    followed(follower, site)
    (first,) = follower.check()
    del site.stories["/news/1.html"]
    story.text += "\n\nThe ferry sails at noon."
    story.updated = START + timedelta(hours=1)
    guid, story.path = story.path, "/news/1-renamed.html"
    site.stories[story.path] = story
    feed = site.feed().replace(f"<guid>{story.path}".encode(), f"<guid>{guid}".encode())
    site.extra["/feed.xml"], site.feed_paths = ("application/rss+xml", feed), ()
    (result,) = follower.check(minutes=31)
    assert (result.added, result.updated) == ((), first.added)


def test_a_page_is_followed_and_its_edits_are_editions(follower: "Follower", site: NewsSite) -> None:
    story = site.publish(1)
    followed(follower, site, story.path)
    assert follower.source().kind == "page"
    (first,) = follower.check()
    story.text = "At noon. " + story.text
    site.moved[story.path] = "/moved.html"
    site.stories["/moved.html"] = site.stories.pop(story.path)
    (result,) = follower.check(minutes=31)
    assert result.updated == first.added
    (result,) = follower.check(minutes=31)
    assert (result.updated, result.requests) == ((), 1)
    assert site.asked[-1][:2] == ("/moved.html", 304)


def test_a_site_is_followed_by_the_feeds_and_the_news_sitemap_that_it_names(
    follower: "Follower", site: NewsSite
) -> None:
    site.publish(1)
    site.robots = f"User-agent: *\nAllow: /\nSitemap: {site.url('/news-sitemap.xml')}\n"
    extra = site.publish(7)
    site.extra["/only-in-sitemap.html"] = ("text/html; charset=utf-8", site.answer(extra.path)[2])
    del site.stories[extra.path]
    location = f"<loc>{site.url('/only-in-sitemap.html')}</loc>"
    entry = f"<url>{location}<n:news><n:publication_date>2026-03-02</n:publication_date></n:news></url>"
    sitemap = (
        '<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" '
        'xmlns:n="http://www.google.com/schemas/sitemap-news/0.9">'
        f"{entry}<url><loc>{site.url('/about.html')}</loc></url></urlset>"
    )
    site.extra["/news-sitemap.xml"] = ("application/xml", sitemap.encode())
    followed(follower, site, "/")
    assert follower.source().kind == "site"
    (result,) = follower.check()
    assert len(result.added) == 2
    assert not site.asked_for("/about.html")


def test_nothing_that_robots_txt_disallows_is_requested(follower: "Follower", site: NewsSite) -> None:
    site.robots = "User-agent: *\nDisallow: /news/2\nDisallow: /news/3\nCrawl-delay: 20\n"
    site.publish(1)
    site.publish(2)
    site.publish(3, full_text_in_feed=True)
    followed(follower, site)
    started = follower.clock.now()
    (result,) = follower.check()
    assert follower.clock.now() - started >= timedelta(seconds=20), "the site asks for pauses"
    assert not site.asked_for("/news/2.html")
    assert not site.asked_for("/news/3.html")
    assert sorted(follower.texts()) == [f"Ferry number {number} returns to service" for number in (1, 3)]
    assert any("robots.txt does not permit" in reason for _, reason in result.problems)
    site.robots = "User-agent: *\nDisallow: /\n"
    asked = len(site.asked)
    for _ in range(3):
        follower.check(days=2)
    assert {path for path, _, _ in site.asked[asked:]} == {"/robots.txt"}
    assert "robots.txt does not permit" in follower.source().error


def test_a_busy_site_is_left_alone_for_as_long_as_it_asks(follower: "Follower", site: NewsSite) -> None:
    site.publish(1)
    followed(follower, site)
    site.retry_after = 7_200
    follower.check()
    assert "asks to come again later" in follower.source().error
    asked = len(site.asked)
    for _ in range(7):
        follower.check(minutes=16)
    assert len(site.asked) == asked
    site.retry_after = None
    (result,) = follower.check(minutes=16)
    assert len(result.added) == 1
    assert follower.source().error == ""


def test_a_dead_host_is_asked_less_and_less_and_does_not_stop_the_others(
    follower: "Follower", site: NewsSite, dead_address: str
) -> None:
    site.publish(1)
    feeds = f'<opml version="2.0"><body><outline xmlUrl="{dead_address}"/></body></opml>'
    follower.following.import_opml(feeds.encode())
    followed(follower, site)
    assert [len(result.added) for result in follower.check()] == [0, 1]
    follower.following.pause(site.url("/feed.xml"))
    waits = []
    for _ in range(8):
        dead = follower.following.source(dead_address)
        assert "could not be reached: connection refused" in dead.error
        assert dead.checked_at
        waits.append(dead.next_check_at - dead.checked_at)
        follower.clock.moment = dead.next_check_at
        follower.check()
    assert waits[:3] == [timedelta(minutes=30), timedelta(hours=1), timedelta(hours=2)]
    assert waits[-1] == timedelta(days=1)


def test_cache_control_puts_off_the_next_check(follower: "Follower", site: NewsSite) -> None:
    site.publish(1)
    site.cache_control = "public, max-age=7200"
    followed(follower, site)
    follower.check()
    assert not follower.check(minutes=90)
    assert follower.check(minutes=31)


def test_a_feed_that_is_gone_for_good_is_paused(follower: "Follower", site: NewsSite) -> None:
    site.publish(1)
    followed(follower, site)
    follower.check()
    site.gone.add("/feed.xml")
    follower.check(minutes=31)
    assert follower.source().is_paused
    assert "gone for good" in follower.source().error


def test_a_page_that_fails_is_tried_again_although_its_feed_is_unchanged(follower: "Follower", site: NewsSite) -> None:
    story = site.publish(1)
    site.extra["/feed.xml"] = ("application/rss+xml", site.feed())
    site.feed_paths = ()
    del site.stories[story.path]
    followed(follower, site)
    (result,) = follower.check()
    assert result.added == ()
    assert "answered 404" in result.problems[0][1]
    site.stories[story.path] = story
    added = [result.added for _ in range(4) for result in follower.check(minutes=31) if result.added]
    assert len(added) == 1


def test_a_large_feed_is_read_in_parts_so_that_other_sources_have_their_turn(
    follower: "Follower", site: NewsSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("assistant.following.check_budget.MAX_READ_PER_CHECK", 20)
    for number in range(50):
        site.publish(number, text=f"Note {number}. Too short to be an article.")
    site.robots = "User-agent: *\nDisallow: /news/\n"
    followed(follower, site)
    for complete, read in ((False, 20), (False, 40), (True, 50)):
        (result,) = follower.check()
        assert result.is_complete == complete
        assert len(follower.following._store.items(follower.source().id)) == read
    assert not follower.check()


def test_a_feed_whose_pages_come_slowly_is_read_in_parts_too(follower: "Follower", site: NewsSite) -> None:
    site.robots = "User-agent: *\nCrawl-delay: 60\n"
    for number in range(6):
        site.publish(number)
    followed(follower, site)
    added = []
    while not added or not added[-1].is_complete:
        added += follower.check()
    assert [len(result.added) for result in added] == [3, 3]
    assert not any(result.problems for result in added)


def test_articles_expire_if_that_is_asked_for_and_do_not_come_back(follower: "Follower", site: NewsSite) -> None:
    site.publish(1)
    followed(follower, site, keep_days=3)
    (first,) = follower.check()
    site.publish(2)
    follower.check(days=2)
    (result,) = follower.check(days=2)
    assert result.expired == first.added
    for _ in range(3):
        follower.check(hours=1)
    assert list(follower.texts()) == ["Ferry number 2 returns to service"]


def test_a_folder_is_followed(follower: "Follower", tmp_path: Path) -> None:
    folder = tmp_path / "inbox"
    folder.mkdir()
    (folder / "a.txt").write_text(story_text(1))
    follower.following.add(str(folder))
    (result,) = follower.check()
    assert len(result.added) == 1
    (folder / "a.txt").write_text(story_text(1) + " Changed.")
    (folder / "b.txt").write_text(story_text(2))
    (result,) = follower.check(minutes=31)
    assert (len(result.added), len(result.updated)) == (1, 1)
    (folder / "a.txt").unlink()
    follower.check(minutes=31)
    assert len(follower.texts()) == 2


def test_each_article_of_a_file_expires_by_its_own_age(follower: "Follower", tmp_path: Path) -> None:
    folder = tmp_path / "inbox"
    folder.mkdir()
    file = folder / "all.jsonl"

    def write(*numbers: int) -> None:
        file.write_text(
            "".join(json.dumps({"id": f"a{number}", "text": story_text(number)}) + "\n" for number in numbers)
        )

    write(1, 2)
    follower.following.add(str(folder), keep_days=3)
    (result,) = follower.check()
    assert sorted(result.added) == ["a1", "a2"]
    write(1, 2, 3)
    (result,) = follower.check(days=2)
    assert result.added == ("a3",)
    (result,) = follower.check(days=2)
    assert sorted(result.expired) == ["a1", "a2"]
    write(1, 2, 3, 4)
    (result,) = follower.check(hours=1)
    assert result.added == ("a4",)
    assert sorted(result.expired) == []
    assert len(follower.texts()) == 2


def test_strangers_cannot_make_it_read_this_computer_or_its_network(follower: "Follower", tmp_path: Path) -> None:
    with pytest.raises(FollowError, match="only http and https can be followed from here"):
        follower.following.add(str(tmp_path), from_strangers=True)
    for address in ("http://169.254.169.254/latest", "http://10.0.0.1/feed.xml", "http://[::1]/"):
        with pytest.raises(UnreadableError, match="not on the public internet"):
            follower.following.add(address)
    assert not follower.following.sources()


def test_a_source_can_be_paused_resumed_removed_and_is_followed_once(follower: "Follower", site: NewsSite) -> None:
    site.publish(1)
    followed(follower, site)
    source = follower.source()
    with pytest.raises(FollowError, match="is followed already"):
        followed(follower, site)
    follower.following.pause(source.id)
    assert not follower.check(days=1)
    follower.following.resume(source.address)
    assert follower.check()
    follower.following.remove(source.id)
    assert not follower.following.sources()
    assert len(follower.texts()) == 1
    with pytest.raises(FollowError, match="is not followed"):
        follower.following.pause(source.id)


def test_a_list_of_feeds_survives_export_and_import(follower: "Follower", site: NewsSite) -> None:
    site.publish(1)
    followed(follower, site)
    exported = follower.following.export_opml()
    follower.following.remove(follower.source().id)
    (added,) = follower.following.import_opml(exported)
    assert (added.address, added.kind) == (site.url("/feed.xml"), "feed")
    assert not follower.following.import_opml(exported)
    with pytest.raises(FollowError, match="not OPML"):
        follower.following.import_opml(b"<html></html>")
