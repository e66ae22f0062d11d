"""Every example runs as its own first lines say."""

import io
import runpy
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
