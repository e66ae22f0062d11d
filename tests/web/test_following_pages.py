"""On the pages of sources and of what is new, a reader follows a feed, reads its stories, and learns that an answer has changed."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from news_site import NewsSite, news_site
from playwright.sync_api import Page, expect
from web_browser import serving, settle, web_browser, web_library, web_open_page  # noqa: F401  # fixtures

from assistant import Assistant

expect.set_options(timeout=30_000)  # a machine with other work to do is slow, and not wrong

QUESTION = "How many crates of herring did the stalls sell on Pike Lane?"


@pytest.fixture(scope="module")
def site() -> Iterator[NewsSite]:
    with news_site() as running:
        running.publish(1)
        running.title = "The &lt;b&gt;Harbour&lt;/b&gt; Post"
        yield running


@pytest.fixture(scope="module", name="url")
def followed_url(library: Path) -> Iterator[str]:
    settings = {"ASSISTANT_FETCH_NETWORKS": '["127.0.0.0/8"]', "ASSISTANT_FOLLOW_HOST_SECONDS": "0"}
    with serving(library, **settings) as (address, _):
        yield address


def assert_accessible(page: Page) -> None:
    violations = Axe().run(page).response["violations"]
    assert not violations, [f"{one['id']}: {one['nodes'][0]['html']}" for one in violations]


@pytest.mark.browser
def test_a_feed_is_followed_checked_paused_and_removed(
    open_page: Callable[..., Page], url: str, site: NewsSite, library: Path
) -> None:
    page = open_page(url)
    settle(page)
    page.goto(f"{url}/sources")
    expect(page.locator("#source-rows")).to_contain_text("Nothing is followed yet")
    page.get_by_label("Feed, site or page").fill(site.url("/feed.xml"))
    page.get_by_role("button", name="Follow").click()
    expect(page.locator("#status .done")).to_contain_text("Following The <b>Harbour</b> Post")
    expect(page.locator("#source-rows .source")).to_contain_text("1 article, 0 edits so far", timeout=90_000)
    assert_accessible(page)
    page.get_by_role("button", name="Pause").click()
    expect(page.locator("#source-rows .source")).to_contain_text("paused")
    page.get_by_label("Feed, site or page").fill("http://10.0.0.1/feed.xml")
    page.get_by_role("button", name="Follow").click()
    expect(page.locator("#status .error")).to_contain_text("not on the public internet")
    page.get_by_role("button", name="Remove").click()
    page.get_by_role("dialog").get_by_role("button", name="Remove").click()
    expect(page.locator("#source-rows")).to_contain_text("Nothing is followed yet")
    with Assistant.open(library) as assistant:
        assert assistant.articles(text="Ferry number 1")


@pytest.mark.browser
def test_a_changed_answer_is_told_by_a_badge_with_both_quotes(
    open_page: Callable[..., Page], url: str, library: Path, tmp_path: Path
) -> None:
    file = tmp_path / "market.jsonl"

    def publish(crates: int) -> None:
        text = f"The stalls on Pike Lane sold {crates} crates of herring on Friday, the <i>harbour master</i> said."
        file.write_text(json.dumps({"id": "market", "title": "Herring & crab", "text": text}) + "\n")
        with Assistant.open(library) as assistant:
            assistant.ingest(file)

    publish(7)
    page = open_page(f"{url}/news")
    page.get_by_label("Tell me when the answer changes to").fill(QUESTION)
    page.get_by_role("button", name="Watch", exact=True).click()
    expect(page.locator("#status .done")).to_contain_text("is asked again when articles about it arrive")
    publish(9)
    with Assistant.open(library) as assistant:
        assistant.standing_questions.check()  # the server may have been first
    page.goto(f"{url}/sources")  # the page of changes counts them as seen as soon as it is opened
    expect(page.locator("nav .badge")).to_have_text("1")
    page.goto(f"{url}/news")
    expect(page.locator(".changed li .version").first).to_contain_text("9 crates of herring")
    page.locator(".changed li .version").last.get_by_role("button").click()
    expect(page.locator("#reading mark")).to_contain_text("7 crates of herring")
    expect(page.locator("#reading .edition")).to_contain_text("the publisher has changed it since")
    page.get_by_role("button", name="What has changed").click()
    expect(page.locator("#reading .article-text ins")).to_contain_text("9")
    expect(page.locator(".stories li").first).to_be_visible()
    assert_accessible(page)
    page.goto(f"{url}/news")
    expect(page.locator(".changed li").first).to_be_visible()
    expect(page.locator("nav .badge")).to_have_count(0)
