"""Two processes and one library: whoever reads goes on, whoever writes second waits or is told who is writing."""

import subprocess
import threading

import pytest
from invented import (
    CHILD_ENVIRONMENT,
    WordHashEmbedder,
    dense_hits,
    draft,
    lexical_hits,
    marker,
    put,
    python_command,
    story,
)
from servers import Place

from assistant.ingest.errors import LibraryBusyError
from assistant.ingest.library import Library
from assistant.ingest.pipeline import ingest
from assistant.ingest.readers.contract import ReadArticle

WRITER = """
import sys
from invented import WordHashEmbedder, draft
from servers import Place
from assistant.ingest.pipeline import ingest
from assistant.ingest.readers.contract import ReadArticle

place, seconds, wait = Place.from_argument(sys.argv[1]), float(sys.argv[2]), float(sys.argv[3])
# Each group of articles is an ingest of its own: numbers from-to, separated by commas. After them, "-from-to" are removed.
groups = [tuple(map(int, group.split("-"))) for group in sys.argv[4].split(",")]
gone = [tuple(map(int, group.split("-"))) for group in sys.argv[5].split(",")] if len(sys.argv) > 5 else []

class Told:
    def started(self, sources): print("writing", flush=True)
    def read(self, articles): pass
    def stored(self, passages): pass
    def waiting(self, message): print("waiting", message, flush=True)

with place.open() as library:
    for first, last in groups:
        found = [ReadArticle(draft(number), f"/invented/{number}") for number in range(first, last)]
        report = ingest(library, found, lambda: WordHashEmbedder(seconds), progress=Told(), wait_seconds=wait)
        print("added", len(report.added), "unchanged", len(report.unchanged), flush=True)
    for first, last in gone:
        with library.writing("remove", wait) as writer:
            print("removed", len(writer.remove([f"a{number}" for number in range(first, last)])), flush=True)
"""


class Writer:
    """Another process that writes to the library."""

    def __init__(self, place: Place, *arguments: object) -> None:
        command = [*python_command(WRITER), place.to_argument(), *map(str, arguments)]
        self.process = subprocess.Popen(
            command, env=CHILD_ENVIRONMENT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )

    def line(self) -> str:
        assert self.process.stdout is not None
        return self.process.stdout.readline().strip()

    @property
    def running(self) -> bool:
        return self.process.poll() is None

    def end(self) -> list[str]:
        """What it said after the lines that were read already; it has ended well."""
        out, err = self.process.communicate(timeout=120)
        assert self.process.returncode == 0, err
        assert "Error" not in err
        return out.splitlines()


on_each_catalog = pytest.mark.parametrize("place", ["folder", "servers"], indirect=True)


def ask_for_all_that_is_new(library: Library, known: set[str], missed: list[str]) -> int:
    """Every article that another process has finished is found by its words; gives how many there were, and notes which meaning did not find."""
    new = {one.id for one in library.catalog.articles()} - known
    for article_id in new:
        number = article_id.removeprefix("a")
        assert article_id in lexical_hits(library, marker(number))
        if dense_hits(library, story(number), limit=3)[0] != article_id:
            missed.append(article_id)
    known |= new
    return len(new)


@on_each_catalog
def test_what_another_process_finishes_is_found_by_the_next_question_by_words_and_by_meaning(place):
    with place.open() as library:
        writer = Writer(place, 0.12, 0, "0-300")
        known: set[str] = set()
        missed: list[str] = []
        times = 0
        while writer.running:
            times += ask_for_all_that_is_new(library, known, missed) > 0
        assert times >= 3  # it was seen growing
        assert writer.end()[-1] == "added 300 unchanged 0"
        ask_for_all_that_is_new(library, known, missed)
        assert missed == []  # the search is exact at this size
        assert len(known) == 300
        assert library.problems() == []


@on_each_catalog
def test_a_reader_who_needs_chroma_goes_on_while_another_process_changes_it(place):
    with place.open() as library:
        put(library, *map(draft, range(300)))
    with place.open(exact_limit=200) as library:
        known = {one.id for one in library.catalog.articles()}
        assert dense_hits(library, story(5))[0] == "a5"
        assert library.searches_index
        # every group is brought into Chroma, and old articles are taken out of it
        writer = Writer(place, 0, 0, "300-340,340-380,380-420,420-460,460-700", "0-50,50-100")
        missed: list[str] = []
        asked = 0
        while writer.running:
            ask_for_all_that_is_new(library, known, missed)
            asked += 1
            old = 200 + asked % 100
            if dense_hits(library, story(old))[0] != f"a{old}":
                missed.append(f"a{old}")
        assert asked >= 3
        writer.end()
        ask_for_all_that_is_new(library, known, missed)
        assert len(missed) < 5, missed  # Chroma is approximate; a group that it never saw has forty or more
        for number in (0, 60, 99):
            assert lexical_hits(library, marker(number)) == set()
            assert f"a{number}" not in dense_hits(library, story(number))
        assert {f"a{number}" for number in range(700)} == known
        assert library.problems() == []


