"""Runs the QA model on ONNX Runtime, without torch."""

import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from importlib.resources import as_file, files
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from assistant.extractive.qa_model.tokens import PairTokens
from assistant.ingest.embedders.minilm import open_session, packaged_model_folder

Rows = NDArray[np.float32]

_EPSILON = 1e-12  # as in the model's `config.json`


class QAModel:
    """A cross-encoder: it reads a question and a text together (Nogueira and Cho, 2019, https://arxiv.org/abs/1901.04085).

    It is the encoder of the packaged embedder, trained further. The token embeddings were not trained and come from the embedder's package.
    It can be used from several threads.

    Args:
        threads: How many texts are judged at the same time; by default the number of cores.
        graph: The ONNX file; by default the packaged one.

    Raises:
        EmbedderError: If the package with the embedder is not installed.
    """

    def __init__(self, threads: int | None = None, graph: Path | None = None) -> None:
        folder = packaged_model_folder()
        with as_file(files(__package__) / "qa_model.onnx") as packaged:
            self._session = open_session(graph or packaged)
        self._tokens = PairTokens(folder)
        self._embeddings = TokenEmbeddings(folder / "model.safetensors")
        self._reading = ThreadPoolExecutor(threads or os.cpu_count() or 1, thread_name_prefix="read")

    def log_odds(self, question: str, texts: Sequence[str]) -> list[float]:
        """Returns the log odds that each text answers the question; tokens beyond `MAX_TOKENS` are ignored."""
        pairs = [self._tokens.of(question, text).ids for text in texts]
        return list(self._reading.map(self._read, self._embeddings.of(pairs)))

    def _read(self, rows: Rows) -> float:
        (found,) = self._session.run(["log_odds"], {"embedded": rows[None]})
        return float(found[0, 0])


class TokenEmbeddings:
    """The input of BERT's first layer: the normalised sum of the word, position and type embeddings of each token.

    Only the needed rows of the word embeddings (47 MB) are read.

    Args:
        weights: The model's safetensors file.
    """

    def __init__(self, weights: Path) -> None:
        from safetensors import safe_open

        with safe_open(weights, framework="numpy") as tensors:
            self._words = tensors.get_slice("embeddings.word_embeddings.weight")
            kinds = tensors.get_tensor("embeddings.token_type_embeddings.weight")
            self._places = tensors.get_tensor("embeddings.position_embeddings.weight") + kinds[0]
            self._scale, self._shift = (
                tensors.get_tensor(f"embeddings.LayerNorm.{name}") for name in ("weight", "bias")
            )

    def of(self, texts: Sequence[Sequence[int]]) -> list[Rows]:
        """Returns the embeddings of texts, given by their token ids; each of shape (tokens, hidden)."""
        if not texts:
            return []
        needed, places = np.unique(np.concatenate([np.asarray(ids) for ids in texts]), return_inverse=True)
        words = np.concatenate([self._words[int(number) : int(number) + 1] for number in needed])
        ends = np.cumsum([len(ids) for ids in texts])[:-1]
        return [self._normalised(words[own] + self._places[: len(own)]) for own in np.split(places, ends)]

    def _normalised(self, rows: Rows) -> Rows:
        centred = rows - rows.mean(axis=1, keepdims=True)
        spread = np.sqrt((centred**2).mean(axis=1, keepdims=True) + _EPSILON)
        return np.asarray(centred / spread * self._scale + self._shift, dtype=np.float32)
