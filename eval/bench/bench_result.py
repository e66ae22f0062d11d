"""Results of a benchmark as they are saved."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from assistant.eval.results.environment import Environment
from assistant.eval.results.result import FrozenRecord


class Times(FrozenRecord):
    """Percentiles of repeated times, in milliseconds."""

    p50: float
    p95: float

    @classmethod
    def of(cls, milliseconds: Sequence[float]) -> "Times":
        """Computes the median and the 95th percentile."""
        p50, p95 = np.percentile(list(milliseconds), [50, 95])
        return cls(p50=round(float(p50), 2), p95=round(float(p95), 2))


class SizeRecord(FrozenRecord):
    """The cost of one system at one size.

    Attributes:
        system: `assistant` or `llama-index`.
        passages: The number of passages.
        articles: The number of articles; None if the system does not know it.
        make_seconds: The time to store the passages, without embedding.
        disk_bytes: The disk space.
        open_ms: From opening to the first answer, without imports.
        memory_bytes: The peak memory of a process that opens the library and asks every question.
        search: Search alone.
        answer: The whole extractive answer; None if the system has none.
        add: Adding an article, with embedding.
        remove: Removing an article.
        recall_at_10: The share of the ten nearest passages that vector search finds.
    """

    system: str
    passages: int
    articles: int | None
    make_seconds: float
    disk_bytes: int
    open_ms: float
    memory_bytes: int
    search: Times
    answer: Times | None = None
    add: Times
    remove: Times
    recall_at_10: float | None = None


class IngestRecord(FrozenRecord):
    """The ingest speed of one system; the median of several rounds.

    Attributes:
        system: The system.
        articles: The number of articles.
        passages: The number of passages that it made.
        read: The share of the tokens that the model saw; it reads at most 256 tokens of a text.
        seconds: The time, without imports and loading of the model.
    """

    system: str
    articles: int
    passages: int
    read: float
    seconds: float

    @property
    def articles_per_second(self) -> float:
        """Articles per second."""
        return self.articles / self.seconds

    @property
    def read_per_second(self) -> float:
        """Articles per second, counting only the share of tokens that the model saw."""
        return self.read * self.articles_per_second


class BenchResult(FrozenRecord):
    """The result of a benchmark.

    Attributes:
        made: The time, in UTC.
        material: The articles from which the libraries are made.
        questions: The number of questions.
        environment: Package versions and the machine.
        settings: The settings of the product.
        sizes: Costs by library size.
        ingest: Ingest speeds.
    """

    made: str
    material: str
    questions: int
    environment: Environment
    settings: dict[str, object]
    sizes: tuple[SizeRecord, ...] = ()
    ingest: tuple[IngestRecord, ...] = ()


def save_bench(result: BenchResult, file: Path) -> None:
    """Writes a result as JSON."""
    file.write_text(result.model_dump_json(indent=1), "utf-8")
