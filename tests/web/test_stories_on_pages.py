"""On the pages, a reader lists the stories, asks only one of them, and sees how an amount and an answer changed."""

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect
from web_browser import ask, serving, settle, web_browser, web_open_page  # noqa: F401  # fixtures

from assistant import Assistant
from assistant.web.chat.history_view import history_view
from assistant.web.chat.markdown_export import answer_markdown, history_markdown
from assistant.web.chat.series_view import series_view

DAY = date(2026, 6, 15)
COST = "How did the cost of the bridge repairs change?"


@pytest.fixture(scope="module", name="url")
def sample_url(samples: Path) -> Iterator[str]:
    with serving(samples) as (address, _):
        yield address


@pytest.fixture(scope="module")
def assistant(samples: Path) -> Iterator[Assistant]:
    with Assistant.open(samples) as opened:
        yield opened


def assert_accessible(page: Page) -> None:
    violations = Axe().run(page).response["violations"]
    assert not violations, [f"{one['id']}: {one['nodes'][0]['html']}" for one in violations]


def test_a_series_is_a_drawing_and_a_table_and_copies_as_a_table(assistant: Assistant) -> None:
    answer = assistant.ask(COST, as_of=DAY)
    view = series_view(answer)
    assert view.count("<circle") == len(answer.series) == 2
    assert '<th scope="row">13 March 2026</th><td dir="auto">3.1 million euros</td>' in view
    assert "| 10 March 2026 | 4\\.8 million euros | The Harbour Post [1] |" in answer_markdown(answer)


def test_a_history_copies_as_a_table_and_says_if_there_is_none(assistant: Assistant) -> None:
    history = assistant.history("Is Tannery Bridge open?", as_of=DAY)
    rows = history_markdown(history).splitlines()[4:]
    assert rows[0].startswith("| 3 March 2026 | 22 May 2026 | No: “The town council closed Tannery Bridge")
    assert rows[-1].startswith("| 23 May 2026 | now | Yes: ")
    assert history_view(None) == ""
    assert "No article" in history_view(assistant.history("Who won the regatta on Saturn?", as_of=DAY))


@pytest.mark.browser
def test_a_reader_finds_a_story_asks_only_it_and_sees_how_the_answer_changed(
    open_page: Callable[..., Page], url: str
) -> None:
    page = open_page(f"{url}/library")
    page.locator(".story-list summary").click()
    bridge = page.locator(".story-list li", has_text="ridge").first
    bridge.locator("button").click()
    expect(page.locator("#rows .articles li")).to_have_count(4)
    assert_accessible(page)
    settle(page)
    bridge.get_by_role("link", name="Ask about this story").click()
    expect(page.locator("#story")).to_contain_text("4 articles", timeout=30_000)
    page.get_by_label("As of").fill(DAY.isoformat())
    ask(page, "Who won the Corran Cup?")
    expect(page.locator("#turn .not-found")).to_be_visible()
    ask(page, COST)
    expect(page.locator("#turn .series svg")).to_be_visible()
    page.get_by_role("button", name="New conversation").click()
    expect(page.locator("#chat .asked")).to_have_count(0)
    ask(page, "Is Tannery Bridge open?")
    page.get_by_role("button", name="How it changed").click()
    expect(page.locator(".history li").first).to_contain_text("3 March 2026 to 22 May 2026")
    expect(page.locator(".history")).to_be_focused()
    assert_accessible(page)
    page.locator(".history button.quote").first.click()
    expect(page.locator("#reading mark")).to_contain_text("The town council closed Tannery Bridge")
    page.get_by_role("button", name="Ask all articles again").click()
    expect(page.locator("#story")).to_have_count(0)
