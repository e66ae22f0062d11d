"""A plain page of another site shows cited answers with one script tag, to every reader, and nothing of an article does anything there."""

import json
import os
import re
import shutil
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from api_server import Served, served
from axe_playwright_python.sync_playwright import Axe
from llm_servers import Fails, Hangs, LLMServer, Says
from playwright.sync_api import Browser, Page, expect, sync_playwright

from assistant.api.keys import KeyStore

SWITCHES = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
EVIL = (
    'The lighthouse opens at 7 a.m. <img src="http://evil.invalid/a.png" onerror="alert(1)"> <script>alert(2)</script> '
    "[a](javascript:alert(3)) {{value}} ${alert(4)}."
)
FACT = "The first vehicle on the old bridge was a milk lorry."
ARTICLES = [
    {
        "id": "bridge/1",
        "title": "Old bridge reopens",
        "text": "The old bridge reopened on Monday \U0001f389\U0001f389 after repairs.\n\n"
        + "\n\n".join(f"Traveller {number} was glad to cross the river again." for number in range(60))
        + f"\n\n{FACT}",
        "source": "The Harbour Post",
        "url": "https://post.example/bridge",
        "date": "2026-05-23",
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
PAGE = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>The Daily Plain</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<style>button {{ background: red !important; }} * {{ letter-spacing: .3em; }}</style></head>
<body><main><h1>The Daily Plain</h1><p><a href="#more" id="outside">Read more</a></p></main>
<script src="{url}/widget.js" data-title="Ask the archive" {attributes}></script></body></html>"""


def chromium() -> str:
    found = os.environ.get("ASSISTANT_CHROMIUM") or next(
        filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None
    )
    if not found:
        missing = pytest.fail if os.environ.get("ASSISTANT_TESTS_NEED_CHROMIUM") else pytest.skip
        missing("no Chromium: neither on PATH nor in ASSISTANT_CHROMIUM")
    return found


class Site:
    """Another site: one page, which holds the script tag."""

    def __init__(self) -> None:
        self.page = ""
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()
        self.origin = f"http://localhost:{self._server.server_port}"

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        site = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                self.send_response(200)
                self.send_header("Content-Type", "text/html; charset=utf-8")
                self.end_headers()
                self.wfile.write(site.page.encode() if self.path == "/" else b"")

            def log_message(self, *arguments: object) -> None:
                """Says nothing."""

        return Handler


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    running = Site()
    yield running
    running.close()


@pytest.fixture(scope="module")
def server(site: Site, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    folder = tmp_path_factory.mktemp("widget")
    source = folder / "articles.jsonl"
    source.write_text("".join(json.dumps(article) + "\n" for article in ARTICLES), "utf-8")
    with served(folder / "library", allowed_origins=(site.origin,)) as running:
        assert not running.assistant.ingest(source).failed
        yield running


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=chromium(), args=SWITCHES)
        yield opened
        opened.close()


@pytest.fixture
def visit(browser: Browser, site: Site, server: Served) -> Iterator[Callable[..., Page]]:
    """Opens the other site's page; at the end nothing has popped up, and no request went to anybody but the two servers."""
    alarms: list[str] = []
    asked: list[str] = []
    contexts = []

    def visited(attributes: str = "", width: int = 1200, scheme: str = "light", url: str = server.url) -> Page:
        site.page = PAGE.format(url=url, attributes=attributes)
        context = browser.new_context(viewport={"width": width, "height": 800}, color_scheme=scheme)  # type: ignore[arg-type]
        contexts.append(context)
        page = context.new_page()
        page.on("request", lambda request: asked.append(request.url))
        page.on("dialog", lambda dialog: (alarms.append(dialog.message), dialog.dismiss()))
        page.on("pageerror", lambda error: alarms.append(str(error)))
        page.goto(site.origin)
        return page

    yield visited
    for context in contexts:
        context.close()
    assert not alarms
    assert [item for item in asked if not item.startswith(("http://127.0.0.1:", site.origin))] == []


def ask(page: Page, question: str) -> None:
    if not page.get_by_role("dialog").is_visible():
        page.get_by_role("button", name="Ask the archive").click()
    page.get_by_label("Your question").fill(question)
    page.get_by_label("Your question").press("Enter")
    expect(page.get_by_role("button", name="Ask", exact=True)).to_be_visible(timeout=60_000)


def wait_until(true: Callable[[], bool]) -> None:
    for _ in range(600):
        if true():
            return
        threading.Event().wait(0.05)
    raise AssertionError("it did not happen")


def wrong_for_axe(page: Page) -> list[str]:
    found = Axe().run(
        page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
    )
    return [
        f"{violation['id']}: {[node['html'] for node in violation['nodes']]}"
        for violation in found.response["violations"]
    ]


@pytest.mark.browser
def test_an_answer_shows_its_sources_and_leads_to_the_original_and_to_the_quote(visit: Callable[..., Page]) -> None:
    page = visit()
    ask(page, "What was the first vehicle on the old bridge?")
    expect(page.locator(".statement").first).to_contain_text(FACT)
    expect(page.get_by_role("heading", name="Ask the archive")).to_be_in_viewport(ratio=1)
    expect(page.get_by_label("Your question")).to_be_in_viewport(ratio=1)
    expect(page.locator(".asked")).to_be_in_viewport(ratio=1)
    expect(page.locator(".statement").first).to_have_css("letter-spacing", "normal")  # whatever the page's style says
    expect(page.get_by_role("status")).to_have_text(re.compile(r"Answered from \d sources?\."))
    page.get_by_role("button", name="Source 1", exact=True).click()
    first = page.get_by_role("listitem", name="Source 1")
    expect(first).to_be_focused()
    for words in ("Old bridge reopens", "The Harbour Post, 23 May 2026"):
        expect(first).to_contain_text(words)
    expect(page.get_by_role("dialog").get_by_text(FACT)).to_have_count(1)  # not again below its source
    original = first.get_by_role("link", name="Original of source 1")
    expect(original).to_have_attribute("href", "https://post.example/bridge")
    expect(original).to_have_attribute("rel", "noopener noreferrer")
    first.get_by_role("button", name="In the article").click()
    expect(page.locator("mark")).to_have_text(FACT)  # though characters before it count double in JavaScript
    expect(page.locator("mark")).to_be_in_viewport()
    page.keyboard.press("Escape")
    expect(first.get_by_role("button", name="In the article")).to_be_focused()


@pytest.mark.browser
def test_what_no_article_says_and_what_cannot_be_asked_is_said_to_be_so(visit: Callable[..., Page]) -> None:
    page = visit('data-sources="The Moon"')
    ask(page, "Who is there?")
    expect(page.locator(".fault")).to_contain_text("no article is from 'The Moon'")
    expect(page.get_by_label("Your question")).to_have_value("Who is there?")
    page = visit()
    ask(page, "Who is the president of France?")
    expect(page.locator(".not-found")).to_contain_text("The articles do not say.")
    expect(page.locator(".statement, .sources")).to_have_count(0)


@pytest.mark.browser
def test_a_hostile_article_is_only_text(visit: Callable[..., Page]) -> None:
    page = visit()
    ask(page, "When does the lighthouse open? <img src=x onerror=alert(10)>")
    expect(page.locator(".asked")).to_have_text("When does the lighthouse open? <img src=x onerror=alert(10)>")
    expect(page.locator(".statement", has_text="at 7 a.m.").first).to_contain_text(EVIL)
    card = page.get_by_role("listitem", name="Source 1")
    expect(card).to_contain_text("<img src=x onerror=alert(7)> Lighthouse opens")
    expect(card).to_contain_text("<b onmouseover=alert(8)>Evil Times</b>")
    expect(card.get_by_role("link")).to_have_count(0)  # its address is no web address
    card.get_by_role("button", name="In the article").click()
    expect(page.locator("mark")).to_have_text(EVIL)
    expect(page.locator("dialog :is(img, script, iframe, [onclick], [onerror], [onmouseover])")).to_have_count(0)


@pytest.mark.browser
def test_the_keyboard_opens_it_stays_in_it_and_comes_back(visit: Callable[..., Page]) -> None:
    page = visit()
    launcher = page.get_by_role("button", name="Ask the archive")
    launcher.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_label("Your question")).to_be_focused()
    focused = "() => document.getElementById('article-assistant').shadowRoot.activeElement?.tagName"
    for key in ["Tab"] * 7 + ["Shift+Tab"] * 7:
        page.keyboard.press(key)
        assert page.evaluate(focused) is not None, key
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_be_hidden()
    expect(launcher).to_be_focused()


@pytest.mark.browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_wrong_closed_open_answered_and_reading(visit: Callable[..., Page], scheme: str) -> None:
    page = visit(scheme=scheme)
    assert wrong_for_axe(page) == []
    ask(page, "What was the first vehicle on the old bridge?")
    assert wrong_for_axe(page) == []
    page.get_by_role("button", name="In the article").first.click()
    expect(page.locator("mark")).to_be_visible()
    assert wrong_for_axe(page) == []


@pytest.mark.browser
def test_on_a_phone_it_fills_the_screen_and_nothing_is_cut_off(visit: Callable[..., Page]) -> None:
    page = visit(width=390)
    ask(page, "What was the first vehicle on the old bridge?")
    box = page.get_by_role("dialog").bounding_box()
    assert box is not None
    assert (box["x"], box["y"], box["width"], box["height"]) == (0, 0, 390, 800)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    wide = "log => log.scrollWidth > log.clientWidth"
    assert not page.get_by_role("log").evaluate(wide)


@pytest.mark.browser
def test_a_page_that_is_not_allowed_gets_no_answer(visit: Callable[..., Page], server: Served) -> None:
    with served(server.assistant.library.folder) as closed:
        page = visit(url=closed.url)
        ask(page, "What was the first vehicle on the old bridge?")
        expect(page.locator(".fault")).to_contain_text("the assistant cannot be reached from here")
        expect(page.locator(".statement")).to_have_count(0)


@pytest.mark.browser
def test_with_keys_the_tag_carries_one(visit: Callable[..., Page], site: Site, server: Served, tmp_path: Path) -> None:
    library = shutil.copytree(server.assistant.library.folder, tmp_path / "library")
    key = KeyStore(library).make("site", "read")
    with served(library, allowed_origins=(site.origin,)) as guarded:
        page = visit(url=guarded.url)
        ask(page, "What was the first vehicle on the old bridge?")
        expect(page.locator(".fault")).to_contain_text("send a key")
        page = visit(f'data-key="{key}"', url=guarded.url)
        ask(page, "What was the first vehicle on the old bridge?")
        expect(page.locator(".statement").first).to_contain_text(FACT)


@pytest.mark.browser
def test_what_takes_too_long_can_be_stopped_and_asked_again(
    visit: Callable[..., Page], site: Site, server: Served
) -> None:
    library = server.assistant.library.folder
    with (
        LLMServer(Hangs(), Says("The old bridge reopened on Monday.")) as model,
        served(library, allowed_origins=(site.origin,), llm=model.setting, llm_timeout_seconds=3) as running,
    ):
        page = visit(url=running.url)
        page.get_by_role("button", name="Ask the archive").click()
        page.get_by_label("Your question").fill("When did the old bridge reopen?")
        page.get_by_label("Your question").press("Enter")
        wait_until(lambda: bool(model.bodies))
        page.get_by_role("button", name="Stop").click()
        expect(page.locator(".reply")).to_have_text("Stopped.")
        ask(page, "When did the old bridge reopen?")
        expect(page.locator(".statement").last).to_have_text("The old bridge reopened on Monday.1")
        expect(page.get_by_role("listitem", name="Source 1")).to_contain_text(
            "reopened on Monday \U0001f389\U0001f389 after repairs."
        )


@pytest.mark.browser
def test_where_a_language_model_fails_the_reader_is_told_and_gets_quotes(
    visit: Callable[..., Page], site: Site, server: Served
) -> None:
    library = server.assistant.library.folder
    with (
        LLMServer(Fails(400)) as model,
        served(library, allowed_origins=(site.origin,), llm=model.setting) as running,
    ):
        page = visit(url=running.url)
        ask(page, "What was the first vehicle on the old bridge?")
        expect(page.locator(".notice")).to_contain_text("Quoted from the articles, because")
        expect(page.locator(".statement").first).to_contain_text(FACT)


@pytest.mark.browser
def test_follow_ups_are_understood_on_every_page_of_the_site_until_a_new_conversation(
    visit: Callable[..., Page], server: Served
) -> None:
    page = visit()
    page.get_by_role("button", name="Ask the archive").click()
    expect(page.get_by_role("button", name="New conversation")).to_be_hidden()
    ask(page, "What was the first vehicle on the old bridge?")
    ask(page, "And when did it reopen?")
    expect(page.locator(".reply").last.locator(".statement", has_text="reopened on Monday")).to_be_visible()
    page.reload()
    page.get_by_role("button", name="Ask the archive").click()
    expect(page.locator(".asked")).to_have_text(
        ["What was the first vehicle on the old bridge?", "And when did it reopen?"]
    )
    expect(page.locator(".reply").first.locator(".statement", has_text=FACT)).to_be_visible()
    expect(page.get_by_role("listitem", name="Source 1").first).to_contain_text("Old bridge reopens")
    page.get_by_role("button", name="Source 1", exact=True).last.click()
    expect(page.locator(".reply").last.get_by_role("listitem", name="Source 1")).to_be_focused()
    ask(page, "Who was glad to cross it?")
    expect(page.locator(".reply")).to_have_count(3)
    page.get_by_role("button", name="New conversation").click()
    expect(page.locator(".asked")).to_have_count(0)
    expect(page.locator(".hint")).to_be_visible()
    expect(page.get_by_label("Your question")).to_be_focused()
    ask(page, "And when did it reopen?")
    expect(page.locator(".reply")).not_to_contain_text("Searched for:")
    page.reload()
    page.get_by_role("button", name="Ask the archive").click()
    expect(page.locator(".asked")).to_have_count(1)
    assert server.http.get("/v1/conversations").json()["conversations"] == []


@pytest.mark.browser
def test_a_hostile_article_is_only_text_when_its_answer_is_shown_again(visit: Callable[..., Page]) -> None:
    page = visit()
    ask(page, "When does the lighthouse open? <img src=x onerror=alert(10)>")
    page.reload()
    page.get_by_role("button", name="Ask the archive").click()
    expect(page.locator(".asked")).to_have_text("When does the lighthouse open? <img src=x onerror=alert(10)>")
    expect(page.locator(".statement", has_text="at 7 a.m.").first).to_contain_text(EVIL)
    expect(page.locator("dialog :is(img, script, iframe, [onclick], [onerror], [onmouseover])")).to_have_count(0)


@pytest.mark.browser
@pytest.mark.parametrize("spoilt", ["no JSON {", "7", '[{"question": 1}, null]', '{"a": 1}'])
def test_what_another_script_left_in_its_place_is_thrown_away(visit: Callable[..., Page], spoilt: str) -> None:
    page = visit()
    ask(page, "What was the first vehicle on the old bridge?")
    page.evaluate(
        "spoilt => Object.keys(sessionStorage).forEach((name) => sessionStorage.setItem(name, spoilt))", spoilt
    )
    page.reload()
    page.get_by_role("button", name="Ask the archive").click()
    expect(page.locator(".hint")).to_be_visible()
    ask(page, "What was the first vehicle on the old bridge?")
    expect(page.locator(".statement").first).to_contain_text(FACT)


@pytest.mark.browser
def test_where_the_page_may_store_nothing_the_conversation_lasts_as_long_as_the_page(
    visit: Callable[..., Page],
) -> None:
    page = visit()
    page.add_init_script("Storage.prototype.setItem = () => { throw new DOMException('full', 'QuotaExceededError') }")
    page.reload()
    ask(page, "What was the first vehicle on the old bridge?")
    ask(page, "And when did it reopen?")
    expect(page.locator(".reply").last).to_contain_text("reopened on Monday")
