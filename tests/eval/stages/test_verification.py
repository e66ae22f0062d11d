"""The check is measured on the half that it was not fitted on, and the numbers are what they are called."""

import json
from pathlib import Path

import pytest
from cli_runs import assert_one_error_line, run

from assistant.eval.question_sets.verification_set import read_verification_set
from assistant.ingest.errors import UsageError

HALUEVAL = Path(__file__).parents[4] / "shared" / "bench" / "halueval-qa.jsonl"


def record(number: int) -> dict[str, str]:
    return {
        "knowledge": f"The ferry Petrel carries {number} people. Its captain is Ada Moreno.",
        "question": f"How many people does ferry number {number} carry?",
        "right_answer": f"{number}",
        "hallucinated_answer": f"It carries {number + 1} people to Corran.",
    }


@pytest.fixture
def check_set(tmp_path: Path) -> Path:
    file = tmp_path / "set.jsonl"
    file.write_text("".join(json.dumps(record(number)) + "\n" for number in range(20, 40)))
    return file


def test_the_command_states_how_well_the_two_are_told_apart(check_set: Path, tmp_path: Path) -> None:
    done = run("eval", "check", check_set, "--half", "all", "--json", cwd=tmp_path)
    assert done.code == 0, done.err
    assert done.json["pairs"] == 20
    assert (done.json["auroc"], done.json["caught"], done.json["false_alarms"]) == (1.0, 1.0, 0.0)
    table = run("eval", "check", check_set, cwd=tmp_path)
    assert "AUROC" in table.out


def test_the_halves_share_no_question(check_set: Path) -> None:
    pairs = read_verification_set(check_set)
    halves = [{pair.question for pair in pairs if pair.half == half} for half in ("dev", "test")]
    assert all(halves)
    assert not halves[0] & halves[1]
    assert sum(map(len, halves)) == len(pairs)


def test_a_broken_line_is_named(tmp_path: Path) -> None:
    file = tmp_path / "set.jsonl"
    file.write_text('{"knowledge": "k"}\n')
    with pytest.raises(UsageError, match="line 1 has no field 'question'"):
        read_verification_set(file)
    assert "line 1" in assert_one_error_line(run("eval", "check", file, cwd=tmp_path).err)


@pytest.mark.skipif(not HALUEVAL.exists(), reason="needs the HaluEval questions")
def test_right_answers_are_told_from_made_up_ones(tmp_path: Path) -> None:
    measured = run("eval", "check", HALUEVAL, "--json", cwd=tmp_path).json
    assert measured["auroc"] >= 0.80
    assert measured["false_alarms"] <= 0.15
