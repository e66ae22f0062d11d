"""Every example runs as its own first lines say."""

import io
import re
import runpy
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from llm_servers import Body, LLMServer, Says, prompt_text
from sample_library import SAMPLES

from assistant import Assistant

EXAMPLES = Path(__file__).parents[1] / "examples"
QUESTION = "Who won the Corran Cup?"


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Callable[..., str]:
    """Runs an example as `python examples/NAME ARGUMENTS` does, and gives what it prints."""

    def ran(name: str, *arguments: object, stdin: str = "") -> str:
        monkeypatch.setattr(sys, "argv", [name, *map(str, arguments)])
        monkeypatch.setattr(sys, "stdin", io.StringIO(stdin))
        try:
            runpy.run_path(str(EXAMPLES / name), run_name="__main__")
        except SystemExit as ended:
            if ended.code:
                raise
        return capfd.readouterr().out

    return ran


def think(body: Body) -> str:
    """What a model of a ReAct agent writes: first that it wants the tool, then what the tool gave it."""
    message = str(body["messages"][-1]["content"])
    if not message.startswith("Observation: "):
        assert "ask_articles" in prompt_text(body)
        return f'Thought: I need a tool.\nAction: ask_articles\nAction Input: {{"input": "{QUESTION}"}}'
    first, *rest = message.removeprefix("Observation: ").splitlines()
    assert "Sources:" in rest
    return f"Thought: I can answer without using any more tools.\nAnswer: As the articles say: {first}"


def test_the_agent_of_llama_index_asks_with_the_tool_and_shows_where_it_stands(
    samples: Path, run: Callable[..., str]
) -> None:
    with LLMServer(Says(think)) as server:
        out = run("llama_index_agent.py", samples, f"{server.root}/v1", "tiny", QUESTION)
    *sources, answer = out.splitlines()
    assert any("characters 160-302: Port Ashby Rovers beat Saltmarsh United" in source for source in sources)
    assert answer.startswith("As the articles say: Rovers [1]")


def test_the_chain_of_langchain_reads_passages_that_name_their_place(samples: Path, run: Callable[..., str]) -> None:
    out = run("langchain_chain.py", samples, QUESTION)
    assert "[1] Rovers win Corran Cup with goal in the 88th minute (article " in out
    assert out.rstrip().endswith(f"Question: {QUESTION}")


def test_the_mcp_client_asks_and_reads_on(samples: Path, run: Callable[..., str]) -> None:
    out = run("mcp_client.py", samples, QUESTION)
    assert "[2] “Port Ashby Rovers beat Saltmarsh United" in out
    assert "Deverell scores twice" in out


def test_the_python_app_answers_line_by_line(tmp_path: Path, run: Callable[..., str]) -> None:
    out = run("python_app.py", SAMPLES / "2026-04-25-cup-final.txt", tmp_path / "library", stdin=f"{QUESTION}\n\n")
    assert "Rovers win Corran Cup" in out
    assert "the question is empty" in out
    with Assistant.open(tmp_path / "library", create=False) as assistant:
        assert len(assistant.articles()) == 1


def test_no_example_is_left_untested() -> None:
    tested = Path(__file__).read_text("utf-8")
    assert not [path.name for path in EXAMPLES.glob("*.*") if f'"{path.name}"' not in tested]


def test_the_receiver_of_changed_answers_takes_what_is_signed_and_nothing_else() -> None:
    from datetime import UTC, date, datetime

    from assistant.answers.answer import Answer
    from assistant.standing_questions import AnswerChange
    from assistant.standing_questions.webhook import Webhook

    answers = [
        Answer(
            question=QUESTION,
            standalone_question=QUESTION,
            status="not_found",
            text=text,
            as_of=date.today(),
            answerer="x",
        )
        for text in ("Nobody knows.", "Rovers won.")
    ]
    now = datetime.now(UTC)
    change = AnswerChange(1, "q", QUESTION, now, "answered", *answers)
    command = [sys.executable, str(EXAMPLES / "webhook_receiver.py"), "0", "tide", "2"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as receiver:
        assert receiver.stdout
        address = receiver.stdout.readline().split()[-1]
        assert Webhook(address, "another secret").send(change, now) is not None
        assert Webhook(address, "tide").send(change, now) is None
        out, _ = receiver.communicate(timeout=30)
    assert out.splitlines() == [QUESTION, "  before: Nobody knows.", "  now:    Rovers won."]


@pytest.mark.parametrize("name", ["follow.cron", "article-assistant-follow.service"])
def test_the_lines_for_cron_and_systemd_name_commands_that_exist(name: str, capfd: pytest.CaptureFixture[str]) -> None:
    from assistant.cli import main

    commands = re.findall(r"bin/assistant ([^|\n>]+?)(?: \d>|$| \|)", (EXAMPLES / name).read_text(), re.MULTILINE)
    assert commands
    for command in commands:
        words = command.split()
        options = [word for word in words if word.startswith("--")]
        path = words[: 2 if words[0] == "follow" else 1]
        assert main([*path, "--help"]) == 0
        shown = capfd.readouterr().out
        assert all(option in shown for option in options), command
