"""A reader with a real browser asks, sees where the answer comes from, and is safe from what stands in the articles."""

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from assistant import Assistant, UsageError
from assistant.web import session as chats
from assistant.web.cards import OpenRequest
from assistant.web.serve import serve

SERVER = """
import sys
from assistant import Assistant
from assistant.web.serve import serve
with Assistant.open(sys.argv[1]) as assistant:
    serve(assistant, "127.0.0.1", 0, on_ready=lambda url: print(url, flush=True))
"""
SWITCHES = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]

EVIL = (
    'The lighthouse opens at 7 a.m. <img src="http://evil.invalid/a.png" onerror="alert(1)"> <script>alert(2)</script> '
    "![](http://evil.invalid/b.png) [a](javascript:alert(3)) {{value}} ${alert(4)} $$\\href{javascript:alert(5)}{x}$$."
)
ARTICLES = [
    {
        "id": "bridge",
        "title": "Old bridge reopens",
        "text": "The old bridge reopened on Monday after repairs.\n\nThe repairs cost 3 million euros, the mayor said.\n\n"
        + "\n\n".join(f"Traveller {number} was glad to cross the river again." for number in range(60))
        + "\n\nThe first vehicle was a milk lorry.",
        "source": "The Harbour Post",
        "url": "https://post.example/bridge",
        "date": "2026-05-23",
    },
    {
        "id": "ferry",
        "title": "Ferry adds a sailing",
        "text": "The ferry to Skerry will sail five times a day from April.\n\nTickets remain at 4 euros.",
        "source": "Ashby Wire",
        "date": "2026-03-27",
    },
    {
        "id": 'evil" onclick="alert(6)',
        "title": "<img src=x onerror=alert(7)> Lighthouse opens",
        "text": EVIL + "\n\nThe keeper is glad.",
        "source": "<b onmouseover=alert(8)>Evil Times</b>",
        "url": "javascript:alert(9)",
        "date": "2026-04-01",
    },
]


def chromium() -> str:
    found = os.environ.get("ASSISTANT_CHROMIUM") or next(
        filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None
    )
    if not found:
        # Where Chromium is promised, its absence is a failure.
        missing = pytest.fail if os.environ.get("ASSISTANT_TESTS_NEED_CHROMIUM") else pytest.skip
        missing("no Chromium: neither on PATH nor in ASSISTANT_CHROMIUM")
    return found


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("page")
    source = folder / "articles.jsonl"
    source.write_text("".join(json.dumps(one) + "\n" for one in ARTICLES), "utf-8")
    with Assistant.open(folder / "library") as assistant:
        assert len(assistant.ingest(source).added) == len(ARTICLES)
        assert EVIL in assistant.article(str(ARTICLES[2]["id"])).text
    return folder / "library"


@contextmanager
def serving(library: Path) -> Iterator[tuple[str, subprocess.Popen[str]]]:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("ASSISTANT_")}
    command = [sys.executable, "-c", SERVER, str(library)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment)
    try:
        assert process.stdout
        yield process.stdout.readline().strip(), process
    finally:
        process.terminate()
        process.wait(30)


@pytest.fixture(scope="module")
def url(library: Path) -> Iterator[str]:
    with serving(library) as (address, _):
        yield address


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=chromium(), args=SWITCHES)
        yield opened
        opened.close()


@pytest.fixture
def open_page(browser: Browser, url: str) -> Iterator[Callable[[], Page]]:
    """Opens the page in a browser of its own; at the end, no window may have popped up and no request left the machine."""
    contexts, requests, alarms = [], [], []

    def opened() -> Page:
        context = browser.new_context(viewport={"width": 1280, "height": 800})
        contexts.append(context)
        page = context.new_page()
        page.on("request", lambda request: requests.append(request.url))
        page.on("dialog", lambda dialog: (alarms.append(dialog.message), dialog.dismiss()))
        page.on("pageerror", lambda error: alarms.append(str(error)))
        page.on("console", lambda line: alarms.append(line.text) if line.type == "error" else None)
        page.goto(url)
        expect(page.locator("#reading button.article")).to_have_count(len(ARTICLES))
        return page

    yield opened
    for context in contexts:
        context.close()
    assert not alarms
    assert requests
    assert [one for one in requests if not one.startswith((url, "data:", "blob:"))] == []


