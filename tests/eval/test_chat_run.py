"""`assistant eval SET.jsonl` asks chat sets, scores and lists answers, and its results can be compared."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from chat_sets import sample_chat_set, write_chat_set
from llm_servers import LLMServer, Says
from sample_library import SAMPLES

from assistant import Assistant, UsageError
from assistant.cli import main
from assistant.eval.chat_run import ChatPlan, run_chat
from assistant.eval.question_sets.chat_set import read_chat_set
from assistant.eval.results.chat_result import ChatResult, read_any_result
from assistant.eval.results.result import save_result

SCORE_CHAT = Path(__file__).parents[3] / "shared" / "tools" / "score_chat.py"


class RecordingProgress:
    """Keeps what a run reports."""

    def __init__(self) -> None:
        self.texts: list[str] = []
        self.asked_questions = 0

    def say(self, text: str) -> None:
        self.texts.append(text)

    def started(self, system: str, questions: int) -> None: ...

    def asked(self) -> None:
        self.asked_questions += 1


@pytest.fixture(scope="module")
def chat_file(samples: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_chat_set(tmp_path_factory.mktemp("chat") / "chat.jsonl", sample_chat_set(samples))


@pytest.fixture(scope="module")
def result_file(samples: Path, chat_file: Path) -> Path:
    saved = chat_file.with_name("result.json")
    assert main(["eval", str(chat_file), "--library", str(samples), "--save", str(saved)]) == 0
    return saved


def run(
    library: Path, file: Path, half: str = "all", journal: Path | None = None
) -> tuple[ChatResult, RecordingProgress]:
    progress = RecordingProgress()
    with Assistant.open(library, create=False) as assistant:
        plan = ChatPlan(half, (), {}, journal)
        return run_chat(assistant, read_chat_set([file], assistant.library), plan, progress), progress


def test_the_command_prints_metrics_with_intervals_kinds_and_bad_answers_as_json(
    samples: Path, chat_file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["eval", str(chat_file), "--library", str(samples), "--json"]) == 0
    printed = json.loads(capsys.readouterr().out)
    metrics, intervals = printed["systems"]["assistant"], printed["intervals"]["assistant"]
    assert (printed["questions"], printed["answerable"]) == (8, 6)
    assert {"good", "right", "first", "precision", "refused rightly", "lead wrong", "pairs", "auroc"} <= set(metrics)
    for name, bounds in intervals.items():
        if bounds is not None:
            assert bounds[0] <= metrics[name] <= bounds[1]
    assert sum(kind["questions"] for name, kind in printed["kinds"]["assistant"].items() if name != "follow-ups") == 8
    assert printed["kinds"]["assistant"]["follow-ups"]["questions"] == 1


def test_the_bad_answers_are_the_questions_with_problems(
    samples: Path, chat_file: Path, result_file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    result = read_any_result(result_file)
    assert isinstance(result, ChatResult)
    outcomes = result.systems[0].outcomes
    problems = {outcome.question_id: list(outcome.problems) for outcome in outcomes if outcome.problems}
    assert {outcome.question_id for outcome in outcomes if not outcome.good} <= set(problems)
    capsys.readouterr()
    assert main(["eval", "chat", str(chat_file), "--library", str(samples), "--json"]) == 0
    listed = json.loads(capsys.readouterr().out)["bad"]["assistant"]
    assert {answer["id"]: answer["problems"] for answer in listed} == problems
    assert main(["eval", "chat", str(chat_file), "--library", str(samples)]) == 0
    text = capsys.readouterr().out
    assert all(problem in text for of_question in problems.values() for problem in of_question)


def test_a_follow_up_is_asked_in_its_conversation(result_file: Path) -> None:
    result = read_any_result(result_file)
    assert isinstance(result, ChatResult)
    outcomes = {outcome.question_id: outcome for outcome in result.systems[0].outcomes}
    assert outcomes["w1"].standalone_question == "how often does the pupils' boat leave"
    assert outcomes["c1-2"].standalone_question == "Did Dorothea Quill know of the cracks?"


def test_the_halves_are_asked_apart_and_together_are_the_set(samples: Path, chat_file: Path) -> None:
    halves = [{question.id for question in run(samples, chat_file, half)[0].questions} for half in ("dev", "test")]
    everything = {record["id"] for record in map(json.loads, chat_file.read_text().splitlines())}
    assert halves[0] | halves[1] == everything
    assert not halves[0] & halves[1]
    assert {"t1a", "t1m"} <= halves[0] or {"t1a", "t1m"} <= halves[1]
    assert {"c1-1", "c1-2"} <= halves[0] or {"c1-1", "c1-2"} <= halves[1]


def test_two_results_are_compared_with_intervals(
    result_file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    result = read_any_result(result_file)
    assert isinstance(result, ChatResult)
    all_bad = [outcome.model_copy(update={"good": False}) for outcome in result.systems[0].outcomes]
    worse = result.model_copy(update={"systems": (result.systems[0].model_copy(update={"outcomes": tuple(all_bad)}),)})
    save_result(worse, tmp_path / "worse.json")
    assert main(["eval", "compare", str(tmp_path / "worse.json"), str(result_file), "--json"]) == 0
    good = next(line for line in json.loads(capsys.readouterr().out) if line["measure"] == "good")
    share = sum(outcome.good for outcome in result.systems[0].outcomes) / len(all_bad)
    assert (good["first"], good["second"]) == (0, pytest.approx(share))
    assert 0 <= good["low"] <= good["difference"] <= good["high"]


def test_results_of_different_questions_are_not_compared(
    samples: Path, chat_file: Path, result_file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    half = tmp_path / "half.json"
    assert main(["eval", str(chat_file), "--library", str(samples), "--half", "dev", "--save", str(half)]) == 0
    capsys.readouterr()
    assert main(["eval", "compare", str(half), str(result_file)]) == 2
    assert "half dev and half all" in capsys.readouterr().err
    assert main(["eval", "report", str(result_file), "--out", str(tmp_path / "report.html")]) == 2
    assert len(capsys.readouterr().err.splitlines()) == 1


def test_an_interrupted_run_is_resumed_and_a_conversation_starts_again(
    samples: Path, chat_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    journal = tmp_path / "run.unfinished.jsonl"
    ask = Assistant.ask
    questions: list[str] = []

    def failing_ask(assistant: Assistant, question: str, **options: Any) -> Any:
        if question == "Did she know of the cracks?":
            raise KeyboardInterrupt
        questions.append(question)
        return ask(assistant, question, **options)

    monkeypatch.setattr(Assistant, "ask", failing_ask)
    with pytest.raises(KeyboardInterrupt):
        run(samples, chat_file, journal=journal)
    assert [json.loads(line)["outcome"]["question_id"] for line in journal.read_text().splitlines()] == [
        "t1a",
        "t1m",
        "c1-1",
    ]

    def counting_ask(assistant: Assistant, question: str, **options: Any) -> Any:
        questions.append(question)
        return ask(assistant, question, **options)

    monkeypatch.setattr(Assistant, "ask", counting_ask)
    questions.clear()
    resumed, progress = run(samples, chat_file, journal=journal)
    assert "going on after 3 answers" in progress.texts[0]
    assert "Who is the mayor of Port Ashby?" in questions
    assert not [question for question in questions if "longest crack" in question]
    assert not journal.exists()
    monkeypatch.undo()
    complete, _ = run(samples, chat_file)
    untimed = [outcome.model_copy(update={"ask_ms": 0.0}) for outcome in resumed.systems[0].outcomes]
    assert untimed == [outcome.model_copy(update={"ask_ms": 0.0}) for outcome in complete.systems[0].outcomes]


def test_articles_can_be_given_in_place_of_a_library(
    chat_file: Path, result_file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    saved = tmp_path / "result.json"
    options = ["--articles", str(SAMPLES), "--cache", str(tmp_path / "cache"), "--save", str(saved)]
    assert main(["eval", str(chat_file), *options]) == 0
    first, second = read_any_result(saved), read_any_result(result_file)
    assert first.question_set == second.question_set
    capsys.readouterr()
    assert main(["eval", str(chat_file), "--articles", str(SAMPLES), "--library", str(tmp_path)]) == 2
    assert "contradict" in capsys.readouterr().err
    assert main(["eval", str(chat_file), "--articles", str(tmp_path / "nowhere")]) == 2
    assert "is not there" in capsys.readouterr().err.splitlines()[-1]


def test_baselines_answer_the_same_questions_in_the_same_run(
    samples: Path, chat_file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    saved = tmp_path / "result.json"
    with LLMServer(Says("Dorothea Quill is the mayor [1].")) as server:
        options = ["--library", str(samples), "--llm", server.setting, "--save", str(saved)]
        assert main(["eval", str(chat_file), *options]) == 0
        engine_prompts = [str(body) for body in server.bodies if "Source 1:" in str(body)]
        follow_ups = [str(body) for body in server.bodies if "Standalone question:" in str(body)]
    result = read_any_result(saved)
    assert [system.name for system in result.systems] == [
        "assistant",
        "extractive",
        "citation-query-engine",
        "condense-plus-context",
        "qa-model",
    ]
    assert any("Did Mayor Quill know of the cracks?" in prompt for prompt in engine_prompts)
    assert follow_ups
    assert all("assistant: Dorothea Quill is the mayor" in prompt for prompt in follow_ups)
    chat_engine = result.systems[3]
    assert all(not statement.quotes for outcome in chat_engine.outcomes for statement in outcome.statements)
    capsys.readouterr()
    assert main(["eval", "compare", str(saved), "--systems", "extractive", "assistant"]) == 0
    assert "refused rightly" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("baseline", "message"),
    [("bm25", "only retrieves"), ("magic", "no baseline 'magic'"), ("extractive", "--llm")],
)
def test_a_baseline_that_cannot_answer_is_refused(
    samples: Path, chat_file: Path, baseline: str, message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["eval", str(chat_file), "--library", str(samples), "--baselines", baseline]) == 2
    assert message in capsys.readouterr().err.splitlines()[-1]


def test_the_file_of_a_result_may_have_the_suffix_of_a_chat_set(
    samples: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    questions = tmp_path / "questions.csv"
    questions.write_text("question,expected answer\nWho won the Corran Cup?,Rovers\n")
    saved = tmp_path / "result.jsonl"
    assert main(["eval", str(questions), "--library", str(samples), "--no-baselines", "--save", str(saved)]) == 0
    assert "Hit@1" in capsys.readouterr().out


def test_a_half_without_questions_is_refused(samples: Path, tmp_path: Path) -> None:
    file = write_chat_set(tmp_path / "one.jsonl", sample_chat_set(samples)[-1:])
    result, _ = run(samples, file)
    with Assistant.open(samples, create=False) as assistant:
        half = read_chat_set([file], assistant.library).questions[0].half
    with pytest.raises(UsageError, match="has no question"):
        run(samples, file, "test" if half == "dev" else "dev")
    assert len(result.questions) == 1


@pytest.mark.skipif(not SCORE_CHAT.exists(), reason="needs the script that scores chat sets")
def test_the_figures_are_those_of_the_script_that_scores_chat_sets(
    samples: Path, chat_file: Path, result_file: Path, tmp_path: Path
) -> None:
    from assistant.eval.metrics.chat import chat_metrics

    out = tmp_path / "score.json"
    command = [sys.executable, str(SCORE_CHAT), str(samples), str(chat_file), "--out", str(out)]
    subprocess.run(command, check=True, capture_output=True)
    scores = json.loads(out.read_text())
    result = read_any_result(result_file)
    assert isinstance(result, ChatResult)
    metrics = chat_metrics(result.questions, result.systems[0].outcomes)
    for name, score in scores["summary"].items():
        metric = metrics.get(name.replace("_", " "))
        if metric is not None:
            value = metric.value(len(result.questions))
            assert (None if value is None else round(value, 3)) == score, name
    rows = {row["id"]: row for row in scores["rows"]}
    assert {outcome.question_id: outcome.good for outcome in result.systems[0].outcomes} == {
        identifier: row["good"] for identifier, row in rows.items()
    }
