"""Sources of several hosts are checked at the same time, and each host is still asked one thing after the other."""

from dataclasses import replace
from datetime import timedelta
from itertools import pairwise
from typing import TYPE_CHECKING

from news_site import NewsSite, news_site

from assistant.following import CheckResult

if TYPE_CHECKING:
    from conftest import Follower


def test_a_slow_host_and_a_dead_one_do_not_hold_up_the_others(
    follower: "Follower", site: NewsSite, dead_address: str
) -> None:
    with news_site("127.0.0.2") as slow:
        site.publish(1)
        slow.publish(2)
        for address in (slow.url("/feed.xml"), dead_address):
            feeds = f'<opml version="2.0"><body><outline xmlUrl="{address}"/></body></opml>'
            follower.following.import_opml(feeds.encode())
            follower.clock.sleep(60)
        follower.following.add(site.url("/feed.xml"))
        slow.held = {"*"}
        checked = []

        def note(result: CheckResult) -> None:
            checked.append(result.source.address)
            if result.added and not slow.may_answer.is_set():
                assert follower.texts().keys() == {"Ferry number 1 returns to service"}
                assert not slow.asked
                slow.may_answer.set()

        results = follower.following.check_due(note, checker=follower.checker)
        assert sorted(checked) == sorted([site.url("/feed.xml"), slow.url("/feed.xml"), dead_address])
        assert checked.index(site.url("/feed.xml")) < checked.index(slow.url("/feed.xml")), "the slow one was due first"
        assert {len(result.added) for result in results if not result.source.error} == {1}
        assert len(follower.texts()) == 2


def test_a_host_is_asked_one_thing_at_a_time_and_after_a_pause_whatever_feeds_name_it(
    follower: "Follower", site: NewsSite
) -> None:
    site.clock = follower.clock
    with news_site("127.0.0.2") as first, news_site("127.0.0.3") as second:
        for number in range(4):
            story = site.publish(number)
            feed = (first, second)[number % 2]
            feed.stories[story.path] = replace(story, path=site.url(story.path))
        follower.following.add(first.url("/feed.xml"))
        follower.following.add(second.url("/feed.xml"))
        results = follower.check()
    assert [len(result.added) for result in results] == [2, 2]
    assert len(site.asked_at) == 5, "robots.txt once, and four pages"
    assert all(later - earlier >= timedelta(seconds=1) for earlier, later in pairwise(site.asked_at))


def test_checks_that_are_stopped_end_soon_and_keep_what_they_have_read(follower: "Follower", site: NewsSite) -> None:
    for number in range(3):
        site.publish(number)
    follower.following.add(site.url("/feed.xml"))
    slow = site.stories["/news/0.html"]  # the feed names it last
    site.held.add(slow.path)
    with follower.following.checking() as checker:
        results = follower.following.check_due(may_go_on=lambda: not site.is_holding.is_set(), checker=checker)
    assert not results
    assert len(follower.texts()) == 2
    site.held.clear()
    site.may_answer.set()
    (result,) = follower.check()
    assert len(result.added) == 1
