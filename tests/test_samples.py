"""The sample articles are readable, dated, and in nobody's words but this project's."""

import re
from collections.abc import Iterator
from importlib import resources
from itertools import combinations
from pathlib import Path

import pytest

from assistant.ingest.readers.contract import ReadArticle, ReadFailure
from assistant.ingest.sources import read_sources

FOLDER = Path(str(resources.files("assistant.samples")))
FILES = sorted(path for path in FOLDER.iterdir() if path.is_file() and path.suffix != ".py")
WIRE_PAIR = {"2026-02-11-trawler-rescue.txt", "2026-02-11-trawler-rescue-courier.html"}
SEED = Path(__file__).parents[2] / "shared" / "seed" / "aleppo-pause.txt"


def runs(text: str, length: int) -> set[tuple[str, ...]]:
    """Every run of so many words in a row, whatever the case, the punctuation and the markup around them."""
    without_tags = re.sub(r"<[^>]*>", " ", text)
    words = re.findall(r"\w+", without_tags.replace("\\n", " ").casefold())
    return {tuple(words[i : i + length]) for i in range(len(words) - length + 1)}


def read_samples() -> Iterator[ReadArticle | ReadFailure]:
    return read_sources([FOLDER])


def name_of_file(item: ReadArticle | ReadFailure) -> str:
    return Path(item.origin.partition("#")[0]).name


def test_there_are_enough_samples_in_several_formats():
    assert len(FILES) >= 12
    assert {path.suffix for path in FILES} == {".txt", ".md", ".html", ".jsonl"}


def test_every_sample_is_read_without_a_failure():
    read = list(read_samples())
    assert [item for item in read if isinstance(item, ReadFailure)] == []
    assert {name_of_file(item) for item in read} == {path.name for path in FILES}


def test_every_sample_has_a_title_and_the_date_in_its_file_name():
    for item in read_samples():
        assert isinstance(item, ReadArticle), item
        assert item.parsed.title, item.origin
        assert item.parsed.published is not None, item.origin
        name = name_of_file(item)
        # a file of several records covers a season and names the year alone
        date_format = "%Y" if name.endswith(".jsonl") else "%Y-%m-%d"
        assert name.startswith(item.parsed.published.strftime(date_format)), item.origin


def test_menus_and_footers_of_pages_are_not_part_of_the_article():
    furniture = re.compile(
        "Most read|Letters to the editor|Printed daily|Subscri|Home|Front page|Privacy", re.IGNORECASE
    )
    pages = [item for item in read_samples() if name_of_file(item).endswith(".html")]
    assert len(pages) == 2
    for page in pages:
        assert isinstance(page, ReadArticle), page
        assert furniture.search(page.parsed.text) is None, page.origin


@pytest.mark.skipif(not SEED.exists(), reason="the report that one sample retells is not here")
@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_no_sample_copies_the_report_it_retells(path):
    assert runs(path.read_text("utf-8"), 8) & runs(SEED.read_text("utf-8"), 8) == set()


def test_no_two_samples_share_a_sentence_but_the_wire_copies():
    sharing = {
        frozenset((combination.name, other.name))
        for combination, other in combinations(FILES, 2)
        if runs(combination.read_text("utf-8"), 12) & runs(other.read_text("utf-8"), 12)
    }
    assert sharing == {frozenset(WIRE_PAIR)}
