"""Passages embedded as wholes, each under its title, as most programs do; kept for later runs over the same set.

The product's own vectors are made of sentences: a baseline that took them would not be the plain search that it stands for.
"""

import os
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from assistant.eval.systems.baselines.contract import Material
from assistant.ingest.embedders import Vectors

_AT_ONCE = 256
_SAY_EVERY = 10


def whole_passage_vectors(material: Material) -> tuple[NDArray[np.int64], Vectors]:
    """The numbers of all passages, shape (n,), and their vectors, shape (n, dimension)."""
    numbers = material.library.catalog.passage_numbers()
    name = (material.library.embedder_name or "").replace("/", "_")
    file = material.cache / f"whole-passages-{material.content_hash[:12]}-{name}.npz"
    kept = _kept(file, numbers)
    if kept is None:
        kept = _embedded(material, numbers)
        _keep(file, numbers, kept)
    return numbers, kept


def _kept(file: Path, numbers: NDArray[np.int64]) -> Vectors | None:
    """What an earlier run left, if it is of the very same passages."""
    if not file.is_file():
        return None
    with np.load(file) as stored:
        return np.asarray(stored["vectors"]) if np.array_equal(stored["numbers"], numbers) else None


def _embedded(material: Material, numbers: NDArray[np.int64]) -> Vectors:
    embedder = material.embedder()
    batches = []
    for batch, first in enumerate(range(0, len(numbers), _AT_ONCE)):
        if batch % _SAY_EVERY == 0:
            material.say(f"embedded {first:,} of {len(numbers):,} passages as wholes; this is done once for a set")
        stored = material.library.catalog.passages(numbers[first : first + _AT_ONCE].tolist())
        batches.append(
            embedder.embed_passages([f"{one.article.title}\n{one.passage.text(one.article)}" for one in stored])
        )
    return np.concatenate(batches) if batches else np.zeros((0, embedder.dimension), dtype=np.float32)


def _keep(file: Path, numbers: NDArray[np.int64], vectors: Vectors) -> None:
    """All of it appears at once, so that a run that was ended leaves no half file."""
    file.parent.mkdir(parents=True, exist_ok=True)
    unfinished = file.with_name(f"{file.stem}.{os.getpid()}.npz")
    np.savez(unfinished, numbers=numbers, vectors=vectors)
    unfinished.replace(file)
