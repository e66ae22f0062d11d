"""No document can stop or exhaust the process that ingests it: each is read in a child process with limits."""

import json
import os
import signal
import subprocess
import threading
import time
import zipfile
from collections.abc import Iterable
from contextlib import closing
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest
from hostile_documents import pdf_of_pages, word_file
from invented import CHILD_ENVIRONMENT, WordHashEmbedder, python_command

from assistant import Assistant
from assistant.ingest.budgets import (
    LOCAL_DOCUMENT,
    MAX_DOCUMENT_FAILURES,
    MAX_REPORTED_PROBLEMS,
    UNTRUSTED_DOCUMENT,
    DocumentBudget,
)
from assistant.ingest.document_memory import DocumentMemory
from assistant.ingest.document_processes import DocumentProcess
from assistant.ingest.errors import IngestStoppedError, LibraryError, UnreadableError
from assistant.ingest.readers.contract import Document, ReadArticle, ReadFailure, ReadOptions
from assistant.ingest.readers.dispatch import read_document
from assistant.ingest.report import NoProgress
from assistant.ingest.sources import file_document

SENTENCE = "The ferry Petrel sails again from Monday."
SMALL = replace(UNTRUSTED_DOCUMENT, cpu_seconds=1)


def read(
    documents: Iterable[Document | ReadFailure], budget: DocumentBudget = UNTRUSTED_DOCUMENT, **options: object
) -> list[ReadArticle | ReadFailure]:
    process = DocumentProcess(budget)
    try:
        return list(process.read(documents, ReadOptions(**options)))
    finally:
        process.close()


def document(name: str, data: bytes) -> Document:
    return Document(name, f"upload/{name}", lambda: BytesIO(data))


HOSTILE_PDF = document("pages.pdf", pdf_of_pages())
GOOD = document("good.txt", SENTENCE.encode())


def children_of_this_process() -> set[str]:
    running = set()
    for status in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = status.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if fields[1] == str(os.getpid()) and fields[0] != "Z":
            running.add(status.parent.name)
    return running


def test_the_child_reads_what_this_process_would_read(tmp_path):
    record = {
        "id": "a",
        "text": SENTENCE,
        "title": "Ferry",
        "published": "2026-05-03T10:00:00+02:00",
        "author": "Ada Holt",
    }
    files = {
        "a.txt": SENTENCE,
        "b.jsonl": json.dumps(record) + "\nbroken\n",
        "c.md": f"# Ferry\n\n{SENTENCE}",
        "d.html": f"<html><title>Ferry</title><body><article><p>{SENTENCE * 5}</p></article></body></html>",
        "e.pdf": "not a PDF",
    }
    for name, text in files.items():
        (tmp_path / name).write_text(text)
    documents = [file_document(tmp_path / name) for name in files] + [GOOD]
    expected = [item for one in documents for item in read_document(one, ReadOptions())]
    assert read(documents) == expected
    assert sum(isinstance(item, ReadArticle) for item in expected) == 5


def test_a_document_that_takes_too_long_is_one_failure_and_the_next_one_is_read():
    slow, good = read([HOSTILE_PDF, GOOD], SMALL)
    assert slow == ReadFailure("upload/pages.pdf", "took more than 1 s to read and was given up")
    assert isinstance(good, ReadArticle)


def test_a_document_from_others_is_read_with_a_lower_priority_than_answers():
    process = DocumentProcess(UNTRUSTED_DOCUMENT)
    before = children_of_this_process()
    try:
        reading = process.read([GOOD, GOOD], ReadOptions())
        assert isinstance(next(reading), ReadArticle)
        (child,) = children_of_this_process() - before
        own = os.getpriority(os.PRIO_PROCESS, 0)
        assert os.getpriority(os.PRIO_PROCESS, int(child)) == min(19, own + UNTRUSTED_DOCUMENT.niceness) > 0
    finally:
        process.close()


def test_one_child_reads_many_documents_beside_a_large_server():
    ballast = b"x" * UNTRUSTED_DOCUMENT.memory_bytes
    before = children_of_this_process()
    process = DocumentProcess(UNTRUSTED_DOCUMENT)
    try:
        readers = [tuple(children_of_this_process() - before) for _ in process.read([GOOD] * 3, ReadOptions())]
    finally:
        process.close()
    assert ballast
    assert len(set(readers)) == 1


