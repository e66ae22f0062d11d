"""Promises of fetching: it ends on time, stays within its limits and reports why it failed."""

import gzip
import socket
import tracemalloc
import zlib
from dataclasses import replace

import pytest

from assistant.ingest.errors import IngestStoppedError, UnreadableError
from assistant.ingest.fetching.fetch import FetchLimits, fetch, normalize_url

QUICK = FetchLimits(connect_s=1, total_s=5, backoff_s=0.01)
IMPATIENT = replace(QUICK, total_s=0.4)


def content(document) -> bytes:
    with document.open() as stream:
        return stream.read()


def test_a_page_comes_with_its_bytes_kind_and_charset(web):
    url = web.page("/news/tide.html", "Ebbe im Größenhafen".encode("latin-1"), "text/html; charset=ISO-8859-1")
    document = fetch(url, QUICK)
    assert content(document) == "Ebbe im Größenhafen".encode("latin-1")
    assert (document.name, document.url, document.origin) == ("tide.html", url, url)
    assert document.media_type == "text/html"
    assert document.charset.lower() == "iso-8859-1"


def test_the_content_can_be_opened_more_than_once(web):
    document = fetch(web.page("/twice", "again"), QUICK)
    assert content(document) == content(document) == b"again"


def test_the_server_gets_the_user_agent(web):
    fetch(web.page("/", "hello"), QUICK)
    assert web.agents[0].startswith("article-assistant/")


def test_a_page_that_is_not_there_is_named_with_the_answer(web):
    url = web.url("/gone")
    with pytest.raises(UnreadableError, match=f"^{url} answered 404 Not Found$"):
        fetch(url, QUICK)
    assert web.asked == ["/gone"], "asking again would not help"


def test_redirects_are_followed_and_the_last_address_is_known(web):
    web.page("/new/place.txt", "moved")
    document = fetch(web.redirect("/old", "/new/place.txt"), QUICK)
    assert content(document) == b"moved"
    assert document.url == web.url("/new/place.txt")
    assert document.origin == web.url("/old")
    assert document.name == "place.txt"


def test_redirects_in_a_circle_end(web):
    url = web.redirect("/round", "/round")
    with pytest.raises(UnreadableError, match="redirects more than 5 times"):
        fetch(url, QUICK)


@pytest.mark.parametrize("target", ["file:///etc/hostname", "ftp://harbour.example/x"])
def test_a_redirect_to_something_other_than_the_web_is_refused(web, target):
    with pytest.raises(UnreadableError):
        fetch(web.redirect("/away", target), QUICK)


@pytest.mark.parametrize(
    "url", ["file:///etc/hostname", "ftp://harbour.example/x", "gopher://x", "no address", "http://", ""]
)
def test_only_web_addresses_are_fetched(url):
    with pytest.raises(UnreadableError):
        fetch(url, QUICK)


def test_a_silent_server_is_given_up(web):
    url = web.silent("/silent")
    with pytest.raises(UnreadableError, match=f"^{url} did not answer within 0.4 s$"):
        fetch(url, IMPATIENT)


