"""Runs a benchmark: libraries of growing size, and ingest speed."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from assistant.eval.bench.bench_result import BenchResult, IngestRecord, SizeRecord
from assistant.eval.bench.child_process import in_own_process
from assistant.eval.bench.ingest_speed import measure_ingest
from assistant.eval.bench.library_costs import measure_size
from assistant.eval.bench.llama_index_costs import make_llama_index, measure_llama_index
from assistant.eval.bench.sized_libraries import BenchArticles, sized_library
from assistant.eval.results.environment import current_environment
from assistant.ingest.library import Library
from assistant.settings import Settings


@dataclass(frozen=True, slots=True)
class BenchPlan:
    """Options of a benchmark.

    Attributes:
        sizes: The library sizes, in passages.
        llama_index_up_to: The largest size at which llama-index is measured.
        ingest_articles: The number of articles for the ingest speed; 0 to skip it.
        rounds: The number of rounds for the ingest speed.
        cache: The folder for libraries.
    """

    sizes: Sequence[int]
    llama_index_up_to: int
    ingest_articles: int
    rounds: int
    cache: Path


def bench(articles: BenchArticles, settings: Settings, plan: BenchPlan, say: Callable[[str], None]) -> BenchResult:
    """Runs all measurements of a plan.

    Args:
        articles: The articles from which libraries are made.
        settings: The settings of the product, for the record.
        plan: The options.
        say: Receives the progress.
    """
    sizes: list[SizeRecord] = []
    for passages in plan.sizes:
        folder, seconds = sized_library(articles, passages, plan.cache, say)
        say(f"measuring at {passages:,} passages")
        sizes.append(in_own_process(measure_size, folder, articles.questions, seconds))
        if passages <= plan.llama_index_up_to:
            say(f"measuring llama-index at {passages:,} passages")
            sizes.append(_measure_llama_index(articles, folder, passages))
    ingest: list[IngestRecord] = []
    if plan.ingest_articles:
        ingest = measure_ingest(articles.library, plan.ingest_articles, plan.rounds, say)
    return BenchResult(
        made=datetime.now(UTC).isoformat(timespec="seconds"),
        material=f"{articles.source.resolve().name} ({articles.key})",
        questions=len(articles.questions),
        environment=current_environment(),
        settings=settings.model_dump(mode="json"),
        sizes=tuple(sizes),
        ingest=tuple(ingest),
    )


def _measure_llama_index(articles: BenchArticles, library_folder: Path, passages: int) -> SizeRecord:
    folder = library_folder.with_name(f"{library_folder.name}-llama-index")
    in_own_process(make_llama_index, library_folder, passages, folder)
    with Library(articles.library, create=False) as library:
        (first,) = library.catalog.passages([int(library.catalog.vectors(limit=1)[0][0])])
    return in_own_process(measure_llama_index, folder, articles.questions, first.article.text)
