import re
from pathlib import Path

import pytest
from playwright.sync_api import sync_playwright
from question_sets import ARTICLES, QUESTIONS, write_set
from web_browser import SWITCHES, chromium

from assistant.cli import main

HOSTILE = '<script>document.title = "taken"</script><img src="https://elsewhere.example/x.png">'


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("report")
    articles = [{**ARTICLES[0], "title": f"Ferry {HOSTILE}", "text": f"{ARTICLES[0]['text']} {HOSTILE}"}, ARTICLES[1]]
    wrong = {
        **QUESTIONS[0],
        "id": "4",
        "question": f"When was the Skerry ferry delayed? {HOSTILE}",
        "answers": ["Tuesday"],
    }
    source = write_set(folder / "set", articles, [*QUESTIONS, wrong])
    results = []
    for as_of in ("own", "none"):
        results.append(str(folder / f"{as_of}.json"))
        run = ["eval", str(source), "--cache", str(folder / "cache"), "--baselines", "bm25", "--as-of", as_of]
        assert main([*run, "--save", results[-1]]) == 0
    assert main(["eval", "report", *results, "--out", str(folder / "report.html")]) == 0
    return folder / "report.html"


def test_the_page_holds_tables_curves_and_failures(page: Path) -> None:
    text = page.read_text()
    assert text.count("<svg") == 6
    for words in (
        "Hit@10",
        "abstention AUROC",
        "Failures to read",
        "Not among the 10 best passages",
        "bm25",
        "own",
        "none",
    ):
        assert words in text


def test_markup_in_articles_and_questions_is_escaped(page: Path) -> None:
    text = page.read_text()
    assert "<script" not in text
    assert "<img" not in text
    assert "&lt;script&gt;" in text


def test_element_ids_are_unique_among_the_plots(page: Path) -> None:
    drawings = re.findall(r"<svg.*?</svg>", page.read_text(), re.DOTALL)
    names = [set(re.findall(r'\bid="([^"]+)"', drawing)) for drawing in dict.fromkeys(drawings)]
    assert sum(map(len, names)) == len(set().union(*names))


@pytest.mark.browser
def test_the_page_opens_in_a_browser_and_requests_nothing_else(page: Path) -> None:
    requests: list[str] = []
    messages: list[str] = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=SWITCHES)
        tab = browser.new_page(viewport={"width": 390, "height": 800})
        tab.on("request", lambda request: requests.append(request.url))
        tab.on("console", lambda message: messages.append(message.text))
        tab.goto(page.as_uri())
        assert tab.title().startswith("Measured")
        assert tab.locator("figure svg").count() == 6
        assert tab.evaluate("document.documentElement.scrollWidth") <= 390
        browser.close()
    assert requests == [page.as_uri()]
    assert messages == []


def test_the_installed_package_includes_the_template_of_the_page() -> None:
    from assistant.eval.reports import html_report

    assert Path(html_report.__file__).with_name("report.html.jinja").is_file()
