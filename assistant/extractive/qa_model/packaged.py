"""Runs the packaged QA model on ONNX Runtime, without torch."""

import hashlib
import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property
from importlib.resources import as_file, files
from importlib.resources.abc import Traversable
from pathlib import Path

import numpy as np

from assistant.extractive.qa_model.candidates import Candidate, QAInput, QATokenizer
from assistant.extractive.qa_model.contract import Judgement
from assistant.ingest.embedders.bert_graph import BertShape
from assistant.ingest.embedders.minilm import packaged_model_folder
from assistant.ingest.embedders.onnx_embedder import open_session
from assistant.ingest.embedders.token_embeddings import Rows, TokenEmbeddings

_GRAPH = "qa_model.onnx"

MAX_SPAN_TOKENS = 24
"""No short answer is longer."""


class PackagedQAModel:
    """Reads a question with each candidate sentence in its context (a cross-encoder). Safe to use from several threads.

    It is the packaged embedder's encoder, trained further, without its token table, which is taken from the package.

    Args:
        threads: How many candidates are read at once; as many as there are cores unless given.
        graph: The ONNX file; the one that comes with this package unless given.

    Raises:
        EmbedderError: If the package with the embedder is not installed.
    """

    is_english = True

    def __init__(self, threads: int | None = None, graph: Path | None = None) -> None:
        folder = packaged_model_folder()
        self._graph = graph or files(__package__) / _GRAPH
        with as_file(files(__package__) / _GRAPH) as packaged:
            self._session = open_session(graph or packaged)
        self._tokenizer = QATokenizer(folder)
        self._embeddings = TokenEmbeddings.of_safetensors(folder / "model.safetensors", BertShape.read(folder).epsilon)
        self._pool = ThreadPoolExecutor(threads or os.cpu_count() or 1, thread_name_prefix="qa")

    @cached_property
    def identity(self) -> str:
        """See `QAModel.identity`."""
        return _identity(self._graph)

    def read(self, question: str, candidates: Sequence[Candidate]) -> list[Judgement]:
        """See `QAModel.read`."""
        inputs = [self._tokenizer.encode(question, candidate) for candidate in candidates]
        return list(self._pool.map(self._judge, inputs, self._embeddings.of([one.ids for one in inputs])))

    def _judge(self, given: QAInput, rows: Rows) -> Judgement:
        answers, span, yes_no = self._session.run(["answers", "span", "yes_no"], {"embedded": rows[None]})
        chars, score = best_span(given, span)
        yes, no, undecided = (float(logit) for logit in yes_no.reshape(-1))
        return Judgement(float(answers.reshape(-1)[0]), chars, score, (yes, no, undecided))


def packaged_identity() -> str:
    """Returns the identity of the packaged model without loading it."""
    return _identity(files(__package__) / _GRAPH)


def _identity(graph: Traversable) -> str:
    return f"packaged {hashlib.sha256(graph.read_bytes()).hexdigest()[:16]}"


def best_span(given: QAInput, logits: Rows) -> tuple[tuple[int, int] | None, float]:
    """Returns the characters of the likeliest span, and its logit minus that of no span.

    Args:
        given: The input.
        logits: The logits of each token as first and as last token of the span; shape (tokens, 2). Those of [CLS] stand for no span.
    """
    if not given.spans:
        return None, 0.0
    starts = logits[given.sentence_from : given.sentence_to, 0]
    ends = logits[given.sentence_from : given.sentence_to, 1]
    allowed = np.triu(np.ones((len(starts), len(starts)), dtype=bool)) & ~np.triu(
        np.ones((len(starts), len(starts)), dtype=bool), MAX_SPAN_TOKENS
    )
    scores = np.where(allowed, starts[:, None] + ends[None], -np.inf)
    first, last = divmod(int(scores.argmax()), len(starts))
    score = float(scores[first, last] - logits[0].sum())
    return given.characters(given.sentence_from + first, given.sentence_from + last), score
