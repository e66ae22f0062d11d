"""A reader with a real browser asks, sees where the answer comes from, and is safe from what stands in the articles."""

import re
import signal
import socket
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Route, expect
from web_browser import EVIL, ask, serving, settle, web_browser, web_library, web_open_page, web_page, web_url, write  # noqa: F401  # fixtures among them

from assistant import Assistant, UsageError
from assistant.conversations.store import ConversationStore
from assistant.web.chat.answering import QuestionRequest, answer_question
from assistant.web.chat.session import Session
from assistant.web.chat.turn_view import reply_view
from assistant.web.server import serve


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
@pytest.mark.parametrize("width", [390, 1280])
def test_where_no_article_answers_the_nearest_are_named_as_that_and_opened(
    open_page: Callable[..., Page], width: int
) -> None:
    page = open_page(viewport={"width": width, "height": 800})
    ask(page, "Who is the captain of the ferry?")
    expect(page.locator("#chat .not-found")).to_have_text("The articles do not say.")
    expect(page.locator("#chat .related-label")).to_have_text("Nearest articles, which do not answer it:")
    expect(page.locator("#chat :is(.statement, .cite, .card, .age)")).to_have_count(0)
    nearest = page.get_by_role("list", name="Nearest articles, which do not answer it").get_by_role("button")
    expect(nearest.first).to_contain_text("Ferry adds a sailing")
    expect(nearest.first).to_contain_text("Ashby Wire")
    nearest.first.click()
    expect(page.locator("#reading .headline")).to_have_text("Ferry adds a sailing")
    expect(page.locator("#reading .headline")).to_be_in_viewport()
    expect(page.locator("#reading mark")).to_have_count(0)  # nothing of it is held out as an answer
    page.keyboard.press("Escape")
    expect(nearest.first).to_be_focused()
    if width < 900:
        expect(page.locator("#reading .headline")).to_be_hidden()


@pytest.mark.browser
def test_who_goes_back_on_a_phone_before_the_article_has_come_is_back(open_page: Callable[..., Page]) -> None:
    page = open_page(viewport={"width": 390, "height": 800})
    ask(page, "When did the old bridge reopen?")
    cite = page.locator("#chat .cite").first
    cite.focus()
    cite.evaluate(
        """(cite) => {
            cite.click();
            document.activeElement.dispatchEvent(new KeyboardEvent("keydown", { key: "Escape", bubbles: true }));
        }"""
    )
    expect(page.locator("#reading mark")).to_be_attached()  # it has come
    expect(page.locator("#reading mark")).to_be_hidden()
    expect(cite).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#reading mark")).to_be_focused()


ASKED_AT_ONCE = """
([seen, asked]) => new MutationObserver((_, observer) => {
    if (!document.querySelector(seen)) return;
    observer.disconnect();
    const question = document.querySelector("#question");
    question.value = asked;
    question.dispatchEvent(new Event("input", { bubbles: true }));
    question.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", bubbles: true, cancelable: true }));
    window.wasEarly = !document.querySelector("#turn .welcome");
}).observe(document, { childList: true, subtree: true })
"""
"""Asks a question as soon as an element is there."""


def held_back(page: Page, address: str, act: Callable[[], object]) -> Route:
    """Returns the request that an action sends to an address, before it reaches the server."""
    held: list[Route] = []
    page.route(address, lambda route: held.append(route), times=1)
    act()
    while not held:
        page.wait_for_timeout(20)
    return held[0]


@pytest.mark.browser
def test_a_question_that_is_sent_before_the_page_is_whole_is_answered(browser: Browser, url: str) -> None:
    context = browser.new_context()
    page = context.new_page()
    page.add_init_script(f"({ASKED_AT_ONCE})(['#question', 'When did the old bridge reopen?'])")
    page.goto(url)
    expect(page.locator("#chat .statement").first).to_contain_text("reopened on Monday")
    assert page.evaluate("window.wasEarly")
    expect(page.get_by_label("Your question")).to_have_value("")
    expect(page.locator("#chat .turn")).to_have_count(1)
    context.close()


@pytest.mark.browser
def test_a_question_that_is_sent_the_moment_the_one_before_is_answered_is_answered_too(page: Page) -> None:
    page.evaluate(ASKED_AT_ONCE, ["#turn .tools", "And what did it cost?"])
    write(page, "When did the old bridge reopen?")
    expect(page.locator("#turn .asked")).to_contain_text("And what did it cost?", timeout=60_000)
    expect(page.locator("#chat .tools")).to_have_count(2, timeout=60_000)


@pytest.mark.browser
def test_a_question_that_is_sent_before_a_new_conversation_has_come_is_asked_in_it(page: Page) -> None:
    ask(page, "When did the old bridge reopen?")
    settle(page)
    wish = held_back(page, "**/queue/join*", page.get_by_role("button", name="New conversation").click)
    write(page, "And what did it cost?")
    expect(page.get_by_label("Your question")).to_have_value("And what did it cost?")
    wish.continue_()
    expect(page.locator("#chat .asked")).to_contain_text("And what did it cost?", timeout=60_000)
    expect(page.locator("#chat .tools")).to_have_count(1, timeout=60_000)
    expect(page.locator("#chat .searched")).to_have_count(0)  # it follows up on nothing
    expect(page.get_by_label("Your question")).to_have_value("")


