import json
import re
import sys
from pathlib import Path

import pytest
from question_sets import ARTICLES, QUESTIONS, write_set

from assistant import UsageError
from assistant.cli import main
from assistant.eval.article_library import open_set
from assistant.eval.metrics.summary import metric_values
from assistant.eval.question_sets.as_of import AsOfRule
from assistant.eval.question_sets.question_set import read_question_set
from assistant.eval.results.result import Result, read_result, save_result
from assistant.eval.run import RunPlan, run
from assistant.eval.systems.baselines import installed_baselines
from assistant.settings import Settings


class Quiet:
    """Ignores the progress."""

    def say(self, text: str) -> None: ...
    def started(self, system: str, questions: int) -> None: ...
    def asked(self) -> None: ...


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("cache")


@pytest.fixture
def question_set(tmp_path: Path) -> Path:
    return write_set(tmp_path / "set")


def measured(
    folder: Path, cache: Path, as_of: str = "own", baselines: tuple[str, ...] = ("bm25", "dense", "rrf")
) -> Result:
    loaded = read_question_set(folder)
    with open_set(loaded, Settings(), cache) as assistant:
        return run(assistant, loaded, RunPlan("all", AsOfRule.parse(as_of), baselines, cache, {}), Quiet())


def test_a_run_counts_what_was_found_answered_and_refused(question_set: Path, cache: Path) -> None:
    numbers = metric_values(measured(question_set, cache))["assistant"]
    # The cup final lies after the day its question is asked on: it cannot be found.
    assert numbers["Hit@1"] == numbers["MRR"] == numbers["nDCG@10"] == 0.5
    assert numbers["answer holds the gold answer"] == 0.5
    assert numbers["abstention recall"] == 1.0
    assert numbers["abstention AUROC"] is not None
    assert {"search p50", "search p95", "answer p50", "ask p95"} <= set(numbers)


def test_the_same_numbers_come_out_twice(question_set: Path, cache: Path, tmp_path: Path) -> None:
    for name in ("first", "second"):
        save_result(measured(question_set, cache), tmp_path / f"{name}.json")
    first, second = (
        re.sub(r'"timings_ms": \{[^}]*\}|"made": "[^"]*"', "", (tmp_path / f"{name}.json").read_text())
        for name in ("first", "second")
    )
    assert first == second


def test_a_saved_result_holds_what_is_needed_to_repeat_it(question_set: Path, cache: Path, tmp_path: Path) -> None:
    result = measured(question_set, cache)
    save_result(result, tmp_path / "result.json")
    assert read_result(tmp_path / "result.json") == result
    assert result.question_set.content_hash == read_question_set(question_set).content_hash
    assert result.settings["passage_words"] == Settings().passage_words
    assert result.question_set.embedder == "all-MiniLM-L6-v2"
    assert {"numpy", "onnxruntime", "torch"} <= set(result.environment.packages)
    assert [system.name for system in result.systems] == ["assistant", "bm25", "dense", "rrf"]


def test_questions_can_be_asked_later_or_on_no_day(question_set: Path, cache: Path) -> None:
    for as_of, day in (("+365", "2027-01-15"), ("none", None)):
        result = measured(question_set, cache, as_of, baselines=())
        assert result.questions[1].as_of == day
        assert metric_values(result)["assistant"]["Hit@1"] == 1.0


def test_only_the_baseline_that_says_so_leaves_out_later_articles(question_set: Path, cache: Path) -> None:
    numbers = metric_values(measured(question_set, cache, baselines=("bm25", "dense", "rrf", "rrf-as-of")))
    assert [numbers[name]["Hit@1"] for name in ("bm25", "dense", "rrf", "rrf-as-of")] == [1.0, 1.0, 1.0, 0.5]


@pytest.mark.skipif("llama-index" not in installed_baselines(), reason="the extra eval is not installed")
def test_llama_index_is_measured_over_an_index_that_is_made_once(question_set: Path, tmp_path: Path) -> None:
    first = measured(question_set, tmp_path / "cache", baselines=("llama-index",)).systems[1]
    (folder,) = (tmp_path / "cache").glob("llama-index-*")
    made = {file: file.stat().st_mtime_ns for file in folder.iterdir()}
    second = measured(question_set, tmp_path / "cache", baselines=("llama-index",)).systems[1]
    assert [outcome.found for outcome in first.outcomes] == [outcome.found for outcome in second.outcomes]
    assert [outcome.hit_rank for outcome in first.outcomes] == [1, 1, None]
    assert {file: file.stat().st_mtime_ns for file in folder.iterdir()} == made
    texts = {str(article["id"]): str(article["text"]) for article in ARTICLES}
    for passage in (passage for outcome in first.outcomes for passage in outcome.found):
        assert texts[passage.article_id][passage.start : passage.end] == passage.excerpt


