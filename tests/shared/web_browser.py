"""Serves the page and opens it in a real browser. Fixtures are to be imported by name."""

import json
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from forked_servers import ForkedServer
from playwright.sync_api import Browser, Page, expect, sync_playwright

from assistant import Assistant

LEAVING = ("AbortError: signal is aborted without reason", "Unexpected error Connection errored out")
"""Errors of Gradio's scripts when a page is left before all responses have come."""
_DISABLED_BY_PLAYWRIGHT = (
    "AimEnabled,AvoidCorsURLLoaderRestartOnRedirect,AvoidUnnecessaryBeforeUnloadCheckSync,DestroyProfileOnBrowserClose,"
    "HttpsFirstBalancedModeAutoEnable,HttpsUpgrades,LensOverlay,MediaRouter,NetworkTimeServiceQuerying,OptimizationHints,"
    "PaintHolding,PreconnectToSearch,ThirdPartyStoragePartitioning"
)
"""A second list replaces the first one."""
# The list under the address field is a page of its own: it takes a fifth of the time of opening a page.
SWITCHES = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    f"--disable-features={_DISABLED_BY_PLAYWRIGHT},WebUIOmniboxPopup,WebUIOmniboxAimPopup",
]

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
    path = os.environ.get("ASSISTANT_CHROMIUM") or next(
        filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None
    )
    if not path:
        # Where Chromium is promised, its absence is a failure.
        missing = pytest.fail if os.environ.get("ASSISTANT_TESTS_NEED_CHROMIUM") else pytest.skip
        missing("no Chromium: neither on PATH nor in ASSISTANT_CHROMIUM")
    return path


@contextmanager
def serving(library: Path, port: int = 0, **settings: str) -> Iterator[tuple[str, ForkedServer]]:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("ASSISTANT_")}
    server = ForkedServer(library, port, environment | settings)
    try:
        yield server.stdout.readline().strip(), server
    finally:
        server.close()


@pytest.fixture(scope="module", name="library")
def web_library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("page")
    source = folder / "articles.jsonl"
    source.write_text("".join(json.dumps(article) + "\n" for article in ARTICLES), "utf-8")
    with Assistant.open(folder / "library") as assistant:
        assert len(assistant.ingest(source).added) == len(ARTICLES)
        assert EVIL in assistant.article(str(ARTICLES[2]["id"])).text
    return folder / "library"


@pytest.fixture(scope="module", name="url")
def web_url(library: Path) -> Iterator[str]:
    with serving(library) as (address, _):
        yield address


@pytest.fixture(scope="module", name="browser")
def web_browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=chromium(), args=SWITCHES)
        yield opened
        opened.close()


@pytest.fixture(name="open_page")
def web_open_page(browser: Browser, url: str) -> Iterator[Callable[..., Page]]:
    """Opens the page in a new browser context. At the end, no dialog and no error may have come up, and no request left this machine."""
    contexts, requests, alarms = [], [], []

    def opened(address: str = url, **options: object) -> Page:
        context = browser.new_context(**{"viewport": {"width": 1280, "height": 800}, **options})  # type: ignore[arg-type]
        contexts.append(context)
        page = context.new_page()
        page.on("request", lambda request: requests.append(request.url))
        page.on("dialog", lambda dialog: (alarms.append(dialog.message), dialog.dismiss()))
        page.on("pageerror", lambda error: alarms.append(str(error)))
        page.on("console", lambda line: alarms.append(line.text) if line.type == "error" else None)
        page.goto(address)
        expect(page.locator("#reading :is(button.article, .empty)").first).to_be_attached(timeout=30_000)
        return page

    yield opened
    for context in contexts:
        context.close()
    serious = [message for message in alarms if not message.startswith(LEAVING)]
    assert serious == [], serious
    assert requests
    assert [address for address in requests if not address.startswith(("http://127.0.0.1:", "data:", "blob:"))] == []


@pytest.fixture(name="page")
def web_page(open_page: Callable[..., Page]) -> Page:
    return open_page()


FINISHED = "#chat :is(.age, .not-found, .error)"


def ask(page: Page, question: str) -> None:
    """Asks a question, and waits for the answer."""
    before = page.locator(FINISHED).count()
    write(page, question)
    expect(page.locator(FINISHED)).to_have_count(before + 1, timeout=60_000)
    expect(page.locator("#turn .tools")).to_be_attached()


def settle(page: Page) -> None:
    """Waits until no request is running: a page that is left earlier reports errors."""
    page.evaluate(
        """async () => {
            let last = -1;
            for (let now = performance.getEntriesByType("resource").length; now !== last; now = performance.getEntriesByType("resource").length) {
                last = now;
                await new Promise((done) => setTimeout(done, 700));
            }
        }"""
    )


def write(page: Page, question: str) -> None:
    """Asks a question without waiting."""
    page.get_by_label("Your question").fill(question)
    page.get_by_label("Your question").press("Enter")