def test_a_document_that_keeps_its_reader_waiting_is_given_up():
    slow, good = read([HOSTILE_PDF, GOOD], replace(UNTRUSTED_DOCUMENT, wait_seconds=3.0))
    assert slow == ReadFailure("upload/pages.pdf", "took more than 3 s to read and was given up")
    assert isinstance(good, ReadArticle)


def test_a_document_that_needs_too_much_memory_is_one_failure_and_the_next_one_is_read():
    nested = document("lists.json", b"[" + b"[]," * 6_000_000 + b"[]]")
    large, good = read([nested, GOOD], replace(UNTRUSTED_DOCUMENT, memory_bytes=160 * 1024**2))
    assert isinstance(large, ReadFailure)
    assert large.reason == "needs more than 160 MB of memory to be read"
    assert isinstance(good, ReadArticle)


def nested_record(text: str, lists: int = 1_500_000) -> bytes:
    """A record that takes 64 bytes of memory for each of its empty lists."""
    return b'{"text": "%s", "lists": [' % text.encode() + b"[]," * lists + b"[]]}"


def data_limit(pid: str) -> int | None:
    """The memory that a process may have for its data; None if it has ended."""
    try:
        limits = Path(f"/proc/{pid}/limits").read_text()
    except OSError:
        return None
    (line,) = (line for line in limits.splitlines() if line.startswith("Max data size"))
    return int(number) if (number := line.split()[3]).isdigit() else None


def test_a_document_that_needs_more_memory_than_the_first_share_is_read_with_more_and_nothing_twice():
    archive = BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as members:
        members.writestr("a.txt", "The tug Heron left.")
        members.writestr("b.json", nested_record(SENTENCE))
        members.writestr("c.txt", "The tug Heron came back.")
    items = read([document("both.zip", archive.getvalue()), GOOD])
    texts = [item.parsed.text if isinstance(item, ReadArticle) else item.reason for item in items]
    assert texts == ["The tug Heron left.", SENTENCE, "The tug Heron came back.", SENTENCE]


def test_a_page_that_a_library_could_not_parse_for_lack_of_memory_is_parsed_with_more():
    text = b"<article><p>%s</p></article>" % (SENTENCE.encode() * 20)
    page = b"<html><body>%s<!--%s--></body></html>" % (text, b"tide " * 1_500_000)
    (article,) = read([document("page.html", page)])
    assert isinstance(article, ReadArticle)


def test_an_entry_of_a_feed_that_needs_more_memory_is_decided_on_and_yielded_once():
    entries = "".join(
        f"<item><title>Tug {number}</title><link>http://a.example/{number}</link></item>" for number in range(3)
    )
    feed = f'<rss version="2.0"><channel><title>Tugs</title>{entries}</channel></rss>'
    asked, fetched = [], []

    def select(entry: ReadArticle) -> bool:
        asked.append(entry.parsed.title)
        return True

    def follow(url: str) -> Document:
        fetched.append(url[-1])
        padding = b"tide " * (1_500_000 if url.endswith("1") else 1)
        text = f"<article><p>Page {url[-1]}. {SENTENCE * 20}</p></article>".encode()
        return document(url, b"<html><body>%s<!--%s--></body></html>" % (text, padding))

    items = read([document("feed.rss", feed.encode())], select=select, follow=follow)
    assert [item.parsed.text[:6] for item in items if isinstance(item, ReadArticle)] == ["Page 0", "Page 1", "Page 2"]
    assert len(items) == 3
    assert asked == ["Tug 0", "Tug 1", "Tug 2"]
    assert fetched == ["0", "1", "1", "2"]  # the page that needs more memory is fetched again


def test_a_page_of_a_long_feed_is_read_although_the_feed_takes_much_of_the_memory():
    entries = "".join(
        f"<item><title>Tug {number} left</title><link>http://a.example/{number}</link><guid>{number}</guid>"
        f"<pubDate>Mon, 02 Mar 2026 06:00:00 GMT</pubDate><description>{SENTENCE * 4}</description></item>"
        for number in range(500)
    )
    feed = f'<rss version="2.0"><channel><title>Tugs</title>{entries}</channel></rss>'
    page = f"<html><title>Tug 499 left</title><body><article><p>{SENTENCE * 20}</p></article></body></html>"
    (item,) = read(
        [document("feed.rss", feed.encode())],
        select=lambda entry: entry.parsed.title == "Tug 499 left",
        follow=lambda url: Document("page.html", url, lambda: BytesIO(page.encode()), url=url, media_type="text/html"),
    )
    assert isinstance(item, ReadArticle), item


