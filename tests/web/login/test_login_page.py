"""With a login, nobody gets in without their password, and nobody sees what is another's."""

import socket
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect
from web_browser import ask, serving, settle, web_browser, web_library  # noqa: F401  # fixtures

from assistant import Assistant, UsageError
from assistant.web.login.sessions import SESSION_COOKIE
from assistant.web.login.users import USERS_FILE, Users
from assistant.web.server import serve

expect.set_options(timeout=20_000)  # a machine with other work to do is slow, and not wrong

PASSWORDS = {"anna": "first of two secrets", "ben": "second of two secrets"}


@pytest.fixture(scope="module", name="guarded")
def guarded_library(library: Path) -> Path:
    users = Users(library / USERS_FILE)
    for name, password in PASSWORDS.items():
        users.add(name, password)
    return library


@pytest.fixture(scope="module", name="url")
def guarded_url(guarded: Path) -> Iterator[str]:
    with serving(guarded) as (address, _):
        yield address


def sign_in(client: httpx.Client, name: str, password: str, where: str = "/") -> httpx.Response:
    return client.post("/login", data={"name": name, "password": password, "next": where})


@pytest.mark.parametrize(
    "path",
    [
        "/", "/library", "/settings", "/config", "/gradio_api/info", "/gradio_api/queue/data?session_hash=x", "/login/../config",
        "/gradio_api/file=/etc/passwd", "/LOGIN", "/loginx",
    ],
)  # fmt: skip
def test_without_a_login_there_is_nothing_to_see(url: str, path: str) -> None:
    refused = httpx.get(f"{url}{path}")
    assert refused.status_code == 401
    assert "bridge" not in refused.text
    page = httpx.get(f"{url}{path}", headers={"accept": "text/html"})
    assert page.status_code == 303
    assert page.headers["location"].startswith("/login?next=")
    sent = httpx.post(f"{url}/library/upload", content=b"x", headers={"x-file-name": "a.txt"})
    assert sent.status_code == 401


def test_only_the_right_password_opens_and_the_cookie_is_for_the_browser_alone(url: str) -> None:
    with httpx.Client(base_url=url, timeout=60) as client:
        for name, password in [("anna", PASSWORDS["ben"]), ("nobody", PASSWORDS["anna"]), ("anna", ""), ("", "")]:
            refused = sign_in(client, name, password)
            assert refused.status_code == 401
            assert "Name or password is wrong." in refused.text
            assert SESSION_COOKIE not in refused.headers.get("set-cookie", "")
        opened = sign_in(client, "anna", PASSWORDS["anna"], "//evil.invalid/")
        assert opened.status_code == 303
        assert opened.headers["location"] == "/"
        cookie = opened.headers["set-cookie"]
        assert cookie.startswith(f"{SESSION_COOKIE}=")
        assert "HttpOnly" in cookie
        assert "SameSite=Lax" in cookie
        assert client.get("/config").status_code == 200
        out = client.post("/logout")
        assert out.headers["location"] == "/login"
        assert client.get("/config").status_code == 401


def test_logins_at_the_same_moment_all_succeed(url: str) -> None:
    def sign_in_once(name: str) -> int:
        with httpx.Client(base_url=url, timeout=60) as client:
            return sign_in(client, name, PASSWORDS[name]).status_code

    with ThreadPoolExecutor(6) as pool:
        assert list(pool.map(sign_in_once, ["anna", "ben"] * 3)) == [303] * 6


def test_somebody_who_guesses_a_password_locks_nobody_else_out_behind_the_same_address(url: str) -> None:
    def guess(number: int) -> int:
        return httpx.post(f"{url}/login", data={"name": "anna", "password": f"guess {number}"}, timeout=120).status_code

    with ThreadPoolExecutor(12) as pool:
        guesses = [pool.submit(guess, number) for number in range(24)]
        with httpx.Client(base_url=url, timeout=60) as client:
            assert [sign_in(client, "ben", PASSWORDS["ben"]).status_code for _ in range(3)] == [303] * 3
        assert {guess.result() for guess in guesses} <= {401, 429}
    with httpx.Client(base_url=url, timeout=60) as client:
        assert sign_in(client, "anna", PASSWORDS["anna"]).status_code == 303


def test_a_form_that_drips_is_given_up(guarded: Path) -> None:
    head = b"POST /login HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-www-form-urlencoded\r\n"
    with serving(guarded, ASSISTANT_HEADER_SECONDS="0.3") as (url, _):
        with socket.create_connection(urlsplit(url).netloc.split(":"), timeout=30) as connection:
            connection.sendall(head + b"Content-Length: 1000\r\n\r\nname=an")
            assert connection.recv(65536).startswith(b"HTTP/1.1 408 ")
        with httpx.Client(base_url=url, timeout=60) as client:
            assert sign_in(client, "anna", PASSWORDS["anna"]).status_code == 303


