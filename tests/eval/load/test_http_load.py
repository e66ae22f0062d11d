"""A load tells what happened: what was answered, what went wrong, which quotes were not exact, and how long adding articles took."""

import json
import shutil
from pathlib import Path

import pytest
from api_server import served
from question_sets import write_set
from sample_library import SUMMER

from assistant import Assistant
from assistant.api.article_schemas import ArticleShown
from assistant.cli import main
from assistant.eval.load.http_load import measure_load
from assistant.eval.load.load_result import LoadResult, TimedAnswer
from assistant.eval.load.split_articles import held_out_articles, write_kept_articles
from assistant.eval.question_sets.question_set import EvalQuestion, read_question_set
from assistant.ingest.article import Article

NEWS = [
    {"id": f"kiosk-{number}", "text": f"Kiosk {number} opened on Rope Street. It sells bread.", "title": "Kiosk"}
    for number in range(30)
]
QUESTIONS = [
    EvalQuestion(str(number), text, SUMMER, ("",), True, frozenset())
    for number, text in enumerate(["Who won the Corran Cup?", "When did Tannery Bridge reopen?", "Who is the captain?"])
]


@pytest.fixture
def library_copy(samples: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(samples, tmp_path / "own"))


def test_clients_ask_until_the_time_is_over_and_every_article_is_added(library_copy: Path) -> None:
    with served(library_copy) as api:
        result = measure_load(api.url, QUESTIONS, 3, 0.2, NEWS)
        assert api.assistant.article("kiosk-29").text == NEWS[29]["text"]
    assert result.ingested == len(NEWS)
    assert 0 < result.ingest_seconds <= result.seconds
    assert result.seconds >= 0.2
    figures = result.summary()
    assert figures["answers"] == len(result.answers) >= 3
    assert figures["answered"] > 0
    assert figures["during_ingest"]["answers"] + figures["after_ingest"]["answers"] == figures["answers"]
    assert result.citations > 0
    assert (result.wrong_citations, result.errors) == (0, {})
    assert result.memory_mb[0][1] > 10
    json.dumps(figures)


def test_a_quote_that_is_not_the_exact_slice_of_its_article_is_counted(
    library_copy: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    exact = ArticleShown.of

    def moved(article: Article) -> ArticleShown:
        shown = exact(article)
        return shown.model_copy(update={"text": f" {shown.text}"})

    monkeypatch.setattr(ArticleShown, "of", moved)
    with served(library_copy) as api:
        result = measure_load(api.url, QUESTIONS[:1], 1, 0.1, [])
    assert result.wrong_citations == result.citations > 0


def test_refused_requests_are_counted_by_code(library_copy: Path) -> None:
    with served(library_copy, answers_at_once=1, answers_waiting=0) as api:
        result = measure_load(api.url, QUESTIONS, 6, 0.3, [{"id": "empty", "text": " "}])
    assert result.errors["too_busy"] > 0
    assert result.errors["ingest"] == 1
    assert result.answers


def test_an_unreachable_server_is_an_error_and_no_endless_wait() -> None:
    result = measure_load("http://127.0.0.1:9", QUESTIONS, 2, 0.2, NEWS)
    assert set(result.errors) == {"ConnectError"}
    assert (result.answers, result.ingested) == ([], 0)


def test_answers_during_and_after_the_ingest_are_reported_separately() -> None:
    answers = [TimedAnswer(1.0, 400.0, True), TimedAnswer(2.0, 600.0, False), TimedAnswer(3.0, 100.0, True)]
    memory = [(0.0, 100.0), (2.0, 300.0), (3.0, 310.0)]
    figures = LoadResult(2, 4.0, answers, memory_mb=memory, ingested=5, ingest_seconds=2.0).summary()
    assert (figures["answers_per_second"], figures["p50_ms"]) == (0.8, 400)
    assert figures["during_ingest"] == {
        "answers": 2,
        "answers_per_second": 1.0,
        "p50_ms": 500,
        "p95_ms": 590,
        "p99_ms": 598,
    }
    assert (figures["after_ingest"]["answers"], figures["after_ingest"]["p99_ms"]) == (1, 100)
    assert figures["memory_growth_mb"] == 10.0


def test_answers_beside_attackers_are_compared_with_those_before(library_copy: Path) -> None:
    with served(library_copy) as api:
        result = measure_load(api.url, QUESTIONS, 1, 0.5, [], attackers=2)
        for name in ("healthz", "readyz"):
            assert api.http.get(f"/{name}").status_code == 200
    figures = result.summary()
    assert figures["beside_attackers"]["answers"] > 0
    assert figures["slowdown"] > 0
    assert result.errors == {}
    assert figures["attacks"]
    assert not any(": 5" in outcome for outcome in figures["attacks"])


def test_the_command_serves_a_library_of_its_own_and_holds_back_what_is_added(
    question_set: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    library = tmp_path / "library"
    options = ["--library", str(library), "--askers", "2", "--seconds", "1", "--ingest", "1", "--json"]
    assert main(["eval", "load", str(question_set), *options]) == 0
    figures = json.loads(capsys.readouterr().out)
    assert (figures["ingested"], figures["errors"], figures["wrong_citations"]) == (1, {}, 0)
    with Assistant.open(library, create=False) as assistant:
        assert {article.id for article in assistant.articles()} == {"fog", "cup"}


def test_the_last_articles_of_a_set_are_held_out_and_the_others_kept(question_set: Path, tmp_path: Path) -> None:
    loaded = read_question_set(question_set)
    assert [article["id"] for article in held_out_articles(loaded, 1)] == ["cup"]
    assert held_out_articles(loaded, 0) == []
    lines = write_kept_articles(loaded, 1, tmp_path / "kept.jsonl").read_text("utf-8").splitlines()
    assert [json.loads(line)["id"] for line in lines] == ["fog"]


@pytest.fixture
def question_set(tmp_path: Path) -> Path:
    return write_set(tmp_path / "set")
