"""A week of following passes in seconds: everything is stored once, each edit is an edition, and the sites are hardly bothered."""

from datetime import timedelta
from typing import TYPE_CHECKING

from news_site import START, NewsSite

if TYPE_CHECKING:
    from conftest import Follower

HOURS = 24 * 7
PUBLISHED_EVERY = 12  # hours
EDITED = {5: 0, 30: 1, 55: 2, 80: 1}  # the hour, and the number of the story
DELETED_AT, MOVED_AT, BUSY_AT = 60, 90, 110


def test_in_a_week_every_article_is_stored_once_and_each_edit_is_an_edition(
    follower: "Follower", site: NewsSite, dead_address: str
) -> None:
    site.robots = "User-agent: *\nDisallow: /private/\n"
    site.publish(0)
    follower.following.add(site.url("/feed.xml"), every=timedelta(hours=1))
    dead = f'<opml version="2.0"><body><outline xmlUrl="{dead_address}"/></body></opml>'
    follower.following.import_opml(dead.encode(), every=timedelta(hours=1))
    published, checks, unchanged, requests = 1, 0, 0, 0
    for hour in range(1, HOURS + 1):
        follower.clock.moment = max(follower.clock.moment, START + timedelta(hours=hour))
        now = follower.clock.now()
        if hour % PUBLISHED_EVERY == 0:
            site.publish(published, at=now)
            published += 1
        if hour in EDITED:
            story = site.stories[f"/news/{EDITED[hour]}.html"]
            story.text, story.updated = f"{story.text}\n\nUpdate of hour {hour}.", now
        if hour == DELETED_AT:
            del site.stories["/news/3.html"]
        if hour == MOVED_AT:
            site.moved["/feed.xml"], site.feed_paths = "/feeds/all.xml", ("/feeds/all.xml",)
        site.retry_after = 3 * 3600 if hour == BUSY_AT else None
        before = len(site.asked)
        for result in follower.check():
            if result.source.address != dead_address:
                checks += 1
                requests += result.requests
                unchanged += result.received_bytes == 0
        assert not any(path.startswith("/private/") for path, _, _ in site.asked[before:])

    catalog = follower.library.catalog
    assert len(follower.texts()) == catalog.counts()[0] == published
    editions = [
        edition for summary in catalog.articles() for edition in catalog.editions(summary.id) if edition.replaced_at
    ]
    assert len(editions) == len(EDITED)
    assert follower.library.problems() == []
    assert unchanged > 0.6 * checks, "most checks receive nothing"
    assert requests <= checks + 9 * published, "the feed, and each page at most nine times in its first week"
    full_answers = [path for path, status, _ in site.asked if status == 200 and path.startswith("/news/")]
    assert len(full_answers) <= published + 2 * len(EDITED), "a page is sent only when it is new or changed"
    assert sum(path in {"/feed.xml", "/feeds/all.xml"} for path, _, _ in site.asked) <= HOURS + 5
    assert site.asked_for("/robots.txt") <= 9
    assert follower.following.source(dead_address).failures <= 14
    feed = follower.following.source(site.url("/feeds/all.xml"))
    assert feed.error == ""
    assert (feed.added, feed.updated) == (published, len(EDITED))
