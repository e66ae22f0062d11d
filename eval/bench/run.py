"""One bench: libraries of growing size, and the speed of reading in."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from assistant.eval.bench.child_process import in_own_process
from assistant.eval.bench.ingest_speed import measure_ingest
from assistant.eval.bench.llama_index_sizes import make_llama_index, measure_llama_index
from assistant.eval.bench.material import Material, sized_library
from assistant.eval.bench.measuring import measure_size
from assistant.eval.bench.record import BenchResult, IngestRecord, SizeRecord
from assistant.eval.results.environment import environment
from assistant.ingest.library import Library
from assistant.settings import Settings


@dataclass(frozen=True, slots=True)
class BenchPlan:
    """What is measured.

    Attributes:
        sizes: In passages.
        llama_index_up_to: The largest size that llama-index is measured at.
        ingest_articles: How many articles are read in to see how fast that is; none for 0.
        rounds: How often.
        cache: The folder in which libraries are kept.
    """

    sizes: Sequence[int]
    llama_index_up_to: int
    ingest_articles: int
    rounds: int
    cache: Path


def bench(material: Material, settings: Settings, plan: BenchPlan, say: Callable[[str], None]) -> BenchResult:
    """Measures everything that is planned.

    Args:
        material: What the libraries are made of.
        settings: Of the product, for the record.
        plan: What is measured.
        say: Tells how it goes on.
    """
    sizes: list[SizeRecord] = []
    for passages in plan.sizes:
        folder, seconds = sized_library(material, passages, plan.cache, say)
        say(f"measuring at {passages:,} passages")
        sizes.append(in_own_process(measure_size, folder, material.questions, seconds))
        if passages <= plan.llama_index_up_to:
            say(f"measuring llama-index at {passages:,} passages")
            sizes.append(_llama_index(material, folder, passages))
    ingest: list[IngestRecord] = []
    if plan.ingest_articles:
        ingest = measure_ingest(material.library, plan.ingest_articles, plan.rounds, say)
    return BenchResult(
        made=datetime.now(UTC).isoformat(timespec="seconds"),
        material=f"{material.source.resolve().name} ({material.key})",
        questions=len(material.questions),
        environment=environment(),
        settings=settings.model_dump(mode="json"),
        sizes=tuple(sizes),
        ingest=tuple(ingest),
    )


def _llama_index(material: Material, library_folder: Path, passages: int) -> SizeRecord:
    folder = library_folder.with_name(f"{library_folder.name}-llama-index")
    in_own_process(make_llama_index, library_folder, passages, folder)
    with Library(material.library, create=False) as library:
        (first,) = library.catalog.passages([int(library.catalog.vectors(limit=1)[0][0])])
    return in_own_process(measure_llama_index, folder, material.questions, first.article.text)
