"""The library: what is put in is found by words and by meaning, what is taken out is gone from every index."""

import gc
import os
import random
import sqlite3
import threading
from datetime import UTC, date, datetime
from pathlib import Path

import numpy as np
import pytest
from invented import WordHashEmbedder, dense_hits, draft, lexical_hits, marker, put, story
from older_library import revert_schema

from assistant.ingest.errors import LibraryBusyError, LibraryError, LibraryVersionError
from assistant.ingest.library import ArticleFilter, Library
from assistant.ingest.library.index_maintenance import index_name
from assistant.ingest.library.lexical_query import any_of
from assistant.ingest.library.library import CATALOG_FILE
from assistant.ingest.library.scope import Scope
from assistant.ingest.library.sqlite_file import SqliteFile

STATM = Path("/proc/self/statm")

on_each_catalog = pytest.mark.parametrize("place", ["folder", "servers"], indirect=True)


def in_chroma(library: Library) -> set[int]:
    """The passage numbers that Chroma itself holds."""
    name = index_name(library.catalog)
    assert name is not None
    index = library.index_store.open(name)
    try:
        everything = index.nearest(np.eye(WordHashEmbedder.dimension, dtype=np.float32)[0], max(1, index.count()))[0]
        return set(everything.tolist())
    finally:
        index.close()


def in_catalog(library: Library) -> set[int]:
    return set(library.catalog.passage_numbers().tolist())


# Adding, replacing, removing


@on_each_catalog
def test_what_is_added_is_found_by_its_words_and_by_its_meaning(library):
    put(library, *map(draft, range(20)))
    assert lexical_hits(library, marker(7)) == {"a7"}
    assert dense_hits(library, story(7))[0] == "a7"
    assert library.catalog.counts()[0] == 20
    assert in_chroma(library) == in_catalog(library)
    assert library.problems() == []


@on_each_catalog
def test_an_article_is_given_back_as_it_was_put_in(library):
    published = datetime(2026, 3, 4, 5, 6, tzinfo=UTC)
    put(
        library,
        draft(1, published=published, authors=("Ada Holt", "Jon Reed"), url="https://x.example/1", language="en"),
    )
    article = library.catalog.article("a1")
    assert (article.title, article.text, article.source) == ("Report 1", story(1), "The Invented Post")
    assert (article.published, article.authors, article.url) == (
        published,
        ("Ada Holt", "Jon Reed"),
        "https://x.example/1",
    )
    assert library.catalog.article("a2") is None


@on_each_catalog
def test_the_older_text_of_a_replaced_article_is_gone_from_every_index(library):
    put(library, draft(1), draft(2))
    before = in_catalog(library)
    report = put(library, draft(1, story("changed")))
    assert report.updated == ["a1"]
    assert library.catalog.article("a1").text == story("changed")
    assert lexical_hits(library, marker(1)) == set()
    assert lexical_hits(library, marker("changed")) == {"a1"}
    assert dense_hits(library, story("changed"))[0] == "a1"
    assert len(in_catalog(library)) == len(before)
    assert in_chroma(library) == in_catalog(library)
    assert library.problems() == []


@on_each_catalog
def test_a_removed_article_is_gone_from_every_index(library):
    put(library, draft(1), draft(2))
    with library.writing("remove") as writer:
        assert writer.remove(["a1", "nobody"]) == ["a1"]
    assert library.catalog.article("a1") is None
    assert lexical_hits(library, marker(1)) == set()
    assert dense_hits(library, story(1)) == ["a2"]
    assert in_chroma(library) == in_catalog(library)
    assert library.catalog.pending_removals() == []
    assert library.problems() == []


@on_each_catalog
def test_the_last_article_can_be_removed(library):
    put(library, draft(1))
    with library.writing("remove") as writer:
        writer.remove(["a1"])
    assert dense_hits(library, story(1)) == []
    assert library.catalog.counts() == (0, 0)
    assert library.problems() == []


