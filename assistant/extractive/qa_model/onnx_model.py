"""Runs a QA model that `eval/training/qa_model/export.py` has written on ONNX Runtime, without torch."""

import hashlib
import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property
from importlib.resources import as_file, files
from importlib.resources.abc import Traversable

import numpy as np

from assistant.extractive.qa_model.candidates import Candidate, QAInput, QATokenizer
from assistant.extractive.qa_model.contract import Judgement
from assistant.ingest.embedders.onnx_embedder import open_session
from assistant.ingest.embedders.token_embeddings import Rows, TokenEmbeddings

MAX_SPAN_TOKENS = 24
"""No short answer is longer."""


class OnnxQAModel:
    """Reads a question with each candidate sentence in its context (a cross-encoder). Safe to use from several threads.

    It is the encoder of an embedder, trained further, without its token table, which is taken from the embedder's package.

    Args:
        graph: The ONNX file.
        tokenizer: Encodes the texts.
        embeddings: The input of the first layer.
        is_english: See `QAModel.is_english`.
        threads: How many candidates are read at once; as many as there are cores unless given.
    """

    def __init__(
        self,
        graph: Traversable,
        tokenizer: QATokenizer,
        embeddings: TokenEmbeddings,
        *,
        is_english: bool,
        threads: int | None = None,
    ) -> None:
        self.is_english = is_english
        self._graph = graph
        with as_file(graph) as file:
            self._session = open_session(file)
        self._tokenizer = tokenizer
        self._embeddings = embeddings
        self._pool = ThreadPoolExecutor(threads or os.cpu_count() or 1, thread_name_prefix="qa")

    @cached_property
    def identity(self) -> str:
        """See `QAModel.identity`."""
        return graph_identity(self._graph)

    def read(self, question: str, candidates: Sequence[Candidate]) -> list[Judgement]:
        """See `QAModel.read`."""
        inputs = [self._tokenizer.encode(question, candidate) for candidate in candidates]
        return list(self._pool.map(self._judge, inputs, self._embeddings.of([one.ids for one in inputs])))

    def _judge(self, given: QAInput, rows: Rows) -> Judgement:
        answers, span, yes_no = self._session.run(["answers", "span", "yes_no"], {"embedded": rows[None]})
        chars, score = best_span(given, span)
        yes, no, undecided = (float(logit) for logit in yes_no.reshape(-1))
        return Judgement(float(answers.reshape(-1)[0]), chars, score, (yes, no, undecided))


def packaged_graph(name: str) -> Traversable:
    """Returns a file of this package."""
    return files(__package__) / name


def graph_identity(graph: Traversable) -> str:
    """Returns the identity of the model in a file."""
    return f"packaged {hashlib.sha256(graph.read_bytes()).hexdigest()[:16]}"


def best_span(given: QAInput, logits: Rows) -> tuple[tuple[int, int] | None, float]:
    """Returns the characters of the likeliest span, and its logit minus that of no span.

    Args:
        given: The input.
        logits: The logits of each token as first and as last token of the span; shape (tokens, 2). Those of the first token stand for no
            span.
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
