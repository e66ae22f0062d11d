"""`assistant ingest`, `demo`, `reindex` and `articles`: what changes a library, and what it holds."""

import json
from dataclasses import fields
from pathlib import Path

import pytest
from cli_runs import FORBIDDEN, assert_one_error_line, make_library, run, write_articles

from assistant import Assistant
from assistant.cli import main
from assistant.cli.rendering.ingest_report import report_lines
from assistant.ingest.report import Copy, IngestReport, Problem


@pytest.fixture(autouse=True)
def _own_surroundings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("ASSISTANT_LIBRARY", raising=False)
    monkeypatch.delenv("ASSISTANT_EMBEDDER", raising=False)


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_library(tmp_path_factory.mktemp("ingest"))


def test_one_bad_source_is_named_with_its_reason_and_does_not_stop_the_others(tmp_path):
    articles = write_articles(tmp_path / "articles")
    (articles / "empty.txt").write_text("")
    done = run("ingest", "no-such-path", articles, "--json", cwd=tmp_path)
    assert done.code == 1
    report = done.json
    assert set(report) == {field.name for field in fields(IngestReport)}
    assert len(report["added"]) == 3
    failed = {Path(problem["origin"]).name: problem["reason"] for problem in report["failed"]}
    assert set(failed) == {"no-such-path", "empty.txt"}
    assert "does not exist" in failed["no-such-path"]
    assert "2 sources could not be read" in assert_one_error_line(done.err)
    assert (tmp_path / "library" / "catalog.sqlite3").is_file()


def test_the_report_is_on_stdout_and_a_second_ingest_changes_nothing(tmp_path, capsys):
    articles = str(write_articles(tmp_path / "articles"))
    assert main(["ingest", articles, "--library", "mine"]) == 0
    out, err = capsys.readouterr()
    assert ["added", "3"] in [line.split() for line in out.splitlines()]
    assert "passages in" in out.splitlines()[-1]
    assert err.splitlines()[0] == "ingesting into mine"
    assert main(["ingest", articles, "--library", "mine"]) == 0
    counts = [line.split() for line in capsys.readouterr().out.splitlines()]
    assert ["added", "0"] in counts
    assert ["unchanged", "3"] in counts


