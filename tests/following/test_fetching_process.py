"""One process of a library fetches at a time; when it dies, another takes over, and nothing is lost or stored twice."""

import errno
import os
import random
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from functools import partial
from ipaddress import ip_network
from pathlib import Path
from typing import TypeVar

import pytest
from invented import CHILD_ENVIRONMENT, WordHashEmbedder, assert_all_whole, python_command
from news_site import START, NewsSite, news_site, story_text
from servers import Place

from assistant.background.followed_sources import FollowedSources
from assistant.components.ingestion import store_articles
from assistant.components.models import LoadedModels
from assistant.following import CheckResult, Following
from assistant.ingest.library import Library
from assistant.ingest.library.leases import Lease, lease_holder
from assistant.settings import Settings

T = TypeVar("T")
KILLS = 5

FETCHING = """
import os, sys
from functools import partial
from ipaddress import ip_network
from assistant.components.ingestion import store_articles
from assistant.components.models import LoadedModels
from assistant.following import Following
from assistant.settings import Settings
from invented import WordHashEmbedder
from servers import Place
import chromadb, trafilatura, feedparser

def run():
    with Place.from_argument(sys.argv[1]).open() as library:
        settings = Settings(library=library.folder, fetch_networks=(ip_network("127.0.0.0/8"),), follow_host_seconds=0)
        models = LoadedModels(library, None, WordHashEmbedder(seconds=0.02))
        following = Following(library, settings, partial(store_articles, library, models, settings))
        for source in following.sources():
            following.request_check(source.id)
        print("begins", flush=True)
        while any(not result.is_complete for result in following.check_due()):
            pass

while sys.stdin.readline():
    child = os.fork()
    if not child:
        run()
        os._exit(0)
    print("started", child, flush=True)
    sys.stdin.readline()  # until then its number is not given to another process
    print("ended", os.waitpid(child, 0)[1], flush=True)
"""

HOLDING = """
import sys, time
from datetime import timedelta
from assistant.ingest.library.leases import Lease
from servers import Place

with Place.from_argument(sys.argv[1]).open() as library, Lease(library.catalog, "following", timedelta(seconds=2)) as lease:
    print(lease.acquire(), flush=True)
    time.sleep(600)
"""


@pytest.fixture
def site() -> Iterator[NewsSite]:
    with news_site() as running:
        yield running


def following_of(library: Library) -> Following:
    settings = Settings(library=library.folder, fetch_networks=(ip_network("127.0.0.0/8"),), follow_host_seconds=0)
    models = LoadedModels(library, None, WordHashEmbedder())
    return Following(library, settings, partial(store_articles, library, models, settings))


