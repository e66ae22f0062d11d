"""Beside a server, the vector index of a large library catches up by itself."""

import time
from collections.abc import Callable

import pytest
from invented import dense_hits, draft, put, story

from assistant.background.index_maintenance import IndexMaintenance
from assistant.ingest.errors import LibraryError
from assistant.ingest.library import Library, index_process
from assistant.ingest.library.index_maintenance import not_indexed
from assistant.ingest.library.vector_index import VectorIndex

PATIENCE = 240


@pytest.fixture(autouse=True)
def _every_library_is_large(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("assistant.ingest.library.index_maintenance._LARGE_INDEX", 0)
    monkeypatch.setattr("assistant.ingest.library.index_maintenance._OVERDUE_SHARE", 10)


def wait_until(reached: Callable[[], bool]) -> None:
    patience = time.monotonic() + PATIENCE
    while not reached():
        assert time.monotonic() < patience
        time.sleep(0.02)


@pytest.mark.parametrize("place", ["folder", "servers"], indirect=True)
def test_what_any_process_adds_comes_into_the_index_without_anybody_waiting(place, library):
    put(library, draft(0))
    put(library, *(draft(number) for number in range(1, 5)))
    assert library.is_index_due()
    with IndexMaintenance(library, 0.02), place.open() as other:
        wait_until(lambda: not library.is_index_due())
        put(other, *(draft(number) for number in range(5, 9)))
        assert dense_hits(library, story(7))[0] == "a7"
        wait_until(lambda: not library.is_index_due())
        assert not_indexed(library.catalog) == 0
    assert library.problems() == []


def test_what_goes_wrong_is_logged_and_tried_again(library, monkeypatch, caplog):
    update_index, tried = Library.update_index, []

    def fails_first(library: Library, **options: bool) -> bool:
        tried.append(library)
        if len(tried) == 1:
            raise LibraryError("the disk is full")
        return update_index(library, **options)

    monkeypatch.setattr(Library, "update_index", fails_first)
    put(library, draft(1))
    put(library, draft(2))
    with IndexMaintenance(library, 0.02):
        wait_until(lambda: not library.is_index_due())
    assert "the vector index is not up to date: the disk is full" in caplog.text


def test_the_index_of_a_folder_is_updated_in_another_process(library, monkeypatch):
    put(library, draft(1))
    put(library, draft(2))
    monkeypatch.setattr(VectorIndex, "add", lambda *_: pytest.fail("passages are added in this process"))
    assert library.update_index(beside_server=True)
    assert not_indexed(library.catalog) == 0
    assert library.problems() == []
    assert not library.update_index(beside_server=True)


def test_an_index_that_another_process_cannot_write_is_one_line(library, monkeypatch):
    put(library, draft(1))
    put(library, draft(2))
    monkeypatch.setattr(
        index_process, "child_command", lambda _, folder: ["sh", "-c", "echo the disk is full >&2; exit 1"]
    )
    with pytest.raises(LibraryError, match="the disk is full"):
        library.update_index(beside_server=True)
