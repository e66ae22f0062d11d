"""A reader adds articles on the page, finds, reads and removes them; and nothing they send or name leads where it should not."""

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect
from web_browser import EVIL, serving, web_browser, web_library, web_open_page  # noqa: F401  # fixtures

from assistant import Assistant
from assistant.ingest.library import Library
from assistant.web.library.uploads import sanitized_name

expect.set_options(timeout=20_000)  # a machine with other work to do is slow, and not wrong

MANY = 60
SECRET = "sk-never-to-be-seen-5f2a"


@pytest.fixture(scope="module", name="filled")
def filled_library(library: Path) -> Path:
    """More articles than one page of the list holds."""
    source = library.parent / "more.jsonl"
    articles = [
        {
            "id": f"m{number}",
            "title": f"Market report {number:02}",
            "text": f"On market day {number} the stalls sold {number * 7} crates of herring.",
            "source": ("The Tide", "Mill Gazette")[number % 2],
            "date": f"2025-{1 + number // 28:02}-{1 + number % 28:02}",
        }
        for number in range(MANY)
    ]
    source.write_text("".join(json.dumps(article) + "\n" for article in articles), "utf-8")
    with Assistant.open(library) as assistant:
        assistant.ingest(source)
    return library


@pytest.fixture(scope="module", name="url")
def library_url(filled: Path) -> Iterator[str]:
    settings = {"ASSISTANT_WAIT_SECONDS": "1.5", "ASSISTANT_UPLOAD_MEGABYTES": "1", "ASSISTANT_LLM_KEY": SECRET}
    with serving(filled, **settings) as (address, _):
        yield address


@pytest.fixture
def page(open_page: Callable[..., Page], url: str) -> Page:
    return opened(open_page, url)


def opened(open_page: Callable[..., Page], url: str, **options: object) -> Page:
    page = open_page(f"{url}/library", **options)
    expect(page.locator("#rows button.article").first).to_be_visible()
    return page


def titles(page: Page) -> list[str]:
    return page.locator("#rows .title").all_text_contents()


def files(**contents: str | bytes) -> list[dict[str, object]]:
    return [
        {"name": name, "mimeType": "text/plain", "buffer": content.encode() if isinstance(content, str) else content}
        for name, content in contents.items()
    ]


@pytest.mark.browser
def test_files_are_added_each_fault_is_told_by_name_and_no_name_becomes_a_path(page: Page, filled: Path) -> None:
    sent = files(**{
        "../../outside.txt": "Quarry opens\n\nThe quarry at Lowick opened on Tuesday with nine workers.",
        "broken.pdf": b"%PDF-1.7 and nothing more",
        "huge.txt": "x" * (1024 * 1024 + 1),
        "program.exe": "MZ",
    })  # fmt: skip
    page.locator("#files").set_input_files(sent)  # type: ignore[arg-type]
    expect(page.locator("#status .done")).to_have_text("1 added.", timeout=60_000)
    expect(page.locator("#status .problems li")).to_contain_text(["broken.pdf"])
    expect(page.locator("#sending .fault")).to_contain_text(
        ["huge.txt is larger than 1 MB", "program.exe is of a kind"]
    )
    page.get_by_label("Search").fill("quarry lowick")
    expect(page.locator("#rows button.article")).to_have_count(1)
    with Assistant.open(filled) as assistant:
        (added,) = assistant.articles(text="Quarry")
        assert assistant.article(added.id).origin == "upload:outside.txt"
        assert not list(filled.parent.rglob("outside.txt"))


@pytest.mark.browser
def test_what_is_being_added_is_stopped_and_gone_on_with(page: Page, filled: Path) -> None:
    sent = files(**{"first.txt": "Lantern\n\nThe lantern was lit.", "long.jsonl": long_records(300)})
    page.locator("#files").set_input_files(sent)  # type: ignore[arg-type]
    stage = page.locator("#status .stage")
    expect(stage).to_have_text(re.compile(r"Reading 2 of 2… .*, [1-9]\d* passages? stored"), timeout=60_000)
    other = page.context.new_page()  # it is the reader's, wherever they look from
    other.goto(page.url)
    expect(other.locator("#status .stage")).to_contain_text("Reading 2 of 2")
    other.get_by_role("button", name="Stop").click()
    expect(page.locator("#status .warned").first).to_contain_text("Stopped.", timeout=60_000)
    expect(page.locator("#status .unfinished li").last).to_have_text("long.jsonl")
    expect(page.get_by_role("button", name="Stop")).to_be_hidden()
    with Assistant.open(filled) as assistant:
        kept = len(assistant.articles(text="Watch"))
        assert 0 < kept < 300
        page.locator("#files").set_input_files(sent)  # type: ignore[arg-type]
        expect(page.locator("#status .done")).to_have_text(
            re.compile(r"^\d+ added, \d+ there already\.$"), timeout=120_000
        )
        assert len(assistant.articles(text="Watch")) == 300
        assistant.remove([article.id for article in assistant.articles(text="Watch")])


