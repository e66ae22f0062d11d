"""A question about an earlier day is answered from what readers saw on that day."""

import json
from collections.abc import Iterator
from datetime import date
from itertools import pairwise

import pytest

from assistant import Assistant
from assistant.ingest.embedders import Embedder

QUESTION = "How many crates of herring did the stalls sell on Pike Lane?"
CRATES = {"2026-03-02": 7, "2026-03-05": 9, "2026-03-09": 12}


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory, minilm: Embedder) -> Iterator[Assistant]:
    folder = tmp_path_factory.mktemp("editions")
    with Assistant.open(folder / "library", embedder=minilm) as opened:
        for crates in CRATES.values():
            text = f"The stalls on Pike Lane sold {crates} crates of herring, the harbour master said."
            record = {"id": "market", "title": "Herring", "text": text, "date": "2026-03-01"}
            (folder / "market.jsonl").write_text(json.dumps(record) + "\n")
            opened.ingest(folder / "market.jsonl")
        days = [f"{day}T12:00:00+00:00" for day in CRATES]
        with opened.library.catalog.side_tables() as run:  # as if the edits were days apart
            for number, (stored, replaced) in enumerate(pairwise(days), start=1):
                run("UPDATE editions SET stored_at = ?, replaced_at = ? WHERE number = ?", (stored, replaced, number))
            run("UPDATE articles SET added_at = ?", (days[-1],))
        yield opened


@pytest.mark.parametrize(
    ("day", "crates"), [("2026-03-01", 7), ("2026-03-04", 7), ("2026-03-05", 9), ("2026-03-08", 9), ("2026-03-20", 12)]
)
def test_the_edition_of_the_day_answers_and_its_citation_opens(assistant: Assistant, day: str, crates: int) -> None:
    answer = assistant.ask(QUESTION, as_of=date.fromisoformat(day))
    assert f"{crates} crates of herring" in answer.text
    (cited,) = answer.citations
    article = assistant.article("market", cited.edition)
    assert article.text[cited.start : cited.end] == cited.quote


def test_without_a_day_the_newest_edition_answers(assistant: Assistant) -> None:
    assert "12 crates of herring" in assistant.ask(QUESTION).text