@pytest.fixture
def page(open_page: Callable[[], Page]) -> Page:
    return open_page()


def ask(page: Page, question: str) -> None:
    finished = page.locator("#chat .age, #chat .not-found, #chat .error")
    before = finished.count()
    page.get_by_label("Your question").fill(question)
    page.get_by_label("Your question").press("Enter")
    expect(finished).to_have_count(before + 1, timeout=60_000)


@pytest.mark.browser
def test_a_card_leads_to_the_quote_in_the_article(page: Page) -> None:
    ask(page, "What was the first vehicle on the old bridge?")
    expect(page.locator("#chat .statement").first).to_contain_text("The first vehicle was a milk lorry.")
    card = page.locator("#chat .card").first
    for words in ("1", "Old bridge reopens", "The Harbour Post", "23 May 2026", "The first vehicle was a milk lorry."):
        expect(card).to_contain_text(words)
    expect(page.locator("#chat .age").first).to_contain_text("Newest source: 23 May 2026")
    card.click()
    mark = page.locator("#reading mark")
    expect(mark).to_have_text("The first vehicle was a milk lorry.")
    expect(mark).to_be_in_viewport()
    expect(page.locator("#reading .headline")).to_have_text("Old bridge reopens")
    link = page.locator("#reading article a")
    expect(link).to_have_attribute("href", "https://post.example/bridge")
    expect(link).to_have_attribute("rel", "noopener noreferrer")


@pytest.mark.browser
def test_the_number_in_an_answer_leads_there_too(page: Page) -> None:
    ask(page, "What was the first vehicle on the old bridge?")
    page.locator("#chat .cite").first.click()
    expect(page.locator("#reading mark")).to_have_text("The first vehicle was a milk lorry.")


@pytest.mark.browser
def test_the_keyboard_reaches_the_quote_and_comes_back(page: Page) -> None:
    ask(page, "What was the first vehicle on the old bridge?")
    card = page.get_by_role("button", name=re.compile(r"^Source 1: .*Old bridge", re.DOTALL)).last
    card.focus()
    card.press("Enter")
    expect(page.locator("#reading mark")).to_be_focused()
    page.keyboard.press("Escape")
    expect(card).to_be_focused()


@pytest.mark.browser
def test_what_no_article_says_is_said_to_be_so(page: Page) -> None:
    ask(page, "Who is the president of France?")
    expect(page.locator("#chat .not-found")).to_have_text("The articles do not say.")
    expect(page.locator("#chat .statement, #chat .card")).to_have_count(0)


@pytest.mark.browser
def test_a_follow_up_is_completed_and_says_with_what(page: Page) -> None:
    ask(page, "When did the old bridge reopen?")
    expect(page.locator("#chat .searched")).to_have_count(0)
    ask(page, "And what did it cost?")
    expect(page.locator("#chat .searched")).to_contain_text("bridge")
    page.get_by_role("button", name="New conversation").click()
    expect(page.locator("#chat .statement")).to_have_count(0)
    ask(page, "And what did it cost?")
    expect(page.locator("#chat .searched")).to_have_count(0)


@pytest.mark.browser
def test_two_readers_do_not_see_each_other(open_page: Callable[[], Page]) -> None:
    first, second = open_page(), open_page()
    ask(first, "When did the old bridge reopen?")
    ask(second, "And what did it cost?")
    expect(second.locator("#chat .searched")).to_have_count(0)
    expect(second.locator("#chat .user-row")).to_have_count(1)
    expect(first.locator("#chat .user-row")).to_have_count(1)


