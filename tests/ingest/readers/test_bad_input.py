"""Bad input: each is reported in one clear line that names it, and what is good beside it is ingested."""

import io
import json
import os
import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cli_runs import assert_one_error_line, run
from invented import CHILD_ENVIRONMENT, assert_all_whole, marker, python_command, quick_assistant, story
from pypdf import PdfReader, PdfWriter
from reportlab.pdfgen.canvas import Canvas

from assistant import Assistant
from assistant.ingest.errors import EmbedderMismatchError, LibraryError, LibraryVersionError, UsageError
from assistant.ingest.language.tokens import tokenize
from assistant.ingest.library.lexical_query import all_of, any_of
from assistant.ingest.readers.decode import clean
from assistant.ingest.report import IngestReport, Problem


def pdf(text: str) -> bytes:
    written = io.BytesIO()
    canvas = Canvas(written)
    for number, line in enumerate(text.split(". ")):
        canvas.drawString(50, 800 - 14 * number, line[:90])
    canvas.save()
    return written.getvalue()


def locked_pdf(text: str) -> bytes:
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(pdf(text))))
    writer.encrypt("a secret", algorithm="AES-256")
    written = io.BytesIO()
    writer.write(written)
    return written.getvalue()


def huge_zip() -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("story.txt", b"\0" * 10_000_000)
        archive.getinfo("story.txt").file_size = 10 * 1024**3  # as it would say if there were that many
    return written.getvalue()


BAD_FILES = {
    "empty.txt": b"",
    "blank.md": b" \n\t\n",
    "nul.txt": b"\0" * 5_000,
    "truncated.pdf": pdf(story(1))[:600],
    "locked.pdf": locked_pdf(story(2)),
    "huge.zip": huge_zip(),
    "no-zip.zip": b"PK\x03\x04 nothing of the kind",
    "no-word.docx": b"\xd0\xcf\x11\xe0 not a document",
    "no-json.json": b'{"text": "The tide',
    "no-text.csv": b"price,weight\n1,2\n",
    "picture.txt": bytes(range(256)) * 20,
}


def only(report: IngestReport) -> Problem:
    """The one failure of an ingest, which names its source in one line."""
    (problem,) = report.failed
    assert problem.reason
    assert "\n" not in problem.origin + problem.reason
    assert len(problem.reason) < 500
    return problem


@pytest.fixture
def assistant(tmp_path: Path) -> Iterator[Assistant]:
    with quick_assistant(tmp_path / "library", fetch_seconds=1.0) as opened:
        yield opened


@pytest.fixture
def press(tmp_path: Path) -> Path:
    folder = tmp_path / "press"
    folder.mkdir()
    for number in (1, 2):
        (folder / f"good{number}.txt").write_text(story(number))
    return folder


# Files


@pytest.mark.parametrize("name", sorted(BAD_FILES))
def test_a_bad_file_is_one_line_and_its_neighbours_are_ingested(assistant, press, name):
    (press / name).write_bytes(BAD_FILES[name])
    report = assistant.ingest(press)
    problem = only(report)
    assert Path(problem.origin.partition("#")[0]).name == name
    assert len(report.added) == 2
    assert assistant.library.problems() == []


@pytest.mark.parametrize(
    ("name", "said"),
    [("empty.txt", "empty"), ("nul.txt", "NUL"), ("locked.pdf", "password"), ("huge.zip", "10")],
)
def test_the_line_says_what_is_the_matter(assistant, tmp_path, name, said):
    (tmp_path / name).write_bytes(BAD_FILES[name])
    assert said in only(assistant.ingest(tmp_path / name)).reason


def test_a_file_in_latin_1_is_read_with_its_accents(assistant, tmp_path):
    (tmp_path / "cafe.txt").write_bytes("Le café de la Grève a fermé à cause de la tempête.".encode("latin-1"))
    report = assistant.ingest(tmp_path / "cafe.txt")
    assert report.failed == []
    assert assistant.article(report.added[0]).text == "Le café de la Grève a fermé à cause de la tempête."


