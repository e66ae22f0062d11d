"""Chroma beside the catalog: it answers where there is much, may be lost at any time, and is mended from the catalog."""

import shutil
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest
from invented import WordHashEmbedder, draft, found_by_meaning, put, story

from assistant.ingest.library import Library
from assistant.ingest.library.scope import Scope
from assistant.ingest.library.vector_index import index_folder, not_indexed

EXACT_LIMIT = 200
DAY = datetime(2026, 1, 1, 12, tzinfo=UTC)


def many(first: int, last: int, **fields: object):
    """Articles of one passage, a day apart."""
    return [draft(n, story(n, paragraphs=1), published=DAY + timedelta(days=n), **fields) for n in range(first, last)]


def chroma_of(library: Library) -> Path:
    folder = index_folder(library.catalog, library.folder)
    assert folder is not None
    return folder


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
    return library._nearest._index is not None


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
        wanted = library.catalog.passages_of_sources(["The Wanted"])
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
    assert found_by_meaning(large, story(1_211, paragraphs=1))[0] == "a1211"
    assert recall(large) > 0.98


def test_passages_that_no_writer_could_bring_into_chroma_are_found_all_the_same(large, monkeypatch):
    def breaks(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr("assistant.ingest.library.vector_index.bring_up_to_date", breaks)
        with pytest.raises(KeyboardInterrupt):
            put(large, *many(1_200, 1_220))
    assert not_indexed(large.catalog) == 20
    assert large.problems() == []
    assert found_by_meaning(large, story(1_211, paragraphs=1))[0] == "a1211"
    assert recall(large) > 0.98
    put(large)
    assert not_indexed(large.catalog) == 0
    assert large.problems() == []


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
    monkeypatch.setattr("assistant.ingest.library.vector_index.bring_up_to_date", lambda *_: None)
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


def leave_in_change(library: Library) -> None:
    library.catalog.set_fact("vectors_in_change", 1)


def point_elsewhere(library: Library) -> None:
    library.catalog.set_fact("vectors_folder", "vectors-000000000000")


DAMAGES = [
    lose_folder,
    lose_files,
    lose_graph,
    garble_database,
    garble_graph,
    cut_database,
    leave_in_change,
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
        assert found_by_meaning(reader, story(1_201, paragraphs=1))[0] == "a1201"


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
    assert found_by_meaning(large, story(8, paragraphs=1), embedder=other_model)[0] == "a8"
    assert large.problems() == []
