"""Conversations on the page: kept, found again, one's own; and what a reader can do with an answer."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from llm_servers import LLMServer, Says
from playwright.sync_api import BrowserContext, Page, expect
from web_browser import ask, serving, settle, web_browser, web_library, web_open_page, web_page, web_url, write  # noqa: F401  # fixtures among them

from assistant import Assistant
from assistant.conversations.store import ConversationStore, browser_owner

BRIDGE = "What was the first vehicle on the old bridge?"
FERRY = "How often will the ferry to Skerry sail?"
HOSTILE_NAME = "<img src=x onerror=alert(1)> ![](http://evil.invalid/x.png) <script>alert(3)</script>"

pytestmark = pytest.mark.browser


def owner(context: BrowserContext) -> str:
    return browser_owner(next(cookie["value"] for cookie in context.cookies() if cookie["name"] == "assistant_browser"))


def listed(page: Page) -> list[str]:
    return page.locator("#conversations li .title").all_inner_texts()


def open_from_list(page: Page, title: str) -> None:
    page.locator("#conversations a", has_text=title).click()
    expect(page.locator("#conversations a[aria-current]")).to_contain_text(title)


def act(page: Page, title: str, name: str) -> None:
    item = page.locator("#conversations li", has_text=title)
    item.hover()
    item.get_by_role("button", name=name).click()


def assert_accessible(page: Page) -> None:
    violations = Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"]
    grave = [violation for violation in violations if violation["impact"] in ("serious", "critical")]
    assert grave == [], [(violation["id"], [node["html"] for node in violation["nodes"]]) for violation in grave]


def test_a_conversation_is_listed_linked_searched_renamed_exported_and_deleted(page: Page) -> None:
    ask(page, BRIDGE)
    expect(page).to_have_url(re.compile(r"\?conversation=[\w-]+$"))
    link = page.url
    page.get_by_role("button", name="New conversation").click()
    expect(page.locator("#chat .turn")).to_have_count(0)
    expect(page).not_to_have_url(re.compile("conversation"))
    ask(page, FERRY)
    assert listed(page) == [FERRY, BRIDGE]

    page.get_by_label("Search your conversations").fill("milk lorry")  # which only an answer says
    expect(page.locator("#conversations li")).to_have_count(1)
    open_from_list(page, BRIDGE)
    expect(page.locator("#chat .statement").first).to_contain_text("milk lorry")
    assert page.url == link
    page.get_by_label("Search your conversations").fill("")
    expect(page.locator("#conversations li")).to_have_count(2)

    act(page, BRIDGE, "Rename")
    page.get_by_label("Name of the conversation").fill(HOSTILE_NAME)
    page.keyboard.press("Enter")
    expect(page.locator("#conversations li .title").first).to_have_text(HOSTILE_NAME)
    expect(page.locator("#conversations :is(img, script)")).to_have_count(0)

    with page.expect_download() as saved:
        act(page, HOSTILE_NAME, "Export")
    exported = Path(saved.value.path()).read_text("utf-8")
    assert saved.value.suggested_filename.endswith(".md")
    assert f"## {BRIDGE}" in exported
    assert "The first vehicle was a milk lorry. [1]" in exported
    assert "](https://post.example/bridge)" in exported
    assert "\\!\\[\\]" in exported

    act(page, HOSTILE_NAME, "Delete")
    page.get_by_role("button", name="Keep").click()
    act(page, HOSTILE_NAME, "Delete")
    page.get_by_role("button", name="Delete for good").click()
    expect(page.locator("#conversations li")).to_have_count(1)
    expect(page.locator("#chat .turn")).to_have_count(0)
    settle(page)
    page.goto(link)
    expect(page.locator("#chat .error")).to_contain_text("there is no conversation")


def test_a_link_opens_a_conversation_for_its_owner_only_and_the_browser_goes_back_to_the_one_before(
    open_page: Callable[..., Page],
) -> None:
    mine, stranger = open_page(), open_page()
    ask(mine, BRIDGE)
    first = mine.url
    mine.get_by_role("button", name="New conversation").click()
    expect(mine.locator("#chat .turn")).to_have_count(0)
    ask(mine, FERRY)
    mine.go_back()
    expect(mine.locator("#chat .asked")).to_contain_text(BRIDGE)
    ask(mine, "And what did the repairs cost?")
    expect(mine.locator("#chat .statement").last).to_contain_text(
        "3 million euros"
    )  # a follow-up to what was asked before
    settle(mine)
    mine.reload()
    expect(mine.locator("#chat .turn")).to_have_count(2)
    settle(stranger)
    stranger.goto(first)
    expect(stranger.locator("#chat .error")).to_contain_text("there is no conversation")
    expect(stranger.locator("#chat .turn")).to_have_count(0)
    expect(stranger.locator("#conversations li")).to_have_count(0)


def test_who_goes_back_while_putting_a_question_otherwise_replaces_nothing_in_the_other_conversation(
    page: Page,
) -> None:
    ask(page, BRIDGE)
    page.get_by_role("button", name="New conversation").click()
    expect(page.locator("#chat .turn")).to_have_count(0)
    ask(page, FERRY)
    page.locator(".turn").hover()
    page.get_by_role("button", name="Edit").click()
    expect(page.locator("#editing")).to_be_visible()
    page.go_back()
    expect(page.locator("#chat .asked")).to_contain_text(BRIDGE)
    expect(page.locator("#editing")).to_be_hidden()
    expect(page.get_by_label("Your question")).to_have_value("")
    ask(page, "And what did the repairs cost?")
    assert page.locator("#chat .turn").count() == 2
    expect(page.locator("#chat .asked").first).to_contain_text(BRIDGE)


def test_an_answer_can_be_copied_rated_asked_again_and_its_question_put_otherwise(page: Page, library: Path) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    ask(page, BRIDGE)
    ask(page, "Who is the president of France?")
    first, second = page.locator(".turn").first, page.locator(".turn").last
    first.get_by_role("button", name="Copy").click()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.startswith("The first vehicle was a milk lorry. [1]")
    assert "\\[1\\] [Old bridge reopens](https://post.example/bridge), The Harbour Post, 23 May 2026" in copied

    first.get_by_role("button", name="Good answer").click()
    expect(first.get_by_role("button", name="Good answer")).to_have_attribute("aria-pressed", "true")
    second.get_by_role("button", name="Bad answer").click()
    expect(second.get_by_role("button", name="Bad answer")).to_have_attribute("aria-pressed", "true")
    with ConversationStore(library) as store:
        up, down = list(store.feedback())[-2:]
    assert (up.rating, up.question, down.rating) == ("up", BRIDGE, "down")
    assert any("milk lorry" in passage.text for passage in up.evidence)

    second.get_by_role("button", name="Retry").click()
    expect(page.locator("#turn [aria-pressed=true]")).to_have_count(0)
    expect(page.locator("#chat .not-found")).to_have_count(1)
    first.hover()
    first.get_by_role("button", name="Edit").click()
    expect(page.get_by_label("Your question")).to_have_value(BRIDGE)
    expect(page.locator("#editing")).to_be_visible()
    ask_again = page.get_by_label("Your question")
    ask_again.fill(FERRY)
    ask_again.press("Enter")
    expect(page.locator("#chat .statement").first).to_contain_text("five times a day")
    expect(page.locator("#chat .turn")).to_have_count(1)
    settle(page)
    page.reload()
    expect(page.locator("#chat .asked")).to_contain_text(FERRY)
    expect(page.locator("#chat .turn")).to_have_count(1)


def test_suggested_questions_are_answered_from_the_articles(page: Page) -> None:
    suggestion = page.locator(".welcome .suggestion").first
    question = suggestion.inner_text()
    suggestion.click()
    expect(page.locator("#chat .asked")).to_contain_text(question)
    expect(page.locator("#chat .card").first).to_be_visible()


def test_a_question_can_be_held_to_one_source(page: Page) -> None:
    page.locator("#sources summary").click()
    page.get_by_role("checkbox", name=re.compile("Ashby Wire")).check()
    expect(page.locator("#chosen-sources")).to_have_text("Ashby Wire")
    page.keyboard.press("Escape")
    ask(page, BRIDGE)
    expect(page.locator("#chat")).not_to_contain_text("milk lorry")


def test_pointing_at_a_number_or_reaching_it_with_the_keyboard_shows_the_quote(page: Page) -> None:
    ask(page, BRIDGE)
    page.locator("#chat .cite").first.hover()
    expect(page.get_by_role("tooltip")).to_contain_text("The first vehicle was a milk lorry.")
    page.mouse.move(0, 0)
    expect(page.locator("#quote-tip")).to_be_hidden()
    page.get_by_label("Your question").focus()
    for _ in range(40):
        page.keyboard.press("Shift+Tab")
        if page.evaluate("document.activeElement.textContent === '1'"):
            break
    expect(page.get_by_role("tooltip")).to_contain_text("The first vehicle was a milk lorry.")
    page.keyboard.press("Enter")
    expect(page.locator("#reading mark")).to_be_focused()


@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 390)])
def test_a_screen_reader_is_told_what_everything_is_in_every_state(
    open_page: Callable[..., Page], scheme: str, width: int
) -> None:
    page = open_page(color_scheme=scheme, viewport={"width": width, "height": 844})
    expect(page.locator(".welcome .suggestion").first).to_be_visible()
    assert_accessible(page)
    ask(page, BRIDGE)
    ask(page, "Who is the president of France?")
    assert_accessible(page)
    page.locator("#chat .card").first.click()
    expect(page.locator("#reading mark")).to_be_visible()
    assert_accessible(page)
    page.mouse.move(0, 0)  # a quote that is pointed at lies above the article, and would be closed first
    expect(page.locator("#quote-tip")).to_be_hidden()
    page.keyboard.press("Escape")
    page.locator("#sources summary").click()
    if width < 1200:
        page.keyboard.press("Escape")
        page.get_by_role("button", name="Conversations").click()
        expect(page.get_by_label("Search your conversations")).to_be_focused()
    assert_accessible(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_a_long_conversation_shows_its_end_first_and_the_rest_on_request(
    open_page: Callable[..., Page], library: Path
) -> None:
    page = open_page()
    with ConversationStore(library) as store, Assistant.open(library) as assistant:
        mine = store.create(owner(page.context), "Long one").summary.id
        answer = assistant.ask(BRIDGE)
        for number in range(200):
            store.add_turn(owner(page.context), mine, answer.model_copy(update={"question": f"Question {number}?"}))
    settle(page)
    page.goto(f"{page.url}?conversation={mine}")
    expect(page.locator("#chat .asked").last).to_contain_text("Question 199?")
    expect(page.locator("#chat .turn")).to_have_count(20)
    page.get_by_role("button", name="Show earlier questions").click()
    expect(page.locator("#chat .turn")).to_have_count(40)
    expect(page.locator("#chat .asked").first).to_contain_text("Question 160?")
    ask(page, FERRY)
    expect(page.locator("#chat .turn")).to_have_count(41)
    expect(page.locator("#turn .statement").first).to_contain_text("five times a day")


def test_an_answer_can_be_read_while_it_is_written_and_stopped(open_page: Callable[..., Page], library: Path) -> None:
    said = Says(
        "The ferry to Skerry will sail five times a day from April [1]. Tickets remain at 4 euros [1]. And", "hangs"
    )
    with (
        LLMServer(said) as model,
        serving(library, ASSISTANT_LLM=model.setting, ASSISTANT_LLM_TIMEOUT_SECONDS="3000") as (address, _),
    ):
        page = open_page(address)
        write(page, FERRY)
        expect(page.locator("#turn .stage")).to_have_text("Writing…", timeout=150_000)
        page.locator("#turn .cite").first.click()  # while the model goes on writing
        expect(page.locator("#reading mark")).to_contain_text("five times a day")
        page.get_by_role("button", name="Stop").click()
        expect(page.locator("#turn .notice")).to_contain_text("Stopped.")
        assert model.client_gone.wait(30), "the model would go on until it has been silent for long"
        expect(page.get_by_role("button", name="Ask", exact=True)).to_be_visible()
        settle(page)
        page.close()


@pytest.mark.parametrize("way", ["Stop", "New conversation"])
def test_a_question_that_is_sent_as_soon_as_an_answer_is_stopped_or_left_is_answered(
    open_page: Callable[..., Page], library: Path, way: str
) -> None:
    script = Says("The ferry to Skerry will sail five times", "hangs"), Says("The first vehicle was a milk lorry [1].")
    with LLMServer(*script) as model, serving(library, ASSISTANT_LLM=model.setting) as (address, _):
        page = open_page(address)
        write(page, FERRY)
        expect(page.locator("#turn .stage")).to_have_text("Writing…", timeout=150_000)
        page.get_by_role("button", name=way).click()
        expect(page.locator("#turn .stage")).to_have_count(0)
        write(page, BRIDGE)
        expect(page.locator("#turn .statement")).to_contain_text("milk lorry", timeout=30_000)
        expect(page.locator("#chat .turn")).to_have_count(2 if way == "Stop" else 1)
        settle(page)
        page.close()


def test_a_topic_that_was_left_is_not_continued(page: Page) -> None:
    ask(page, FERRY)
    chip = page.locator("#turn .topic")
    expect(chip).to_contain_text("About:")
    ask(page, "Since when?")
    expect(chip).to_contain_text("About:")
    page.get_by_role("button", name="Leave this topic").click()
    expect(chip).to_have_count(0)
    expect(page.locator("#question")).to_be_focused()
    ask(page, "Since when?")
    expect(page.locator("#turn .searched")).to_have_count(0)
    assert_accessible(page)