def test_a_broken_line_among_good_records_is_named_with_its_number(assistant, tmp_path):
    lines = [json.dumps({"id": f"n{number}", "title": f"T{number}", "text": story(number)}) for number in range(4)]
    lines.insert(2, '{"id": "broken", "text": "The tide')
    (tmp_path / "records.jsonl").write_text("\n".join(lines))
    report = assistant.ingest(tmp_path / "records.jsonl")
    problem = only(report)
    assert problem.origin == f"{tmp_path.resolve()}/records.jsonl#3"
    assert "line 3" in problem.reason
    assert report.added == ["n0", "n1", "n2", "n3"]


def test_a_record_with_a_broken_address_does_not_stop_the_others(assistant, tmp_path):
    records = [{"id": "odd", "text": story(1), "url": "http://[harbour"}, {"id": "good", "text": story(2)}]
    (tmp_path / "records.jsonl").write_text("".join(json.dumps(one) + "\n" for one in records))
    assert "good" in assistant.ingest(tmp_path / "records.jsonl").added


def test_an_article_of_five_megabytes_is_whole_and_can_be_found(assistant, tmp_path):
    text = "\n\n".join(story(number, paragraphs=1, sentences=12) for number in range(4_200))
    assert len(text) > 5_000_000
    (tmp_path / "long.txt").write_text(text)
    report = assistant.ingest(tmp_path / "long.txt")
    assert report.failed == []
    assert assistant.article(report.added[0]).text == text
    assert assistant.library.catalog.search_bm25(any_of([marker(4_100)]), 5)
    assert assistant.library.problems() == []


def test_a_title_of_ten_thousand_characters_is_kept(assistant, tmp_path):
    title = "Bridge " * 1_400 + "end"
    (tmp_path / "one.json").write_text(json.dumps({"id": "one", "title": title, "text": story(1)}))
    assert assistant.ingest(tmp_path / "one.json").added == ["one"]
    assert assistant.article("one").title == title
    assert assistant.search("Bridge").hits


def test_a_date_in_the_future_is_a_remark_and_no_evidence_before_that_day(assistant, tmp_path):
    later = (datetime.now(UTC) + timedelta(days=90)).date()
    record = {"id": "later", "text": f"{story(1)} The harbour opens.", "date": later.isoformat()}
    (tmp_path / "one.json").write_text(json.dumps(record))
    report = assistant.ingest(tmp_path / "one.json")
    assert report.added == ["later"]
    (warning,) = report.warnings
    assert str(later) in warning.reason
    assert assistant.search("When does the harbour open?").hits == ()
    assert assistant.search("When does the harbour open?", as_of=later).hits


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("桥梁于五月重新开放。市长感到高兴。渡轮每天早上九点出发。", "渡轮"),
        ("أعيد فتح الجسر يوم الثلاثاء. تبحر العبارة في التاسعة صباحا.", "العبارة"),
        ("הגשר נפתח מחדש ביום שלישי. המעבורת יוצאת בתשע.", "המעבורת"),
        ("橋は五月に再開した。フェリーは九時に出る。", "フェリー"),
    ],
    ids=["chinese", "arabic", "hebrew", "japanese"],
)
def test_an_article_in_another_script_is_found_by_a_word_of_it(assistant, press, text, word):
    (press / "other.txt").write_text(text)
    report = assistant.ingest(press)
    assert report.failed == []
    first = assistant.search(word).hits[0].stored
    assert first.article.text == text
    assert assistant.library.catalog.search_bm25(all_of(tokenize(word)), 5)


