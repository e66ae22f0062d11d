"""An article of more than a million characters is opened at the quote, read in both directions, and slows nothing down."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from web_browser import ask, web_browser, web_open_page, web_url  # noqa: F401  # fixtures among them

from assistant import Assistant

pytestmark = pytest.mark.browser

NEEDLE = "The harbour master found the lost bell of Skerry under the jetty."
MOST_HELD = 300_000


@pytest.fixture(scope="module", name="library")
def library_of_a_long_article(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("long")
    counted = [f"On day {day} the crew of the survey counted {day * 7} cormorants on the rocks." for day in range(20)]
    half = "\n\n".join(counted * 420)
    text = f"The survey begins here.\n\n{half}\n\n{NEEDLE}\n\n{half}\n\nThe survey ends here."
    assert len(text) > 1_000_000
    source = folder / "articles.jsonl"
    source.write_text(
        json.dumps({"id": "long", "title": "The great survey", "text": text, "date": "2026-05-01"}), "utf-8"
    )
    with Assistant.open(folder / "library") as assistant:
        assert assistant.ingest(source).added == ["long"]
    return folder / "library"


def held(page: Page) -> str:
    """Returns the text that the browser holds."""
    return page.locator("#reading .article-text").inner_text()


def go(page: Page, name: str) -> str:
    """Presses a button above or below the text with the keyboard; returns the text that is shown then."""
    before = held(page)
    page.locator("#reading").get_by_role("button", name=name).first.press("Enter")
    page.wait_for_function(
        "before => document.querySelector('#reading .article-text').innerText !== before", arg=before, polling=100
    )
    return held(page)


@pytest.mark.parametrize("width", [390, 1280])
def test_a_long_article_is_opened_at_the_quote_and_read_in_both_directions(
    open_page: Callable[..., Page], width: int
) -> None:
    page = open_page(viewport={"width": width, "height": 800})
    ask(page, "Who found the lost bell of Skerry?")
    page.locator("#chat .cite").first.click()
    mark = page.locator("#reading mark")
    expect(mark).to_have_text(NEEDLE)
    expect(mark).to_be_in_viewport()

    for name in ("Show earlier text", "Show later text"):
        page.locator("#reading").get_by_role("button", name=name).scroll_into_view_if_needed()
        first, last = (held(page)[:40], held(page)[-40:])
        grown = go(page, name)
        assert NEEDLE in grown
        joined = grown.index(first) > 0 if "earlier" in name else grown.rindex(last) < len(grown) - len(last)
        assert joined, name
        expect(page.locator("#seam")).to_be_focused()  # the keyboard goes on where the reader was
        expect(page.locator("#seam")).to_be_in_viewport()

    for _ in range(9):
        go(page, "Show later text")
    assert len(held(page)) < MOST_HELD
    expect(mark).to_have_count(0)
    go(page, "To the end")
    assert held(page).endswith("The survey ends here.")
    expect(page.get_by_text("The survey ends here.")).to_be_in_viewport()
    go(page, "To the beginning")
    assert held(page).startswith("The survey begins here.")
    go(page, "Back to the quote")
    expect(mark).to_be_in_viewport()

    page.keyboard.press("Escape")
    page.get_by_label("Your question").press_sequentially("Who counted")
    expect(page.get_by_label("Your question")).to_have_value("Who counted")
    ask(page, "Who found the lost bell?")
    expect(page.locator("#turn .statement").first).to_contain_text("harbour master")
