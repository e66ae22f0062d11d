"""A library as one file: it comes back as it was, embedded or on servers, and nothing is embedded again."""

import threading
from datetime import UTC, datetime

import pytest
from cli_runs import assert_one_error_line, make_library
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from invented import WordHashEmbedder, dense_hits, draft, lexical_hits, marker, put, story
from odd_texts import texts
from servers import place_on

from assistant import Assistant
from assistant.cli import main
from assistant.ingest.article import ParsedArticle
from assistant.ingest.errors import EmbedderMismatchError, LibraryError, UsageError
from assistant.ingest.library import Library
from assistant.ingest.library.archive import export_library, import_library, read_header
from assistant.ingest.pipeline import ingest
from assistant.ingest.readers.contract import ReadArticle


def content(library: Library) -> list[tuple[object, ...]]:
    """Everything that is stored, bit by bit, numbers left out."""
    return [
        (
            one.record.article,
            one.story_of,
            one.record.words,
            one.record.added_at,
            one.record.signature.tobytes(),
            tuple(one.record.passages),
            tuple((packed.vector.tobytes(), packed.sentences) for packed in one.record.passage_records),
        )
        for one in library.catalog.stored_articles(0, 10_000)
    ]


def passages_found(library: Library, word: str) -> list[tuple[str, int, float]]:
    hits = dict(library.nearest(WordHashEmbedder().embed_question(word), 20))
    return [
        (one.article.id, one.passage.start, round(hits[one.number], 6))
        for one in library.catalog.passages(sorted(hits))
    ]


articles = st.lists(
    st.tuples(
        texts.filter(str.strip), st.text(min_size=1, max_size=30), st.none() | st.datetimes(timezones=st.just(UTC))
    ),
    min_size=1,
    max_size=6,
)


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(made=articles)
def test_whatever_a_library_holds_comes_back_bit_by_bit(made, tmp_path_factory):
    folder = tmp_path_factory.mktemp("archive")
    with Library(folder / "first") as first, Library(folder / "second") as second:
        ingest(
            first,
            [
                ReadArticle(
                    ParsedArticle(
                        text, title, published=day, date_evidence="metadata" if day else None, is_incomplete=at % 2 == 1
                    ),
                    f"/{at}",
                )
                for at, (text, title, day) in enumerate(made)
            ],
            WordHashEmbedder,
        )
        export_library(first, folder / "all.parquet")
        assert import_library(second, folder / "all.parquet") == first.catalog.counts()[0]
        assert content(second) == content(first)
        assert second.problems() == []


def test_a_library_moves_to_servers_and_back_with_the_same_answers(tmp_path, postgres, chroma):
    day = datetime(2026, 5, 1, tzinfo=UTC)
    with Library(tmp_path / "here") as here:
        put(here, *(draft(number, published=day) for number in range(25)), draft("copy", story(3)))
        put(here, draft(3, story("other")))
        with here.writing("remove") as writer:
            writer.remove(["a7"])
        export_library(here, tmp_path / "out.parquet")
        with place_on(postgres, chroma, tmp_path / "none").open() as there:
            import_library(there, tmp_path / "out.parquet")
            assert there.problems() == []
            assert content(there) == content(here)
            assert passages_found(there, story(4)) == passages_found(here, story(4))
            assert lexical_hits(there, marker(4)) == lexical_hits(here, marker(4)) == {"a4"}
            export_library(there, tmp_path / "back.parquet")
        with Library(tmp_path / "back") as back:
            import_library(back, tmp_path / "back.parquet")
            assert content(back) == content(here)
            assert back.problems() == []


def in_round(turn: int) -> list[ParsedArticle]:
    return [draft(number, f"Round {turn}.\n\n{story(number, paragraphs=1)}") for number in range(12)]


@pytest.mark.parametrize("place", ["folder", "servers"], indirect=True)
def test_an_archive_made_while_articles_change_is_of_one_moment(place, tmp_path):
    """Each round replaces all articles in one transaction, so that any moment has one round only."""
    stop = threading.Event()
    with place.open() as library, place.open() as writing:
        put(library, *in_round(0))

        def rewrite() -> None:
            turn = 0
            while not stop.is_set():
                turn += 1
                put(writing, *in_round(turn))

        thread = threading.Thread(target=rewrite)
        thread.start()
        try:
            generations = set()
            for turn in range(3):
                while library.catalog.generation() in generations:
                    stop.wait(0.01)
                file = tmp_path / f"{turn}.parquet"
                generations.add(export_library(library, file).generation)
                with Library(tmp_path / f"copy{turn}") as copy:
                    import_library(copy, file)
                    kept = [one.record.article.text.splitlines()[0] for one in copy.catalog.stored_articles(0, 99)]
                assert len(kept) == 12
                assert len(set(kept)) == 1
        finally:
            stop.set()
            thread.join()
        assert len(generations) == 3


def test_an_import_that_was_broken_off_goes_on_where_it_was(tmp_path):
    def breaks(passages: int) -> None:
        raise KeyboardInterrupt

    with Library(tmp_path / "first") as first, Library(tmp_path / "second") as second:
        put(first, *map(draft, range(150)))
        export_library(first, tmp_path / "all.parquet")
        with pytest.raises(KeyboardInterrupt):
            import_library(second, tmp_path / "all.parquet", progress=breaks)
        assert second.catalog.counts()[0] == 64
        assert import_library(second, tmp_path / "all.parquet") == 86
        assert content(second) == content(first)
        assert second.problems() == []