def test_two_processes_that_have_chroma_open_can_write_in_turns(place):
    with place.open() as library:
        put(library, *map(draft, range(300)))
    with place.open(exact_limit=200) as library, place.open(exact_limit=200) as beside:
        for first in (300, 600):
            dense_hits(library, story(5))
            if first == 600:  # in this process twice, so that what this one opens is not fresh
                dense_hits(beside, story(5))
            Writer(place, 0, 0, f"{first}-{first + 250}").end()
            put(library, *map(draft, range(first + 250, first + 300)))
            assert library.problems() == []
    with place.open(exact_limit=200) as library:
        missed = [number for number in range(900) if dense_hits(library, story(number))[0] != f"a{number}"]
        assert len(missed) < 5  # Chroma is approximate; what it never saw are hundreds
        assert library.searches_index


def test_threads_of_one_process_ask_at_once_while_another_process_writes(place):
    with place.open() as library:
        put(library, *map(draft, range(100)))
    failures: list[BaseException] = []
    with place.open(exact_limit=100) as library:
        writer = Writer(place, 0.02, 0, "100-160,160-250")

        def ask(first: int) -> None:
            try:
                number = first
                while writer.running:
                    assert dense_hits(library, story(number % 100))[0] == f"a{number % 100}"
                    assert lexical_hits(library, marker(number % 100)) == {f"a{number % 100}"}
                    number += 7
            except BaseException as error:
                failures.append(error)

        threads = [threading.Thread(target=ask, args=(first,)) for first in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        writer.end()
        assert failures == []
        assert library.problems() == []


@on_each_catalog
def test_a_second_writer_waits_says_for_whom_and_then_works(place):
    first = Writer(place, 0.1, 0, "0-150")
    assert first.line() == "writing"
    second = Writer(place, 0, 120, "100-200")
    assert second.line().startswith(f"waiting waiting for process {first.process.pid} on ")
    assert first.end() == ["added 150 unchanged 0"]
    assert second.end() == ["writing", "added 50 unchanged 50"]
    with place.open() as library:
        assert library.catalog.counts()[0] == 200
        assert library.problems() == []


@on_each_catalog
def test_a_second_writer_that_may_not_wait_is_told_who_is_writing(place):
    first = Writer(place, 0.2, 0, "0-150")
    assert first.line() == "writing"
    with place.open() as library:
        assert f"process {first.process.pid} " in (library.writer() or "")
        found = [ReadArticle(draft(999), "/invented/999")]
        with pytest.raises(LibraryBusyError, match=f"process {first.process.pid} .*ingest") as raised:
            ingest(library, found, WordHashEmbedder, wait_seconds=0)
        assert "\n" not in str(raised.value)
        first.end()
        assert ingest(library, found, WordHashEmbedder, wait_seconds=0).added == ["a999"]
        assert library.problems() == []


@on_each_catalog
def test_a_writer_that_was_killed_blocks_nobody(place):
    first = Writer(place, 0.2, 0, "0-150")
    assert first.line() == "writing"
    first.process.kill()
    first.process.communicate()
    with place.open() as library:
        assert library.writer() is None
        assert put(library, draft(999)).added == ["a999"]
        assert library.problems() == []


def test_several_processes_make_the_same_library_at_once(place):
    writers = [Writer(place, 0, 120, f"{first}-{first + 10}") for first in range(0, 30, 10)]
    for writer in writers:
        assert writer.end()[-1] == "added 10 unchanged 0"
    with place.open() as library:
        assert library.catalog.counts()[0] == 30
        assert library.problems() == []


OPENER = """
import sys
from servers import Place
sys.stdin.readline()
with Place.from_argument(sys.argv[1]).open() as library:
    print(library.catalog.counts())
"""


@on_each_catalog
def test_several_processes_open_a_library_that_nobody_has_made_yet(place):
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    command = [*python_command(OPENER), place.to_argument()]
    openers = [subprocess.Popen(command, env=CHILD_ENVIRONMENT, text=True, **pipes) for _ in range(4)]
    for one in openers:
        one.stdin.write("now\n")
        one.stdin.flush()
    for one in openers:
        out, err = one.communicate(timeout=60)
        assert out.strip() == "(0, 0)", err