def test_an_emoji_at_the_border_of_passages_stays_whole(assistant, tmp_path):
    family = "👩‍👩‍👧‍👦"
    text = f"The ferry {family}{family} sails. " * 400 + family * 300
    (tmp_path / "emoji.txt").write_text(text.strip())
    (article_id,) = assistant.ingest(tmp_path / "emoji.txt").added
    article = assistant.article(article_id)
    numbers = [int(number) for number in assistant.library.catalog.passage_numbers()]
    for one in assistant.library.catalog.passages(numbers):
        slice_ = one.passage.text(article)
        assert slice_[0] in "T👩"
        assert slice_[-1] in ".👦"
        assert slice_.count("👦") == slice_.count("👧") == slice_.count("👩") / 2
    assert_all_whole(assistant.library)


# Addresses and paths


def test_pages_that_are_missing_or_never_answer_are_a_line_each(assistant, press, web):
    missing, silent = web.url("/missing.html"), web.silent("/never")
    report = assistant.ingest([missing, silent, press])
    assert [one.origin for one in report.failed] == [missing, silent]
    assert "404" in report.failed[0].reason
    assert all("\n" not in one.reason for one in report.failed)
    assert len(report.added) == 2


def test_an_address_where_nobody_listens_is_one_line(assistant):
    assert only(assistant.ingest("http://127.0.0.1:9/story.html")).origin == "http://127.0.0.1:9/story.html"


def test_a_path_that_does_not_exist_is_one_line(assistant, press, tmp_path):
    report = assistant.ingest([tmp_path / "nowhere", press])
    assert only(report) == Problem(str(tmp_path.resolve() / "nowhere"), "does not exist")
    assert len(report.added) == 2


WITHOUT_PERMISSION = """
import os, sys
from pathlib import Path
from invented import quick_assistant
from assistant.ingest.errors import LibraryError
folder = Path(sys.argv[1])
with quick_assistant(folder / "warm") as assistant:  # loads all code: another user may not be able to read it
    assistant.ingest([folder / "good"])
    assistant.ingest([folder / "nothing"])
if os.geteuid() == 0:
    os.setgid(65534)
    os.setuid(65534)
with quick_assistant(folder / "open" / "library") as assistant:
    report = assistant.ingest([folder / "locked", folder / "half", folder / "good"])
    print(len(report.added))
    for one in report.failed:
        print(Path(one.origin).name, one.reason)
try:
    quick_assistant(folder / "locked" / "library")
except LibraryError as error:
    print("error:", error)
"""


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that other users can reach, which pytest's own is not."""
    folder = Path(tempfile.mkdtemp())
    folder.chmod(0o755)
    yield folder
    for path in folder.rglob("*"):
        path.chmod(0o700)
    shutil.rmtree(folder)


def test_a_folder_or_file_without_permission_is_one_line(open_folder):
    for name in ("good", "half", "locked", "open"):
        (open_folder / name).mkdir()
    for number, name in enumerate(("good/a.txt", "half/b.txt", "half/c.txt", "locked/d.txt")):
        (open_folder / name).write_text(story(number))
    (open_folder / "open").chmod(0o777)
    (open_folder / "half" / "c.txt").chmod(0)
    (open_folder / "locked").chmod(0)
    done = subprocess.run(
        [*python_command(WITHOUT_PERMISSION), str(open_folder)],
        env=CHILD_ENVIRONMENT,
        capture_output=True,
        text=True,
        timeout=60,
    )
    added, locked, file, library = done.stdout.splitlines()
    assert added == "2", done.stderr
    assert locked == "locked cannot be opened: permission denied"
    assert file.startswith(("c.txt could not be opened", "c.txt cannot be opened"))
    assert library.startswith("error: the library")


# A full disk


def articles_file(folder: Path, count: int) -> Path:
    records = [{"id": f"n{number}", "text": story(number, paragraphs=8)} for number in range(count)]
    file = folder / "articles.jsonl"
    file.write_text("".join(json.dumps(one) + "\n" for one in records))
    return file


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    folder = tmp_path / "disk"
    folder.mkdir()
    if os.geteuid() != 0 or subprocess.run(["mount", "-t", "tmpfs", "-o", "size=3m", "none", folder]).returncode:
        pytest.skip("only root can mount a small disk")
    yield folder
    subprocess.run(["umount", "-l", folder], check=True)