def long_records(count: int) -> str:
    """Articles that take a while to embed, as one file."""
    return "".join(
        json.dumps(
            {
                "id": f"watch{number}",
                "title": f"Watch {number}",
                "text": " ".join(
                    f"In hour {hour} of night {number} the watchman counted {number * 31 + hour * 7} lights off the point."
                    for hour in range(6)
                ),
            }
        )
        + "\n"
        for number in range(count)
    )


@pytest.mark.browser
def test_what_is_dropped_on_the_page_is_added(page: Page) -> None:
    dropped = page.evaluate_handle(
        """() => {
            const data = new DataTransfer();
            data.items.add(new File(["Kiln fired\\n\\nThe old kiln was fired on Sunday."], "kiln.txt"));
            return data;
        }"""
    )
    page.dispatch_event("#drop", "dragover", {"dataTransfer": dropped})
    expect(page.locator("#adding .over, #adding.over, .over #drop").first).to_be_attached()
    page.dispatch_event("#drop", "drop", {"dataTransfer": dropped})
    expect(page.locator("#status .done")).to_have_text("1 added.", timeout=60_000)
    page.get_by_label("Search").fill("kiln fired")
    expect(page.locator("#rows .title")).to_have_count(1)


@pytest.mark.browser
def test_addresses_lead_neither_to_this_computer_nor_to_its_network(page: Page, url: str) -> None:
    addresses = f"{url}/config http://169.254.169.254/latest file:///etc/passwd /etc/passwd http://localhost.invalid/"
    page.get_by_label("Web page or feed").fill(addresses)
    page.get_by_role("button", name="Add", exact=True).click()
    expect(page.locator("#status .problems li")).to_have_count(5, timeout=60_000)
    expect(page.locator("#status .done")).to_have_text("Nothing added.")
    expect(page.locator("#status")).not_to_contain_text("root:")
    expect(page.get_by_label("Web page or feed")).to_have_value("")


@pytest.mark.browser
def test_who_else_is_writing_is_said_and_nothing_is_lost(page: Page, filled: Path) -> None:
    with Library(filled) as library, library.writing("counting"):
        page.locator("#files").set_input_files(files(**{"waits.txt": "Waits\n\nIt waits for its turn."}))  # type: ignore[arg-type]
        expect(page.locator("#status .stage")).to_contain_text("(counting, since", timeout=30_000)
        expect(page.locator("#status .error")).to_contain_text("is writing to this library; try again", timeout=30_000)
        page.locator("#rows input[name=pick]").first.check()
        page.get_by_role("button", name="Remove selected…").click()
        page.get_by_role("button", name="Remove", exact=True).click()
        expect(page.locator("#status .stage")).to_contain_text("(counting, since", timeout=30_000)
        expect(page.locator("#status .error")).to_contain_text("is writing to this library; try again", timeout=30_000)


@pytest.mark.browser
def test_articles_are_searched_filtered_sorted_and_paged(page: Page) -> None:
    rows = page.locator("#rows .list-tools p")
    expect(rows).to_contain_text(re.compile(r"^1 to 50 of \d+ articles$"))
    page.get_by_role("button", name="Next", exact=True).click()
    expect(rows).to_contain_text(re.compile(r"^51 to \d+ of"))
    page.get_by_label("Search").fill("herring mark")
    expect(rows).to_have_text(f"1 to 50 of {MANY} articles")
    page.get_by_label("Sort by").select_option("oldest")
    expect(page.locator("#rows .title").first).to_have_text("Market report 00")
    page.get_by_label("From", exact=True).fill("2025-03-01")
    expect(rows).to_have_text("4 articles")
    assert titles(page) == [f"Market report {number}" for number in (56, 57, 58, 59)]
    expect(page.locator("#timeline svg").first).to_have_attribute("aria-label", re.compile("^4 dated articles by day"))
    page.locator("summary", has_text="Sources").click()
    page.get_by_label("The Tide").check()
    expect(rows).to_have_text("2 articles")
    expect(page.locator("#sources-chosen")).to_have_text(re.compile(r"^1 of \d$"))
    page.get_by_label("Search").fill("no such words anywhere")
    expect(page.locator("#rows .none")).to_have_text("No article is like that.")
    page.get_by_role("button", name="Clear").click()
    expect(rows).to_contain_text("1 to 50 of")


