"""Follow-ups measured against a person's rewrites: `assistant eval follow-ups`."""

import json
from collections.abc import Sequence
from pathlib import Path

import pytest
from llm_servers import LLMServer, Says

from assistant.cli import main
from assistant.conversations.past_turns import PastTurn
from assistant.eval.stages.follow_ups import measure_follow_ups, read_follow_ups

LINES = [
    {
        "History": ["Ada Moreno", "Captain", "Who is she?", "Ada Moreno is the captain of the ferry Petrel."],
        "Question": "When was she born?",
        "Rewrite": "When was Ada Moreno born?",
    },
    {
        "History": ["Tannery Bridge", "Closing", "When did it shut?", "I don't know."],
        "Question": "Who repaired it?",
        "Rewrite": "Who repaired Tannery Bridge?",
    },
]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    written = tmp_path / "follow-ups.jsonl"
    written.write_text("".join(json.dumps(line) + "\n" for line in LINES))
    return written


def test_gluing_recovers_words_at_the_cost_of_precision_and_the_rules_do_not(file: Path) -> None:
    by_name = {scores.system: scores for scores in measure_follow_ups(read_follow_ups(file))}
    assert by_name["question alone"].recall < by_name["rules"].recall == by_name["with all"].recall == 1.0
    assert by_name["with all"].precision < by_name["rules"].precision == by_name["rules"].f1 == 1.0
    assert by_name["rules"].carried_wrongly == by_name["question alone"].carried_wrongly == 0.0


def test_the_last_words_are_as_many_as_the_rules_add(file: Path) -> None:
    by_name = {scores.system: scores for scores in measure_follow_ups(read_follow_ups(file))}
    assert by_name["with the last words"].added == by_name["rules"].added


def test_a_rewriter_that_adds_nothing_is_the_question_alone(file: Path) -> None:
    *_, rules = measure_follow_ups(read_follow_ups(file), lambda question, _: question)
    assert (rules.added, rules.added_precision, rules.carried_wrongly) == (0.0, None, 0.0)


def test_a_rewriter_that_always_adds_is_seen_to_carry_over_wrongly(file: Path) -> None:
    *_, rules = measure_follow_ups(read_follow_ups(file), lambda question, turns: f"{question} {turns[0].question}")
    assert rules.carried_wrongly == 1.0


def test_a_language_model_stands_beside_the_rules_and_is_given_what_they_made(file: Path) -> None:
    given: list[tuple[str, str, int]] = []

    def complete(question: str, by_rules: str, turns: Sequence[PastTurn]) -> str:
        given.append((question, by_rules, len(turns)))
        return question

    by_name = {scores.system: scores for scores in measure_follow_ups(read_follow_ups(file), model=complete)}
    assert (by_name["language model"].recall, by_name["language model"].carried_wrongly) == (
        by_name["question alone"].recall,
        None,
    )
    assert [question for question, _, _ in given] == [line["Question"] for line in LINES]
    assert all("Moreno" in by_rules or "Bridge" in by_rules for _, by_rules, _ in given)
    assert [turns for _, _, turns in given] == [2, 2]


def test_the_command_asks_a_model_where_one_is_named(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with LLMServer(Says("When was Ada Moreno born?")) as server:
        assert main(["eval", "follow-ups", str(file), "--llm", server.setting, "--questions", "1", "--json"]) == 0
    by_name = {scores["system"]: scores for scores in json.loads(capsys.readouterr().out)["systems"]}
    assert by_name["language model"]["recall"] == 1.0


def test_what_was_not_known_is_no_answer(file: Path) -> None:
    _, second = read_follow_ups(file)
    assert [turn.answer for turn in second.past_turns(lambda question, _: question)] == ["", ""]


@pytest.mark.parametrize("option", [[], ["--json"]])
def test_the_command_shows_every_system(file: Path, option: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["eval", "follow-ups", str(file), *option]) == 0
    out = capsys.readouterr().out
    assert all(name in out for name in ("question alone", "with all", "rules"))
    assert not option or json.loads(out)["follow_ups"] == 2


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "has no follow-ups"),
        ("{", "line 1 is not JSON"),
        ('{"Question": "q", "Rewrite": "r"}', "has no field 'History'"),
        ('{"History": ["only a title"], "Question": "q", "Rewrite": "r"}', "not title, section"),
    ],
)
def test_a_file_that_is_not_like_that_is_refused_in_one_line(text, message, tmp_path, capsys):
    (tmp_path / "bad.jsonl").write_text(text)
    assert main(["eval", "follow-ups", str(tmp_path / "bad.jsonl")]) == 2
    assert message in capsys.readouterr().err
