"""Chroma beside the catalog: it answers where there is much, may be lost at any time, and is mended from the catalog."""

import shutil
import signal
import subprocess
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import numpy as np
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

from assistant.ingest.errors import LibraryError
from assistant.ingest.library import Library
from assistant.ingest.library.index_maintenance import index_name, not_indexed
from assistant.ingest.library.scope import Scope
from assistant.ingest.library.vector_index import VectorIndex

EXACT_LIMIT = 200
DAY = datetime(2026, 1, 1, 12, tzinfo=UTC)


def many(first: int, last: int, **fields: object):
    """Articles of one passage, a day apart."""
    return [draft(n, story(n, paragraphs=1), published=DAY + timedelta(days=n), **fields) for n in range(first, last)]


def chroma_of(library: Library) -> Path:
    name = index_name(library.catalog)
    assert name is not None
    return library.folder / name


def exact(library: Library, vector: np.ndarray, limit: int, as_of: date | None = None) -> list[int]:
    """What comparing every vector gives."""
    numbers, vectors = library.catalog.vectors()
    if as_of is not None:
        kept = library.catalog.days(numbers) <= as_of.toordinal()
        numbers, vectors = numbers[kept], vectors[kept]
    return numbers[np.argsort(-(vectors @ vector))[:limit]].tolist()


def questions(count: int = 40) -> list[np.ndarray]:
    return [WordHashEmbedder().embed_question(story(f"{number}", paragraphs=1)) for number in range(count)]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A library of 1,200 passages: enough for Chroma to write its graph to files."""
    folder = tmp_path_factory.mktemp("vectors") / "library"
    with Library(folder) as library:
        put(library, *many(0, 1_200))
    return folder


@pytest.fixture
def large(made: Path, tmp_path: Path) -> Iterator[Library]:
    """A copy of it, so small in memory that Chroma has to answer."""
    shutil.copytree(made, tmp_path / "library")
    with Library(tmp_path / "library", exact_limit=EXACT_LIMIT) as library:
        yield library


def recall(library: Library, as_of: date | None = None) -> float:
    shares = []
    for vector in questions():
        found = {number for number, _ in library.nearest(vector, 10, Scope(as_of))}
        shares.append(len(found & set(exact(library, vector, 10, as_of))) / 10)
    return float(np.mean(shares))


def answered_by_chroma(library: Library) -> bool:
    """Whether the search holds fewer vectors than there are passages."""
    return library.searches_index


AFTER_A_SEARCH = """
import time
import numpy as np
from assistant.ingest.library.vector_search import ScopeFilter, VectorTable
from assistant.ingest.library.stored_sentences import StoredSentences, sentence_cosines
vectors = np.random.default_rng(1).normal(size=(5_000, 384)).astype(np.float32)
places = np.arange(5_000)
stored = StoredSentences(np.zeros((5_000, 4), "<u4").tobytes(), np.ones(5_000, "<f4").tobytes(), vectors.astype(np.int8).tobytes())
VectorTable(places, vectors, places).nearest(vectors[0], 10, ScopeFilter())
sentence_cosines([stored], vectors[0])
before = time.process_time()
time.sleep(0.3)
print(time.process_time() - before)
"""


def test_a_search_leaves_no_core_busy_once_it_is_done():
    """NumPy's products of matrices keep threads spinning, which takes the other core away from whoever reads what was found."""
    as_outside_the_tests = {name: value for name, value in CHILD_ENVIRONMENT.items() if name != "OMP_NUM_THREADS"}
    done = subprocess.run(
        python_command(AFTER_A_SEARCH), env=as_outside_the_tests, capture_output=True, text=True, check=True
    )
    assert float(done.stdout) < 0.03


# Chroma's answers


def test_beyond_the_exact_limit_chroma_answers_and_finds_what_an_exact_search_finds(large):
    assert recall(large) > 0.98
    assert answered_by_chroma(large)


