"""Invented articles in any number, and a fast embedder that compares words only.

Child processes of tests import it too; `CHILD_ENVIRONMENT` puts it on their path.
"""

import os
import random
import sys
import time
import zlib
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from pathlib import Path

import numpy as np

from assistant import Assistant
from assistant.ingest.article import ParsedArticle
from assistant.ingest.library import Library
from assistant.ingest.library.lexical_query import any_of
from assistant.ingest.pipeline import ingest
from assistant.ingest.readers.contract import ReadArticle
from assistant.ingest.report import IngestReport
from assistant.settings import load_settings

HERE = Path(__file__).parent
CHILD_ENVIRONMENT = {
    **{name: value for name, value in os.environ.items() if not name.startswith("ASSISTANT_")},
    "PYTHONPATH": str(HERE),
}

_ONSETS = [
    "b",
    "br",
    "d",
    "dr",
    "f",
    "g",
    "gl",
    "h",
    "k",
    "kl",
    "l",
    "m",
    "n",
    "p",
    "pr",
    "r",
    "s",
    "st",
    "t",
    "tr",
    "v",
    "w",
    "z",
]
_VOWELS = ["a", "e", "i", "o", "u", "ai", "ea", "ou"]
_ENDS = ["", "n", "r", "l", "m", "nd", "sk"]


@lru_cache(maxsize=1)
def vocabulary() -> list[str]:
    """Returns two thousand invented words."""
    random_ = random.Random(11)
    words: dict[str, None] = {}
    while len(words) < 2_000:
        syllables = [random_.choice(_ONSETS) + random_.choice(_VOWELS) for _ in range(random_.randint(2, 3))]
        words["".join(syllables) + random_.choice(_ENDS)] = None
    return list(words)


@lru_cache(maxsize=5_000)
def story(seed: int | str, paragraphs: int = 3, sentences: int = 5) -> str:
    """Returns a different text for every seed; every paragraph contains the word `marker(seed)`."""
    random_ = random.Random(f"story {seed}")
    parts = []
    for _ in range(paragraphs):
        lines = [random_.choices(vocabulary(), k=random_.randint(8, 20)) for _ in range(sentences)]
        lines[0].insert(4, marker(seed))
        parts.append(" ".join(" ".join(line).capitalize() + "." for line in lines))
    return "\n\n".join(parts)


def marker(seed: int | str) -> str:
    """Returns a word that only the story of this seed contains."""
    return f"quill{zlib.crc32(str(seed).encode()):08x}"


class WordHashEmbedder:
    """Embeds texts by their words: texts with the same words are close.

    Args:
        seconds: The time that each batch takes.
        name: The name of the model.
    """

    dimension = 64

    def __init__(self, seconds: float = 0.0, name: str = "word-hash") -> None:
        self.name = name
        self.seconds = seconds
        self.embedded = 0

    def embed_passages(self, texts: Sequence[str]) -> np.ndarray:
        time.sleep(self.seconds)
        self.embedded += len(texts)
        return np.array([self._vector(text) for text in texts], dtype=np.float32).reshape(len(texts), self.dimension)

    def embed_question(self, text: str) -> np.ndarray:
        return np.asarray(self._vector(text), dtype=np.float32)

    def _vector(self, text: str) -> np.ndarray:
        vector = np.sum([_direction(self.name, word) for word in [*text.lower().split(), ""]], axis=0)
        return vector / np.linalg.norm(vector)


@lru_cache(maxsize=10_000)
def _direction(name: str, word: str) -> np.ndarray:
    return np.random.default_rng(zlib.crc32(f"{name} {word}".encode())).normal(size=WordHashEmbedder.dimension)


def put(library: Library, *drafts: ParsedArticle, embedder: WordHashEmbedder | None = None) -> IngestReport:
    """Ingests articles as if a reader had read them."""
    articles = [ReadArticle(draft, f"/invented/{draft.id or number}") for number, draft in enumerate(drafts)]
    return ingest(library, articles, lambda: embedder or WordHashEmbedder())


def draft(number: int | str, text: str | None = None, **fields: object) -> ParsedArticle:
    """Makes an invented article."""
    given = {"title": f"Report {number}", "source": "The Invented Post", "id": f"a{number}"} | fields
    return ParsedArticle(text or story(number), **given)  # type: ignore[arg-type]


def assert_all_whole(library: Library) -> None:
    """Asserts that its passages cover every article, are slices of it, and have a vector each."""
    numbers, vectors = library.catalog.vectors()
    stored = library.catalog.passages([int(number) for number in numbers])
    assert len(stored) == len(vectors) == library.catalog.counts()[1]
    uncovered = {summary.id: list(library.catalog.article(summary.id).text) for summary in library.catalog.articles()}  # type: ignore[union-attr]
    for stored_passage in stored:
        start, end = stored_passage.passage.start, stored_passage.passage.end
        assert 0 <= start < end <= len(stored_passage.article.text)
        uncovered[stored_passage.article.id][start:end] = " " * (end - start)
    assert not [article_id for article_id, rest in uncovered.items() if "".join(rest).strip()]


def lexical_hits(library: Library, word: str) -> set[str]:
    """Returns the ids of the articles that the full-text index finds for a word."""
    numbers = [number for number, _ in library.catalog.search_bm25(any_of([word]), 1_000)]
    return {passage.article.id for passage in library.catalog.passages(numbers)}


def dense_hits(library: Library, text: str, limit: int = 10, embedder: WordHashEmbedder | None = None) -> list[str]:
    """Returns the ids of the articles whose vectors are nearest to a text, the nearest first."""
    hits = library.nearest((embedder or WordHashEmbedder()).embed_question(text), limit)
    return list(
        dict.fromkeys(passage.article.id for passage in library.catalog.passages([number for number, _ in hits]))
    )


def python_command(code: str) -> list[str]:
    """Returns the command that runs code in a child process."""
    return [sys.executable, "-c", code]


def announce_end(items: Iterable[ReadArticle]) -> Iterator[ReadArticle]:
    """Yields articles, and prints a line when the last one has been taken."""
    yield from items
    print("last", flush=True)  # noqa: T201


def quick_assistant(folder: Path, **settings: object) -> Assistant:
    """Opens an assistant with the word embedder, for tests that do not depend on vectors."""
    return Assistant.open(settings=load_settings(library=folder, **settings), embedder=WordHashEmbedder())
