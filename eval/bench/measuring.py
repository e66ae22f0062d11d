"""What the assistant costs over a library of one size; run in a process of its own."""

import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from assistant.assistant import Assistant
from assistant.eval.bench.child_process import peak_memory
from assistant.eval.bench.record import SizeRecord, Times
from assistant.eval.results.result import PRODUCT
from assistant.ingest.embedders import DEFAULT_EMBEDDER, Vectors, open_embedder
from assistant.ingest.library import Library

K = 10
CHANGES = 3
"""How often an article is added and removed."""

_AT_ONCE = 20_000


def measure_size(folder: Path, questions: Sequence[str], make_seconds: float) -> SizeRecord:
    """Opens a library, asks every question, adds and removes an article, and compares with the exact search.

    Args:
        folder: The library.
        questions: What is asked, on the day of its newest article.
        make_seconds: How long it took to make.
    """
    began = time.perf_counter()
    assistant = Assistant.open(folder, create=False)
    with assistant:
        days = assistant.library.catalog.first_and_last_day()
        as_of = days[1] if days else date.today()
        assistant.ask(questions[0], as_of=as_of)
        open_ms = (time.perf_counter() - began) * 1000
        search = [milliseconds(lambda one=one: assistant.search(one, as_of=as_of)) for one in questions]  # type: ignore[misc]
        answer = [milliseconds(lambda one=one: assistant.ask(one, as_of=as_of)) for one in questions]  # type: ignore[misc]
        memory, disk = peak_memory(), disk_bytes(folder)
        articles, passages = assistant.library.catalog.counts()
        recall = recall_at_k(assistant.library, questions)
        added, removed = _changes(assistant)
    return SizeRecord(
        system=PRODUCT,
        passages=passages,
        articles=articles,
        make_seconds=make_seconds,
        disk_bytes=disk,
        open_ms=round(open_ms, 1),
        memory_bytes=memory,
        search=Times.of(search),
        answer=Times.of(answer),
        add=Times.of(added),
        remove=Times.of(removed),
        recall_at_10=recall,
    )


def recall_at_k(library: Library, questions: Sequence[str], k: int = K) -> float:
    """The share of the `k` passages nearest to each question that the search by meaning finds."""
    embedder = open_embedder(library.embedder_name or DEFAULT_EMBEDDER)
    asked = np.stack([embedder.embed_question(one) for one in questions])
    found = [{number for number, _ in library.nearest(vector, k)} for vector in asked]
    exact = _exact(library, asked, k)
    return float(np.mean([len(one & other) / len(other) for one, other in zip(found, exact, strict=True)]))


def milliseconds(work: Callable[[], object]) -> float:
    """How long it takes."""
    began = time.perf_counter()
    work()
    return (time.perf_counter() - began) * 1000


def disk_bytes(folder: Path) -> int:
    """What all files of a folder take."""
    return sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())


def _exact(library: Library, asked: Vectors, k: int) -> list[set[int]]:
    """The numbers of the `k` passages nearest to each question, all of them compared."""
    numbers, scores = np.zeros((len(asked), 0), dtype=np.int64), np.zeros((len(asked), 0), dtype=np.float32)
    for batch, vectors in _vectors(library):
        scores = np.concatenate([scores, asked @ vectors.T], axis=1)
        numbers = np.concatenate([numbers, np.broadcast_to(batch, (len(asked), len(batch)))], axis=1)
        best = np.argsort(-scores, axis=1, kind="stable")[:, :k]
        scores, numbers = np.take_along_axis(scores, best, 1), np.take_along_axis(numbers, best, 1)
    return [set(row.tolist()) for row in numbers]


def _vectors(library: Library) -> Iterator[tuple[NDArray[np.int64], Vectors]]:
    after = 0
    while True:
        numbers, vectors = library.catalog.vectors(after, _AT_ONCE)
        if not len(numbers):
            return
        after = int(numbers[-1])
        yield numbers, vectors


def _changes(assistant: Assistant) -> tuple[list[float], list[float]]:
    """Milliseconds of adding an article from a file, and of removing it, again and again."""
    (first,) = assistant.library.catalog.passages([int(assistant.library.catalog.vectors(limit=1)[0][0])])
    added, removed = [], []
    for turn in range(CHANGES):
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / f"added-{turn}.txt"
            file.write_text(f"{first.article.title} ({turn})\n\n{first.article.text}", "utf-8")
            began = time.perf_counter()
            report = assistant.ingest(file)
            added.append((time.perf_counter() - began) * 1000)
        removed.append(milliseconds(lambda ids=tuple(report.added): assistant.remove(ids)))  # type: ignore[misc]
    return added, removed
