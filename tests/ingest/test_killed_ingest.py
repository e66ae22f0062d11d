"""An ingest that is killed at any moment loses nothing that was finished, shows nothing that is half done, and can be run again."""

import json
import os
import random
import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from filelock import FileLock, Timeout
from invented import CHILD_ENVIRONMENT, assert_all_whole, python_command, story

from assistant.ingest.library import Library

ARTICLES = 150
ROUNDS = 5
CHANGED = 50  # articles that have a newer text in each round

# Every ingest is a process of its own, split off from one that has loaded the program already, as that takes longest.
PROGRAM = """
import os, sys
from pathlib import Path
from invented import WordHashEmbedder, announce_end
from assistant.ingest.library import Library
from assistant.ingest.pipeline import ingest
from assistant.ingest.sources import read_sources
import chromadb

def run():
    print("begins", os.getpid(), flush=True)
    with Library(Path(sys.argv[1])) as library:
        report = ingest(library, announce_end(read_sources([sys.argv[2]])), lambda: WordHashEmbedder(seconds=0.05))
    print("failed" if report.failed else "done", flush=True)

while sys.stdin.readline():
    child = os.fork()
    if not child:
        run()
        os._exit(0)
    sys.stdin.readline()  # until then its number is not given to another process
    print("ended", os.waitpid(child, 0)[1], flush=True)
"""


class Ingests:
    """Runs one ingest after the other, and kills it if told to."""

    def __init__(self, library: Path, source: Path) -> None:
        self._program = subprocess.Popen(
            [*python_command(PROGRAM), str(library), str(source)],
            env=CHILD_ENVIRONMENT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self._pid = 0

    def begin(self) -> None:
        self._next()
        self._pid = int(self.wait_for("begins"))

    def _next(self) -> None:
        assert self._program.stdin is not None
        self._program.stdin.write("next\n")
        self._program.stdin.flush()

    def _ended(self) -> int:
        self._next()
        return int(self.wait_for("ended"))

    def wait_for(self, word: str) -> str:
        assert self._program.stdout is not None
        for line in self._program.stdout:
            if line.startswith(word):
                return line.removeprefix(word)
        raise AssertionError(f"no {word!r} was heard")

    def kill(self) -> bool:
        """Whether it was still at work."""
        os.kill(self._pid, signal.SIGKILL)
        return self._ended() == signal.SIGKILL

    def finish(self) -> None:
        self.wait_for("done")
        assert self._ended() == 0

    def close(self) -> None:
        assert self._program.stdin is not None
        self._program.stdin.close()
        self._program.wait(timeout=60)


class Articles:
    """A file of articles; in every round some of them have a newer text."""

    def __init__(self, file: Path) -> None:
        self.file = file
        self.version = dict.fromkeys(range(ARTICLES), 0)
        self._random = random.Random(2024)
        self.write()

    def change(self) -> None:
        for number in self._random.sample(range(ARTICLES), CHANGED):
            self.version[number] += 1
        self.write()

    def write(self) -> None:
        records = [
            {"id": str(number), "title": f"Report {number}", "text": self.text(number)} for number in self.version
        ]
        self.file.write_text("".join(json.dumps(record) + "\n" for record in records))

    def text(self, number: int, version: int | None = None) -> str:
        version = self.version[number] if version is None else version
        return story(f"{number}/{version}", paragraphs=4 + (number + version) % 3)

    def version_of(self, number: int, text: str) -> int:
        """Which version a text is; there is none that a half-written text could be."""
        (found,) = [version for version in range(self.version[number] + 1) if self.text(number, version) == text]
        return found


def check(library: Library, articles: Articles) -> dict[int, int]:
    """Everything that a reader can see is whole; gives the version of each article that is there."""
    assert library.catalog.problems() == []
    visible = {}
    for one in library.catalog.articles():
        article = library.catalog.article(one.id)
        visible[int(one.id)] = articles.version_of(int(one.id), article.text)
    assert_all_whole(library)
    return visible


@pytest.fixture
def articles(tmp_path: Path) -> Articles:
    return Articles(tmp_path / "articles.jsonl")


@pytest.fixture
def ingests(tmp_path: Path, articles: Articles) -> Iterator[Ingests]:
    running = Ingests(tmp_path / "library", articles.file)
    yield running
    running.close()


class Watched:
    """A library that another process is about to write to.

    Args:
        folder: The library's.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._left_over = self._drafts()

    def index_is_open(self) -> bool:
        """Whether the vector index is being changed."""
        try:
            with FileLock(self._folder / "vectors.change.lock", timeout=0):
                return False
        except Timeout:
            return True

    def index_is_drafted(self) -> bool:
        """Whether there is a new one that has not taken its place yet."""
        return bool(self._drafts() - self._left_over)

    def _drafts(self) -> set[str]:
        if not self._folder.exists():
            return set()
        with Library(self._folder) as library:
            return {folder.name for folder in self._folder.glob("vectors-*")} - {
                library.catalog.metadata("vectors_folder")
            }


# When a process is killed: what is waited for, and for how many seconds more at the most.
ANYWHERE = (lambda library: True, 0.5)
INDEX_OPEN = (Watched.index_is_open, 0.15)
INDEX_DRAFTED = (Watched.index_is_drafted, 0.03)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system cannot fork or kill")
def test_twenty_kills_at_any_moment_lose_nothing_that_was_finished(tmp_path, articles, ingests):
    library_folder = tmp_path / "library"
    random_ = random.Random(7)
    seen: dict[int, int] = {}
    found_drafted = 0
    growing = 0
    for _ in range(ROUNDS):
        for reached, longest in (INDEX_DRAFTED, ANYWHERE, INDEX_OPEN, ANYWHERE):
            articles.change()
            killed = False
            while not killed:
                watched = Watched(library_folder)
                ingests.begin()
                patience = time.monotonic() + 5
                while not reached(watched) and time.monotonic() < patience:
                    time.sleep(0.001)
                time.sleep(random_.uniform(0, longest))
                killed = ingests.kill()
                if not killed:  # too late: it was done before
                    longest *= 0.7
                    articles.change()
            with Library(library_folder) as library:
                visible = check(library, articles)
            found_drafted += watched.index_is_drafted()
            assert all(visible.get(number, -1) >= version for number, version in seen.items())
            growing += visible != seen
            seen = visible
        ingests.begin()
        ingests.finish()
        with Library(library_folder) as library:
            seen = check(library, articles)
            assert seen == articles.version
            assert library.problems() == []
        assert len(list(library_folder.glob("vectors-*"))) == 1
    # the kills fell where they were meant to: after articles were stored, and into changes of the index
    assert growing >= 5
    assert found_drafted >= 2
