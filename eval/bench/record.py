"""What a bench measured, as it is saved."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from pydantic import BaseModel, ConfigDict

from assistant.eval.results.environment import Environment


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Times(_Frozen):
    """How long the same thing took again and again, in milliseconds."""

    p50: float
    p95: float

    @classmethod
    def of(cls, milliseconds: Sequence[float]) -> "Times":
        """The median and the 95th percentile."""
        p50, p95 = np.percentile(list(milliseconds), [50, 95])
        return cls(p50=round(float(p50), 2), p95=round(float(p95), 2))


class SizeRecord(_Frozen):
    """What one system costs at one size.

    Attributes:
        system: `assistant` or `llama-index`.
        passages: How many passages there are.
        articles: How many articles they belong to; None where the system does not know.
        make_seconds: How long they took to store, embedding apart.
        disk_bytes: How much room they take.
        open_ms: From nothing to the first answer, imports apart.
        memory_bytes: The most that a process took which opened them and asked every question.
        search: The search alone.
        answer: The whole extractive answer; None where there is none.
        add: Adding an article, embedding included.
        remove: Taking it out again.
        recall_at_10: The share of the ten nearest passages that the search by meaning finds.
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


class IngestRecord(_Frozen):
    """How fast one way of reading articles in is; of several rounds the median.

    Attributes:
        system: What was run.
        articles: How many articles.
        passages: Into how many passages it cut them.
        read: The share of their tokens that the model saw: it reads no more than 256 of a text.
        seconds: How long it took, imports and the loading of the model apart.
    """

    system: str
    articles: int
    passages: int
    read: float
    seconds: float

    @property
    def articles_per_second(self) -> float:
        """Articles a second."""
        return self.articles / self.seconds

    @property
    def read_per_second(self) -> float:
        """The same, counting only what the model saw of them."""
        return self.read * self.articles_per_second


class BenchResult(_Frozen):
    """Everything that a bench measured, and what it depends on.

    Attributes:
        made: When, UTC.
        material: The articles that everything is made of.
        questions: How many questions were asked.
        environment: Versions and the machine.
        settings: The settings of the product.
        sizes: What libraries cost as they grow.
        ingest: How fast articles are read in.
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
