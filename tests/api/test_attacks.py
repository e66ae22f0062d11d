"""What attackers try over HTTP, each attempt a test.

Elsewhere: addresses in every odd spelling, and the guard itself: tests/ingest/test_strangers.py. Keys, scopes, constant time, hosts and
origins: test_api_keys.py. Orders in articles to a language model: test_llm_hostile_articles.py. Articles with markup on the page:
test_web_page.py, and in the chat bubble: test_widget.py. Formulas in exported tables: test_cli_csv.py; the API speaks no CSV, and the last test
holds that. Heads that drip: test_api_slow_requests.py. Very long
histories: test_follow_up.py.
"""

import io
import json
import socket
import threading
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_network
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from api_server import Served, served

from assistant.api.routes_articles import MAX_FILES

OUTSIDE = ip_network("127.0.0.2/32")
SCRIPT = "<script>alert(1)</script><img src=x onerror=alert(2)>"


@contextmanager
def site(address: str, location: str = "") -> Iterator[tuple[str, list[str]]]:
    """A server that holds a secret, or redirects to where one is; and what it was asked."""
    asked: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_response(302 if location else 200)
            self.send_header("Location", location)
            self.send_header("Content-Type", "text/plain")
            self.end_headers()
            self.wfile.write(b"The secret of the harbour is kept under the old mat.")

        def log_message(self, *args: object) -> None:
            """Says nothing."""

    server = ThreadingHTTPServer((address, 0), Handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    yield f"http://{address}:{server.server_port}/", asked
    server.shutdown()
    server.server_close()


def added(api: Served, **body: object) -> dict:
    return api.finished(api.http.post("/v1/articles", json=body))


def uploaded(api: Served, name: str, data: bytes) -> dict:
    return api.finished(api.http.post("/v1/articles/files", files=[("files", (name, data))]))


def test_ssrf_an_address_of_this_network_is_not_fetched(own: Path) -> None:
    with site("127.0.0.1") as (secret, asked), served(own) as api:
        port = urlsplit(secret).port
        urls = [secret, f"http://localhost:{port}/", f"http://2130706433:{port}/", f"http://[::ffff:127.0.0.1]:{port}/"]
        urls += [api.url + "/metrics", "http://169.254.169.254/latest/meta-data/"]
        job = added(api, urls=urls)
        assert len(job["report"]["failed"]) == len(urls)
        assert not job["report"]["added"]
        assert asked == []


def test_ssrf_a_redirect_into_this_network_is_not_followed(own: Path) -> None:
    with (
        site("127.0.0.1") as (secret, asked),
        site("127.0.0.2", secret) as (door, knocked),
        served(own, fetch_networks=(OUTSIDE,)) as api,
    ):
        job = added(api, urls=[door])
        assert knocked == ["/"], "the first address may be asked"
        assert asked == []
        assert "public internet" in job["report"]["failed"][0]["reason"]


def test_ssrf_a_name_that_leads_into_this_network_is_not_fetched(own: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    look_up = socket.getaddrinfo

    def poisoned(host, *arguments, **options):
        return look_up("127.0.0.1" if host == "news.example" else host, *arguments, **options)

    with site("127.0.0.1") as (secret, asked), served(own) as api:
        monkeypatch.setattr(socket, "getaddrinfo", poisoned)
        job = added(api, urls=[secret.replace("127.0.0.1", "news.example")])
        assert "public internet" in job["report"]["failed"][0]["reason"]
        assert asked == []


def test_ssrf_a_feed_that_was_uploaded_does_not_fetch_for_its_author(own: Path) -> None:
    with site("127.0.0.1") as (secret, asked), served(own) as api:
        feed = f'<rss version="2.0"><channel><title>x</title><item><title>y</title><link>{secret}</link></item></channel></rss>'
        job = uploaded(api, "feed.xml", feed.encode())
        assert not job["report"]["added"]
        assert asked == []


def test_xml_entities_neither_read_files_nor_grow_without_end(own: Path, tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("kept under the mat")
    entities = "".join(f'<!ENTITY e{n + 1} "{f"&e{n};" * 10}">' for n in range(12))
    feed = (
        f'<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY e0 "boom"><!ENTITY f SYSTEM "{secret.as_uri()}">{entities}]>'
        f'<rss version="2.0"><channel><title>x</title><item><title>Pier</title><description>&f;&e12; {"pier " * 90}'
        "</description></item></channel></rss>"
    )
    with served(own) as api:
        uploaded(api, "feed.xml", feed.encode())
        texts = [api.assistant.article(article.id).text for article in api.assistant.articles()]
        assert not any("under the mat" in text for text in texts)
        assert max(map(len, texts)) < 100_000


@pytest.mark.parametrize(
    "path", ["/etc/hostname", "file:///etc/hostname", "~/.bashrc", "../secret.txt", "gopher://x/_y"]
)
def test_a_path_of_the_server_is_no_address(own: Path, path: str) -> None:
    with served(own) as api:
        job = added(api, urls=[path])
        assert (len(job["report"]["failed"]), job["report"]["added"]) == (1, [])


def test_names_of_uploads_never_become_paths(own: Path, tmp_path: Path) -> None:
    names = [
        "../../escaped.txt",
        "/tmp/escaped.txt",
        "..\\..\\escaped.txt",
        "C:\\escaped.txt",
        "a\x00b.txt",
        "..",
        ".",
        "",
    ]
    before = {path for path in tmp_path.rglob("*") if path.is_file()}
    with served(own) as api:
        for name in names:
            response = api.http.post("/v1/articles/files", files=[("files", (name, b"The pier is open again."))])
            if response.status_code == 202:
                report = api.finished(response)["report"]
                origins = [
                    api.assistant.article(item).origin
                    for item in report["added"] + report["updated"] + report["unchanged"]
                ]
                assert all(
                    origin.startswith("upload/") and ".." not in origin and "\\" not in origin for origin in origins
                )
            else:
                assert response.status_code == 422
    new = {path for path in tmp_path.rglob("*") if path.is_file()} - before
    assert not [path for path in new if "escaped" in path.name]
    assert not Path("/tmp/escaped.txt").exists()


def test_names_in_an_archive_never_become_paths(own: Path, tmp_path: Path) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("../../escaped.txt", "The pier is open again, and the ferry sails.")
        archive.writestr("/tmp/escaped2.txt", "The market is closed on Monday, the mayor said.")
        link = zipfile.ZipInfo("link.txt")
        link.external_attr = 0o120777 << 16
        archive.writestr(link, "/etc/passwd")
    with served(own) as api:
        uploaded(api, "news.zip", packed.getvalue())
        texts = [api.assistant.article(article.id).text for article in api.assistant.articles()]
        assert any("ferry sails" in text for text in texts), "what they hold is read"
        assert not any("root:" in text for text in texts)
    assert not list(tmp_path.parent.rglob("escaped*.txt"))
    assert not Path("/tmp/escaped2.txt").exists()


def test_an_archive_that_unpacks_without_end_is_refused(own: Path) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive, archive.open("bomb.txt", "w") as member:
        for _ in range(300):
            member.write(b"boom " * 210_000)
    assert len(packed.getvalue()) < 2_000_000
    with served(own) as api:
        report = uploaded(api, "bomb.zip", packed.getvalue())["report"]
        assert "unpacks to" in report["failed"][0]["reason"]
        assert not report["added"]


def test_markup_of_an_article_stays_text_in_every_answer(own: Path) -> None:
    article = {
        "id": "evil",
        "title": SCRIPT,
        "source": SCRIPT,
        "url": "javascript:alert(3)",
        "text": f"The lighthouse opens at seven. {SCRIPT}",
    }
    with served(own) as api:
        added(api, articles=[article])
        shown = api.http.get("/v1/articles/evil")
        answered = api.ask("When does the lighthouse open?")
        for response in (shown, answered, api.http.get("/v1/articles"), api.http.get(f"/v1/articles/{SCRIPT}")):
            assert response.headers["content-type"] in {"application/json", "application/problem+json"}
            assert response.headers["x-content-type-options"] == "nosniff"
        assert shown.json()["url"] is None
        assert "javascript:" not in json.dumps(answered.json()["citations"])
        chat = {
            "model": "article-assistant",
            "messages": [{"role": "user", "content": "When does the lighthouse open?"}],
        }
        done = api.http.post("/v1/chat/completions", json=chat).json()
        links = [annotation["url_citation"]["url"] for annotation in done["choices"][0]["message"]["annotations"]]
        assert links
        assert all(link.startswith("http://127.0.0.1") for link in links)


@pytest.mark.parametrize(
    "path", ["/v1/ask", "/v1/articles", "/v1/articles/files", "/v1/chat/completions", "/v1/conversations"]
)
@pytest.mark.parametrize("declared", [True, False])
def test_a_body_that_is_too_large_is_refused(own: Path, path: str, declared: bool) -> None:
    with served(own, upload_megabytes=2) as api:
        data = b'{"question": "' + b"x" * (3 * 1024**2) + b'"}'
        kind = "application/json"
        if path.endswith("files"):
            kind = "multipart/form-data; boundary=b"
            data = (
                b'--b\r\nContent-Disposition: form-data; name="files"; filename="a.txt"\r\n\r\n'
                + data
                + b"\r\n--b--\r\n"
            )
        content = data if declared else (data[at : at + 65536] for at in range(0, len(data), 65536))
        refused = api.http.post(path, content=content, headers={"content-type": kind})
        assert (refused.status_code, refused.json()["code"]) == (413, "too_large")
        assert refused.headers["content-type"] == "application/problem+json"


def test_too_many_files_at_once_are_refused(own: Path) -> None:
    with served(own) as api:
        files = [("files", (f"{number}.txt", b"text")) for number in range(MAX_FILES + 1)]
        refused = api.http.post("/v1/articles/files", files=files)
        assert (refused.status_code, refused.json()["code"]) == (422, "too_many_files")


def test_a_body_that_drips_is_given_up(own: Path) -> None:
    with (
        served(own, body_seconds=0.3) as api,
        socket.create_connection(urlsplit(api.url).netloc.split(":")) as connection,
    ):
        connection.sendall(
            b"POST /v1/ask HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n{"
        )
        connection.settimeout(30)
        answer = connection.recv(65536)
        assert answer.startswith(b"HTTP/1.1 408 ")
        assert b"too_slow" in answer


def test_an_answer_tells_nothing_of_where_the_library_is(own: Path) -> None:
    with served(own) as api:
        some = api.assistant.articles(limit=1)[0].id
        told = [
            api.ask("Who won the Corran Cup?"),
            api.http.get(f"/v1/articles/{some}"),
            api.http.get("/v1/articles"),
            api.http.get("/openapi.json"),
            api.http.get("/readyz"),
        ]
        assert api.assistant.article(some).origin.startswith("/")
        for response in told:
            assert str(own) not in response.text
            assert api.assistant.article(some).origin not in response.text


@pytest.mark.parametrize(
    "path", ["/v1/articles/%00", "/v1/articles/%FF%FE", "/v1/articles/" + "x" * 5000, "/v1/jobs/..%2f..", "//v1//ask"]
)
def test_odd_addresses_are_not_found(own: Path, path: str) -> None:
    with served(own) as api:
        response = api.http.get(path)
        assert response.status_code in {404, 422}
        assert response.json()["code"]


def test_headers_that_are_not_text_break_nothing(own: Path) -> None:
    with served(own) as api:
        odd = [(b"Authorization", b"Bearer \xff\xfe"), (b"X-Request-ID", b"\xff" * 500), (b"Origin", b"\xff")]
        for name, value in odd:
            assert api.http.get("/v1/models", headers=[(name, value)]).status_code in {200, 403}


def test_nothing_is_sent_that_a_spreadsheet_would_take_for_a_formula(own: Path) -> None:
    with served(own) as api:
        kinds = {
            kind
            for path in api.http.get("/openapi.json").json()["paths"].values()
            for route in path.values()
            for response in route["responses"].values()
            for kind in response.get("content", {})
        }
    assert kinds == {
        *("application/json", "application/problem+json", "text/event-stream", "text/plain"),
        *("application/atom+xml", "text/x-opml"),  # XML for feed readers
    }