@pytest.fixture
def counts_as_large(_own_surroundings: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its index is left alone, where there is one."""
    monkeypatch.setattr("assistant.ingest.library.index_maintenance._LARGE_INDEX", 0)
    monkeypatch.setattr("assistant.ingest.library.index_maintenance._OVERDUE_SHARE", 10)
    (tmp_path / "first.txt").write_text("The first article\n\nIt was there before all others.")
    assert main(["ingest", str(tmp_path / "first.txt")]) == 0


@pytest.mark.usefixtures("counts_as_large")
def test_a_large_index_is_brought_up_to_date_after_the_report_is_printed(tmp_path, monkeypatch, capsys):
    outputs: list[str] = []
    capsys.readouterr()
    update = Assistant.update_index
    monkeypatch.setattr(Assistant, "update_index", lambda self: outputs.append(capsys.readouterr().out) or update(self))
    assert main(["ingest", str(write_articles(tmp_path / "articles"))]) == 0
    assert "passages in" in outputs[0]
    with Assistant.open("library") as assistant:
        assert not assistant.library.is_index_due()
        first = assistant.articles(limit=1)[0].id
    assert main(["articles", "remove", first]) == 0
    assert outputs[1:] == [f"removed {first}\n"]


@pytest.mark.usefixtures("counts_as_large")
def test_bringing_the_index_up_to_date_can_be_put_off_and_everything_is_found(tmp_path, monkeypatch, capsys):
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("assistant.ingest.library.vector_index.VectorIndex.add", interrupted)
    assert main(["ingest", str(write_articles(tmp_path / "articles"))]) == 0
    assert "the vector index stays as it was; the next ingest brings it up to date" in capsys.readouterr().err
    monkeypatch.undo()
    monkeypatch.chdir(tmp_path)
    assert main(["ask", "When does the ferry Petrel return?", "--as-of", "2026-06-01", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["status"] == "answered"


def test_columns_can_be_mapped(tmp_path, capsys):
    record = {"kopf": "Fog stops the ferry", "inhalt": "Fog kept the ferry Petrel in port all day."}
    (tmp_path / "records.jsonl").write_text(json.dumps(record) + "\n")
    assert main(["ingest", "records.jsonl", "--column", "text=inhalt", "--column", "title=kopf"]) == 0
    capsys.readouterr()
    main(["articles", "list", "--json"])
    assert json.loads(capsys.readouterr().out)[0]["title"] == "Fog stops the ferry"


def test_the_report_names_what_failed_why_and_every_warning():
    report = IngestReport(
        added=["a", "b"],
        copies=[Copy("b", "a")],
        failed=[Problem("bad\x1b[2J.pdf", "needs a password")],
        warnings=[Problem("odd.txt", "is dated 2099-01-01, in the future")],
        passages=3120,
        seconds=130.0,
    )
    shown = ["".join(piece.text for piece in line) for line in report_lines(report)]
    assert "  bad[2J.pdf: needs a password" in shown
    assert "  odd.txt: is dated 2099-01-01, in the future" in shown
    assert [line.split() for line in shown if line.startswith("same story")] == [["same", "story", "1"]]
    assert shown[-1] == "3,120 passages in 130.0 s (24 passages/s)"


def test_piped_progress_is_plain_lines_on_stderr(tmp_path, monkeypatch, capsys):
    from assistant.cli import progress

    monkeypatch.setattr(progress, "_ARTICLES_BETWEEN_LINES", 2)
    assert main(["ingest", str(write_articles(tmp_path / "articles"))]) == 0
    out, err = capsys.readouterr()
    assert "read 2 articles, 0 passages stored" in err
    assert "read 2" not in out
    assert "\r" not in err


def test_the_demo_answers_two_questions_admits_that_it_cannot_answer_the_third_and_says_how_to_go_on(
    tmp_path, monkeypatch, capsys
):
    monkeypatch.setenv("ASSISTANT_LIBRARY", "not-this-one")
    assert main(["demo"]) == 0
    report, first, second, third = capsys.readouterr().out.split("Question: ")
    assert "failed             0" in report
    assert "3.1 million euros" in first
    assert "[1] Council corrects cost of bridge repairs" in first
    assert "Newest source: 19 October 2016, 1 day before 20 October 2016." in second
    assert "The articles do not say." in third
    assert third.splitlines()[-1].endswith("assistant serve --library demo-library")
    assert (tmp_path / "demo-library").is_dir()
    assert not (tmp_path / "not-this-one").exists()


def test_articles_are_listed_newest_first(library, capsys):
    assert main(["articles", "list", "--library", str(library), "--json"]) == 0
    listed = json.loads(capsys.readouterr().out)
    assert [entry["published"][:10] for entry in listed] == ["2026-04-12", "2026-04-03", "2026-02-01"]
    assert set(listed[0]) == {"id", "title", "source", "url", "published", "words", "language", "story"}
    assert main(["articles", "list", "--library", str(library), "--limit", "1"]) == 0
    (line,) = capsys.readouterr().out.splitlines()
    assert "2026-04-12  The Harbour Post  Bakery on Rope Street" in line


def test_articles_can_be_searched_for(library, capsys):
    main(["articles", "list", "--library", str(library), "--search", "FERRY", "--json"])
    assert [entry["title"] for entry in json.loads(capsys.readouterr().out)] == [
        "Ferry Petrel returns to Gull Island in May"
    ]


def test_an_article_is_shown_without_its_orders_to_the_terminal_and_exact_as_json(library, capsys):
    assert main(["articles", "show", "hostile-1", "--library", str(library)]) == 0
    out = capsys.readouterr().out
    assert "Otto [red]Brandt[/red]" in out
    assert not set(out) & set(FORBIDDEN)
    assert main(["articles", "list", "--library", str(library)]) == 0
    assert not set(capsys.readouterr().out) & set(FORBIDDEN)
    assert main(["articles", "show", "hostile-1", "--library", str(library), "--json"]) == 0
    article = json.loads(capsys.readouterr().out)
    assert "\u202e" in article["text"]
    assert set(article) >= {"id", "title", "text", "source", "origin", "url", "authors", "published", "language"}


def test_an_article_that_is_not_there_is_wrong_usage(library, capsys):
    assert main(["articles", "show", "nothing", "--library", str(library)]) == 2
    assert "there is no article with the id 'nothing'" in assert_one_error_line(capsys.readouterr().err)


def test_removed_articles_are_gone_and_unknown_ones_are_named(tmp_path, capsys):
    library = str(make_library(tmp_path))
    assert main(["articles", "remove", "hostile-1", "nothing", "--library", library, "--json"]) == 1
    out, err = capsys.readouterr()
    assert json.loads(out) == {"removed": ["hostile-1"], "missing": ["nothing"]}
    assert "'nothing'" in assert_one_error_line(err)
    assert main(["articles", "show", "hostile-1", "--library", library]) == 2


def test_reindex_builds_the_index_anew(library, capsys):
    assert main(["reindex", "--library", str(library), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["passages"] == 3
    assert main(["ask", "Who is the captain of the ferry Petrel?", "--library", str(library)]) == 0
    assert capsys.readouterr().out.startswith("Ada Moreno")
