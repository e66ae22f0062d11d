"""`assistant ask`: what is printed, in which shape, and where."""

import io
import json
from pathlib import Path

import pytest
from cli_runs import FERRY, FORBIDDEN, assert_one_error_line, make_library, run

from assistant import Assistant
from assistant.answers.answer import Answer
from assistant.cli import main

WHO = "Who is the captain of the ferry Petrel?"
SENTENCE = "Ada Moreno is the captain of the ferry Petrel."
UNANSWERED = "What is the price of oil?"

ANSWER_KEYS = {
    "question", "standalone_question", "status", "text", "statements", "citations", "passages", "as_of", "answerer",
    "timings_ms",
}  # fmt: skip
CITATION_KEYS = {"number", "article_id", "title", "source", "url", "published", "start", "end", "quote", "score"}
STATEMENT_KEYS = {"text", "citations", "supported", "short_answer", "remarks", "label", "wording"}
PASSAGE_KEYS = {"article_id", "start", "end", "score"}


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_library(tmp_path_factory.mktemp("ask"))


def ask(capsys: pytest.CaptureFixture[str], library: Path, *arguments: str) -> tuple[int, str, str]:
    code = main(["ask", *arguments, "--library", str(library)])
    return code, *capsys.readouterr()


def test_stdout_is_the_answer_and_stderr_says_what_is_done(library, tmp_path):
    done = run("ask", WHO, "--library", library, "--as-of", "2026-04-04", cwd=tmp_path)
    assert done.code == 0
    lines = done.out.splitlines()
    assert lines[0] == "Ada Moreno [1]"
    assert lines[1].startswith(SENTENCE)
    assert lines[1].endswith("[1]")
    assert "[1] Ferry Petrel returns to Gull Island in May — Ashby Wire, 3 April 2026" in lines
    assert lines[-1] == "Newest source: 3 April 2026, 1 day before 4 April 2026."
    assert done.err.splitlines() == [f"searching {library} (3 articles) as of 2026-04-04"]


def test_json_is_the_answer_of_the_api_and_nothing_else(library, tmp_path):
    done = run("ask", WHO, "--library", library, "--json", cwd=tmp_path)
    assert done.code == 0
    answer = done.json
    assert set(answer) >= ANSWER_KEYS
    assert Answer.model_validate_json(done.out).model_dump_json() + "\n" == done.out
    assert all(set(statement) == STATEMENT_KEYS for statement in answer["statements"])
    assert all(set(citation) >= CITATION_KEYS for citation in answer["citations"])
    assert all(set(passage) == PASSAGE_KEYS for passage in answer["passages"])
    first = answer["citations"][0]
    with Assistant.open(library, create=False) as assistant:
        text = assistant.article(first["article_id"]).text
    assert text[first["start"] : first["end"]] == first["quote"]
    assert first["quote"] == SENTENCE


def test_that_the_articles_do_not_say_is_a_success(library, capsys):
    code, out, _ = ask(capsys, library, UNANSWERED)
    assert code == 0
    assert out.startswith("The articles do not say.")
    assert len(out.splitlines()) == 1
    code, out, _ = ask(capsys, library, UNANSWERED, "--json")
    assert (code, json.loads(out)["status"]) == (0, "not_found")


def test_search_only_stops_after_the_passages_best_first(library, capsys):
    code, out, _ = ask(capsys, library, WHO, "--search-only", "--json", "--as-of", "2026-04-30")
    search_result = json.loads(out)
    assert code == 0
    assert set(search_result) == {"question", "standalone_question", "as_of", "passages"}
    assert (search_result["question"], search_result["as_of"]) == (WHO, "2026-04-30")
    assert all(set(passage) == PASSAGE_KEYS for passage in search_result["passages"])
    scores = [passage["score"] for passage in search_result["passages"]]
    assert scores == sorted(scores, reverse=True)
    assert len(scores) > 1
    code, out, _ = ask(capsys, library, WHO, "--search-only")
    assert out.startswith("1. Ferry Petrel returns")


def test_top_k_limits_the_passages(library, capsys):
    _, out, _ = ask(capsys, library, WHO, "--json", "--top-k", "1")
    assert len(json.loads(out)["passages"]) == 1
    code, out, err = ask(capsys, library, WHO, "--top-k", "0")
    assert (code, out) == (2, "")
    assert "between 1 and 200" in assert_one_error_line(err)


def test_an_article_later_than_the_day_asked_on_is_no_evidence(library, capsys):
    _, out, _ = ask(capsys, library, WHO, "--json", "--as-of", "2026-04-02")
    assert json.loads(out)["status"] == "not_found"


def test_the_question_can_come_from_stdin_or_as_several_words(library, monkeypatch, capsys):
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{WHO}\n"))
    code, out, _ = ask(capsys, library, "-", "--json")
    assert (code, json.loads(out)["question"]) == (0, WHO)
    _, out, _ = ask(capsys, library, *WHO.split(), "--json")
    assert json.loads(out)["question"] == WHO


@pytest.mark.parametrize("question", ["", "   ", "?!", "\udcff"])
def test_an_empty_question_is_wrong_usage(question, library, capsys):
    code, out, err = ask(capsys, library, question)
    assert (code, out) == (2, "")
    assert "the question is empty" in assert_one_error_line(err)


@pytest.mark.parametrize("more", [[], ["--search-only"]])
def test_a_question_of_100_000_characters_is_refused_in_one_short_line(more, library, capsys):
    code, out, err = ask(capsys, library, "why?" * 25_000, *more)
    assert (code, out) == (2, "")
    assert "100,000" in assert_one_error_line(err)
    assert len(err) < 500


def test_bytes_that_are_no_text_in_a_question_do_no_harm(library, capsys):
    code, out, _ = ask(capsys, library, f"{WHO} \udcff", "--json")
    assert code == 0
    assert json.loads(out)["status"] == "answered"


def test_nothing_an_article_holds_can_give_orders_to_a_terminal(library, capsys):
    question = "Who is the lighthouse keeper?"
    _, plain, _ = ask(capsys, library, question)
    assert "Otto [red]Brandt[/red]" in plain
    assert "[bold]painted[/bold]" in plain
    _, passages, _ = ask(capsys, library, question, "--search-only")
    assert not set(plain + passages) & set(FORBIDDEN)
    _, exact, _ = ask(capsys, library, question, "--json")
    assert "\u202e" in json.loads(exact)["citations"][0]["title"]


def test_an_empty_library_says_so_and_how_to_fill_it(tmp_path, capsys):
    Assistant.open(tmp_path / "empty").close()
    code, out, err = ask(capsys, tmp_path / "empty", WHO)
    assert code == 0
    assert out.startswith("The articles do not say.")
    assert "holds no article yet" in err
    assert "assistant ingest PATH" in err


def test_the_sentence_asked_about_stands_in_the_article():
    assert SENTENCE in FERRY


def test_source_narrows_the_question_to_a_publication(capsys, library):
    code, out, _ = ask(capsys, library, WHO, "--source", "ashby wire", "--json")
    assert code == 0
    assert {entry["source"] for entry in json.loads(out)["citations"]} == {"Ashby Wire"}
    code, _, err = ask(capsys, library, WHO, "--source", "Nobody")
    assert code == 2
    assert "'Nobody'; articles are from: " in assert_one_error_line(err)
