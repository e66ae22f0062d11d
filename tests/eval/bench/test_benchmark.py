"""Cost is measured on libraries of any size that are made of real articles by the library's own writing."""

from itertools import islice
from pathlib import Path

import numpy as np
import pytest
from sample_library import SAMPLES

from assistant import Assistant, UsageError
from assistant.cli import main
from assistant.eval.bench.bench_result import BenchResult, SizeRecord, Times, save_bench
from assistant.eval.bench.curves import draw_curves
from assistant.eval.bench.library_costs import measure_size
from assistant.eval.bench.sized_libraries import BenchArticles, read_bench_articles, sized_library
from assistant.eval.bench.synthetic_articles import read_real_articles, synthetic_articles
from assistant.eval.results.environment import current_environment
from assistant.ingest.embedders import open_embedder
from assistant.ingest.library import Library
from assistant.ingest.near_duplicates import NEAR_DUPLICATE_THRESHOLD, resemblance
from assistant.settings import Settings

PASSAGES = 150


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("cache")


@pytest.fixture(scope="module")
def material(cache: Path) -> BenchArticles:
    return read_bench_articles(SAMPLES, Settings(), cache)


@pytest.fixture(scope="module")
def sized(material: BenchArticles, cache: Path) -> Path:
    return sized_library(material, PASSAGES, cache, lambda _: None)[0]


def test_copies_have_other_ids_and_words_and_the_offsets_of_their_originals(material):
    with Library(material.library, create=False) as library:
        originals = read_real_articles(library)
        made = list(synthetic_articles(originals, PASSAGES))
        again = list(synthetic_articles(originals, PASSAGES))
    assert len({record.article.id for record in made}) == len(made)
    assert [record.article for record in made] == [record.article for record in again]
    for original, copy in zip(originals, made[len(originals) :], strict=False):
        assert len(copy.article.text) == len(original.article.text)
        assert copy.article.text != original.article.text
        assert [(passage.start, passage.end) for passage in copy.passages] == [
            (passage.start, passage.end) for passage in original.passages
        ]
        assert resemblance(copy.signature, original.signature) < NEAR_DUPLICATE_THRESHOLD
        for ours, theirs in zip(copy.passage_records, original.embedded, strict=True):
            assert tuple(ours.sentences.sentences()) == theirs.sentences
            assert np.allclose(np.linalg.norm(ours.sentences.unit_vectors(), axis=1), 1, atol=0.003)
            assert float(ours.vector @ theirs.vector) > 0.6
    turned = [
        float(a.vector @ b.vector)
        for one, other in zip(made, made[len(originals) :], strict=False)
        for a, b in zip(one.passage_records, other.passage_records, strict=False)
    ]
    assert np.mean(turned) < 0.99


def test_a_synthetic_library_can_be_searched_and_asked(sized):
    with Assistant.open(sized, create=False) as assistant:
        assert assistant.library.problems() == []
        assert assistant.library.catalog.counts()[1] >= PASSAGES
        answer = assistant.ask("Who is the captain of the ferry Petrel?")
    for citation in answer.citations:
        assert citation.quote


def test_an_incomplete_library_is_completed(material, cache, sized, tmp_path):
    with Library(material.library, create=False) as library:
        first = list(islice(synthetic_articles(read_real_articles(library), PASSAGES), 20))
    half = tmp_path / "bench" / sized.name
    with Library(half) as library, library.writing("bench") as writer:
        writer.put(first, open_embedder())
    finished, _ = sized_library(material, PASSAGES, tmp_path, lambda _: None)
    assert finished == half
    with Library(half, create=False) as library, Library(sized, create=False) as other:
        ours, theirs = library.catalog.articles(), other.catalog.articles()
    assert [article.title for article in ours] == [article.title for article in theirs]


def test_measuring_a_library_leaves_it_unchanged(sized):
    measured = measure_size(sized, ["Who is the captain of the ferry Petrel?", "When does the bridge reopen?"], 1.5)
    assert measured.recall_at_10 == 1.0
    assert measured.memory_bytes > 0
    assert measured.disk_bytes > 0
    with Library(sized, create=False) as library:
        assert library.catalog.counts() == (measured.articles, measured.passages)


def test_results_are_saved_and_drawn(tmp_path):
    times = Times.of([1.0, 2.0, 9.0])
    one = SizeRecord(
        system="assistant",
        passages=1_000,
        articles=90,
        make_seconds=2,
        disk_bytes=9_000_000,
        open_ms=80,
        memory_bytes=200_000_000,
        search=times,
        answer=times,
        add=times,
        remove=times,
        recall_at_10=1.0,
    )
    other = one.model_copy(update={"system": "llama-index", "answer": None})
    result = BenchResult(
        made="2026-01-01",
        material="samples",
        questions=3,
        environment=current_environment(),
        settings={},
        sizes=(one, other),
    )
    save_bench(result, tmp_path / "bench.json")
    assert BenchResult.model_validate_json((tmp_path / "bench.json").read_text()) == result
    draw_curves(result.sizes, tmp_path / "curves.svg")
    assert "<svg" in (tmp_path / "curves.svg").read_text()


@pytest.mark.parametrize("arguments", [["--sizes", "many"], ["--curves", "curves.txt"]])
def test_a_wrong_option_is_reported_before_anything_is_measured(arguments, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    assert main(["eval", "bench", str(SAMPLES), *arguments, "--cache", str(tmp_path)]) == 2
    assert "error" in capsys.readouterr().err
    assert not (tmp_path / "bench").exists()


def test_missing_articles_are_reported(tmp_path):
    with pytest.raises(UsageError, match="is not there"):
        read_bench_articles(tmp_path / "nothing", Settings(), tmp_path)