def test_a_document_of_which_a_library_does_not_say_that_it_lacked_memory_is_reported_so():
    budget = replace(UNTRUSTED_DOCUMENT, memory_bytes=128 * 1024**2)
    (failure,) = read([document("paragraphs.docx", word_file("<w:p/>" * 1_200_000))], budget)
    assert isinstance(failure, ReadFailure)
    assert failure.reason == "needs more than 128 MB of memory to be read"


def test_only_one_process_at_a_time_has_all_the_memory():
    memory, before = DocumentMemory(), children_of_this_process()
    outcomes: dict[int, list[ReadArticle | ReadFailure]] = {}

    def read_one(number: int) -> None:
        with closing(DocumentProcess(UNTRUSTED_DOCUMENT, memory=memory)) as process:
            hostile = document(f"{number}.json", nested_record(f"Tug {number} left."))
            outcomes[number] = list(process.read([hostile], ReadOptions()))

    threads = [threading.Thread(target=read_one, args=(number,)) for number in range(3)]
    for thread in threads:
        thread.start()
    most = 0
    while any(thread.is_alive() for thread in threads):
        limits = [data_limit(child) or 0 for child in children_of_this_process() - before]
        most = max(most, sum(limit >= UNTRUSTED_DOCUMENT.memory_bytes for limit in limits))
        time.sleep(0.01)
    assert most == 1
    assert all(isinstance(item, ReadArticle) for items in outcomes.values() for item in items)
    assert len(outcomes) == 3


def test_a_document_with_too_much_text_is_one_failure():
    budget = replace(UNTRUSTED_DOCUMENT, output_bytes=10_000, article_chars=1_000)
    long, too_long, good = read(
        [document("long.txt", b"tide " * 300), document("longer.txt", b"tide " * 3_000), GOOD], budget
    )
    assert long == ReadFailure("upload/long.txt", "is longer than 1,000 characters")
    assert isinstance(too_long, ReadFailure)
    assert isinstance(good, ReadArticle)


def test_a_text_of_very_many_sentences_is_one_failure_and_a_long_report_is_read():
    budget = replace(UNTRUSTED_DOCUMENT, article_sentences=2_000)
    texts = {"shouts.txt": "No! " * 2_100, "greek.txt": "Πότε; " * 2_100, "report.txt": f"{SENTENCE} " * 1_900}
    shouts, greek, report = read([document(name, text.encode()) for name, text in texts.items()], budget)
    assert shouts == ReadFailure("upload/shouts.txt", "has more than 2,000 sentences")
    assert greek == ReadFailure("upload/greek.txt", "has more than 2,000 sentences")
    assert isinstance(report, ReadArticle)


def test_a_child_that_was_killed_is_one_failure_and_the_next_document_gets_another():
    others = children_of_this_process()
    process = DocumentProcess(UNTRUSTED_DOCUMENT)

    def kill_the_child(url: str) -> Document:
        (child,) = children_of_this_process() - others
        os.kill(int(child), signal.SIGKILL)
        return GOOD

    feed = document(
        "feed.rss",
        b"<rss version='2.0'><channel><title>Post</title><item><title>One</title>"
        b"<link>https://harbour.example/1</link><description>Short.</description></item></channel></rss>",
    )
    first, killed, last = process.read([GOOD, feed, GOOD], ReadOptions(follow=kill_the_child))
    assert killed == ReadFailure("upload/feed.rss", "ended the process that read it (SIGKILL)")
    assert isinstance(first, ReadArticle)
    assert isinstance(last, ReadArticle)
    process.close()
    assert children_of_this_process() == others


def test_a_cancelled_ingest_stops_a_document_that_is_being_read(tmp_path):
    class Cancels(NoProgress):
        reports = 0

        def read(self, articles: int) -> None:
            self.reports += 1
            if self.reports > 10:
                raise IngestStoppedError("cancelled")

    others = children_of_this_process()
    with Assistant.open(tmp_path / "library", embedder=WordHashEmbedder()) as assistant:
        report = assistant.ingest([GOOD, HOSTILE_PDF], progress=Cancels(), from_strangers=True)
    assert report.stopped
    assert children_of_this_process() == others


