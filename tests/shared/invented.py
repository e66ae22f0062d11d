"""What many tests share: invented articles without end, and an embedder that is quick because it only knows words.

Also imported by the processes that tests start, which find it by `CHILD_ENVIRONMENT`.
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
    """Two thousand words of no language."""
    random_ = random.Random(11)
    found: dict[str, None] = {}
    while len(found) < 2_000:
        syllables = [random_.choice(_ONSETS) + random_.choice(_VOWELS) for _ in range(random_.randint(2, 3))]
        found["".join(syllables) + random_.choice(_ENDS)] = None
    return list(found)


@lru_cache(maxsize=5_000)
def story(seed: int | str, paragraphs: int = 3, sentences: int = 5) -> str:
    """A text of its own for every seed; it holds the word `marker(seed)` in every paragraph."""
    random_ = random.Random(f"story {seed}")
    parts = []
    for _ in range(paragraphs):
        lines = [random_.choices(vocabulary(), k=random_.randint(8, 20)) for _ in range(sentences)]
        lines[0].insert(4, marker(seed))
        parts.append(" ".join(" ".join(line).capitalize() + "." for line in lines))
    return "\n\n".join(parts)


def marker(seed: int | str) -> str:
    """A word that stands in the stories of one seed only."""
    return f"quill{zlib.crc32(str(seed).encode()):08x}"


class WordHashEmbedder:
    """Texts with the same words are close; knows no meaning, and takes as long as it is told to.

    Args:
        seconds: How long each batch takes.
        name: Stands for the model.
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
    """Brings drafts into a library as if a reader had found them."""
    found = [ReadArticle(draft, f"/invented/{draft.id or number}") for number, draft in enumerate(drafts)]
    return ingest(library, found, lambda: embedder or WordHashEmbedder())


def draft(number: int | str, text: str | None = None, **fields: object) -> ParsedArticle:
    """The invented article of that number."""
    given = {"title": f"Report {number}", "source": "The Invented Post", "id": f"a{number}"} | fields
    return ParsedArticle(text or story(number), **given)  # type: ignore[arg-type]


def assert_all_whole(library: Library) -> None:
    """Every article is covered by its passages, which are slices of it and have a vector each."""
    numbers, vectors = library.catalog.vectors()
    stored = library.catalog.passages([int(number) for number in numbers])
    assert len(stored) == len(vectors) == library.catalog.counts()[1]
    bare = {one.id: list(library.catalog.article(one.id).text) for one in library.catalog.articles()}  # type: ignore[union-attr]
    for one in stored:
        start, end = one.passage.start, one.passage.end
        assert 0 <= start < end <= len(one.article.text)
        bare[one.article.id][start:end] = " " * (end - start)
    assert not [article_id for article_id, rest in bare.items() if "".join(rest).strip()]


def found_by_words(library: Library, word: str) -> set[str]:
    """The ids of the articles that the full-text index gives for a word."""
    numbers = [number for number, _ in library.catalog.search_bm25(any_of([word]), 1_000)]
    return {one.article.id for one in library.catalog.passages(numbers)}


def found_by_meaning(
    library: Library, text: str, limit: int = 10, embedder: WordHashEmbedder | None = None
) -> list[str]:
    """The ids of the articles that the vectors give for a text, the closest first."""
    hits = library.nearest((embedder or WordHashEmbedder()).embed_question(text), limit)
    return list(dict.fromkeys(one.article.id for one in library.catalog.passages([number for number, _ in hits])))


def python(code: str) -> list[str]:
    """The command for a process of its own that runs this."""
    return [sys.executable, "-c", code]


def told(items: Iterable[ReadArticle]) -> Iterator[ReadArticle]:
    """Passes articles on, and says on stdout when the last one has been taken."""
    yield from items
    print("last", flush=True)  # noqa: T201


def quick_assistant(folder: Path, **settings: object) -> Assistant:
    """An assistant whose embedder only knows words: for what vectors have no part in."""
    return Assistant.open(settings=load_settings(library=folder, **settings), embedder=WordHashEmbedder())