def ingest_as_far_as_possible(library: Path, file: Path, finished: list[int]) -> None:
    with quick_assistant(library) as assistant:
        try:
            assistant.ingest(file)
        finally:
            finished.append(assistant.library.catalog.counts()[0])


ONE_LINE = r"^the disk under [^\n]+ is full[^\n]+free some space and run it again$"


@pytest.mark.skipif(sys.platform != "linux", reason="needs tmpfs")
@pytest.mark.parametrize("kilobytes", [20, 40, 1_000, 2_500])
def test_a_full_disk_is_one_line_loses_nothing_and_can_be_gone_on_with(tmp_path, small_disk, kilobytes):
    file = articles_file(tmp_path, 200)
    subprocess.run(["mount", "-o", f"remount,size={kilobytes}k", small_disk], check=True)
    finished: list[int] = []
    with pytest.raises(LibraryError, match=ONE_LINE):
        ingest_as_far_as_possible(small_disk / "library", file, finished)
    subprocess.run(["mount", "-o", "remount,size=100m", small_disk], check=True)
    with quick_assistant(small_disk / "library") as assistant:
        kept = assistant.library.catalog.counts()[0]
        assert kept == sum(finished)
        assert assistant.library.catalog.problems() == []
        report = assistant.ingest(file)
        assert (len(report.unchanged), len(report.added)) == (kept, 200 - kept)
        assert assistant.library.problems() == []
        assert_all_whole(assistant.library)