@pytest.mark.browser
def test_an_article_is_read_as_text_and_removed_only_when_that_is_confirmed(page: Page, filled: Path) -> None:
    page.get_by_label("Search").fill("keeper glad")
    row = page.locator("#rows button.article")
    expect(row).to_have_count(1)
    expect(row).to_contain_text("<img src=x onerror=alert(7)> Lighthouse opens")
    expect(row).to_contain_text("<b onmouseover=alert(8)>Evil Times</b>")
    row.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#reading .article-text")).to_contain_text(EVIL)
    page.keyboard.press("Escape")
    page.get_by_label("Search").fill("market report 07")
    expect(page.locator("#rows .title")).to_have_text(["Market report 07"])
    page.get_by_label("Select all articles shown").check()
    page.get_by_role("button", name="Remove selected…").click()
    dialog = page.get_by_role("dialog", name="Remove this article?")
    expect(dialog).to_contain_text("Market report 07")
    expect(page.get_by_role("button", name="Keep")).to_be_focused()
    page.keyboard.press("Escape")
    expect(dialog).not_to_be_visible()
    expect(page.locator("#rows .list-tools p")).to_have_text("1 article")
    page.get_by_role("button", name="Remove selected…").click()
    page.get_by_role("button", name="Remove", exact=True).click()
    expect(page.locator("#status .done")).to_have_text("1 article removed.", timeout=30_000)
    expect(page.locator("#rows .none")).to_be_visible()
    with Assistant.open(filled) as assistant:
        assert not assistant.articles(text="Market report 07")
    harmful = "#panes :is(img, script, iframe, object, b[onmouseover], [onclick], [onerror])"
    expect(page.locator(harmful)).to_have_count(0)


@pytest.mark.browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nothing_serious_stands_in_the_way_of_a_screen_reader(
    open_page: Callable[..., Page], url: str, scheme: str
) -> None:
    page = opened(open_page, url, color_scheme=scheme)
    page.locator("#rows button.article").first.click()
    expect(page.locator("#reading article")).to_be_attached()
    page.locator("summary", has_text="Sources").click()
    page.locator("summary", has_text="The same in numbers").click()
    assert serious_faults(page) == []
    page.goto(f"{url}/settings")
    expect(page.locator("#settings dd").first).to_be_visible()
    assert serious_faults(page) == []


def serious_faults(page: Page) -> list[str]:
    violations = Axe().run(page).response["violations"]
    return [
        f"{violation['id']}: {violation['nodes'][0]['html'][:200]}"
        for violation in violations
        if violation["impact"] in {"serious", "critical"}
    ]


@pytest.mark.browser
def test_on_a_phone_nothing_is_cut_off_and_an_article_can_be_left_again(
    open_page: Callable[..., Page], url: str
) -> None:
    page = opened(open_page, url, viewport={"width": 390, "height": 844})
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    row = page.locator("#rows button.article").first
    row.click()
    expect(page.locator("#reading article")).to_be_in_viewport()
    page.get_by_role("button", name="Back to the list").click()
    expect(row).to_be_in_viewport()
    page.goto(f"{url}/settings")
    expect(page.locator("#settings dd").first).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


@pytest.mark.browser
def test_settings_are_shown_and_secrets_are_nowhere(open_page: Callable[..., Page], url: str, filled: Path) -> None:
    page = opened(open_page, url)
    seen: list[str] = []
    page.on("response", lambda response: seen.append(response.url + body_of(response)))
    for path in ("library", "settings"):
        page.goto(f"{url}/{path}")
        expect(page.locator("#rows button.article, #settings dd").first).to_be_visible()
    shown = page.locator("#settings").inner_text()
    for expected in ("all-MiniLM-L6-v2", str(filled), "Articles", "Passages", "MB", "0.1.0", "no language model"):
        assert expected in shown
    assert len(seen) > 10
    assert SECRET not in "".join(seen) + page.content() + httpx.get(f"{url}/config").text


def body_of(response: object) -> str:
    try:
        return response.text()  # type: ignore[attr-defined]
    except Exception:
        return ""  # a picture, a redirect, or a stream that is still open


def test_no_other_website_can_send_files_or_call_the_server_by_its_own_name(url: str) -> None:
    def send(**headers: str) -> httpx.Response:
        return httpx.post(f"{url}/library/upload", content=b"Some text.", headers=headers)

    assert send(**{"x-file-name": "a.txt"}).status_code == 200
    assert send().status_code == 400
    assert send(**{"x-file-name": "a.exe"}).status_code == 415
    assert send(**{"x-file-name": "a.txt", "sec-fetch-site": "cross-site"}).status_code == 403
    assert send(**{"x-file-name": "a.txt", "host": "evil.invalid"}).status_code == 403
    assert httpx.get(url, headers={"host": f"localhost:{httpx.URL(url).port}"}).status_code == 200
    large = httpx.post(f"{url}/library/upload", content=b"x" * (1024**2 + 1), headers={"x-file-name": "a.txt"})
    assert large.status_code == 413
    assert "1 MB" in large.json()["error"]["message"]


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("../../etc/passwd", "etc/passwd"), ("C:\\news\\a.txt", "C:/news/a.txt"), ("/abs.txt", "abs.txt"),
        ("a\n\x00b\u202e.txt", "ab.txt"), ("", "file"), ("..", "file"), ("news/a.txt", "news/a.txt"),
    ],
)  # fmt: skip
def test_a_files_name_is_only_shown(name: str, shown: str) -> None:
    assert sanitized_name(name) == shown
