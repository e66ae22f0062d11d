"""`assistant chat`, `ask` and `ingest` in a terminal and in a pipe."""

import io
import json
import re
from pathlib import Path

import pytest
from cli_runs import make_library, run, write_articles
from terminal import Terminal

from assistant.cli import main

WHO = "Who is the captain of the ferry Petrel?"
FOLLOW_UP = "And at what time does it sail?"


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_library(tmp_path_factory.mktemp("chat"))


def test_piped_each_line_is_a_question_and_a_follow_up_is_understood(library, tmp_path):
    done = run("chat", "--library", library, cwd=tmp_path, stdin=f"{WHO}\n\n{FOLLOW_UP}\n")
    assert done.code == 0
    assert done.out.startswith("Ada Moreno [1]\nAda Moreno is the captain of the ferry Petrel.")
    assert "nine in the morning" in done.out
    assert ">" not in done.out


def test_with_json_each_answer_is_one_line_and_a_new_conversation_carries_nothing_over(library, monkeypatch, capsys):
    lines = f"{WHO}\n/new\n{FOLLOW_UP}\n/quit\nWho is never asked?\n"
    monkeypatch.setattr("sys.stdin", io.StringIO(lines))
    assert main(["chat", "--json", "--library", str(library), "--as-of", "2026-05-01"]) == 0
    answers = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [answer["question"] for answer in answers] == [WHO, FOLLOW_UP]
    assert answers[1]["standalone_question"] == FOLLOW_UP
    assert {answer["as_of"] for answer in answers} == {"2026-05-01"}


def test_a_bad_question_does_not_end_the_conversation(library, monkeypatch, capsys):
    monkeypatch.setattr("sys.stdin", io.StringIO(f"?!\n/nonsense\n{WHO}\n"))
    assert main(["chat", "--library", str(library)]) == 1
    out, err = capsys.readouterr()
    assert "error: the question is empty" in err
    assert "/nonsense is no command here" in err
    assert out.startswith("Ada Moreno")


@pytest.mark.parametrize("leave", ["/quit\n", "\x04", "ctrl-c"])
def test_a_conversation_in_a_terminal_is_left_cleanly(leave, library, tmp_path):
    terminal = Terminal("chat", "--library", library, cwd=tmp_path)
    terminal.wait_for("> ")
    terminal.type(f"{WHO}\n")
    terminal.wait_for("Newest source")
    terminal.wait_for("> ")
    if leave == "ctrl-c":
        terminal.interrupt()
    else:
        terminal.type(leave)
    assert terminal.end() == 0
    assert "Traceback" not in terminal.shown
    assert "error" not in terminal.shown


def test_on_a_terminal_an_answer_has_colour_but_none_of_an_articles_own(library, tmp_path):
    terminal = Terminal("ask", "Who is the lighthouse keeper?", "--library", library, cwd=tmp_path)
    assert terminal.end() == 0
    assert "\x1b[1;36m[1]" in terminal.shown
    words = re.sub(r"\x1b\[[\d;]*m", "", terminal.shown)
    assert "Otto [red]Brandt[/red]" in words
    assert not set(words) & set("\x1b\x9b\x90\u202e")


def test_on_a_terminal_an_ingest_shows_a_bar_and_then_the_report(tmp_path):
    terminal = Terminal("ingest", write_articles(tmp_path / "articles"), "--library", "new", cwd=tmp_path)
    assert terminal.end() == 0
    assert "3 articles" in terminal.shown
    assert "━" in terminal.shown
    assert terminal.shown.index("━") < terminal.shown.index("added")
