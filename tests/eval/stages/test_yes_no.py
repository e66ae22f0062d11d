"""How often the rule for yes and no is right: `assistant eval yes-no`."""

import json
from pathlib import Path

import pytest

from assistant.cli import main
from assistant.eval.stages.yes_no import measure_yes_no, read_yes_no_questions

LINES = [
    {"question": "did rovers beat saltmarsh", "passage": "It rained. Rovers beat Saltmarsh in May.", "answer": True},
    {"question": "did rovers beat the ashby team", "passage": "Rovers beat the Ashby team. It counted for nothing.", "answer": False},
    {"question": "is the petrel a submarine", "passage": "The Petrel is a ferry.", "answer": False},
]  # fmt: skip


@pytest.fixture
def file(tmp_path: Path) -> Path:
    written = tmp_path / "yes-no.jsonl"
    written.write_text("".join(json.dumps(line) + "\n" for line in LINES))
    return written


def test_it_counts_how_often_the_rule_speaks_and_is_right(file: Path) -> None:
    by_verdict = {counts.verdict: counts for counts in measure_yes_no(read_yes_no_questions(file))}
    assert (by_verdict["either"].questions, by_verdict["either"].spoken, by_verdict["either"].right) == (3, 2, 1)
    assert (by_verdict["no"].spoken, by_verdict["always yes"].right) == (0, 1)


def test_another_rule_can_be_measured(file: Path) -> None:
    either, *_ = measure_yes_no(read_yes_no_questions(file), lambda *_: "no")
    assert (either.spoken, either.right) == (3, 2)


@pytest.mark.parametrize("option", [[], ["--json"]])
def test_the_command_shows_it_beside_always_yes(file: Path, option: list[str], capsys) -> None:
    assert main(["eval", "yes-no", str(file), *option]) == 0
    out = capsys.readouterr().out
    assert "always yes" in out
    assert not option or json.loads(out)["questions"] == 3


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "has no questions"),
        ('{"question": "q", "passage": "p"}', "has no field 'answer'"),
        ('{"question": "q", "passage": "p", "answer": "yes"}', "neither true nor false"),
    ],
)
def test_a_file_that_is_not_like_that_is_refused_in_one_line(text, message, tmp_path, capsys):
    (tmp_path / "bad.jsonl").write_text(text)
    assert main(["eval", "yes-no", str(tmp_path / "bad.jsonl")]) == 2
    assert message in capsys.readouterr().err
