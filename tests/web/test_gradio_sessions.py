"""Nobody reads, changes or cancels what happens in another user's Gradio session, even if they know its id."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest
from web_browser import serving

from assistant import Assistant
from assistant.web.gradio_sessions import SessionOwners
from assistant.web.login.users import USERS_FILE, Users

PASSWORDS = {"anna": "first of two secrets", "ben": "second of two secrets"}
SESSION = "abc123def45"
HTML = {"accept": "text/html"}


@contextmanager
def browser(url: str) -> Iterator[httpx.Client]:
    """Opens a client that has opened the page and keeps its cookies."""
    with httpx.Client(base_url=url, timeout=60, trust_env=False) as client:
        assert client.get("/", headers=HTML).status_code == 200
        yield client


def join(client: httpx.Client, session: str) -> httpx.Response:
    return client.post("/gradio_api/queue/join", json={"session_hash": session, "data": [], "fn_index": 10_000})


@pytest.fixture(scope="module")
def url(samples: Path) -> Iterator[str]:
    with serving(samples) as (address, _):
        yield address


def test_a_session_of_another_browser_is_refused_wherever_its_id_stands(url: str) -> None:
    with browser(url) as owner, browser(url) as stranger:
        assert join(owner, SESSION).status_code != 403
        cancel = {"session_hash": SESSION, "fn_index": 0, "event_id": "x"}
        attacks = [
            join(stranger, SESSION),
            stranger.get("/gradio_api/queue/data", params={"session_hash": SESSION}),
            stranger.get("/gradio_api/queue/data", params=[("session_hash", "own"), ("session_hash", SESSION)]),
            stranger.get(f"/gradio_api/heartbeat/{SESSION}"),
            stranger.get(f"/gradio_api/stream/{SESSION}/1/2/playlist.m3u8"),
            stranger.post("/gradio_api/cancel", json=cancel),
            stranger.post(
                "/gradio_api/cancel",
                content=b'{"session_hash": "abc\\u0031' + b'23def45", "fn_index": 0, "event_id": "x"}',
            ),
            stranger.post("/gradio_api/run/predict", json={"session_hash": SESSION, "data": [], "fn_index": 0}),
        ]
        assert [response.status_code for response in attacks] == [403] * len(attacks)
        assert join(owner, SESSION).status_code != 403
        assert join(stranger, "another11id").status_code != 403


def test_a_body_that_hides_the_id_from_the_check_is_refused(url: str) -> None:
    with browser(url) as client:
        form = client.post("/gradio_api/component_server", files={"session_hash": (None, SESSION)})
        assert form.status_code == 415
        for content in (b"[1]", b"{", b'"text"', b"[" * 100_000):
            assert client.post("/gradio_api/queue/join", content=content).status_code == 415


def test_a_session_of_another_user_is_refused(tmp_path: Path) -> None:
    library = tmp_path / "library"
    users = Users(library / USERS_FILE)
    for name, password in PASSWORDS.items():
        users.add(name, password)
    Assistant.open(library).close()
    with serving(library) as (url, _):
        clients = {name: httpx.Client(base_url=url, timeout=60, trust_env=False) for name in PASSWORDS}
        for name, client in clients.items():
            form = {"name": name, "password": PASSWORDS[name], "next": "/"}
            assert client.post("/login", data=form).status_code == 303
        assert join(clients["anna"], SESSION).status_code != 403
        assert join(clients["ben"], SESSION).status_code == 403
        assert join(clients["anna"], SESSION).status_code != 403


def test_nobody_makes_the_server_forget_the_sessions_of_others() -> None:
    owners = SessionOwners()
    assert owners.claim(SESSION, "anna")
    for number in range(3_000):
        assert owners.claim(f"session{number}", "ben")
    assert not owners.claim(SESSION, "ben")
    assert owners.claim(SESSION, "anna")
    assert owners.claim("session0", "anna"), "ben's oldest sessions are forgotten"
    assert not owners.claim("session2999", "anna")
