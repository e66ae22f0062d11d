"""A library on servers: any number of machines answer from it, one brings articles in, and any of them may be killed."""

import json
import random
import signal
import subprocess
import sys
import time

import pytest
from cli_runs import assert_one_error_line
from invented import (
    CHILD_ENVIRONMENT,
    WordHashEmbedder,
    assert_all_whole,
    dense_hits,
    draft,
    marker,
    put,
    python_command,
    story,
)
from servers import Place, RunningChroma, chroma_server, free_port, place_on, postgres_server

from assistant import Assistant
from assistant.cli import main
from assistant.doctor import examine
from assistant.ingest.article import ParsedArticle
from assistant.ingest.errors import LibraryError, LibraryUnreachableError, UsageError
from assistant.ingest.library import Library, Servers
from assistant.ingest.library.chroma_server import ChromaAddress
from assistant.ingest.library.index_maintenance import index_name
from assistant.ingest.library.lexical_query import all_of, any_of
from assistant.settings import load_settings

ARTICLES = 120
EXACT_LIMIT = 40  # beyond that many passages Chroma answers
CAPTAINS = ["Ada Moreno", "Milo Vance", "Otto Brandt", "Jon Reed", "Ada Holt", "Lena Frost"]

ANSWERING = """
import sys
from invented import WordHashEmbedder
from assistant import Assistant
from assistant.settings import load_settings

settings = load_settings(exact_limit=int(sys.argv[1]))
with Assistant.open(settings=settings, create=False, embedder=WordHashEmbedder()) as assistant:
    print("ready", flush=True)
    for question in sys.stdin:
        print(assistant.ask(question.strip()).model_dump_json(), flush=True)
"""

INGESTING = """
import sys
from invented import WordHashEmbedder, announce_end
from servers import Place
from assistant.ingest.pipeline import ingest
from assistant.ingest.sources import read_sources

with Place.from_argument(sys.argv[1]).open() as library:
    report = ingest(library, announce_end(read_sources([sys.argv[2]])), lambda: WordHashEmbedder(float(sys.argv[3])))
print("failed" if report.failed else "done", flush=True)
"""


def ferry(number: int, version: int) -> str:
    """The article of that number; each version names another captain."""
    captain = CAPTAINS[(number + version) % len(CAPTAINS)]
    return f"{captain} is the captain of the ferry Heron{number}. The ferry Heron{number} sails at nine.\n\n{story(number, paragraphs=1)}"


def setting_variables(place: Place) -> dict[str, str]:
    servers = place.servers
    assert servers is not None
    assert servers.chroma is not None
    return {"ASSISTANT_CATALOG_URL": str(servers.catalog_url), "ASSISTANT_CHROMA_URL": servers.chroma.url}