def test_a_name_on_the_login_page_is_only_text(url: str) -> None:
    name = '"><script>alert(1)</script>'
    html = httpx.post(f"{url}/login", data={"name": name, "password": "x", "next": name}).text
    assert "<script" not in html
    assert "&lt;script&gt;" in html


def test_another_website_can_sign_nobody_in_or_out(url: str) -> None:
    for path in ("/login", "/logout"):
        assert httpx.post(f"{url}{path}", headers={"sec-fetch-site": "cross-site"}).status_code == 403


@pytest.mark.browser
def test_two_people_do_not_see_each_others_conversations_and_one_finds_theirs_again(browser: Browser, url: str) -> None:
    contexts = [browser.new_context(color_scheme="dark"), browser.new_context(), browser.new_context()]
    requests: list[str] = []
    annas, bens, annas_other = pages = [context.new_page() for context in contexts]
    for page in pages:
        page.on("request", lambda request: requests.append(request.url))
    annas.goto(f"{url}/library")
    assert annas.url == f"{url}/login?next=/library"
    violations = Axe().run(annas).response["violations"]
    assert [violation["id"] for violation in violations if violation["impact"] in {"serious", "critical"}] == []
    annas.set_viewport_size({"width": 360, "height": 640})
    assert annas.evaluate("document.documentElement.scrollWidth") <= 360
    enter(annas, "anna")
    expect(annas).to_have_url(f"{url}/library")
    annas.set_viewport_size({"width": 1280, "height": 800})
    expect(annas.locator("#rows button.article").first).to_be_visible()
    expect(annas.locator(".page-header .user")).to_have_text("anna")
    annas.get_by_role("link", name="Chat").click()
    ask(annas, "What was the first vehicle on the old bridge?")
    mine = "#conversations li[data-conversation]"
    expect(annas.locator(mine)).to_have_count(1)
    for page, name, conversations in ((bens, "ben", 0), (annas_other, "anna", 1)):
        page.goto(url)
        enter(page, name)
        expect(page.locator(".page-header .user")).to_have_text(name)
        expect(page.locator(mine)).to_have_count(conversations)
    bens.get_by_role("button", name="Sign out").click()
    expect(bens.get_by_role("heading", name="Article assistant")).to_be_visible()
    expect(bens.get_by_label("Password")).to_be_visible()
    for context in contexts:
        context.close()
    assert [address for address in requests if not address.startswith((url, "data:", "blob:"))] == []


@pytest.mark.browser
def test_on_a_phone_too_every_page_has_the_way_out(browser: Browser, url: str) -> None:
    context = browser.new_context(viewport={"width": 360, "height": 640})
    page = context.new_page()
    for path in ("", "library", "settings"):
        page.goto(f"{url}/{path}")
        enter(page, "anna")
        way_out = page.get_by_role("button", name="Sign out")
        expect(way_out).to_be_in_viewport(ratio=1)
        box = way_out.bounding_box()
        assert box, path
        assert min(box["width"], box["height"]) >= 24, path
        assert page.evaluate("document.documentElement.scrollWidth") <= 360, path
        settle(page)
        violations = Axe().run(page).response["violations"]
        assert [violation["id"] for violation in violations if violation["impact"] in {"serious", "critical"}] == [], (
            path
        )
        if path == "settings":  # with the keyboard alone
            page.locator("body").press("Tab")
            while page.evaluate(
                "document.activeElement.closest('.page-header') && document.activeElement.type !== 'submit'"
            ):
                page.keyboard.press("Tab")
            expect(way_out).to_be_focused()
            page.keyboard.press("Enter")
        else:
            way_out.click()
        expect(page.get_by_label("Password")).to_be_visible()
    context.close()


def enter(page: Page, name: str) -> None:
    """Signs in with the keyboard alone."""
    expect(page.get_by_label("Name")).to_be_focused()
    page.keyboard.type(name)
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORDS[name])
    page.keyboard.press("Enter")


def test_who_is_removed_is_out_at_once_and_the_login_stays(url: str, guarded: Path) -> None:
    users = Users(guarded / USERS_FILE)
    users.add("carl", "third of two secrets")
    with httpx.Client(base_url=url, timeout=60) as client:
        assert sign_in(client, "carl", "third of two secrets").status_code == 303
        assert client.get("/config").status_code == 200
        users.remove("carl")
        assert client.get("/config").status_code == 401
        kept = users.file.read_text()
        try:
            users.file.write_text("{")
            assert client.get("/config").status_code in {401, 503}
            users.file.unlink()
            assert client.get("/config").status_code == 401
        finally:
            users.file.write_text(kept)


def test_other_computers_are_served_only_behind_a_login(tmp_path: Path) -> None:
    with Assistant.open(tmp_path / "library") as assistant, pytest.raises(UsageError, match="assistant users add NAME"):
        serve(assistant, "0.0.0.0", 0)