@pytest.mark.browser
def test_a_question_that_is_sent_while_the_last_word_on_something_else_is_on_its_way_is_answered(page: Page) -> None:
    settle(page)
    stream = held_back(page, "**/queue/data*", lambda: page.get_by_label("Search your conversations").fill("bridge"))
    response = stream.fetch()  # all of it: the server has ended it
    with page.expect_response("**/queue/join*") as taken:
        write(page, "When did the old bridge reopen?")
    taken.value.finished()
    stream.fulfill(response=response)
    expect(page.locator("#chat .statement").first).to_contain_text("reopened on Monday", timeout=60_000)


@pytest.mark.browser
def test_a_follow_up_is_answered_from_the_topic_and_not_in_a_new_conversation(page: Page) -> None:
    ask(page, "When did the old bridge reopen?")
    expect(page.locator("#chat .searched")).to_have_count(0)
    ask(page, "And what did it cost?")
    expect(page.locator("#chat .statement").last).to_contain_text("3 million euros")
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
    expect(second.locator("#chat .turn")).to_have_count(1)
    expect(first.locator("#chat .turn")).to_have_count(1)


@pytest.mark.browser
def test_the_day_asked_on_counts(page: Page) -> None:
    page.get_by_label("As of").fill("2026-04-30")
    ask(page, "When did the old bridge reopen?")
    expect(page.locator("#chat")).not_to_contain_text("reopened on Monday")


@pytest.mark.browser
def test_a_hostile_article_is_only_text(page: Page) -> None:
    ask(page, "When does the lighthouse open? <img src=x onerror=alert(10)> **Now** [a](http://evil.invalid/)")
    expect(page.locator("#chat .asked").last).to_contain_text(
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


def in_session(assistant: Assistant, session: Session, question: str, **fields: str) -> str:
    """Asks a question without a browser; returns the reply as HTML."""
    with ConversationStore(assistant.settings.library) as store:
        list(answer_question(assistant, store, "", session, QuestionRequest(question, **fields)))
    return reply_view(session.turns[-1])


@pytest.mark.browser
@pytest.mark.parametrize("width", [360, 1280])
def test_an_empty_library_leads_to_where_articles_are_added(
    open_page: Callable[..., Page], tmp_path: Path, width: int
) -> None:
    with serving(tmp_path / "library") as (address, _):
        page = open_page(address, viewport={"width": width, "height": 800})
        write(page, "When does the kiln open?")
        expect(page.locator("#chat .empty")).to_be_visible()
        links = page.get_by_role("link", name="Library page")
        expect(links).to_have_count(1 if width < 900 else 2)  # on a phone the reading pane is not in sight
        page.get_by_role("button", name="Conversations").click() if width < 1200 else None
        page.get_by_role("button", name="New conversation").click()
        page.locator(".welcome").get_by_role("link", name="Library page").click()
        expect(page).to_have_url(f"{address}/library")
        page.locator("#files").set_input_files(
            {"name": "kiln.txt", "mimeType": "text/plain", "buffer": b"Kiln\n\nThe kiln opens at nine on Sunday."}
        )
        expect(page.locator("#status .done")).to_have_text("1 added.", timeout=60_000)
        page.get_by_role("link", name="Chat").click()
        expect(page.locator(".welcome .suggestion").first).to_be_attached(timeout=30_000)  # the page is ready
        ask(page, "When does the kiln open?")
        expect(page.locator("#chat .statement")).to_contain_text("at nine on Sunday")
        page.context.close()  # before its server is gone, of which the page would complain


def test_an_empty_library_says_how_to_add_articles(tmp_path: Path) -> None:
    with Assistant.open(tmp_path / "my library") as assistant:
        expected = f"assistant ingest PATH --library &#x27;{tmp_path}/my library&#x27;"
        assert expected in in_session(assistant, Session(), "Anything?")


def test_faults_are_told_in_one_line_and_never_as_a_traceback(
    library: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    with Assistant.open(library) as assistant:
        assert in_session(assistant, Session(), "x" * 100_000).startswith('<p class="error"')
        assert "“2026-13-40” is not a date" in in_session(assistant, Session(), "When?", as_of="2026-13-40")
        monkeypatch.setattr(assistant, "stream", lambda *_, **__: 1 / 0)
        reply = in_session(assistant, Session(), "When?")
        assert "ZeroDivisionError" not in reply
        assert "Something went wrong" in reply
        assert "ZeroDivisionError" in caplog.text


@pytest.mark.browser
def test_the_page_speaks_the_language_of_the_browser_and_an_answer_that_of_its_question(
    open_page: Callable[..., Page],
) -> None:
    page = open_page(locale="de-AT")
    expect(page.locator("html")).to_have_attribute("lang", "de")
    expect(page.get_by_role("link", name="Bibliothek")).to_be_visible()
    expect(page.locator("#chat")).to_have_attribute("aria-label", "Fragen und Antworten")  # set by a script
    page.get_by_label("Ihre Frage").fill("Wer ist der Präsident von Frankreich?")
    page.get_by_label("Ihre Frage").press("Enter")
    expect(page.locator("#chat .not-found")).to_have_text("Das steht nicht in den Artikeln.", timeout=60_000)
    page.get_by_label("Ihre Frage").fill("What was the first vehicle on the old bridge?")
    page.get_by_label("Ihre Frage").press("Enter")
    expect(page.locator("#chat .age")).to_contain_text("Neueste Quelle: 23. Mai 2026", timeout=60_000)
    expect(page.locator("#chat .statement").first).to_contain_text("The first vehicle was a milk lorry.")
    settle(page)