def test_a_body_that_drips_is_given_up(web):
    url = web.dripping("/drip", b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n")
    with pytest.raises(UnreadableError, match=r"did not finish its answer within 0\.4 s"):
        fetch(url, IMPATIENT)


def test_headers_that_drip_are_given_up(web):
    url = web.dripping("/drip", b"HTTP/1.1 200 OK\r\nX-Slow: ")
    with pytest.raises(UnreadableError, match=r"did not answer within 0\.4 s"):
        fetch(url, IMPATIENT)


def test_a_page_that_declares_too_much_is_refused(web):
    url = web.page("/big", b"x" * 2000)
    with pytest.raises(UnreadableError, match="is larger than 1 KB"):
        fetch(url, replace(QUICK, max_bytes=1024))


def test_a_page_without_an_end_is_refused_at_the_limit(web):
    url = web.dripping("/endless", b"HTTP/1.1 200 OK\r\n\r\n" + b"x" * 5000)
    with pytest.raises(UnreadableError, match="is larger than 1 KB"):
        fetch(url, replace(QUICK, max_bytes=1024))


def test_the_limit_counts_unpacked_bytes(web):
    url = web.page("/packed", gzip.compress(b"x" * 1_000_000, mtime=0), Content_Encoding="gzip")
    with pytest.raises(UnreadableError, match="is larger than"):
        fetch(url, replace(QUICK, max_bytes=100_000))


@pytest.mark.parametrize(
    "packed",
    [
        gzip.compress(b"late tide " * 500, mtime=0),
        zlib.compress(b"late tide " * 500),
        zlib.compress(b"late tide " * 500)[2:-4],
    ],
    ids=["gzip", "zlib", "deflate"],
)
def test_compressed_pages_are_decompressed(web, packed):
    encoding = "gzip" if packed.startswith(b"\x1f\x8b") else "deflate"
    assert content(fetch(web.page("/packed", packed, Content_Encoding=encoding), QUICK)) == b"late tide " * 500


def test_a_small_body_that_unpacks_to_gigabytes_takes_no_more_memory_than_the_limit(web):
    compressor = zlib.compressobj(9, wbits=31)
    packed = b"".join([*(compressor.compress(b"\0" * 1_000_000) for _ in range(300)), compressor.flush()])
    url = web.page("/bomb", packed, Content_Encoding="gzip")
    tracemalloc.start()
    with pytest.raises(UnreadableError, match="is larger than"):
        fetch(url, replace(QUICK, max_bytes=1_000_000))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 20_000_000


def test_a_compression_that_was_not_asked_for_is_refused(web):
    with pytest.raises(UnreadableError, match="compressed in a way that was not asked for"):
        fetch(web.page("/br", b"\x1b\x0b\x00", Content_Encoding="br"), QUICK)


def test_broken_compression_is_one_line(web):
    with pytest.raises(UnreadableError, match="its compression is broken"):
        fetch(web.page("/broken", b"\xff\xff\xff not gzip", Content_Encoding="gzip"), QUICK)


def answering(web, path: str, *statuses: int, **headers: str) -> str:
    """Gives one status after the other at `path`."""
    waiting = list(statuses)
    url = web.url(path)

    def answer(request):
        web.page(path, "finally" if waiting[0] == 200 else "", status=waiting.pop(0), **headers)
        page = web.answers[path]
        web.answers[path] = answer
        page(request)

    web.answers[path] = answer
    return url


@pytest.mark.parametrize("status", [429, 502, 503, 504])
def test_transient_failures_are_retried(web, status):
    assert content(fetch(answering(web, "/busy", status, 200), QUICK)) == b"finally"
    assert web.asked == ["/busy", "/busy"]


def test_after_three_tries_the_last_answer_is_reported(web):
    with pytest.raises(UnreadableError, match="answered 503 Service Unavailable"):
        fetch(answering(web, "/down", 503, 503, 503, 200), QUICK)
    assert len(web.asked) == 3


def test_a_server_that_asks_to_wait_is_waited_for_but_not_for_long(web):
    url = answering(web, "/later", 429, 200, Retry_After="3600")
    assert content(fetch(url, replace(QUICK, longest_retry_after_s=0.05))) == b"finally"


def test_waiting_for_a_server_counts_towards_the_total(web):
    url = answering(web, "/later", 429, 200, Retry_After="3600")
    with pytest.raises(UnreadableError, match=r"within 0\.4 s"):
        fetch(url, IMPATIENT)


def test_an_unknown_name_is_said_to_be_one():
    with pytest.raises(UnreadableError, match="could not be reached: name not known"):
        fetch("http://harbour.invalid/", QUICK)


def test_a_refused_connection_is_said_to_be_one():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port = listener.getsockname()[1]
    with pytest.raises(UnreadableError, match="could not be reached: connection refused"):
        fetch(f"http://127.0.0.1:{port}/", QUICK)


def test_a_fetch_works_inside_a_running_event_loop(web):
    import asyncio

    url = web.page("/loop", "inside")

    async def ask() -> bytes:
        return content(fetch(url, QUICK))

    assert asyncio.run(ask()) == b"inside"


def test_addresses_are_normalized():
    assert normalize_url(" HTTPS://me:secret@Harbour.Example/a%20b?c=d#part ") == "https://harbour.example/a%20b?c=d"


def test_a_password_in_an_address_is_used_but_never_shown(web):
    web.page("/private", "in")
    url = web.url("/private").replace("http://", "http://me:secret@")
    document = fetch(url, QUICK)
    assert "secret" not in document.origin + str(document.url)
    with pytest.raises(UnreadableError) as raised:
        fetch(url + "/missing", QUICK)
    assert "secret" not in str(raised.value)


def test_a_fetch_that_is_cancelled_ends_at_once(web):
    url = web.silent("/silent")

    def cancel_when_asked() -> None:
        if web.asked:
            raise IngestStoppedError("cancelled")

    with pytest.raises(IngestStoppedError):
        fetch(url, replace(QUICK, total_s=3_600), cancel_when_asked)
