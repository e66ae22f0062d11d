"""`assistant chat` with a language model: its words as they come, Ctrl-C, and nothing of that in a pipe."""

import io
import json
import re
from pathlib import Path

import pytest
from llm_servers import Body, LLMServer, Says, passage_with
from sample_library import sample_library
from terminal import Terminal

from assistant.cli import main

QUESTION = "When did Tannery Bridge reopen?"
DAY = "2026-07-01"


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return sample_library(tmp_path_factory.mktemp("samples"))


def reopened(body: Body) -> str:
    number = passage_with(body, "6 a.m. on Saturday")
    return f"Tannery Bridge reopened at 6 a.m. on Saturday [{number}]. Ruritania paid for the repair [{number}]."


def chat(library: Path, server: LLMServer) -> Terminal:
    return Terminal(
        "chat", "--library", library, "--as-of", DAY, cwd=library, ASSISTANT_LLM=server.setting, COLUMNS="160"
    )


def test_in_a_terminal_words_come_as_they_are_written_and_give_way_to_checked_sentences(library: Path) -> None:
    with LLMServer(Says(reopened)) as server:
        terminal = chat(library, server)
        terminal.wait_for("> ")
        terminal.type(f"{QUESTION}\n")
        terminal.wait_for("Newest source")
        terminal.type("/quit\n")
        assert terminal.end() == 0
    *drawn, last = re.split(r"\x1b\[2K", terminal.shown)
    plain = [re.sub(r"\x1b\[[\d;?]*[a-zA-Z]", "", frame) for frame in drawn]
    assert any(frame.strip() == "Tannery Bridge reopened at" for frame in plain)
    left = re.sub(r"\x1b\[[\d;?]*[a-zA-Z]", "", last)
    assert left.count("Tannery Bridge reopened at 6 a.m. on Saturday. [1]") == 1
    assert (
        len(re.findall(r"Ruritania paid for the repair\.(?: \[\d[\]\[\d]*)? \(not confirmed by its source\)", left))
        == 1
    )


def test_ctrl_c_stops_the_model_and_not_the_conversation(library: Path) -> None:
    with LLMServer(Says("The bridge and another word then", then="hangs"), Says(reopened)) as server:
        terminal = chat(library, server)
        terminal.wait_for("> ")
        terminal.type(f"{QUESTION}\n")
        terminal.wait_for("another word")
        terminal.interrupt()
        terminal.wait_for("stopped")
        assert server.client_gone.wait(20)
        terminal.wait_for("> ")
        terminal.type(f"{QUESTION}\n")
        terminal.wait_for("Newest source")
        terminal.type("/quit\n")
        assert terminal.end() == 0
    assert "Traceback" not in terminal.shown


def test_in_a_pipe_there_are_whole_answers_only(
    library: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with LLMServer(Says(reopened)) as server:
        monkeypatch.setenv("ASSISTANT_LLM", server.setting)
        for options in (["--json"], []):
            monkeypatch.setattr("sys.stdin", io.StringIO(f"{QUESTION}\n"))
            assert main(["chat", "--library", str(library), "--as-of", DAY, *options]) == 0
            out, err = capsys.readouterr()
            assert "\x1b" not in out + err
            assert "You may ask" not in out
            if options:
                assert [entry["supported"] for entry in json.loads(out)["statements"]] == [True, False]
            else:
                assert out.startswith("Tannery Bridge reopened at 6 a.m. on Saturday. [1]")


def test_a_suggested_question_is_asked_by_its_number(library: Path) -> None:
    terminal = Terminal("chat", "--library", library, "--as-of", DAY, cwd=library)
    terminal.wait_for("You may ask")
    terminal.wait_for("> ")
    terminal.type("1\n")
    terminal.wait_for("Newest source")
    terminal.type("/quit\n")
    assert terminal.end() == 0