def test_an_export_that_is_broken_off_leaves_no_file(tmp_path, library):
    def breaks(passages: int) -> None:
        raise KeyboardInterrupt

    put(library, draft(1))
    with pytest.raises(KeyboardInterrupt):
        export_library(library, tmp_path / "all.parquet", breaks)
    assert list(tmp_path.glob("*.parquet*")) == []


def test_an_empty_library_can_be_exported_and_imported(tmp_path, library):
    export_library(library, tmp_path / "none.parquet")
    with Library(tmp_path / "second") as second:
        assert import_library(second, tmp_path / "none.parquet") == 0
        put(second, draft(1))
        assert dense_hits(second, story(1)) == ["a1"]


# What is refused


def test_an_archive_is_not_read_into_a_library_that_holds_other_articles(tmp_path, library):
    put(library, draft(1))
    export_library(library, tmp_path / "all.parquet")
    with pytest.raises(LibraryError, match="holds articles already") as raised:
        import_library(library, tmp_path / "all.parquet")
    assert "\n" not in str(raised.value)


def test_vectors_of_another_embedder_are_refused(tmp_path, library):
    put(library, draft(1))
    export_library(library, tmp_path / "all.parquet")
    with Library(tmp_path / "second") as second:
        put(second, draft(1), embedder=WordHashEmbedder(name="another"))
        with second.writing("remove") as writer:
            writer.remove(["a1"])
        with pytest.raises(EmbedderMismatchError, match=r"'another'.*'word-hash'"):
            import_library(second, tmp_path / "all.parquet")
        assert second.catalog.counts() == (0, 0)


def test_damaged_foreign_and_missing_files_are_one_clear_line(tmp_path, library):
    put(library, *map(draft, range(5)))
    whole = tmp_path / "all.parquet"
    export_library(library, whole)
    data = whole.read_bytes()
    (tmp_path / "cut.parquet").write_bytes(data[: len(data) // 2])
    (tmp_path / "no.parquet").write_bytes(b"no parquet at all" * 100)
    flipped = bytearray(data)
    for at in range(200, len(data) // 2, 50):
        flipped[at] ^= 0xFF
    (tmp_path / "flipped.parquet").write_bytes(flipped)
    import pyarrow as arrow
    from pyarrow import parquet

    parquet.write_table(arrow.table({"id": ["a"]}), tmp_path / "foreign.parquet")
    for name in ("cut", "no", "flipped", "foreign", "missing"):
        with (
            Library(tmp_path / f"into-{name}") as second,
            pytest.raises((LibraryError, UsageError), match=f"{name}.parquet") as raised,
        ):
            import_library(second, tmp_path / f"{name}.parquet")
        assert "\n" not in str(raised.value), name


def test_an_archive_that_unpacks_to_too_much_is_refused_before_it_is_unpacked(tmp_path, library, monkeypatch):
    from pyarrow import parquet

    put(library, draft(1))
    whole, bomb = tmp_path / "all.parquet", tmp_path / "bomb.parquet"
    export_library(library, whole)
    rows = parquet.read_table(whole)
    zeros = rows.set_column(rows.schema.get_field_index("text"), "text", [["\0" * 40_000_000]])
    parquet.write_table(zeros, bomb, compression="zstd", use_dictionary=False)
    assert bomb.stat().st_size < 100_000
    monkeypatch.setattr("assistant.ingest.library.archive.MAX_ARCHIVE_GROUP_BYTES", 20_000_000)
    with (
        Library(tmp_path / "into") as second,
        pytest.raises(LibraryError, match=r"bomb\.parquet unpacks to 38 MB .* the limit is 19 MB"),
    ):
        import_library(second, bomb)


def test_an_archive_of_a_newer_version_is_refused_with_what_to_do(tmp_path, library, monkeypatch):
    put(library, draft(1))
    with monkeypatch.context() as patch:
        patch.setattr("assistant.ingest.library.archive.VERSION", 99)
        export_library(library, tmp_path / "all.parquet")
    with pytest.raises(LibraryError, match=r"version 99 .*pip install"):
        read_header(tmp_path / "all.parquet")


# The commands


def test_what_a_command_exports_another_one_imports(tmp_path, capsys):
    library, second, file = make_library(tmp_path), tmp_path / "second", tmp_path / "all.parquet"
    assert main(["export", str(file), "--library", str(library)]) == 0
    assert capsys.readouterr().out.strip() == f"3 articles and 3 passages in {file}"
    assert main(["import", str(file), "--library", str(second)]) == 0
    assert capsys.readouterr().out.strip() == "3 articles brought in; the library holds 3"
    cited = []
    for where in (library, second):
        with Assistant.open(where) as assistant:
            cited.append(assistant.ask("Who is the captain of the ferry Petrel?").citations)
    assert cited[0] == cited[1] != ()
    assert main(["import", str(file), "--library", str(second)]) == 1
    assert "holds articles already" in assert_one_error_line(capsys.readouterr().err)