def test_a_baseline_makes_the_folder_that_it_keeps_its_vectors_in(
    question_set: Path, cache: Path, tmp_path: Path
) -> None:
    loaded = read_question_set(question_set)
    plan = RunPlan("all", AsOfRule.parse("own"), ("dense",), tmp_path / "not" / "there", {})
    with open_set(loaded, Settings(), cache) as assistant:
        first, second = (metric_values(run(assistant, loaded, plan, Quiet()))["dense"]["Hit@1"] for _ in range(2))
    assert first == second
    (kept,) = (tmp_path / "not" / "there").iterdir()
    assert kept.suffix == ".npz"


def test_the_library_of_a_set_is_made_once(question_set: Path, tmp_path: Path) -> None:
    loaded = read_question_set(question_set)
    with open_set(loaded, Settings(), tmp_path / "cache") as first:
        folder, generation = first.library.folder, first.library.catalog.generation()
    with open_set(loaded, Settings(), tmp_path / "cache") as second:
        assert second.library.folder == folder
        assert second.library.catalog.generation() == generation


def test_a_half_without_an_answerable_question_is_refused(tmp_path: Path, cache: Path) -> None:
    loaded = read_question_set(write_set(tmp_path / "set", questions=QUESTIONS[:1]))
    other = "test" if loaded.questions[0].half == "dev" else "dev"
    with open_set(loaded, Settings(), cache) as assistant, pytest.raises(UsageError, match=f"half {other}"):
        run(assistant, loaded, RunPlan(other, AsOfRule.parse("own"), (), cache, {}), Quiet())


def test_the_command_prints_the_numbers_as_json(
    question_set: Path, cache: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    saved = tmp_path / "result.json"
    run_set = ["eval", str(question_set), "--cache", str(cache), "--baselines", "rrf"]
    assert main([*run_set, "--json", "--save", str(saved)]) == 0
    printed = json.loads(capsys.readouterr().out)
    assert printed["questions"] == 3
    assert list(printed["systems"]) == ["assistant", "rrf"]
    assert read_result(saved).question_set.name == "set"


def test_settings_of_a_file_are_measured(
    question_set: Path, cache: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    config, saved = tmp_path / "other.toml", tmp_path / "result.json"
    run_set = ["eval", "--no-baselines", str(question_set), "--cache", str(cache), "--config", str(config)]
    config.write_text("top_k = 3\n")
    assert main([*run_set, "--save", str(saved)]) == 0
    assert read_result(saved).settings["top_k"] == 3
    assert read_result(saved).config == {"top_k": 3}
    for broken, message in (("top_k = 0\n", "top_k"), ("nonsense = 1\n", "nonsense"), ("top_k =\n", "other.toml")):
        config.write_text(broken)
        capsys.readouterr()
        assert main(run_set) == 2
        (line,) = capsys.readouterr().err.splitlines()
        assert message in line


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--baselines", "magic"], "no baseline 'magic'"),
        (["--as-of", "tomorrow"], "own, none, or a number of days"),
        (["--library", "elsewhere"], "goes with a CSV"),
        (["--save", "/dev/null/result.json"], "cannot be written"),
        (["--baselines", "rrf", "--no-baselines"], "contradict"),
    ],
)
def test_a_wrong_option_gets_one_line(
    question_set: Path, cache: Path, options: list[str], message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["eval", str(question_set), "--cache", str(cache), *options]) == 2
    assert message in capsys.readouterr().err.splitlines()[-1]


def test_a_missing_extra_is_named_with_the_command_that_installs_it(
    question_set: Path, cache: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(sys.modules, "ir_measures", None)
    assert main(["eval", str(question_set), "--cache", str(cache), "--no-baselines"]) == 1
    assert "pip install 'article-assistant[eval]'" in capsys.readouterr().err.splitlines()[-1]
