from pathlib import Path

import pytest
from question_sets import ARTICLES, write_set

from assistant import Assistant, UsageError
from assistant.cli import main
from assistant.eval.question_sets.csv_questions import read_csv_questions


@pytest.fixture(scope="module")
def library_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("own")
    articles = [{**ARTICLES[0], "url": "https://post.example/fog"}, {**ARTICLES[1], "source": "Wire"}]
    with Assistant.open(folder / "library") as assistant:
        assistant.ingest(write_set(folder / "set", articles) / "articles.jsonl")
    return folder / "library"


def write(folder: Path, text: str) -> Path:
    file = folder / "mine.csv"
    file.write_text(text, "utf-8-sig")
    return file


@pytest.mark.parametrize("source", ["fog", "https://post.example/fog", "Ferry Delayed", "post", ""])
def test_the_source_may_be_an_id_an_address_a_title_a_publication_or_left_out(
    library_folder: Path, tmp_path: Path, source: str
) -> None:
    file = write(
        tmp_path, f"Question,Expected_Answer,Expected source\nWhat delayed the ferry?,fog | thick fog,{source}\n"
    )
    with Assistant.open(library_folder) as assistant:
        (question,) = read_csv_questions(file, assistant.library).questions
    assert question.gold_articles == {"fog"}
    assert question.answers == ("fog", "thick fog")


def test_a_question_without_an_answer_is_one_that_the_articles_do_not_answer(
    library_folder: Path, tmp_path: Path
) -> None:
    file = write(tmp_path, "question;answer;as of\nWho won?;Rovers;2026-03-01\n\nHow much is copper?;;\n")
    with Assistant.open(library_folder) as assistant:
        first, second = read_csv_questions(file, assistant.library).questions
    assert (first.answerable, second.answerable) == (True, False)
    assert str(first.as_of) == "2026-03-01"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("question,source\nWho won?,Wire\n", "no column 'expected answer'"),
        ("question,answer,source\nWho won?,Rovers,Herald\n", "line 2 expects the source 'Herald'"),
        ("question,answer\nWho won?,United\n", "line 2 expects the answer 'United'"),
        ("question,answer,as of\nWho won?,Rovers,soon\n", "line 2 has the day 'soon'"),
        ("question,answer\n,Rovers\n", "line 2 has no question"),
        ("question,answer\nWho won?,\n", "no answerable question"),
        ("question,answer\nWho won?,Rovers\nWho won?,Rovers\n", "asks twice"),
        ("", "no column 'question'"),
    ],
)
def test_a_broken_file_gets_one_line(library_folder: Path, tmp_path: Path, text: str, message: str) -> None:
    file = write(tmp_path, text)
    with Assistant.open(library_folder) as assistant, pytest.raises(UsageError, match=message) as caught:
        read_csv_questions(file, assistant.library)
    assert "\n" not in str(caught.value)
    assert "mine.csv" in str(caught.value)


def test_the_hash_follows_the_questions_and_the_articles(library_folder: Path, tmp_path: Path) -> None:
    with Assistant.open(library_folder) as assistant, Assistant.open(tmp_path / "other") as other:
        other.ingest(library_folder.parent / "set" / "articles.jsonl")
        file = write(tmp_path, "question,answer\nWho won?,Rovers\n")
        first = read_csv_questions(file, assistant.library).content_hash
        assert read_csv_questions(file, other.library).content_hash == first
        other.remove("fog")
        assert read_csv_questions(file, other.library).content_hash != first
        write(tmp_path, "question,answer\nWho won the cup?,Rovers\n")
        assert read_csv_questions(file, assistant.library).content_hash != first


def test_the_command_asks_a_csv_of_an_existing_library(
    library_folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = write(tmp_path, "question,answer\nWho won the Corran Cup?,Rovers\n")
    assert main(["eval", str(file), "--library", str(library_folder), "--no-baselines"]) == 0
    assert "Hit@1" in capsys.readouterr().out
    assert main(["eval", str(file), "--library", str(tmp_path / "none")]) != 0
    assert len(capsys.readouterr().err.splitlines()) <= 2
