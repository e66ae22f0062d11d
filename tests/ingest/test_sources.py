"""Promises of reading sources: files, folders, pages and feeds in order, and one line for each failure."""

import os
import zipfile
from pathlib import Path

import pytest

from assistant import Assistant
from assistant.ingest.fetching.fetch import FetchLimits
from assistant.ingest.readers.contract import ReadArticle, ReadFailure, ReadOptions
from assistant.ingest.sources import count_hint, read_sources

LIMITS = FetchLimits(connect_s=1, total_s=3, backoff_s=0.01)
STORY = "The harbour master of Marrowby said so to all who asked at the old landing on Tuesday. " * 8


def read(
    *sources: str | Path, options: ReadOptions | None = None, limits: FetchLimits = LIMITS
) -> list[ReadArticle | ReadFailure]:
    return list(read_sources(sources, options, limits))


def page(title: str, text: str = STORY) -> str:
    return (
        f"<html><head><title>{title}</title></head><body><article><h1>{title}</h1><p>{text}</p></article></body></html>"
    )


@pytest.fixture
def press(tmp_path: Path) -> Path:
    """A folder with two articles, one of them in a folder of its own, and things that are none."""
    folder = tmp_path.resolve() / "press"
    (folder / "may").mkdir(parents=True)
    (folder / "may" / "tide.txt").write_text("The tide came late.")
    (folder / "zebra.md").write_text("# Zebra\n\nA zebra came.")
    for other in (".hidden.txt", "photo.png", "~$zebra.docx"):
        (folder / other).write_text("no")
    (folder / ".git").mkdir()
    (folder / ".git" / "note.txt").write_text("no")
    return folder


def test_a_file_is_named_by_its_absolute_path(press, monkeypatch):
    monkeypatch.chdir(press)
    (found,) = read("may/../zebra.md")
    assert found.origin == str(press / "zebra.md")
    assert found.parsed.title == "Zebra"


def test_the_home_folder_and_file_addresses_are_resolved(press, monkeypatch):
    monkeypatch.setenv("HOME", str(press))
    spaced = press / "a b.txt"
    spaced.write_text("Spaced.")
    assert [item.origin for item in read("~/zebra.md", spaced.as_uri())] == [str(press / "zebra.md"), str(spaced)]


def test_a_folder_is_read_in_order_without_hidden_files_and_other_kinds(press):
    assert [item.origin for item in read(press)] == [str(press / "may" / "tide.txt"), str(press / "zebra.md")]


def test_a_folder_with_nothing_to_read_says_so(tmp_path):
    (tmp_path / "photo.png").write_text("no")
    (failed,) = read(tmp_path)
    assert failed.reason.startswith("holds no file that can be read; readable are .")


def test_a_library_in_a_folder_is_left_out_and_as_a_source_is_named(press):
    with Assistant.open(press / "library") as assistant:
        (press / "library" / "users.json").write_text("{}")
        report = assistant.ingest(press)
    assert len(report.added) == 2
    assert not report.failed
    (failed,) = read(press / "library")
    assert failed == ReadFailure(
        str(press / "library"), "is a library of the assistant, which holds no files to read in"
    )


def test_a_path_that_does_not_exist_is_named_and_stops_no_other(press):
    failed, found = read(press / "gone.txt", press / "zebra.md")
    assert failed == ReadFailure(str(press / "gone.txt"), "does not exist")
    assert isinstance(found, ReadArticle)


