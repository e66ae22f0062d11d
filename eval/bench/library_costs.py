"""Measures the assistant over a library of one size; runs in its own process."""

import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from assistant.assistant import Assistant
from assistant.eval.bench.bench_result import SizeRecord, Times
from assistant.eval.bench.child_process import peak_memory
from assistant.eval.results.result import PRODUCT
from assistant.ingest.embedders import DEFAULT_EMBEDDER, Vectors, open_embedder
from assistant.ingest.library import Library

K = 10
CHANGES = 3
"""How often an article is added and removed."""

_BATCH_SIZE = 20_000


def measure_size(folder: Path, questions: Sequence[str], make_seconds: float) -> SizeRecord:
    """Opens a library, asks every question, adds and removes an article, and compares vector search with exact search.

    Args:
        folder: The library.
        questions: The questions, asked as of the day of the newest article.
        make_seconds: The time that building the library took.
    """
    start = time.perf_counter()
    assistant = Assistant.open(folder, create=False)
    with assistant:
        days = assistant.library.catalog.first_and_last_day()
        as_of = days[1] if days else date.today()
        assistant.ask(questions[0], as_of=as_of)
        open_ms = (time.perf_counter() - start) * 1000
        search = [milliseconds(lambda text=text: assistant.search(text, as_of=as_of)) for text in questions]  # type: ignore[misc]
        answer = [milliseconds(lambda text=text: assistant.ask(text, as_of=as_of)) for text in questions]  # type: ignore[misc]
        memory, disk = peak_memory(), disk_bytes(folder)
        articles, passages = assistant.library.catalog.counts()
        recall = recall_at_k(assistant.library, questions)
        added, removed = _change_times(assistant)
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
    """Returns the share of the `k` nearest passages that vector search finds."""
    embedder = open_embedder(library.embedder_name or DEFAULT_EMBEDDER)
    vectors = np.stack([embedder.embed_question(question) for question in questions])
    approximate = [{number for number, _ in library.nearest(vector, k)} for vector in vectors]
    exact = _exact_nearest(library, vectors, k)
    return float(
        np.mean([len(found & nearest) / len(nearest) for found, nearest in zip(approximate, exact, strict=True)])
    )


def milliseconds(work: Callable[[], object]) -> float:
    """Measures how long work takes."""
    start = time.perf_counter()
    work()
    return (time.perf_counter() - start) * 1000


def disk_bytes(folder: Path) -> int:
    """Returns the size of all files of a folder."""
    return sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())


def _exact_nearest(library: Library, questions: Vectors, k: int) -> list[set[int]]:
    """Returns the numbers of the `k` nearest passages of each question, by comparing all passages."""
    numbers, scores = np.zeros((len(questions), 0), dtype=np.int64), np.zeros((len(questions), 0), dtype=np.float32)
    for batch, vectors in _vector_batches(library):
        scores = np.concatenate([scores, questions @ vectors.T], axis=1)
        numbers = np.concatenate([numbers, np.broadcast_to(batch, (len(questions), len(batch)))], axis=1)
        best = np.argsort(-scores, axis=1, kind="stable")[:, :k]
        scores, numbers = np.take_along_axis(scores, best, 1), np.take_along_axis(numbers, best, 1)
    return [set(row.tolist()) for row in numbers]


def _vector_batches(library: Library) -> Iterator[tuple[NDArray[np.int64], Vectors]]:
    last_number = 0
    while True:
        numbers, vectors = library.catalog.vectors(last_number, _BATCH_SIZE)
        if not len(numbers):
            return
        last_number = int(numbers[-1])
        yield numbers, vectors


def _change_times(assistant: Assistant) -> tuple[list[float], list[float]]:
    """Returns the milliseconds of adding an article from a file, and of removing it, for each repetition."""
    (first,) = assistant.library.catalog.passages([int(assistant.library.catalog.vectors(limit=1)[0][0])])
    added, removed = [], []
    for turn in range(CHANGES):
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / f"added-{turn}.txt"
            file.write_text(f"{first.article.title} ({turn})\n\n{first.article.text}", "utf-8")
            start = time.perf_counter()
            report = assistant.ingest(file)
            added.append((time.perf_counter() - start) * 1000)
        removed.append(milliseconds(lambda ids=tuple(report.added): assistant.remove(ids)))  # type: ignore[misc]
    return added, removed
