"""Promises of measuring pages: the counts of the benchmarks, for the assistant beside plain libraries."""

import gzip
import json
from pathlib import Path

import pytest

from assistant.eval.stages.page_extraction import measure_pages, score_dates, score_texts

STORY = "The swing bridge at Marrowby stays open to walkers until the new landing has been finished, the council said. "
PAGE = (
    '<html lang="en"><head><title>Bridge stays open</title></head><body><article><h1>Bridge stays open</h1>'
    f"<p>Published 4 May 2021</p><p>{STORY * 2}</p><p>{STORY}</p></article></body></html>"
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("pages", "page-dates"):
        (tmp_path / name / "html").mkdir(parents=True)
        (tmp_path / name / "html" / "one.html.gz").write_bytes(gzip.compress(PAGE.encode()))
    truth = {"one": {"url": "https://harbour.example/1", "articleBody": "one two three four five"}}
    (tmp_path / "pages" / "ground-truth.json").write_text(json.dumps(truth))
    (tmp_path / "page-dates" / "dates.json").write_text(
        json.dumps({"one": {"url": "https://harbour.example/1", "date": "2021-05-04"}})
    )
    return tmp_path


@pytest.mark.parametrize(
    ("text", "precision", "recall", "exact"),
    [
        ("One, two, three four five.".lower(), 1.0, 1.0, 1.0),
        ("one two three four", 1.0, 0.5, 0.0),
        ("zero one two three four five", 2 / 3, 1.0, 0.0),
        ("", 0.0, 0.0, 0.0),
    ],
)
def test_texts_are_counted_in_shingles_of_four_words(folder, text, precision, recall, exact):
    score = score_texts(folder / "pages", lambda page, url: text, "x")
    assert (score.precision, score.recall, score.exact) == pytest.approx((precision, recall, exact))


@pytest.mark.parametrize(("day", "outcome"), [("2021-05-04", (1, 0, 0)), ("2021-05-05", (0, 1, 0)), (None, (0, 0, 1))])
def test_a_day_is_right_wrong_or_none(folder, day, outcome):
    score = score_dates(folder / "page-dates", lambda page, url: day, "x")
    assert (score.right, score.wrong, score.none) == outcome


def test_the_assistant_is_measured_beside_plain_libraries(folder):
    texts, dates = measure_pages(folder)
    assert [score.system for score in texts] == ["assistant", "trafilatura"]
    assert [score.system for score in dates] == ["assistant", "htmldate"]
    assert dates[0].right == 1


def test_a_folder_without_a_set_is_reported(tmp_path):
    with pytest.raises(FileNotFoundError, match="has neither"):
        measure_pages(tmp_path)
