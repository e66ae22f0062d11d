"""The server as a whole: nobody overloads the page, another site changes nothing, and it ends in time."""

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest
from web_browser import serving

PATHS = ("/gradio_api/queue/join", "/library/upload", "/gradio_api/upload")


@pytest.fixture(scope="module")
def url(samples: Path) -> Iterator[str]:
    with serving(samples, ASSISTANT_UPLOAD_MEGABYTES="2") as (address, _):
        yield address


@contextmanager
def silent_server() -> Iterator[str]:
    """A server that accepts connections and never answers."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        yield f"http://127.0.0.1:{listening.getsockname()[1]}/page.html"


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("declared", [True, False])
def test_a_large_body_is_refused_by_the_page(url: str, path: str, declared: bool) -> None:
    chunks = [b"x" * 65_536] * 64
    content = b"".join(chunks) if declared else iter(chunks)
    headers = {"content-type": "application/json", "x-file-name": "a.txt"}
    response = httpx.post(url + path, content=content, headers=headers, timeout=30, trust_env=False)
    assert response.status_code == 413 or (response.status_code == 400 and path.endswith("/upload"))  # it is no form


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://127.0.0.1.evil.example"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": ""},
    ],
)
def test_a_page_of_another_site_changes_nothing(url: str, path: str, headers: dict[str, str]) -> None:
    response = httpx.post(url + path, content=b"{}", headers={**headers, "x-file-name": "a.txt"}, trust_env=False)
    assert response.status_code == 403
    same_origin = {"Origin": url, "x-file-name": "a.txt"}
    assert httpx.post(f"{url}/library/upload", content=b"text", headers=same_origin, trust_env=False).status_code == 200


def test_the_server_ends_in_time_while_a_job_waits_for_a_site_that_does_not_answer(samples: Path) -> None:
    options = {"ASSISTANT_FETCH_NETWORKS": '["127.0.0.0/8"]', "ASSISTANT_FETCH_SECONDS": "120"}
    with silent_server() as slow, serving(samples, **options) as (url, process):
        job = httpx.post(f"{url}/v1/articles", json={"urls": [slow]}, trust_env=False)
        assert job.status_code == 202
        while httpx.get(url + job.headers["location"], trust_env=False).json()["state"] == "waiting":
            threading.Event().wait(0.05)
        started = time.monotonic()
        process.terminate()
        process.wait(30)
        assert time.monotonic() - started < 15