@on_each_catalog
def test_unchanged_articles_change_nothing_and_need_no_embedder(library):
    put(library, *map(draft, range(3)))
    generation = library.catalog.generation()
    embedder = WordHashEmbedder()
    report = put(library, *map(draft, range(3)), embedder=embedder)
    assert report.unchanged == ["a0", "a1", "a2"]
    assert embedder.embedded == 0
    assert library.catalog.generation() == generation


@on_each_catalog
def test_terms_of_a_removed_article_are_not_counted_any_more(library):
    put(library, draft(1), draft(2))
    assert marker(1) in library.catalog.document_frequencies([marker(1)])
    with library.writing("remove") as writer:
        writer.remove(["a1"])
    assert library.catalog.document_frequencies([marker(1)]) == {}


@pytest.mark.parametrize(
    ("place", "seed"), [("folder", 0), ("folder", 1), ("folder", 2), ("servers", 0)], indirect=["place"]
)
def test_any_order_of_adding_replacing_and_removing_leaves_all_indexes_in_agreement(library, seed):
    random_ = random.Random(seed)
    kept: dict[str, str] = {}
    for step in range(12):
        if kept and random_.random() < 0.3:
            gone = random_.sample(sorted(kept), k=random_.randint(1, len(kept)))
            with library.writing("remove") as writer:
                writer.remove(gone)
            for one in gone:
                del kept[one]
        else:
            batch = {}
            for number in random_.sample(range(15), k=random_.randint(1, 6)):
                text = story(f"{number} {random_.randint(0, 3)}", paragraphs=random_.randint(1, 6))
                batch[number] = draft(number, text)
                kept[f"a{number}"] = text
            put(library, *batch.values())
        assert library.problems() == [], step
        assert {one.id: library.catalog.article(one.id).text for one in library.catalog.articles()} == kept
        if kept:
            some = random_.choice(sorted(kept))
            assert dense_hits(library, kept[some], limit=1) == [some]
    assert in_chroma(library) == in_catalog(library)


# Time


@on_each_catalog
def test_articles_later_than_the_day_asked_on_are_not_found(library):
    days = [datetime(2026, 5, day, 23, tzinfo=UTC) for day in (1, 2, 3)]
    put(library, *(draft(number, f"{story(number)} harbour", published=day) for number, day in enumerate(days)))
    put(library, draft("undated", f"{story(9)} harbour"))
    for day, expected in ((1, {"a0", "aundated"}), (2, {"a0", "a1", "aundated"}), (3, {"a0", "a1", "a2", "aundated"})):
        as_of = date(2026, 5, day)
        said = library.catalog.search_bm25(any_of(["harbour"]), 99, Scope(as_of))
        by_words = library.catalog.passages([number for number, _ in said])
        vector = WordHashEmbedder().embed_question("harbour")
        by_meaning = library.catalog.passages([n for n, _ in library.nearest(vector, 99, Scope(as_of))])
        assert {one.article.id for one in by_words} == {one.article.id for one in by_meaning} == expected


@on_each_catalog
def test_only_articles_of_the_publications_asked_for_are_found(library):
    put(library, *(draft(n, f"{story(n)} harbour", source=f"Paper {n}") for n in range(4)))
    scope = Scope(date(2030, 1, 1), frozenset({"Paper 1", "Paper 3"}))
    said = library.catalog.search_bm25(any_of(["harbour"]), 99, scope)
    meant = library.nearest(WordHashEmbedder().embed_question("harbour"), 99, scope)
    for found in (said, meant):
        passages = library.catalog.passages([number for number, _ in found])
        assert {one.article.source for one in passages} == {"Paper 1", "Paper 3"}
    assert {one.source for one in library.catalog.newest(99, scope)} == {"Paper 1", "Paper 3"}


