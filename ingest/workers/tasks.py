"""What a worker does. Dask finds these functions by their names, so that a worker needs the same version of this package."""

import pickle
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO

import numpy as np

from assistant.ingest.article import Article
from assistant.ingest.chunk import PassageSize
from assistant.ingest.embedders import Embedder, open_embedder
from assistant.ingest.errors import WorkersError
from assistant.ingest.library.catalog_rows import ArticleRecord
from assistant.ingest.preparation import prepare
from assistant.ingest.readers.contract import Document, ReadArticle, ReadFailure, ReadOptions
from assistant.ingest.readers.dispatch import read_document

_PROBE = Article(
    id="probe",
    title="Ferry returns in May",
    text="The ferry Petrel sails again from 3 May. Fog kept it in port for two days.\n\nWho pays? The harbour board does.",
    source="probe",
    origin="probe",
)
_SAME = 0.999  # cosine; processors differ in their last digits


@dataclass(frozen=True, slots=True)
class Recipe:
    """How articles are prepared, and what must come out of it.

    Attributes:
        embedder: The library's, by name.
        size: How long passages are.
        sample: What is stored of a known article where the library is written, pickled.
    """

    embedder: str
    size: PassageSize | None
    sample: bytes

    @classmethod
    def of(cls, embedder: Embedder, size: PassageSize | None) -> "Recipe":
        """The recipe that this process follows."""
        return cls(embedder.name, size, pickle.dumps(_sample(embedder, size)))


@dataclass(frozen=True, slots=True)
class SentBytes:
    """Opens what came along with the task."""

    data: bytes

    def __call__(self) -> BytesIO:
        """The bytes, from the start."""
        return BytesIO(self.data)


def read_on_worker(document: Document, options: ReadOptions) -> list[ReadArticle | ReadFailure]:
    """Reads a document that holds one article."""
    return list(read_document(document, options))


def prepare_on_worker(recipe: Recipe, articles: Sequence[Article]) -> list[ArticleRecord | ReadFailure]:
    """Cuts articles into passages and embeds them.

    Raises:
        WorkersError: If the same article would be stored otherwise than where the library is written.
        EmbedderError: If the embedder cannot be loaded.
    """
    return prepare(articles, _checked_embedder(recipe), recipe.size)


def check_worker(recipe: Recipe) -> None:
    """Loads the embedder and compares its vectors; raises as `prepare_on_worker` does."""
    _checked_embedder(recipe)


@lru_cache(maxsize=2)
def _checked_embedder(recipe: Recipe) -> Embedder:
    """The embedder, loaded once for each process and recipe."""
    embedder = open_embedder(recipe.embedder)
    # The sample comes from the client, which may run any code here anyway.
    expected: ArticleRecord = pickle.loads(recipe.sample)  # noqa: S301
    if not _is_same(_sample(embedder, recipe.size), expected):
        raise WorkersError(
            f"makes other passages or vectors with the embedder {recipe.embedder!r} than the library's; install the same version of "
            "article-assistant and of the model there"
        )
    return embedder


def _sample(embedder: Embedder, size: PassageSize | None) -> ArticleRecord:
    (entry,) = prepare([_PROBE], embedder, size)
    assert isinstance(entry, ArticleRecord)
    return entry


def _is_same(one: ArticleRecord, other: ArticleRecord) -> bool:
    if one.passages != other.passages or one.words != other.words or list(one.bands) != list(other.bands):
        return False
    pairs = list(zip(one.packed, other.packed, strict=True))
    return all(
        mine.sentences.spans == theirs.sentences.spans
        and mine.vector.shape == theirs.vector.shape
        and float(np.dot(mine.vector, theirs.vector)) > _SAME
        for mine, theirs in pairs
    )