@pytest.mark.skipif(sys.platform != "linux", reason="needs tmpfs")
@pytest.mark.parametrize("kilobytes", [40, 400])
def test_a_disk_that_is_full_when_chroma_is_written_is_one_line_and_loses_nothing(tmp_path, small_disk, kilobytes):
    file = articles_file(tmp_path, 200)
    subprocess.run(["mount", "-o", "remount,size=100m", small_disk], check=True)
    with quick_assistant(small_disk / "library") as assistant:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("assistant.ingest.library.index_maintenance.update_index", lambda *_: None)
            assistant.ingest(file)
        used = (shutil.disk_usage(small_disk).used // 1024) + kilobytes
        subprocess.run(["mount", "-o", f"remount,size={used}k", small_disk], check=True)
        with pytest.raises(LibraryError, match=ONE_LINE):
            assistant.ingest(file)
        assert list((small_disk / "library").glob("vectors-*")) == []
        assert assistant.library.catalog.problems() == []
        assert assistant.search(marker(7)).hits[0].stored.article.id == "n7"
        subprocess.run(["mount", "-o", "remount,size=100m", small_disk], check=True)
        assert len(assistant.ingest(file).unchanged) == 200
        assert assistant.library.problems() == []


FILES_THAT_MAY_NOT_GROW = """
import resource, sys
from pathlib import Path
from invented import quick_assistant
from assistant.ingest.errors import LibraryError
with quick_assistant(Path(sys.argv[1])) as assistant:
    resource.setrlimit(resource.RLIMIT_FSIZE, (700_000, resource.RLIM_INFINITY))
    try:
        assistant.ingest(sys.argv[2])
    except LibraryError as error:
        print("error:", error)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="needs limits of resources")
def test_files_that_may_not_grow_are_like_a_full_disk(tmp_path):
    file = articles_file(tmp_path, 200)
    command = [*python_command(FILES_THAT_MAY_NOT_GROW), str(tmp_path / "library"), str(file)]
    done = subprocess.run(command, env=CHILD_ENVIRONMENT, capture_output=True, text=True, timeout=60)
    assert "disk" in assert_one_error_line(done.stdout), done.stderr
    with quick_assistant(tmp_path / "library") as assistant:
        finished = assistant.library.catalog.counts()[0]
        assert assistant.library.catalog.problems() == []
        assert len(assistant.ingest(file).unchanged) == finished
        assert assistant.library.catalog.counts()[0] == 200
        assert assistant.library.problems() == []


# Questions and libraries


@pytest.mark.parametrize("question", ["", "   ", "\n\t", "?!…", "🚢"])
def test_an_empty_question_is_one_line(assistant, press, question):
    assistant.ingest(press)
    with pytest.raises(UsageError, match="empty") as raised:
        assistant.ask(question)
    assert "\n" not in str(raised.value)


def test_a_question_of_a_hundred_thousand_characters_is_one_line(assistant, press):
    assistant.ingest(press)
    with pytest.raises(UsageError, match=r"100,000 characters, and at most [\d,]+ can be asked") as raised:
        assistant.ask("Why so? " * 12_499 + "Why so??")
    assert len(str(raised.value)) < 200


@pytest.mark.parametrize(
    "question", ['"', "NEAR(", "a* OR *", "title:x AND", "'; DROP TABLE articles; --", "\0 tide \x1b[2J", "%s {0} \\"]
)
def test_no_question_is_taken_for_an_order_to_the_database(assistant, press, question):
    assistant.ingest(press)
    with suppress(UsageError):  # there is no word in it
        assistant.ask(question)
    assert assistant.library.problems() == []


def test_a_library_of_another_embedder_or_of_a_newer_schema_is_one_line(assistant, press):
    assistant.ingest(press)
    with pytest.raises(EmbedderMismatchError, match=r"word-hash.*all-MiniLM-L6-v2") as raised:
        Assistant.open(assistant.library.folder, embedder="all-MiniLM-L6-v2")
    assert "\n" not in str(raised.value)
    with assistant.library.catalog.transaction() as writes:
        writes.connection.execute("PRAGMA user_version = 99")
    with pytest.raises(LibraryVersionError) as raised:
        Assistant.open(assistant.library.folder)
    assert "\n" not in str(raised.value)


# The command itself


def test_the_command_names_every_bad_source_ingests_the_good_ones_and_exits_1(tmp_path, press):
    for name, content in BAD_FILES.items():
        (press / name).write_bytes(content)
    done = run("ingest", press, tmp_path / "nowhere", "--library", "mine", cwd=tmp_path)
    assert done.code == 1
    assert_one_error_line(done.err)
    for name in [*BAD_FILES, "nowhere"]:
        assert len([line for line in (done.out + done.err).splitlines() if f"{name}" in line and ": " in line]) == 1, (
            name
        )
    assert ["added", "2"] in [line.split() for line in done.out.splitlines()]


def test_the_command_says_in_one_line_why_it_cannot_use_a_library(tmp_path, assistant, press):
    assistant.ingest(press)
    for arguments in (["ask", ""], ["ask", "x " * 50_000], ["ask", "Who?", "--embedder", "all-MiniLM-L6-v2"]):
        done = run(*arguments, "--library", assistant.library.folder, cwd=tmp_path)
        assert done.code in {1, 2}, arguments[:1]
        assert_one_error_line(done.err)
    with assistant.library.catalog.transaction() as writes:
        writes.connection.execute("PRAGMA user_version = 99")
    done = run("ask", "Who?", "--library", assistant.library.folder, cwd=tmp_path)
    assert done.code == 1
    assert "schema version 99" in assert_one_error_line(done.err)


def test_a_very_long_run_of_white_space_is_shortened() -> None:
    for space, shortened in (
        ("\n" * 20_000, "\n\n"),
        (" " * 20_000, " "),
        ("\u00a0" * 20_000, " "),
        ("\n \t" * 9_000, "\n\n"),
    ):
        text = clean(f"The ferry sails.{space}The bridge is shut.")
        assert text == f"The ferry sails.{shortened}The bridge is shut."
        assert clean(text) == text
    kept = f"The ferry sails.{' ' * 500}The bridge is shut."
    assert clean(kept) == kept