class Answering:
    """A process that answers from the library, as a server does."""

    def __init__(self, place: Place) -> None:
        self.process = subprocess.Popen(
            [*python_command(ANSWERING), str(EXACT_LIMIT)],
            cwd=place.folder,
            env={**CHILD_ENVIRONMENT, **setting_variables(place)},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def wait_until_ready(self) -> None:
        assert self._line() == "ready"

    def put_question(self, number: int) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write(f"Who is the captain of the ferry Heron{number}?\n")
        self.process.stdin.flush()

    def captain(self, number: int, versions: int) -> str | None:
        """The captain that the answer names; its quotes are exact slices of a version of the article."""
        self.put_question(number)
        answer = json.loads(self._line())
        for one in answer["citations"]:
            cited = int(one["article_id"])
            slices = [ferry(cited, version)[one["start"] : one["end"]] for version in range(versions)]
            assert one["quote"] in slices
        if answer["status"] != "answered":
            return None
        return next((one for one in CAPTAINS if one in answer["text"]), None)

    def kill(self) -> None:
        self.process.kill()
        self.process.communicate()

    def _line(self) -> str:
        assert self.process.stdout is not None
        return self.process.stdout.readline().strip()


class Ingesting:
    """A process that brings the articles of a file in."""

    def __init__(self, place: Place, file: object, seconds: float) -> None:
        command = [*python_command(INGESTING), place.to_argument(), str(file), str(seconds)]
        self.process = subprocess.Popen(command, env=CHILD_ENVIRONMENT, stdout=subprocess.PIPE, text=True)

    def kill(self) -> bool:
        """Whether it was still at work."""
        self.process.kill()
        self.process.communicate()
        return self.process.returncode == -signal.SIGKILL

    def finish(self) -> None:
        out, _ = self.process.communicate(timeout=120)
        assert out.splitlines()[-1] == "done"


@pytest.fixture
def shared(postgres, chroma, tmp_path) -> Place:
    """A library on servers; its folder stays empty."""
    return place_on(postgres, chroma, tmp_path / "empty")


def write_version(file, version: int) -> None:
    lines = [{"id": str(n), "title": f"Ferry Heron{n}", "text": ferry(n, version)} for n in range(ARTICLES)]
    file.write_text("".join(json.dumps(line) + "\n" for line in lines))


def test_two_servers_and_an_ingester_are_killed_and_nothing_is_lost_or_wrongly_cited(shared, tmp_path):
    file = tmp_path / "ferries.jsonl"
    write_version(file, 0)
    random_ = random.Random(3)
    shared.folder.mkdir()
    shared.open().close()  # whoever only answers makes no tables
    first, second = Answering(shared), Answering(shared)
    ingester = Ingesting(shared, file, 1.5)
    first.wait_until_ready()
    second.wait_until_ready()
    with shared.open() as library:
        while library.catalog.counts()[0] < 20:
            time.sleep(0.01)
        assert first.captain(3, 1) == CAPTAINS[3]
        first.put_question(4)
        first.kill()  # in the middle of a question
        assert ingester.kill()
        finished = library.catalog.counts()[0]
        assert 20 <= finished < ARTICLES
        assert library.catalog.problems() == []
        assert_all_whole(library)
        assert library.writer() is None
        assert second.captain(5, 1) == CAPTAINS[5]
        # killed again, in the middle of replacing everything
        write_version(file, 1)
        ingester = Ingesting(shared, file, 0.5)
        before = library.catalog.content_hash("0")
        while library.catalog.content_hash("0") == before:
            second.captain(random_.randrange(finished), 2)
        assert ingester.kill()
        assert_all_whole(library)
        Ingesting(shared, file, 0).finish()
        assert library.problems() == []
        assert library.catalog.counts()[0] == ARTICLES
    first = Answering(shared)
    first.wait_until_ready()
    for number in random_.sample(range(ARTICLES), 12):
        assert first.captain(number, 2) == second.captain(number, 2) == CAPTAINS[(number + 1) % len(CAPTAINS)]
    first.kill()
    second.kill()
    assert list(shared.folder.iterdir()) == []


# Chroma on a server


def collections(chroma: RunningChroma) -> set[str]:
    client = ChromaAddress(chroma.url).connect()
    try:
        return {one.name for one in client.list_collections()}
    finally:
        client.close()


def many(first: int, last: int) -> list[ParsedArticle]:
    return [draft(number, story(number, paragraphs=1)) for number in range(first, last)]


def test_an_index_that_the_server_has_lost_is_told_worked_around_and_mended_without_embedding(shared, chroma):
    with shared.open(exact_limit=EXACT_LIMIT) as library:
        put(library, *many(0, 100))
        assert dense_hits(library, story(7, paragraphs=1))[0] == "a7"
        assert library.searches_index
        others = collections(chroma) - {index_name(library.catalog)}
        client = ChromaAddress(chroma.url).connect()
        client.delete_collection(index_name(library.catalog))
        client.close()
        with shared.open(exact_limit=EXACT_LIMIT) as reader:
            assert dense_hits(reader, story(8, paragraphs=1))[0] == "a8"
        assert dense_hits(library, story(9, paragraphs=1))[0] == "a9"
        assert library.problems() == ["there is no vector index yet"]
        embedder = WordHashEmbedder()
        put(library, embedder=embedder)
        assert embedder.embedded == 0
        assert library.problems() == []
        assert dense_hits(library, story(10, paragraphs=1))[0] == "a10"
        assert collections(chroma) == others | {index_name(library.catalog)}


def test_what_one_library_rebuilds_leaves_the_indexes_of_others_on_the_server_alone(postgres, chroma, tmp_path):
    first, second = (place_on(postgres, chroma, tmp_path / "none") for _ in range(2))
    with first.open(exact_limit=EXACT_LIMIT) as one, second.open(exact_limit=EXACT_LIMIT) as other:
        put(one, *many(0, 60))
        put(other, *many(60, 120))
        with one.writing("reindex") as writer:
            writer.rebuild_index()
        assert one.problems() == other.problems() == []
        assert dense_hits(one, story(7, paragraphs=1))[0] == "a7"
        assert dense_hits(other, story(67, paragraphs=1))[0] == "a67"


def test_while_the_chroma_server_is_away_questions_are_answered_and_writing_says_what_is_wrong(postgres, tmp_path):
    with chroma_server() as own:
        place = place_on(postgres, own, tmp_path / "none")
        with place.open(exact_limit=EXACT_LIMIT) as library:
            put(library, *many(0, 100))
            assert dense_hits(library, story(7, paragraphs=1))[0] == "a7"
            own.stop()
            assert dense_hits(library, story(8, paragraphs=1))[0] == "a8"
            with pytest.raises(LibraryUnreachableError, match="check that it is running") as raised:
                put(library, *many(100, 110))
            assert "\n" not in str(raised.value)
            assert dense_hits(library, story(105, paragraphs=1))[0] == "a105"  # what was finished is there
            own.start()
            put(library)
            assert library.problems() == []
        with place.open(exact_limit=EXACT_LIMIT) as library:
            assert dense_hits(library, story(106, paragraphs=1))[0] == "a106"
            assert library.searches_index


# PostgreSQL


def test_readers_and_writers_go_on_after_the_database_was_started_again(chroma, tmp_path):
    with postgres_server() as own, place_on(own, chroma, tmp_path / "none").open() as library:
        put(library, *many(0, 5))
        own.stop()
        with pytest.raises(LibraryUnreachableError, match="check that PostgreSQL is running") as raised:
            library.catalog.counts()
        assert "\n" not in str(raised.value)
        own.start()
        assert library.catalog.counts()[0] == 5
        put(library, *many(5, 8))
        assert library.problems() == []


def test_a_writer_that_lost_its_lock_can_write_no_more(shared):
    with shared.open() as library, shared.open() as other:
        put(library, *many(0, 3))

        def loses_its_lock() -> None:
            with library.writing("ingest") as writer:
                with other.catalog.transaction() as writes:
                    writes.connection.execute(
                        "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND pid <> pg_backend_pid()"
                    )
                put(other, *many(3, 6))
                writer.remove(["a0"])

        with pytest.raises(LibraryError):
            loses_its_lock()
        assert library.catalog.counts()[0] == 6
        assert library.problems() == []


@pytest.mark.parametrize("made", [False, True])
def test_a_schema_of_a_newer_version_or_without_a_library_is_one_clear_line(shared, made):
    if made:
        with shared.open() as library, library.catalog.transaction() as writes:
            writes.connection.execute("INSERT INTO assistant_schema (version) VALUES (99)")
    expected = "schema version 99 .*pip install" if made else "there is no library at postgresql://postgres@127"
    with pytest.raises(LibraryError, match=expected) as raised:
        shared.open(create=False)
    assert "\n" not in str(raised.value)


def test_words_are_ranked_as_in_an_embedded_library(shared, tmp_path):
    texts = [story(number) + " harbour" * (number % 4) + " tide" * (number % 3) for number in range(40)]
    with shared.open() as library, Library(tmp_path / "library") as embedded:
        for one in (library, embedded):
            put(one, *(draft(number, text) for number, text in enumerate(texts)))
        for query in (any_of(["harbour", "tide", marker(5)]), all_of(["harbour", "tides"]), any_of(["report"])):
            found, expected = (dict(one.catalog.search_bm25(query, 99)) for one in (library, embedded))
            assert len(found) == len(expected) > 5
            assert sorted(found.values()) == pytest.approx(sorted(expected.values()), rel=1e-5)


# What is set


def test_what_does_not_go_together_or_is_no_address_is_said(tmp_path):
    for servers, message in (
        (Servers("postgresql://nobody@127.0.0.1/x"), "needs chroma_url beside it"),
        (Servers("mysql://x/y", ChromaAddress("http://127.0.0.1:1")), "no address of PostgreSQL"),
    ):
        with pytest.raises(UsageError, match=message):
            Library(tmp_path, servers=servers)


def test_a_missing_driver_is_named_with_the_command_that_installs_it(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "psycopg", None)
    with pytest.raises(UsageError, match=r"pip install 'article-assistant\[postgres\]'"):
        Library(tmp_path, servers=Servers("postgresql://x@127.0.0.1/y", ChromaAddress("http://127.0.0.1:1")))


def test_doctor_says_in_one_line_which_server_does_not_answer_and_what_to_do(tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("ASSISTANT_CATALOG_URL", f"postgresql://reader:secret@127.0.0.1:{free_port()}/news")
    monkeypatch.setenv("ASSISTANT_CHROMA_URL", f"http://127.0.0.1:{free_port()}")
    assert main(["doctor"]) == 1
    out = capsys.readouterr().out
    assert "secret" not in out
    lines = [line for line in out.splitlines() if line.startswith("wrong")]
    assert [line.split()[1] for line in lines] == ["chroma", "library"]
    assert "→ check that PostgreSQL is running" in out
    assert "→ check that it is running, and the settings chroma_url" in out
    assert main(["ask", "Who?"]) == 1
    assert "secret" not in assert_one_error_line(capsys.readouterr().err)


def test_a_folder_that_is_named_comes_before_servers_that_are_set(shared, tmp_path, monkeypatch):
    for name, value in setting_variables(shared).items():
        monkeypatch.setenv(name, value)
    with Assistant.open(tmp_path / "named", embedder=WordHashEmbedder()) as assistant:
        assert assistant.library.display_name == str(tmp_path / "named")
    with Assistant.open(embedder=WordHashEmbedder()) as assistant:
        assert assistant.library.display_name.startswith("postgresql://postgres@127.0.0.1:")


def test_doctor_finds_a_shared_library_in_order(shared):
    with shared.open() as library:
        put(library, *many(0, 5))
    servers = shared.servers
    settings = load_settings(
        library=shared.folder, catalog_url=servers.catalog_url, chroma_url=servers.chroma.url, chroma_token="quiet"
    )
    assert "quiet" not in repr(settings)
    checks = {check.name: check for check in examine(settings)}
    assert [name for name, check in checks.items() if check.status == "wrong"] == []
    assert checks["library"].detail.startswith("postgresql://postgres@127.0.0.1:")
    assert checks["chroma"].status == "ok"
