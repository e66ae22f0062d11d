"""Promises of reading web archives: every page is an article, and what is damaged is one clear line."""

import gzip
import io
import zipfile

import pytest
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from assistant.ingest.readers import read_document
from assistant.ingest.readers.contract import Document, ReadArticle, ReadFailure, ReadOptions

SENTENCES = (
    "The tide came late to Marrowby on Tuesday, and the ferry waited for it at the old landing until noon. "
    "The swing bridge stays open to walkers until the new landing has been finished, the council said. "
) * 3


def page(title: str) -> bytes:
    head = f'<title>{title}</title><meta property="article:published_time" content="2021-05-04T08:00:00Z">'
    return f"<html><head>{head}</head><body><article><h1>{title}</h1><p>{title}: {SENTENCES}</p></article></body></html>".encode()


def archive(*, packed: bool = True) -> bytes:
    out = io.BytesIO()
    writer = WARCWriter(out, gzip=packed)
    writer.write_record(writer.create_warcinfo_record("tide.warc.gz", {"software": "test"}))
    answers = [
        ("https://harbour.example/style.css", "200 OK", "text/css", b"p {}"),
        ("https://harbour.example/1", "200 OK", "text/html; charset=utf-8", page("Late tide")),
        ("https://harbour.example/2", "404 Not Found", "text/html", page("Missing")),
        ("https://harbour.example/3", "200 OK", "text/html", page("Second ferry")),
    ]
    for url, status, media_type, body in answers:
        headers = StatusAndHeaders(
            status, [("Content-Type", media_type), ("Content-Encoding", "gzip")], protocol="HTTP/1.1"
        )
        record = writer.create_warc_record(
            url, "response", payload=io.BytesIO(gzip.compress(body)), http_headers=headers
        )
        writer.write_record(record)
    return out.getvalue()


def read(data: bytes, name: str, options: ReadOptions | None = None) -> list[ReadArticle | ReadFailure]:
    document = Document(name, f"/press/{name}", lambda: io.BytesIO(data))
    return list(read_document(document, options or ReadOptions()))


def titles(items: list[ReadArticle | ReadFailure]) -> list[str | None]:
    return [item.parsed.title for item in items if isinstance(item, ReadArticle)]


@pytest.mark.parametrize("packed", [True, False])
def test_every_page_of_a_web_archive_is_an_article(packed):
    items = read(archive(packed=packed), "tide.warc.gz" if packed else "tide.warc")
    assert titles(items) == ["Late tide", "Second ferry"]
    first = items[0]
    assert isinstance(first, ReadArticle)
    assert first.origin == first.parsed.url == "https://harbour.example/1"
    assert first.parsed.published is not None
    assert first.parsed.published.date().isoformat() == "2021-05-04"


def test_a_web_archive_in_a_zip_archive_is_read():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        packed.writestr("crawl/tide.warc.gz", archive())
    assert titles(read(out.getvalue(), "all.zip")) == ["Late tide", "Second ferry"]


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (archive()[: int(len(archive()) * 0.7)], "is damaged or cut off after"),
        (gzip.compress(b"words"), "is damaged or cut off after 0 pages"),
        (b"words", "is damaged or cut off after 0 pages"),
        (b"", "is empty"),
    ],
    ids=["cut", "packed text", "text", "nothing"],
)
def test_a_damaged_web_archive_says_so(data, reason):
    failure = read(data, "tide.warc.gz")[-1]
    assert isinstance(failure, ReadFailure)
    assert failure.reason.startswith(reason)


def test_an_archive_that_unpacks_to_too_much_names_the_pages_that_do():
    items = read(archive(), "tide.warc.gz", ReadOptions(max_archive_bytes=len(page("Late tide")) + 10))
    assert titles(items) == ["Late tide"]
    assert isinstance(items[-1], ReadFailure)
    assert "is larger than" in items[-1].reason
