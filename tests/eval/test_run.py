import json
from pathlib import Path

import pytest

from assistant.cli import main
from assistant.eval.question_set import read_question_set
from assistant.eval.run import open_set, run, summarise
from assistant.eval.scoring import fold, holds
from assistant.settings import Settings

ARTICLES = [
    {
        "id": "fog",
        "title": "Ferry delayed",
        "text": "The Skerry ferry was delayed by thick fog on Monday.",
        "published": "2026-01-02",
        "source": "Post",
    },
    {
        "id": "cup",
        "title": "Cup final",
        "text": "Rovers won the Corran Cup by three goals to two.",
        "published": "2026-02-02",
        "source": "Post",
    },
]
QUESTIONS = [
    {
        "id": "1",
        "question": "What delayed the Skerry ferry?",
        "as_of": "2026-03-01",
        "answers": ["fog"],
        "answerable": True,
        "gold_articles": ["fog"],
    },
    {
        "id": "2",
        "question": "Who won the Corran Cup?",
        "as_of": "2026-01-15",
        "answers": ["Rovers"],
        "answerable": True,
        "gold_articles": ["cup"],
    },
    {
        "id": "3",
        "question": "What is the price of copper in Chile?",
        "as_of": "2026-03-01",
        "answers": [],
        "answerable": False,
        "gold_articles": [],
    },
]


@pytest.fixture
def question_set(tmp_path: Path) -> Path:
    for name, records in (("articles", ARTICLES), ("questions", QUESTIONS)):
        (tmp_path / f"{name}.jsonl").write_text("".join(json.dumps(record) + "\n" for record in records))
    return tmp_path


def test_a_run_counts_what_was_found_answered_and_refused(question_set: Path, tmp_path: Path) -> None:
    read = read_question_set(question_set)
    with open_set(read, Settings(), tmp_path / "cache") as assistant:
        summary = summarise(run(assistant, read.questions))
    # The cup final lies after the day its question is asked on: it cannot be found.
    assert summary.hit_at[1] == 0.5
    assert summary.answer_holds == 0.5
    assert summary.refused_rightly == 1.0
    assert summary.abstention_auroc is not None
    assert set(summary.p50_ms) == {"retrieve", "answer", "total"}


def test_the_library_of_a_set_is_made_once(question_set: Path, tmp_path: Path) -> None:
    read = read_question_set(question_set)
    with open_set(read, Settings(), tmp_path / "cache") as first:
        folder, generation = first.library.folder, first.library.catalog.generation()
    with open_set(read, Settings(), tmp_path / "cache") as second:
        assert second.library.folder == folder
        assert second.library.catalog.generation() == generation


def test_the_command_prints_the_numbers_as_json(
    question_set: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["eval", str(question_set), "--cache", str(tmp_path / "cache"), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["questions"] == 3


def test_an_answer_is_held_only_as_whole_words() -> None:
    assert holds("It was thick FOG, they said.", ["fog"])
    assert not holds("It was a foghorn.", ["fog"])
    assert fold("Café – “New  York’s” 3rd") == "cafe new yorks 3rd"
