"""Answers of a language model are measured beside the quotes and llama-index's engine, in runs that can be stopped."""

import json
from datetime import date
from pathlib import Path

import pytest
from llm_servers import Body, Fails, LLMServer, Says, passage_with, prompt_text
from question_sets import QUESTIONS, write_set

from assistant import AssistantError
from assistant.answers.answer import Evidence
from assistant.cli import main
from assistant.eval.article_library import open_set
from assistant.eval.metrics.summary import metric_values
from assistant.eval.question_sets.as_of import AsOfRule
from assistant.eval.question_sets.question_set import EvalQuestion, read_question_set
from assistant.eval.question_sets.sampling import Sample
from assistant.eval.results.result import Result
from assistant.eval.run import RunPlan, run
from assistant.eval.systems.baselines import citation_query_engine
from assistant.ingest.errors import UsageError
from assistant.settings import Settings

SYSTEMS = ("extractive", "citation-query-engine")
WITHOUT = "shown as backed, from no gold article"


class Quiet:
    """Keeps what a run says."""

    def __init__(self) -> None:
        self.said: list[str] = []

    def say(self, text: str) -> None:
        self.said.append(text)

    def started(self, system: str, questions: int) -> None: ...
    def asked(self) -> None: ...


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_set(tmp_path_factory.mktemp("set") / "set")


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("cache")


def writes(body: Body) -> str:
    text = prompt_text(body)
    if "Source 1:" in text:  # the engine's prompt
        return (
            "It was thick fog [1]. Nobody was hurt." if "delayed" in text.split("Query:")[-1] else "Copper costs 9 [1]."
        )
    return f"The ferry was delayed by thick fog [{passage_with(body, 'fog')}]."


def measured(
    folder: Path, cache: Path, server: LLMServer, baselines: tuple[str, ...] = SYSTEMS, journal: Path | None = None
) -> tuple[Result, Quiet]:
    loaded = read_question_set(folder)
    progress = Quiet()
    with open_set(loaded, Settings(llm=server.setting), cache) as assistant:
        plan = RunPlan("all", AsOfRule.parse("own"), baselines, cache, {}, None, journal)
        return run(assistant, loaded, plan, progress), progress


def test_each_system_is_judged_by_its_own_sentences_and_what_they_cite(folder: Path, cache: Path) -> None:
    with LLMServer(Says(writes)) as server:
        result, _ = measured(folder, cache, server)
    numbers = metric_values(result)
    assert [system.name for system in result.systems] == ["assistant", *SYSTEMS]
    assert numbers["assistant"]["answer holds the gold answer"] == 0.5
    engine = result.systems[2]
    answers = {outcome.question_id: outcome.answer for outcome in engine.outcomes}
    assert answers["1"] is not None
    assert [(statement.text, statement.citations, statement.holds) for statement in answers["1"].statements] == [
        ("It was thick fog.", (1,), True),
        ("Nobody was hurt.", (), False),
    ]
    # One sentence without a source, and whatever is said where no article answers, is wrong though shown as right.
    assert numbers["citation-query-engine"][WITHOUT] > numbers["assistant"][WITHOUT]
    assert numbers["citation-query-engine"]["abstention recall"] == 0.0
    assert numbers["extractive"]["abstention recall"] == 1.0


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("None of the provided sources are helpful.", "not_found"),
        ("The sources do not mention it.", "not_found"),
        ("Empty Response", "not_found"),
        ("It was fog (Source 1).", "answered"),
    ],
)
def test_the_engine_abstains_if_it_says_so(text: str, status: str) -> None:
    answer = citation_query_engine.parse_engine_answer("Why?", date(2026, 1, 1), Evidence(()), text)
    assert answer.status == status


def test_what_a_run_that_broke_off_has_asked_is_kept_for_the_same_model_only(
    folder: Path, cache: Path, tmp_path: Path
) -> None:
    journal = tmp_path / "run.unfinished.jsonl"
    with pytest.raises(AssistantError), LLMServer(Says(writes), Says(writes), Fails(401)) as failing:
        measured(folder, cache, failing, ("citation-query-engine",), journal)
    kept = [json.loads(line) for line in journal.read_text().splitlines()]
    assert [line["system"] for line in kept] == ["assistant"] * len(QUESTIONS)
    with journal.open("a") as lines:
        lines.write('{"half a li')  # what a killed run leaves
    with LLMServer(Says(writes)) as another:
        result, progress = measured(folder, cache, another, (), journal)
        assert another.bodies
    assert progress.said == []
    assert len(result.systems[0].outcomes) == len(QUESTIONS)
    assert not journal.exists()


def test_what_is_kept_is_taken_over_and_not_asked_again(folder: Path, cache: Path, tmp_path: Path) -> None:
    journal, kept = tmp_path / "run.unfinished.jsonl", tmp_path / "kept"
    with LLMServer(Says(writes)) as server:
        journal.touch()
        kept.hardlink_to(journal)  # what a run that has ended well throws away
        first, _ = measured(folder, cache, server, SYSTEMS, journal)
        bodies = len(server.bodies)
        kept.rename(journal)
        second, progress = measured(folder, cache, server, SYSTEMS, journal)
        assert len(server.bodies) == bodies
    assert second.systems == first.systems
    assert "going on after 9 answers" in progress.said[0]


def test_the_same_questions_are_drawn_every_time_and_more_of_them_hold_the_fewer() -> None:
    def question(number: int) -> EvalQuestion:
        return EvalQuestion(f"q{number}", "?", None, ("a",), number % 3 > 0, frozenset())

    questions = [question(number) for number in range(30)]
    few, more = Sample.parse("4+2").draw(questions), Sample.parse("8+4").draw(questions)
    assert [sum(question.answerable for question in drawn) for drawn in (few, more)] == [4, 8]
    assert [len(drawn) for drawn in (few, more)] == [6, 12]
    assert {question.id for question in few} < {question.id for question in more}
    for wrong in ("40", "0+2", "a+b", "40+20+1"):
        with pytest.raises(UsageError, match="40\\+20"):
            Sample.parse(wrong)
    with pytest.raises(UsageError, match="there are only 20\\+10"):
        Sample.parse("21+1").draw(questions)


def test_baselines_that_answer_need_a_language_model(
    folder: Path, cache: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["eval", str(folder), "--cache", str(cache), "--baselines", "extractive"]) == 2
    assert "--llm" in capsys.readouterr().err.splitlines()[-1]


def test_the_first_word_is_timed_beside_the_model(
    tmp_path: Path, cache: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    twice = [QUESTIONS[0], {**QUESTIONS[0], "id": "again"}]
    folder = write_set(tmp_path / "set", questions=twice)
    with LLMServer(Says(writes)) as server:
        command = ["eval", "first-token", str(folder), "--llm", server.setting, "--cache", str(cache), "--json"]
        assert main(command) == 0
    (wait,) = json.loads(capsys.readouterr().out)
    assert 0 <= wait["model_ms"] < wait["total_ms"]