def test_a_fetching_process_that_is_killed_at_any_moment_loses_nothing_and_stores_nothing_twice(
    site: NewsSite, place: Place
) -> None:
    random_, statuses = random.Random(5), list[int]()
    for number in range(12):
        site.publish(number)
    with place.open() as library:
        following_of(library).add(site.url("/feed.xml"))
    program = subprocess.Popen(
        [*python_command(FETCHING), place.to_argument()],
        env=CHILD_ENVIRONMENT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert program.stdin
    assert program.stdout
    for round_ in range(KILLS + 1):
        program.stdin.write("next\n")
        program.stdin.flush()
        pid = int(program.stdout.readline().removeprefix("started"))
        assert program.stdout.readline().startswith("begins")
        if round_ < KILLS:
            time.sleep(random_.uniform(0, 0.5))
            os.kill(pid, signal.SIGKILL)
        program.stdin.write("end\n")
        program.stdin.flush()
        statuses.append(int(program.stdout.readline().removeprefix("ended")))
        if round_ < KILLS:
            edited = site.stories[f"/news/{round_}.html"]
            edited.text, edited.updated = f"{edited.text}\n\nUpdate {round_}.", START + timedelta(hours=round_ + 1)
            site.publish(12 + round_)
    program.stdin.close()
    program.wait(timeout=60)
    assert signal.SIGKILL in statuses  # a kill came before the end of a check
    assert statuses[-1] == 0
    with place.open() as library:
        assert library.problems() == []
        assert_all_whole(library)
        articles = [library.catalog.article(summary.id) for summary in library.catalog.articles()]
        texts = {article.url: article.text for article in articles if article}
        assert len(articles) == len(texts) == 12 + KILLS
        for path, story in site.stories.items():
            assert texts[site.url(path)].split() == f"{story.title} {story.text}".split() or story.text.split() == (
                texts[site.url(path)].split()
            )
        (source,) = following_of(library).sources()
        assert source.error == ""
        assert not following_of(library).check_due()


@pytest.mark.parametrize("place", ["folder", "servers"], indirect=True)
def test_when_the_process_that_fetches_is_killed_another_one_takes_over(place: Place) -> None:
    with place.open() as library:
        holder = subprocess.Popen(
            [*python_command(HOLDING), place.to_argument()], env=CHILD_ENVIRONMENT, stdout=subprocess.PIPE, text=True
        )
        assert holder.stdout
        assert holder.stdout.readline().strip() == "True"
        described = lease_holder(library.catalog, "following")
        assert described
        assert str(holder.pid) in described
        with Lease(library.catalog, "following") as lease:
            for _ in range(10):  # longer than it is valid: the holder renews it
                assert not lease.acquire()
                assert 0 < lease.seconds_to_expiry() <= 2
                time.sleep(0.25)
            holder.kill()
            holder.wait()
            time.sleep(lease.seconds_to_expiry())
            assert lease.acquire()
            assert lease.is_held
        assert lease_holder(library.catalog, "following") is None


def test_a_process_that_could_not_renew_its_lease_in_time_no_longer_counts_itself_as_the_holder(
    library: Library,
) -> None:
    halted, other = (
        Lease(library.catalog, "following", timedelta(seconds=0.3)) for _ in range(2)
    )  # neither is renewed
    assert halted.acquire()
    assert not other.acquire()
    time.sleep(0.3)
    assert not halted.is_held
    assert other.acquire()
    assert not halted.acquire()


@pytest.mark.usefixtures("shared_document_process")
def test_a_process_whose_lease_was_taken_over_stops_its_checks(site: NewsSite, library: Library) -> None:
    following, checks = following_of(library), list[CheckResult]()
    site.publish(1)
    site.held = {"/news/1.html"}
    following.add(site.url("/feed.xml"))
    with FollowedSources(following, checks.append):
        assert site.is_holding.wait(60)
        with library.catalog.side_tables() as run:
            run("UPDATE leases SET holder = ?, until = ?", ("another", "9999-01-01T00:00:00+00:00"))
        until(lambda: not any("source check" in thread.name for thread in threading.enumerate()))
    site.may_answer.set()
    assert not checks


@pytest.mark.usefixtures("shared_document_process")
def test_beside_a_server_sources_are_checked_when_they_are_due_and_only_by_one_of_two(
    site: NewsSite, library: Library
) -> None:
    site.publish(1)
    following = following_of(library)
    following.add(site.url("/feed.xml"), every=timedelta(minutes=1))
    checks: list[CheckResult] = []
    with (
        FollowedSources(following, checks.append, interval_seconds=0.05),
        FollowedSources(following, checks.append, interval_seconds=0.05),
    ):
        until(lambda: checks)
        assert following.fetching_process()
        time.sleep(0.5)
    (result,) = checks
    assert len(result.added) == 1
    assert story_text(1).split("\n")[0] in str(library.catalog.article(result.added[0]))
    assert following.fetching_process() is None


@pytest.mark.usefixtures("shared_document_process")
def test_a_file_that_is_put_into_a_followed_folder_is_read_long_before_the_next_check(
    library: Library, tmp_path: Path
) -> None:
    following, inbox, checks = following_of(library), tmp_path / "inbox", list[CheckResult]()
    inbox.mkdir()
    with FollowedSources(following, checks.append, interval_seconds=3_600) as sources:
        following.add(str(inbox), every=timedelta(days=1))
        sources.wake()
        assert not until(lambda: checks)[0].added
        (inbox / "story.txt").write_text(story_text(1))
        assert until(lambda: [result.added for result in checks if result.added]) == [(one_article(library),)]


@pytest.mark.usefixtures("shared_document_process")
def test_where_the_system_reports_no_changes_a_folder_is_checked_at_its_intervals(
    library: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    import watchfiles

    def unable(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, "OS file watch limit reached.")

    monkeypatch.setattr(watchfiles, "watch", unable)
    following, inbox, checks = following_of(library), tmp_path / "inbox", list[CheckResult]()
    inbox.mkdir()
    (inbox / "story.txt").write_text(story_text(1))
    following.add(str(inbox))
    with FollowedSources(following, checks.append):
        assert until(lambda: checks)[0].added == (one_article(library),)
        until(lambda: "only when they are checked" in caplog.text)


def until(met: Callable[[], T]) -> T:
    patience = time.monotonic() + 60
    while not (found := met()):
        assert time.monotonic() < patience
        time.sleep(0.05)
    return found


def one_article(library: Library) -> str:
    (summary,) = library.catalog.articles()
    return summary.id