@pytest.mark.parametrize(
    "source", ["", "a\0b", "~nobody-of-this-name/x", "ftp://harbour.example/x", "http://", "x" * 5000]
)
def test_odd_sources_are_one_failure_each(source, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (failed,) = read(source)
    assert isinstance(failed, ReadFailure)
    assert failed.reason


def test_a_broken_file_stops_no_other(press):
    (press / "broken.pdf").write_bytes(b"%PDF-1.4 and nothing more")
    (press / "nothing.txt").touch()
    reasons = {Path(item.origin).name: item.reason for item in read(press) if isinstance(item, ReadFailure)}
    assert set(reasons) == {"broken.pdf", "nothing.txt"}
    assert reasons["nothing.txt"] == "is empty"
    assert len(read(press)) == 4


def test_links_that_lead_in_a_circle_end(press):
    (press / "may" / "up").symlink_to(press)
    (press / "loop.txt").symlink_to(press / "loop.txt")
    items = read(press)
    assert [Path(item.origin).name for item in items if isinstance(item, ReadArticle)] == ["tide.txt", "zebra.md"]
    (failed,) = (item for item in items if isinstance(item, ReadFailure))
    assert failed.origin.endswith("loop.txt")


def test_a_link_that_leads_nowhere_is_named(press):
    (press / "lost.txt").symlink_to(press / "gone")
    (failed,) = (item for item in read(press) if isinstance(item, ReadFailure))
    assert failed.reason == "does not exist"


def test_a_pipe_is_not_waited_for(press):
    os.mkfifo(press / "pipe.txt")
    assert len(read(press)) == 2
    (failed,) = read(press / "pipe.txt")
    assert failed.reason == "is neither a file nor a folder"


def test_a_folder_that_may_not_be_opened_is_named_and_stops_no_other(press, monkeypatch):
    locked = press / "locked"
    locked.mkdir()
    scandir = os.scandir

    def refusing(path):  # permissions do not stop the superuser, who may be running this
        if Path(path) == locked:
            raise PermissionError(13, "Permission denied", str(path))
        return scandir(path)

    monkeypatch.setattr(os, "scandir", refusing)
    found = read(press)
    assert [item for item in found if isinstance(item, ReadFailure)] == [
        ReadFailure(str(locked), "cannot be opened: permission denied")
    ]
    assert len(found) == 3


def test_nothing_is_looked_for_inside_a_folder_before_it_is_opened(press, monkeypatch):
    locked = press / "locked"
    locked.mkdir()
    look = Path.stat

    def refusing(path, **options):  # as the system does for what lies in a folder that may not be entered
        if locked in path.parents:
            raise PermissionError(13, "Permission denied", str(path))
        return look(path, **options)

    monkeypatch.setattr(Path, "stat", refusing)
    assert [one.origin for one in read(press)] == [str(press / "may" / "tide.txt"), str(press / "zebra.md")]


def test_a_file_whose_name_is_not_utf_8_is_read(tmp_path):
    name = os.fsencode(tmp_path) + b"/caf\xe9.txt"
    try:
        Path(os.fsdecode(name)).write_text("Open.")
    except OSError:
        pytest.skip("this file system has only UTF-8 names")
    (found,) = read(tmp_path)
    assert found.parsed.text == "Open."
    found.origin.encode()


def test_a_folder_is_walked_as_it_is_read(press):
    articles = read_sources([press])
    first = next(articles)
    (press / "zebra.md").write_text("# Changed\n\nMeanwhile.")
    assert isinstance(first, ReadArticle)
    assert next(articles).parsed.title == "Changed"


def test_a_zip_in_a_folder_is_read(press):
    with zipfile.ZipFile(press / "all.zip", "w") as archive:
        archive.writestr("in.txt", "Inside.")
    assert str(press / "all.zip") + "#in.txt" in [item.origin for item in read(press)]


# the web


def test_a_page_is_an_article_under_its_own_address(web):
    url = web.page("/tide", page("Late tide"))
    (found,) = read(url + "#top")
    assert (found.origin, found.parsed.url, found.parsed.title) == (url, url, "Late tide")


def test_a_file_on_the_web_is_read_by_its_kind(web):
    (found,) = read(web.page("/list.jsonl", '{"id": "a", "text": "One."}', "text/plain"))
    assert (found.origin, found.parsed.id) == (web.url("/list.jsonl#a"), "a")


def test_a_page_that_is_gone_is_one_line_without_its_address_twice(web):
    url = web.url("/gone")
    assert read(url) == [ReadFailure(url, "answered 404 Not Found")]


def test_a_server_that_never_answers_is_one_line(web):
    url = web.silent("/silent")
    (failed,) = read(url, limits=FetchLimits(total_s=0.3))
    assert failed == ReadFailure(url, "did not answer within 0.3 s")


def rss(*links: str) -> str:
    items = "".join(
        f"<item><link>{link}</link><pubDate>Tue, 04 May 2021 08:30:00 GMT</pubDate></item>" for link in links
    )
    return f'<?xml version="1.0"?><rss version="2.0"><channel><title>The Harbour Post</title>{items}</channel></rss>'


def test_a_feed_leads_to_its_pages(web):
    web.page("/1", page("Late tide"))
    web.page("/3", page("Early tide"))
    items = read(web.page("/feed", rss("/1", "/2", web.url("/3")), "application/rss+xml"))
    assert [item.origin for item in items] == [web.url("/1"), web.url("/2"), web.url("/3")]
    assert [item.parsed.title for item in items if isinstance(item, ReadArticle)] == ["Late tide", "Early tide"]
    assert items[0].parsed.published.isoformat() == "2021-05-04T08:30:00+00:00"
    assert items[1].reason.startswith("answered 404 Not Found")


def test_a_feed_on_disk_leads_to_its_pages(web, tmp_path):
    (tmp_path / "feed.xml").write_text(rss(web.page("/1", page("Late tide"))))
    (found,) = read(tmp_path)
    assert found.parsed.title == "Late tide"


def test_a_feed_that_links_to_itself_ends(web):
    url = web.url("/feed")
    web.page("/feed", rss(url), "application/rss+xml")
    (failed,) = read(url)
    assert isinstance(failed, ReadFailure)
    assert web.asked == ["/feed", "/feed"]


# how many


def test_files_are_counted_without_being_read(press):
    assert count_hint([press, press / "zebra.md"]) == 3


def test_web_addresses_and_record_files_have_no_count(press):
    assert count_hint(["https://harbour.example/"]) is None
    (press / "list.jsonl").write_text("{}")
    assert count_hint([press]) is None
