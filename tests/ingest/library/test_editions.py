"""What a citation pointed at can be opened for as long as the article is in the library, whatever its publisher does."""

import random
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.ingest.article import ParsedArticle
from assistant.ingest.embedders import Embedder
from assistant.ingest.errors import LibraryError
from assistant.ingest.library import Library
from assistant.ingest.library.archive import export_library, import_library
from assistant.ingest.library.text_delta import decode_delta, encode_delta
from assistant.ingest.pipeline import ingest
from assistant.ingest.readers.contract import ReadArticle

on_each_catalog = pytest.mark.parametrize("place", ["folder", "servers"], indirect=True)
BASE = "The bridge over the Corran is open. " + " ".join(f"Sentence {number} of the report." for number in range(200))
TEXTS = [
    BASE,
    BASE.replace("is open", "is closed"),
    f"Updated. {BASE}",
    BASE.replace("Sentence 150 of", "Line 150 of"),
    BASE,
]


def store(library: Library, embedder: Embedder, text: str, title: str = "Bridge", article_id: str = "bridge") -> None:
    parsed = ParsedArticle(text, title=title, id=article_id, published=datetime(2026, 3, 1, tzinfo=UTC))
    assert not ingest(library, [ReadArticle(parsed, f"/{article_id}.txt")], lambda: embedder).failed


@pytest.fixture
def edited(library: Library, minilm: Embedder) -> Library:
    """A library with an article that was edited four times; the last edit took everything back."""
    for text in TEXTS:
        store(library, minilm, text)
    return library


@on_each_catalog
def test_every_edition_keeps_its_exact_text_and_the_newest_is_the_article(edited: Library) -> None:
    editions = edited.catalog.editions("bridge")
    assert [edition.article.text for edition in editions] == TEXTS
    assert [edition.number for edition in editions] == [1, 2, 3, 4, 5]
    assert editions[-1].article == edited.catalog.article("bridge")
    assert editions[-1].replaced_at is None
    assert all(before.replaced_at == after.stored_at for before, after in pairwise(editions))
    assert not edited.problems()


@on_each_catalog
def test_an_edition_is_found_by_the_name_that_citations_have(edited: Library) -> None:
    for edition in edited.catalog.editions("bridge"):
        found = edited.catalog.edition("bridge", edition.article.edition)
        assert found is not None
        assert found.text == edition.article.text
    assert edited.catalog.edition("bridge", "0" * 16) is None
    assert edited.catalog.edition("bridge", "") is None
    assert edited.catalog.edition("other", "0" * 16) is None


@on_each_catalog
def test_removing_an_article_removes_all_its_editions(edited: Library, minilm: Embedder) -> None:
    with edited.writing("remove") as writer:
        assert writer.remove(["bridge"]) == ["bridge"]
    assert edited.catalog.editions("bridge") == []
    store(edited, minilm, "A new article with the old id.")
    assert len(edited.catalog.editions("bridge")) == 1


@on_each_catalog
def test_an_export_has_the_editions_and_an_import_restores_them(
    edited: Library, minilm: Embedder, tmp_path: Path
) -> None:
    export_library(edited, tmp_path / "library.parquet")
    with Library(tmp_path / "imported") as other:
        import_library(other, tmp_path / "library.parquet")
        assert other.catalog.editions("bridge") == edited.catalog.editions("bridge")
        store(other, minilm, "And a sixth text.")
        assert [edition.article.text for edition in other.catalog.editions("bridge")] == [*TEXTS, "And a sixth text."]


def test_an_unchanged_article_gets_no_edition_and_a_changed_title_does(library: Library, minilm: Embedder) -> None:
    store(library, minilm, BASE)
    store(library, minilm, BASE)
    assert len(library.catalog.editions("bridge")) == 1
    store(library, minilm, BASE, title="The bridge")
    assert [edition.article.title for edition in library.catalog.editions("bridge")] == ["Bridge", "The bridge"]


def test_an_edition_that_differs_little_takes_little_space(library: Library, minilm: Embedder) -> None:
    numbers = random.Random(1)
    text = " ".join(f"word{numbers.random()}" for _ in range(1_000))
    store(library, minilm, text)
    store(library, minilm, text.replace("word", "Word", 1) + " The end.")
    ((size,),) = library.catalog._all("SELECT length(delta) FROM editions")  # type: ignore[attr-defined]
    assert size < 100 < len(text) / 100


def test_a_damaged_edition_is_reported_and_never_shown(edited: Library) -> None:
    with edited.catalog.transaction() as writes:
        writes._run("UPDATE editions SET delta = ? WHERE number = 2", (b"\0" * 20,))  # type: ignore[attr-defined]
    with pytest.raises(LibraryError, match=r"cannot be restored.*restore the library from a backup"):
        edited.catalog.editions("bridge")
    assert edited.catalog.article("bridge") is not None


@given(st.text(), st.text())
def test_a_text_is_restored_from_its_difference(text: str, newer: str) -> None:
    assert decode_delta(encode_delta(text, newer), newer) == text


@pytest.mark.parametrize("delta", [b"", b"\0" * 20, encode_delta("one", "two")[:-2], b"x" + encode_delta("one", "two")])
def test_a_damaged_difference_is_refused(delta: bytes) -> None:
    with pytest.raises(ValueError, match="cannot be restored"):
        decode_delta(delta, "two")
