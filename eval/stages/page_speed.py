"""Measures how fast the page responds, in a real browser against a running server."""

import statistics
import sys
import time
from collections.abc import Callable

_RUNS = 5


def measure(url: str, question: str, chromium: str) -> dict[str, float]:
    """Measures the medians, in seconds, until a question can be typed, until the articles are listed, and from a click to the marked quote.

    Args:
        url: The address of the page.
        question: A question that the articles answer.
        chromium: The path of the browser.
    """
    from playwright.sync_api import sync_playwright

    times: dict[str, list[float]] = {"typing": [], "articles": [], "quote": []}
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        for _ in range(_RUNS):
            context = browser.new_context(viewport={"width": 1280, "height": 800})
            page = context.new_page()
            start = time.perf_counter()
            page.goto(url, wait_until="commit")
            times["typing"].append(_seconds_until(page.locator("#question").wait_for, start))
            times["articles"].append(_seconds_until(page.locator("#reading button.article").first.wait_for, start))
            page.locator("#question").fill(question)
            page.locator("#question").press("Enter")
            page.locator("#turn .rate").first.wait_for()
            start = time.perf_counter()
            page.locator("#turn .cite").first.click()
            times["quote"].append(_seconds_until(page.locator("#reading mark").wait_for, start))
            context.close()
        browser.close()
    return {name: round(statistics.median(values), 3) for name, values in times.items()}


def _seconds_until(wait: Callable[[], object], start: float) -> float:
    wait()
    return time.perf_counter() - start


if __name__ == "__main__":
    sys.stdout.write(f"{measure(*sys.argv[1:4])}\n")
