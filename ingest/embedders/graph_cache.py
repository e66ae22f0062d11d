"""Keeps the graphs of packaged models in the user's cache folder: each is written once for each version of its weights."""

from __future__ import annotations

from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.ingest.atomic_files import replace_file
from assistant.ingest.errors import EmbedderError

if TYPE_CHECKING:
    import onnx

_HASHED_PARTS, _HASHED_BYTES = 64, 16_384


def graph_file(
    name: str, weights: Path, version: str, build: Callable[[], onnx.ModelProto], cache_folder: Path | None = None
) -> Path:
    """Returns the ONNX file of these weights; writes it in one step if it is missing.

    Args:
        name: The name of the model.
        weights: The file that the graph is made from.
        version: Changes with the way in which the graph is made.
        build: Makes the graph.
        cache_folder: The folder of the file; the user's cache folder by default.

    Raises:
        EmbedderError: If it cannot be written.
    """
    if cache_folder is None:
        from platformdirs import user_cache_path

        cache_folder = user_cache_path("article-assistant")
    target = cache_folder / f"{name}.{_fingerprint(weights)}.{version}.onnx"
    if not target.is_file():
        try:
            cache_folder.mkdir(parents=True, exist_ok=True)
            graph = build()
            with replace_file(target) as partial:
                partial.write_bytes(graph.SerializeToString())
        except OSError as error:
            raise EmbedderError(
                f"the embedder's graph (20 to 90 MB) cannot be written to {cache_folder} ({error.strerror or error}); free some space there, or "
                "set XDG_CACHE_HOME to a folder that can be written"
            ) from error
    return target


def _fingerprint(weights: Path) -> str:
    """Hashes the size and samples of a weights file; hashing all of its 90 MB would take longer than loading the graph."""
    size = weights.stat().st_size
    fingerprint = sha256(str(size).encode())
    with weights.open("rb") as file:
        for offset in range(0, size, max(1, size // _HASHED_PARTS)):
            file.seek(offset)
            fingerprint.update(file.read(_HASHED_BYTES))
    return fingerprint.hexdigest()[:16]