def test_an_error_beside_a_document_that_is_being_read_is_no_failure_of_the_document():
    def fail():
        raise LibraryError("the disk is full")

    process = DocumentProcess(UNTRUSTED_DOCUMENT, on_wait=fail)
    try:
        with pytest.raises(LibraryError, match="the disk is full"):
            list(process.read([HOSTILE_PDF], ReadOptions()))
    finally:
        process.close()


def test_a_killed_ingest_leaves_no_child_that_goes_on(tmp_path):
    (tmp_path / "pages.pdf").write_bytes(pdf_of_pages())
    program = (
        "import sys\nfrom pathlib import Path\nfrom invented import WordHashEmbedder\nfrom assistant import Assistant\n"
        "Assistant.open(Path(sys.argv[1]), embedder=WordHashEmbedder()).ingest(sys.argv[2])\n"
    )
    command = [*python_command(program), str(tmp_path / "library"), str(tmp_path / "pages.pdf")]
    ingest = subprocess.Popen(command, env=CHILD_ENVIRONMENT)
    child = first_child_of(ingest.pid)
    ingest.kill()
    ingest.wait()
    wait_until_ended(child)


def first_child_of(pid: int) -> int:
    children = Path(f"/proc/{pid}/task/{pid}/children")
    for _ in range(600):
        if listed := children.read_text().split():
            return int(listed[0])
        time.sleep(0.1)
    raise AssertionError("no child was started")


def wait_until_ended(pid: int) -> None:
    for _ in range(100):
        try:
            if "Z" in Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]:
                return
        except OSError:
            return
        time.sleep(0.1)
    raise AssertionError("the child still runs")


def test_a_feed_in_the_child_follows_its_links_through_this_process():
    feed = (
        "<rss version='2.0'><channel><title>Post</title>"
        "<item><title>One</title><link>https://harbour.example/1</link><description>Short.</description></item>"
        "<item><title>Two</title><link>https://harbour.example/2</link><description>Short.</description></item>"
        "</channel></rss>"
    )
    page = f"<html><title>One</title><body><article><p>{SENTENCE * 20}</p></article></body></html>"
    followed = []

    def follow(url: str) -> Document:
        followed.append(url)
        if url.endswith("2"):
            raise UnreadableError("answers 404")
        return Document("1.html", url, lambda: BytesIO(page.encode()), url=url, media_type="text/html")

    items = read([document("feed.rss", feed.encode())], follow=follow)
    assert followed == ["https://harbour.example/1", "https://harbour.example/2"]
    assert items == list(read_document(document("feed.rss", feed.encode()), ReadOptions(follow=follow)))


def test_the_pages_that_a_feed_links_to_have_a_time_limit_together():
    links = "".join(f"<item><title>{n}</title><link>https://harbour.example/{n}</link></item>" for n in range(5))
    feed = f"<rss version='2.0'><channel><title>Post</title>{links}</channel></rss>"
    followed = []

    def follow(url: str) -> Document:
        followed.append(url)
        raise UnreadableError("answers 404")

    items = read([document("feed.rss", feed.encode())], replace(UNTRUSTED_DOCUMENT, follow_seconds=0.0), follow=follow)
    assert followed == []
    assert len(items) == 5
    assert all("took too long" in item.reason for item in items)


def test_a_document_of_nothing_but_failures_is_reported_in_a_bounded_list_and_a_count(tmp_path):
    (tmp_path / "ones.jsonl").write_text("1\n" * 20_000 + json.dumps({"id": "last", "text": SENTENCE}))
    with Assistant.open(tmp_path / "library", embedder=WordHashEmbedder()) as assistant:
        report = assistant.ingest(tmp_path / "ones.jsonl")
    assert report.failed_count == 20_000
    assert len(report.failed) == MAX_REPORTED_PROBLEMS == MAX_DOCUMENT_FAILURES
    assert report.added == ["last"]


@pytest.mark.parametrize("program", ["/nowhere/python", "/bin/false"])
def test_without_a_child_only_documents_of_the_owner_are_read(monkeypatch, program):
    monkeypatch.setattr("assistant.ingest.document_processes.sys.executable", program)
    (refused,) = read([GOOD], UNTRUSTED_DOCUMENT)
    assert isinstance(refused, ReadFailure)
    assert "cannot be started" in refused.reason
    assert read([GOOD], LOCAL_DOCUMENT) == list(read_document(GOOD, ReadOptions()))
