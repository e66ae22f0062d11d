"""The server is stopped and started again under an open page: the reader is told, loses nothing, and goes on by themselves."""

import signal
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest
from llm_servers import Body, Hangs, LLMServer, Says, passage_with
from playwright.sync_api import Browser, Page, expect
from web_browser import ask, serving, settle, web_browser, web_library, write  # noqa: F401  # fixtures among them

from assistant.web.login.users import USERS_FILE, Users

expect.set_options(timeout=30_000)  # a machine with other work to do is slow, and not wrong

pytestmark = pytest.mark.browser

FERRY = "How often will the ferry to Skerry sail?"
BRIDGE = "What was the first vehicle on the old bridge?"
SUGGESTION = ".welcome li:first-child .suggestion"  # the last thing to come when a page is opened
PASSWORD = "a secret of some length"


@pytest.fixture(name="visit")
def visiting(browser: Browser) -> Iterator[Callable[..., Page]]:
    """Opens a page in a browser of its own, which may well complain of a server that is gone."""
    contexts = []

    def opened(address: str, **options: object) -> Page:
        contexts.append(browser.new_context(**options))  # type: ignore[arg-type]
        page = contexts[-1].new_page()
        page.goto(address)
        if "library" in address:
            expect(page.locator("#rows button.article").first).to_be_visible()
        return page

    yield opened
    for context in contexts:
        context.close()


def port_of(address: str) -> int:
    port = urlsplit(address).port
    assert port
    return port


def test_who_reads_and_writes_goes_on_where_they_were(visit: Callable[..., Page], library: Path) -> None:
    with serving(library) as (address, _):
        page = visit(address, viewport={"width": 1280, "height": 800})
        expect(page.locator(SUGGESTION)).to_be_visible()
        ask(page, BRIDGE)
        page.locator("#chat .card").first.click()
        expect(page.locator("#reading mark")).to_be_visible()
        page.get_by_label("Your question").press_sequentially("And what did it cost?")
    alert = page.locator("#connection")
    expect(alert).to_contain_text("The server does not answer.")
    page.get_by_label("Your question").press("Enter")
    expect(page.get_by_label("Your question")).to_have_value("And what did it cost?")
    expect(page.locator("#chat .statement").first).to_contain_text("milk lorry")
    with serving(library, port_of(address)):
        expect(page.locator("#reading mark")).to_contain_text("milk lorry")
        expect(alert).to_be_empty()
        expect(page.locator("#chat .asked")).to_contain_text(BRIDGE)
        box = page.get_by_label("Your question")
        expect(box).to_have_value("And what did it cost?")
        box.press("Enter")
        # The conversation is still the same: "it" is the bridge.
        expect(page.locator("#chat .statement").last).to_contain_text("3 million euros")
        expect(page.locator("#chat .turn")).to_have_count(2)
        expect(box).to_have_value("")


def test_a_question_that_was_on_its_way_comes_back_to_be_asked_again(visit: Callable[..., Page], library: Path) -> None:
    with LLMServer(Hangs()) as model:
        with serving(library, ASSISTANT_LLM=model.setting, ASSISTANT_SHUTDOWN_SECONDS="0") as (address, _):
            page = visit(address)
            expect(page.locator(SUGGESTION)).to_be_visible()
            write(page, BRIDGE)
            expect(page.locator("#turn .stage")).to_contain_text("Reading")
            settle(page)
        with serving(library, port_of(address)):
            expect(page.locator(SUGGESTION)).to_be_visible()
            expect(page.get_by_label("Your question")).to_have_value(BRIDGE)
            page.get_by_label("Your question").press("Enter")
            expect(page.locator("#chat .statement").first).to_contain_text("milk lorry")


def test_behind_a_login_one_signs_in_again_and_is_back_in_the_conversation(
    visit: Callable[..., Page], library: Path
) -> None:
    Users(library / USERS_FILE).add("anna", PASSWORD)
    try:
        with serving(library) as (address, _):
            page = visit(address)
            sign_in(page)
            expect(page.locator(SUGGESTION)).to_be_visible()
            ask(page, BRIDGE)
            page.get_by_label("Your question").press_sequentially("And what did it cost?")
        expect(page.locator("#connection")).to_contain_text("The server does not answer.")
        with serving(library, port_of(address)):
            sign_in(page)
            expect(page.locator("#chat .asked")).to_contain_text(BRIDGE)
            expect(page.get_by_label("Your question")).to_have_value("And what did it cost?")
    finally:
        (library / USERS_FILE).unlink()


def sign_in(page: Page) -> None:
    page.get_by_label("Name").fill("anna")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_label("Password").press("Enter")


def test_the_library_page_comes_back_too(visit: Callable[..., Page], library: Path) -> None:
    with serving(library) as (address, _):
        page = visit(f"{address}/library")
        page.locator("#rows button.article", has_text="Old bridge").click()
        expect(page.locator("#reading .headline")).to_have_text("Old bridge reopens")
    expect(page.locator("#connection")).to_contain_text("The server does not answer.")
    with serving(library, port_of(address)):
        expect(page.locator("#connection")).to_be_empty()
        expect(page.locator("#reading .headline")).to_have_text("Old bridge reopens")


def test_a_server_that_is_told_to_end_finishes_its_answers_and_takes_no_more(
    visit: Callable[..., Page], library: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    may_write = threading.Event()

    def slow(body: Body) -> str:
        assert may_write.wait(60)
        return f"The first vehicle was a milk lorry [{passage_with(body, 'milk lorry')}]."

    settings = {"ASSISTANT_SHUTDOWN_SECONDS": "100"}
    with LLMServer(Says(slow)) as model:
        with serving(library, ASSISTANT_LLM=model.setting, **settings) as (address, process):
            page, other = visit(address), visit(address)
            for tab in (page, other):
                expect(tab.locator(SUGGESTION)).to_be_visible()
            write(page, BRIDGE)
            expect(page.locator("#turn .stage")).to_contain_text("Reading")
            process.send_signal(signal.SIGTERM)
            while httpx.get(f"{address}/readyz").status_code == 200:
                time.sleep(0.05)
            write(other, FERRY)
            expect(other.locator("#turn .error")).to_contain_text("The server is about to end")
            expect(other.get_by_label("Your question")).to_have_value(FERRY)
            assert process.poll() is None
            may_write.set()
            expect(page.locator("#chat .statement").first).to_contain_text("milk lorry")
            assert process.wait(30) in {0, -signal.SIGTERM}
        assert "Traceback" not in capfd.readouterr().err
        with serving(library, port_of(address), ASSISTANT_LLM=model.setting):
            expect(page.locator("#connection")).to_be_empty()
            expect(page.locator("#chat .statement").first).to_contain_text("milk lorry")
            expect(other.get_by_label("Your question")).to_have_value(FERRY)