@on_each_catalog
def test_the_list_of_articles_is_searched_filtered_sorted_and_counted(library):
    days = [datetime(2026, 5, 1 + n // 2, 12, tzinfo=UTC) if n < 5 else None for n in range(6)]
    names = ["banana", "Apple", "cherry", "Date", "elder", "fig"]
    drafts = [
        draft(n, f"{story(n)} {'harbours' * (n < 2)}", title=name, source=f"Paper {n % 2}", published=days[n])
        for n, name in enumerate(names)
    ]
    put(library, *drafts)

    def listed(order="newest", **wanted):
        return [one.title for one in library.catalog.browse(ArticleFilter(**wanted), order).articles]

    assert listed() == ["elder", "Date", "cherry", "Apple", "banana", "fig"]
    assert listed("oldest") == ["banana", "Apple", "cherry", "Date", "elder", "fig"]
    assert listed("title") == ["Apple", "banana", "cherry", "Date", "elder", "fig"]
    assert listed("source") == ["elder", "cherry", "banana", "Date", "Apple", "fig"]
    assert listed("title", words="harbour") == listed("title", words="harb") == ["Apple", "banana"]
    assert listed("title", words="paper harbours", sources=("Paper 1",)) == ["Apple"]
    assert listed(words="…!") == []
    assert listed(first_day=date(2026, 5, 2), last_day=date(2026, 5, 2)) == ["Date", "cherry"]
    page = library.catalog.browse(ArticleFilter(), "title", limit=2, offset=2)
    assert ([one.title for one in page.articles], page.total) == (["cherry", "Date"], 6)
    counted = library.catalog.day_counts(ArticleFilter(sources=("Paper 0",)))
    assert [(one.day.day, one.source, one.articles) for one in counted] == [(n, "Paper 0", 1) for n in (1, 2, 3)]


@on_each_catalog
def test_what_is_early_enough_is_found_by_words_however_much_later_there_is(library):
    early, late = datetime(2026, 5, 1, tzinfo=UTC), datetime(2026, 6, 1, tzinfo=UTC)
    put(library, *(draft(f"late{n}", f"harbour {story(n)}", published=late) for n in range(30)))
    put(library, draft("early", f"{story(77)} harbour", published=early))
    found = library.catalog.search_bm25(any_of(["harbour"]), 2, Scope(date(2026, 5, 20)))
    assert [one.article.id for one in library.catalog.passages([n for n, _ in found])] == ["aearly"]


@on_each_catalog
def test_rare_words_find_and_common_ones_count_besides_as_if_all_were_looked_up_together(library):
    put(library, *(draft(n, f"{marker(n % 3)} {marker(7)} {story(n)}") for n in range(12)))
    together = dict(library.catalog.search_bm25(any_of([marker(1), marker(7)]), 99))
    rare = dict(library.catalog.search_bm25(any_of([marker(1)]), 99))
    common = library.catalog.score_bm25(any_of([marker(7)]), list(rare))
    assert rare
    for number, score in rare.items():
        assert score + common.get(number, 0.0) == pytest.approx(together[number])


# What cannot be opened


def test_a_library_of_a_newer_schema_is_refused_with_what_to_do(library):
    put(library, draft(1))
    library.close()
    with sqlite3.connect(library.folder / CATALOG_FILE) as connection:
        connection.execute("PRAGMA user_version = 99")
    connection.close()
    with pytest.raises(LibraryVersionError, match=r"schema version 99 .* pip install") as raised:
        Library(library.folder)
    assert "\n" not in str(raised.value)


@pytest.mark.parametrize("content", [b"no database at all, " * 400, b"SQLite format 3\0" + b"\xff" * 5_000])
def test_a_foreign_file_in_the_place_of_the_catalog_is_one_clear_line(tmp_path, content):
    (tmp_path / CATALOG_FILE).write_bytes(content)
    with pytest.raises(LibraryError, match=CATALOG_FILE) as raised:
        Library(tmp_path)
    assert "\n" not in str(raised.value)
    assert (tmp_path / CATALOG_FILE).read_bytes() == content


def test_another_programs_database_is_refused_and_left_alone(tmp_path):
    with sqlite3.connect(tmp_path / CATALOG_FILE) as connection:
        connection.execute("CREATE TABLE articles (mine TEXT)")
    connection.close()
    with pytest.raises(LibraryError) as raised:
        Library(tmp_path)
    assert "\n" not in str(raised.value)
    connection = sqlite3.connect(tmp_path / CATALOG_FILE)
    assert [row[0] for row in connection.execute("SELECT name FROM sqlite_schema")] == ["articles"]
    connection.close()


def test_a_library_that_is_missing_is_not_made_unless_wanted(tmp_path):
    with pytest.raises(LibraryError, match="there is no library at"):
        Library(tmp_path / "none", create=False)
    assert not (tmp_path / "none").exists()


def test_a_file_where_the_folder_should_be_is_one_clear_line(tmp_path):
    (tmp_path / "library").write_text("a file")
    with pytest.raises(LibraryError, match="cannot be made") as raised:
        Library(tmp_path / "library")
    assert "\n" not in str(raised.value)


# One writer


@on_each_catalog
def test_a_second_writer_is_told_who_is_writing(library, place):
    with place.open() as other, library.writing("ingest"):
        assert "(ingest, since" in (other.writer() or "")
        with pytest.raises(LibraryBusyError, match=r"process \d+ on .* \(ingest, since"), other.writing("remove"):
            pass
    assert library.writer() is None


@on_each_catalog
def test_an_error_while_writing_leaves_the_lock_free_and_nothing_half_done(library):
    put(library, draft(1))
    generation = library.catalog.generation()

    def breaks_off() -> None:
        with library.catalog.transaction() as writes:
            assert writes.delete_article("a1")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        breaks_off()
    assert library.catalog.generation() == generation
    assert library.catalog.counts()[0] == 1
    put(library, draft(2))
    assert library.problems() == []


def test_threads_that_have_ended_leave_no_connection_open(library: Library) -> None:
    def connections() -> int:
        gc.collect()
        return sum(isinstance(one, sqlite3.Connection) for one in gc.get_objects())

    before = connections()
    for _ in range(20):
        reader = threading.Thread(target=library.catalog.counts)
        reader.start()
        reader.join()
    assert connections() <= before + 1  # that of the last one, until another thread opens its own
    assert library.catalog.counts() == (0, 0)


def test_threads_that_read_the_same_file_do_not_each_keep_a_copy_of_it(tmp_path: Path) -> None:
    if not STATM.exists():
        pytest.skip("only Linux says how much memory is taken")
    (tmp_path / "schema").mkdir()
    (tmp_path / "schema" / "0001_initial.sql").write_text("CREATE TABLE pages (text TEXT);")
    file = SqliteFile(tmp_path / "large.sqlite3", "the file", tmp_path / "schema")
    megabytes, threads = 24, 8
    with file.transaction() as connection:
        connection.executemany("INSERT INTO pages VALUES (?)", [("x" * 2_000,)] * (megabytes * 500))
    have_read = threading.Barrier(threads + 1)
    measured = threading.Event()

    def read() -> None:
        file.all("SELECT max(text) FROM pages")
        have_read.wait(60)
        measured.wait(60)

    before = resident_megabytes()
    readers = [threading.Thread(target=read) for _ in range(threads)]
    for thread in readers:
        thread.start()
    have_read.wait(60)
    grown = resident_megabytes() - before
    measured.set()
    for thread in readers:
        thread.join()
    file.close()
    assert grown < megabytes * threads / 2


def resident_megabytes() -> float:
    return int(STATM.read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1e6


def test_a_library_made_before_dates_had_evidence_opens_as_it_was(tmp_path):
    with Library(tmp_path) as library:
        put(library, draft(1), draft(2))
        before = [library.catalog.article(name) for name in ("a1", "a2")]
    revert_schema(tmp_path, 6)
    with Library(tmp_path) as library:
        assert [library.catalog.article(name) for name in ("a1", "a2")] == before
        assert put(library, draft(1)).unchanged == ["a1"]