def test_up_to_the_exact_limit_all_vectors_are_compared(made):
    with Library(made) as library:
        for vector in questions(10):
            hits = library.nearest(vector, 10)
            assert [number for number, _ in hits] == exact(library, vector, 10)
            assert [score for _, score in hits] == sorted((score for _, score in hits), reverse=True)
        assert not answered_by_chroma(library)


@pytest.mark.parametrize("days", [350, 100, 15, 0])
def test_chroma_gives_nothing_later_than_the_day_asked_on_and_all_that_is_earlier(large, days):
    as_of = (DAY + timedelta(days=days)).date()
    assert recall(large, as_of) > 0.98 * min(10, days + 1) / 10
    for vector in questions(10):
        hits = large.catalog.passages([number for number, _ in large.nearest(vector, 10, Scope(as_of))])
        assert len(hits) == min(10, days + 1)
        assert all(one.article.published.date() <= as_of for one in hits)
    assert answered_by_chroma(large)


@pytest.mark.parametrize("every", [3, 60])
def test_only_passages_of_the_publications_asked_for_are_given_and_none_of_the_closest_is_missed(tmp_path, every):
    """Of few as of many: few are compared one by one, for many Chroma is asked again and again."""
    with Library(tmp_path / "library", exact_limit=EXACT_LIMIT) as library:
        for first in range(every):
            source = "The Wanted" if first == 0 else f"Paper {first}"
            put(library, *(one for n in range(first, 900, every) for one in many(n, n + 1, source=source)))
        wanted = library.catalog.passages_in(Scope(sources=frozenset({"The Wanted"})))
        assert len(wanted) == -(-900 // every)
        scope = Scope(sources=frozenset({"The Wanted"}))
        shares = []
        for vector in questions(20):
            found = [number for number, _ in library.nearest(vector, 10, scope)]
            assert set(found) <= set(wanted.tolist())
            closest = [number for number in exact(library, vector, 900) if number in wanted][:10]
            shares.append(len(set(found) & set(closest)) / 10)
        assert np.mean(shares) > 0.98
        assert answered_by_chroma(library)


def test_passages_that_chroma_does_not_have_yet_are_found_all_the_same(large):
    assert recall(large) > 0.98
    with Library(large.folder) as other:
        put(other, *many(1_200, 1_220))
    assert dense_hits(large, story(1_211, paragraphs=1))[0] == "a1211"
    assert recall(large) > 0.98


def test_passages_that_no_writer_could_bring_into_chroma_are_found_all_the_same(large, monkeypatch):
    def breaks(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr("assistant.ingest.library.index_maintenance.update_index", breaks)
        with pytest.raises(KeyboardInterrupt):
            put(large, *many(1_200, 1_220))
    assert not_indexed(large.catalog) == 20
    assert large.problems() == []
    assert dense_hits(large, story(1_211, paragraphs=1))[0] == "a1211"
    assert recall(large) > 0.98
    put(large)
    assert not_indexed(large.catalog) == 0
    assert large.problems() == []


@pytest.fixture
def counts_as_large(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("assistant.ingest.library.index_maintenance._LARGE_INDEX", 1_000)


@pytest.mark.usefixtures("counts_as_large")
def test_whoever_adds_or_removes_does_not_wait_for_a_large_index_and_nobody_misses_it(large, monkeypatch):
    def is_opened(*_: object) -> None:
        raise AssertionError("the index was opened")

    with monkeypatch.context() as patch:
        patch.setattr("assistant.ingest.library.chroma_embedded.EmbeddedChroma.create", is_opened)
        put(large, *many(1_200, 1_240))
        with large.writing("remove") as writer:
            writer.remove(["a3"])
    assert dense_hits(large, story(1_203, paragraphs=1))[0] == "a1203"
    assert lexical_hits(large, marker(1_203)) == {"a1203"}
    assert "a3" not in dense_hits(large, story(3, paragraphs=1))
    assert large.problems() == []
    assert large.is_index_due()
    assert large.update_index()
    assert not_indexed(large.catalog) == 0
    assert large.catalog.pending_removals() == []
    assert large.problems() == []
    assert not large.update_index()


@pytest.mark.usefixtures("counts_as_large")
def test_a_search_uses_the_index_that_another_process_has_made(large, monkeypatch):
    dense_hits(large, story(3))
    put(large, *many(1_200, 1_240))
    monkeypatch.setattr(VectorIndex, "add", lambda *_: pytest.fail("passages are added in this process"))
    assert large.update_index(beside_server=True)
    assert large.searches_index
    assert not_indexed(large.catalog) == 0
    assert dense_hits(large, story(1_203, paragraphs=1))[0] == "a1203"


@pytest.mark.usefixtures("counts_as_large")
def test_a_large_index_is_left_alone_until_enough_waits_for_it(large):
    put(large, *many(1_200, 1_205))
    assert not_indexed(large.catalog) == 5
    assert not large.update_index()
    assert not_indexed(large.catalog) == 5


@pytest.mark.usefixtures("counts_as_large")
def test_where_nobody_catches_up_an_ingest_does_when_a_tenth_waits(large):
    put(large, *many(1_200, 1_260))
    assert not_indexed(large.catalog) == 60
    put(large, *many(1_260, 1_330))
    assert not_indexed(large.catalog) == 0


@pytest.mark.usefixtures("counts_as_large")
def test_articles_are_added_removed_and_found_while_the_index_catches_up(large, monkeypatch):
    """By another process as by the one that asks."""
    put(large, *many(1_200, 1_240))
    assert recall(large) > 0.98
    add = VectorIndex.add

    def meanwhile(index: VectorIndex, numbers: np.ndarray, vectors: np.ndarray) -> None:
        add(index, numbers, vectors)
        with Library(large.folder, exact_limit=EXACT_LIMIT) as other:
            put(other, *many(1_300, 1_303))
            with other.writing("remove") as writer:
                writer.remove(["a1201", "a5"])
            for library in (other, large):
                assert answered_by_chroma(large)
                assert dense_hits(library, story(1_301, paragraphs=1))[0] == "a1301"
                assert "a1201" not in dense_hits(library, story(1_201, paragraphs=1))
                assert recall(library) > 0.98
            assert not other.update_index()  # one at a time

    with monkeypatch.context() as patch:
        patch.setattr(VectorIndex, "add", meanwhile)
        assert large.update_index()
    assert not_indexed(large.catalog) == 0
    assert len(large.catalog.pending_removals()) == 2  # for the next time
    assert large.problems() == []
    assert recall(large) > 0.98
    assert answered_by_chroma(large)
    assert dense_hits(large, story(1_301, paragraphs=1))[0] == "a1301"
    assert "a1201" not in dense_hits(large, story(1_201, paragraphs=1))


@pytest.mark.usefixtures("counts_as_large")
def test_whoever_asks_goes_on_with_the_new_index_without_opening_it(large, monkeypatch):
    assert recall(large) > 0.98
    put(large, *many(1_200, 1_240))
    assert large.update_index()
    monkeypatch.setattr("assistant.ingest.library.vector_search.open_index", None)
    assert recall(large) > 0.98
    assert answered_by_chroma(large)


@pytest.mark.usefixtures("counts_as_large")
@pytest.mark.parametrize("moment", ["copy", "add", "replace"])
def test_a_catching_up_that_is_killed_leaves_the_index_as_it_was(large, moment):
    put(large, *many(1_200, 1_240))
    name = index_name(large.catalog)
    program = f"""
import os, signal
from pathlib import Path
from assistant.ingest.library import Library, index_maintenance
from assistant.ingest.library.chroma_embedded import EmbeddedChroma
from assistant.ingest.library.vector_index import VectorIndex
def kill(*_): os.kill(os.getpid(), signal.SIGKILL)
def after(work): return lambda *given: (work(*given), kill())
index_maintenance._LARGE_INDEX = 1_000
match {moment!r}:
    case "copy": EmbeddedChroma.stage = after(EmbeddedChroma.stage)
    case "add": VectorIndex.add = after(VectorIndex.add)
    case "replace": index_maintenance._activate = kill
Library(Path({str(large.folder)!r})).update_index()
"""
    killed = subprocess.run(python_command(program), env=CHILD_ENVIRONMENT, check=False)
    assert killed.returncode == -signal.SIGKILL
    assert index_name(large.catalog) == name
    assert len(list(large.folder.glob("vectors-*"))) == 2
    assert large.problems() == []
    assert recall(large) > 0.98
    assert answered_by_chroma(large)
    assert dense_hits(large, story(1_211, paragraphs=1))[0] == "a1211"
    assert large.update_index()
    assert not_indexed(large.catalog) == 0
    assert len(list(large.folder.glob("vectors-*"))) == 1
    assert large.problems() == []


def test_a_reindex_writes_files_that_hold_nothing_of_a_removed_article(large):
    (number,) = exact(large, WordHashEmbedder().embed_question(story(7, paragraphs=1)), 1)
    vector = large.catalog.vectors_of([number])[number]
    assert is_in_files(large, vector)
    with large.writing("remove") as writer:
        writer.remove(["a7"])
    with large.writing("reindex") as writer:
        writer.rebuild_index()
    assert not is_in_files(large, vector)
    assert large.problems() == []


def is_in_files(library: Library, vector: np.ndarray) -> bool:
    """Whether the vector stands in one of the index's files, in whatever place."""
    for file in chroma_of(library).rglob("*"):
        if file.is_file() and file.stat().st_size > vector.nbytes:
            content = file.read_bytes()
            numbers = np.frombuffer(content, dtype="<f4", count=len(content) // 4)
            windows = np.lib.stride_tricks.sliding_window_view(np.nan_to_num(numbers, posinf=0, neginf=0), len(vector))
            if np.isclose(windows, vector, atol=1e-5).all(axis=1).any():
                return True
    return False


def test_what_is_removed_or_replaced_takes_no_place_among_the_answers(large):
    vector = questions(1)[0]
    first = [number for number, _ in large.nearest(vector, 60)]
    assert answered_by_chroma(large)
    gone = [one.article.id for one in large.catalog.passages(first[:40])]
    with Library(large.folder) as other, other.writing("remove") as writer:
        writer.remove(gone)
    left = [number for number, _ in large.nearest(vector, 20)]
    assert len(large.catalog.passages(left)) == 20
    assert recall(large) > 0.95


def test_nothing_gone_is_given_while_the_index_has_still_to_forget_it(large, monkeypatch):
    monkeypatch.setattr("assistant.ingest.library.index_maintenance.update_index", lambda *_: None)
    vector = questions(1)[0]
    gone = [one.article.id for one in large.catalog.passages(exact(large, vector, 40))]
    with Library(large.folder) as other, other.writing("remove") as writer:
        writer.remove(gone)
    left = [number for number, _ in large.nearest(vector, 20)]
    assert len(large.catalog.passages(left)) == 20
    assert len(set(left) & set(exact(large, vector, 20))) >= 19


# Chroma lost or damaged


def lose_folder(library: Library) -> None:
    shutil.rmtree(chroma_of(library))


def lose_files(library: Library) -> None:
    for file in chroma_of(library).iterdir():
        shutil.rmtree(file) if file.is_dir() else file.unlink()


def lose_graph(library: Library) -> None:
    for folder in [file for file in chroma_of(library).iterdir() if file.is_dir()]:
        shutil.rmtree(folder)


def garble_database(library: Library) -> None:
    (chroma_of(library) / "chroma.sqlite3").write_bytes(b"\x13\x37" * 9_999)


def garble_graph(library: Library) -> None:
    for file in chroma_of(library).rglob("*.bin"):
        file.write_bytes(b"\x13\x37" * (file.stat().st_size // 2))


def cut_database(library: Library) -> None:
    file = chroma_of(library) / "chroma.sqlite3"
    file.write_bytes(file.read_bytes()[: file.stat().st_size // 2])


def point_elsewhere(library: Library) -> None:
    library.catalog.set_metadata({"vectors_folder": "vectors-000000000000"}, changes_content=True)


DAMAGES = [
    lose_folder,
    lose_files,
    lose_graph,
    garble_database,
    garble_graph,
    cut_database,
    point_elsewhere,
]


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_lost_or_damaged_index_is_told_worked_around_and_mended_by_the_next_write(large, damage):
    damage(large)
    for exact_limit in (EXACT_LIMIT, 20_000):
        with Library(large.folder, exact_limit=exact_limit) as reader:
            assert recall(reader) > 0.98
    assert large.problems()
    assert all("\n" not in line for line in large.problems())
    put(large, *many(1_200, 1_202))
    assert large.problems() == []
    with Library(large.folder, exact_limit=EXACT_LIMIT) as reader:
        assert recall(reader) > 0.98
        assert answered_by_chroma(reader)
        assert dense_hits(reader, story(1_201, paragraphs=1))[0] == "a1201"


@pytest.mark.parametrize("damage", [lose_folder, lose_graph, garble_graph])
def test_a_lost_or_damaged_index_is_rebuilt_from_the_catalog_without_embedding(large, damage):
    damage(large)
    with Library(large.folder, exact_limit=EXACT_LIMIT) as reader:
        assert recall(reader) > 0.98
    with large.writing("reindex") as writer:
        writer.rebuild_index()
    assert large.problems() == []
    assert recall(large) > 0.98
    assert answered_by_chroma(large)
    assert len(list(large.folder.glob("vectors-*"))) == 1


def test_a_disk_that_is_full_during_a_reindex_leaves_the_index_in_use(large, monkeypatch):
    before, folder = recall(large), chroma_of(large)

    def fill(*_: object) -> None:
        raise LibraryError("the disk is full")

    with monkeypatch.context() as patch:
        patch.setattr(VectorIndex, "add", fill)
        with (
            pytest.raises(LibraryError, match="full"),
            Library(large.folder) as other,
            other.writing("reindex") as writer,
        ):
            writer.rebuild_index()
    assert chroma_of(large) == folder
    assert list(large.folder.glob("vectors-*")) == [folder]
    assert recall(large) == before
    assert large.problems() == []


def test_a_reader_goes_on_while_the_index_under_it_is_rebuilt(large):
    assert recall(large) > 0.98
    with Library(large.folder) as other, other.writing("reindex") as writer:
        writer.rebuild_index()
    assert recall(large) > 0.98
    assert answered_by_chroma(large)


def test_a_reader_goes_on_when_the_index_is_taken_away_under_it(large):
    assert recall(large) > 0.98
    lose_folder(large)
    assert recall(large) > 0.98


def test_a_reader_takes_over_the_new_vectors_when_everything_is_embedded_anew(large):
    assert recall(large) > 0.98
    other_model = WordHashEmbedder(name="another")
    with Library(large.folder) as other, other.writing("reindex") as writer:
        writer.reembed(other_model)
        hits = large.nearest(other_model.embed_question(story(7, paragraphs=1)), 5)
        assert large.catalog.passages([hits[0][0]])[0].article.id == "a7"
        writer.rebuild_index()
    assert large.embedder_name == "another"
    assert dense_hits(large, story(8, paragraphs=1), embedder=other_model)[0] == "a8"
    assert large.problems() == []


def test_chroma_gets_small_batches_because_it_lets_no_other_thread_run():
    sizes = []

    class Collection:
        def upsert(self, ids: list[str], embeddings: np.ndarray) -> None:
            assert len(ids) == len(embeddings)
            sizes.append(len(ids))

    VectorIndex(Collection(), "index", lambda: None).add(np.arange(1_950), np.zeros((1_950, 8), dtype=np.float32))
    assert sum(sizes) == 1_950
    assert max(sizes) <= 200
