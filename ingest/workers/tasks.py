"""The tasks of a worker. Dask finds these functions by name, so a worker needs the same version of this package."""

import pickle
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO

import numpy as np

from assistant.ingest.article import Article
from assistant.ingest.budgets import DocumentBudget
from assistant.ingest.chunk import PassageSize
from assistant.ingest.embedders import Embedder, open_embedder
from assistant.ingest.errors import WorkersError
from assistant.ingest.executors import LocalExecutor
from assistant.ingest.library.catalog_rows import ArticleRecord
from assistant.ingest.preparation import prepare
from assistant.ingest.readers.contract import Document, ReadArticle, ReadFailure, ReadOptions

_SAMPLE_ARTICLE = Article(
    id="probe",
    title="Ferry returns in May",
    text="The ferry Petrel sails again from 3 May. Fog kept it in port for two days.\n\nWho pays? The harbour board does.",
    source="probe",
    origin="probe",
)
_SAME_VECTOR_COSINE = 0.999  # processors differ in the last digits
_executors = threading.local()  # a child process is used by one thread


@dataclass(frozen=True, slots=True)
class PreparationRecipe:
    """The settings for preparing articles, and the expected result for a sample.

    Attributes:
        embedder: The library's embedder, by name.
        size: The length of passages.
        sample: The record of the sample article as the writing process makes it, pickled.
    """

    embedder: str
    size: PassageSize | None
    sample: bytes

    @classmethod
    def of(cls, embedder: Embedder, size: PassageSize | None) -> "PreparationRecipe":
        """Returns the recipe that this process follows."""
        return cls(embedder.name, size, pickle.dumps(_sample_record(embedder, size)))


@dataclass(frozen=True, slots=True)
class SentBytes:
    """Opens the bytes that were sent with the task."""

    data: bytes

    def __call__(self) -> BytesIO:
        """Returns the bytes as a file, from the start."""
        return BytesIO(self.data)


def read_on_worker(document: Document, options: ReadOptions, budget: DocumentBudget) -> list[ReadArticle | ReadFailure]:
    """Reads a document that holds one article, in a child process of the worker with the limits of the budget."""
    return list(_executor(budget).read([document], options))


def _executor(budget: DocumentBudget) -> LocalExecutor:
    """Returns the executor of this thread of the worker; it keeps its child process for the next document."""
    kept: tuple[DocumentBudget, LocalExecutor] | None = getattr(_executors, "kept", None)
    if kept is not None and kept[0] == budget:
        return kept[1]
    if kept is not None:
        kept[1].close()
    executor = LocalExecutor(budget)
    _executors.kept = (budget, executor)
    return executor


def prepare_on_worker(recipe: PreparationRecipe, articles: Sequence[Article]) -> list[ArticleRecord | ReadFailure]:
    """Cuts articles into passages and embeds them.

    Raises:
        WorkersError: If this worker would store an article differently from the writing process.
        EmbedderError: If the embedder cannot be loaded.
    """
    return prepare(articles, _checked_embedder(recipe), recipe.size)


def check_worker(recipe: PreparationRecipe) -> None:
    """Loads the embedder and compares its vectors; raises the errors of `prepare_on_worker`."""
    _checked_embedder(recipe)


@lru_cache(maxsize=2)
def _checked_embedder(recipe: PreparationRecipe) -> Embedder:
    """Loads and checks the embedder, once for each process and recipe."""
    embedder = open_embedder(recipe.embedder)
    # The sample comes from the client, which may run any code here anyway.
    expected: ArticleRecord = pickle.loads(recipe.sample)  # noqa: S301
    if not _is_same(_sample_record(embedder, recipe.size), expected):
        raise WorkersError(
            f"makes other passages or vectors with the embedder {recipe.embedder!r} than the library's; install the same version of "
            "article-assistant and of the model there"
        )
    return embedder


def _sample_record(embedder: Embedder, size: PassageSize | None) -> ArticleRecord:
    (record,) = prepare([_SAMPLE_ARTICLE], embedder, size)
    assert isinstance(record, ArticleRecord)
    return record


def _is_same(first: ArticleRecord, second: ArticleRecord) -> bool:
    if first.passages != second.passages or first.words != second.words or list(first.bands) != list(second.bands):
        return False
    return all(
        mine.sentences.spans == theirs.sentences.spans
        and mine.vector.shape == theirs.vector.shape
        and float(np.dot(mine.vector, theirs.vector)) > _SAME_VECTOR_COSINE
        for mine, theirs in zip(first.passage_records, second.passage_records, strict=True)
    )
