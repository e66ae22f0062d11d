import json
from pathlib import Path

import pytest

from assistant import UsageError
from assistant.eval.question_sets.question_set import read_question_set

ARTICLE = {
    "id": "a1",
    "title": "Ferry delayed",
    "text": "The Skerry ferry was delayed by fog.",
    "published": "2026-01-02",
}
QUESTION = {
    "id": "q1",
    "question": "What delayed the ferry?",
    "as_of": "2026-01-03",
    "answers": ["fog"],
    "answerable": True,
    "gold_articles": ["a1"],
}


def write(folder: Path, questions: list[dict[str, object]], articles: list[dict[str, object]] | None = None) -> Path:
    for name, records in (("articles", articles or [ARTICLE]), ("questions", questions)):
        (folder / f"{name}.jsonl").write_text("".join(json.dumps(record) + "\n" for record in records))
    return folder


def test_a_set_is_read_as_it_stands(tmp_path: Path) -> None:
    (question,) = read_question_set(write(tmp_path, [QUESTION])).questions
    assert question.text == "What delayed the ferry?"
    assert question.gold_articles == {"a1"}


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"question": None}, "no field 'question'"),
        ({"gold_articles": ["a2"]}, "gold article 'a2'"),
        ({"as_of": "yesterday"}, "no date"),
        ({"answerable": False}, "no answerable question"),
    ],
)
def test_a_broken_set_gets_one_line_that_says_where(tmp_path: Path, change: dict[str, object], message: str) -> None:
    broken = {name: value for name, value in {**QUESTION, **change}.items() if value is not None}
    with pytest.raises(UsageError, match=message) as caught:
        read_question_set(write(tmp_path, [broken]))
    assert "\n" not in str(caught.value)
    assert "questions.jsonl" in str(caught.value)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"articles\.jsonl"):
        read_question_set(tmp_path)


def test_the_halves_stay_the_same_and_are_about_equal(tmp_path: Path) -> None:
    many = [{**QUESTION, "id": f"q{number}"} for number in range(400)]
    halves = [question.half for question in read_question_set(write(tmp_path, many)).questions]
    assert halves == [question.half for question in read_question_set(tmp_path).questions]
    assert 150 < halves.count("dev") < 250