@pytest.mark.browser
def test_the_day_asked_on_counts_and_a_wrong_one_is_refused(page: Page) -> None:
    page.get_by_label("As of").fill("2026-13-40")
    ask(page, "When did the old bridge reopen?")
    expect(page.locator("#chat .error")).to_contain_text("“2026-13-40” is not a date")
    expect(page.get_by_label("Your question")).to_have_value("When did the old bridge reopen?")
    page.get_by_label("As of").fill("2026-04-30")
    ask(page, "When did the old bridge reopen?")
    expect(page.locator("#chat")).not_to_contain_text("reopened on Monday")


@pytest.mark.browser
def test_a_hostile_article_is_only_text(page: Page) -> None:
    ask(page, "When does the lighthouse open? <img src=x onerror=alert(10)> **Now** [a](http://evil.invalid/)")
    expect(page.locator("#chat .user-row").last).to_contain_text(
        "<img src=x onerror=alert(10)> **Now** [a](http://evil.invalid/)"
    )
    expect(page.locator("#chat .statement", has_text="at 7 a.m.")).to_contain_text(EVIL)
    card = page.locator("#chat .card", has_text="at 7 a.m.")
    expect(card).to_contain_text("<img src=x onerror=alert(7)> Lighthouse opens")
    card.click()
    expect(page.locator("#reading mark")).to_have_text(EVIL)
    expect(page.locator("#reading .about").first).to_contain_text("<b onmouseover=alert(8)>Evil Times</b>")
    harmful = ":is(#chat, #reading) :is(img, script, iframe, object, a, strong:not(.short), [onclick], [onerror], [onmouseover])"
    expect(page.locator(harmful)).to_have_count(0)


@pytest.mark.browser
def test_on_a_small_screen_nothing_is_cut_off(page: Page) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    ask(page, "What was the first vehicle on the old bridge?")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.locator("#chat .card").first.click()
    expect(page.locator("#reading mark")).to_be_in_viewport()
    page.get_by_role("button", name="Back to the answer").click()
    expect(page.locator("#chat .card").first).to_be_in_viewport()


def test_a_port_that_is_taken_is_named_with_what_to_do(library: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken, Assistant.open(library) as assistant:
        port = taken.getsockname()[1]
        with pytest.raises(UsageError, match=rf"port {port} .*--port") as refused:
            serve(assistant, "127.0.0.1", port)
    assert "\n" not in str(refused.value)


def test_serving_others_without_a_key_is_refused_with_what_to_do(library: Path) -> None:
    with Assistant.open(library) as assistant, pytest.raises(UsageError, match="assistant keys make"):
        serve(assistant, "0.0.0.0", 0)


def test_ctrl_c_ends_it_without_a_fault(library: Path) -> None:
    with serving(library) as (address, process):
        assert address.startswith("http://127.0.0.1:")
        process.send_signal(signal.SIGINT)
        assert process.wait(30) == 0


def test_an_empty_library_says_how_to_add_articles(tmp_path: Path) -> None:
    with Assistant.open(tmp_path / "my library") as assistant:
        expected = f"assistant ingest PATH --library &#x27;{tmp_path}/my library&#x27;"
        assert expected in chats.overview(assistant)
        session = chats.Session()
        list(chats.ask(assistant, session, "Anything?", ""))
        assert expected in session.turns[0].reply


def test_faults_are_told_in_one_line_and_never_as_a_traceback(
    library: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    with Assistant.open(library) as assistant:
        session = chats.Session()
        assert list(chats.ask(assistant, session, "x" * 100_000, ""))[-1] is False
        assert session.turns[0].reply.startswith('<p class="error"')
        assert 'class="error"' in chats.show(assistant, OpenRequest("no such article"))
        monkeypatch.setattr(assistant, "stream", lambda *_, **__: 1 / 0)
        list(chats.ask(assistant, session, "When?", ""))
        assert "ZeroDivisionError" not in session.turns[1].reply
        assert "Something went wrong" in session.turns[1].reply
        assert "ZeroDivisionError" in caplog.text
