"""Interface of baselines: they retrieve passages for a question; some of them answer it too."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Protocol

from assistant.answers.answer import Answer, Evidence
from assistant.assistant import Assistant
from assistant.eval.question_sets.as_of import NO_DAY
from assistant.ingest.embedders import Embedder
from assistant.ingest.library import Library


@dataclass(frozen=True, slots=True)
class RetrievedPassage:
    """A retrieved passage.

    Attributes:
        article_id: The article.
        start: The first character in the article's text.
        end: One past the last character.
        text: These characters.
    """

    article_id: str
    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class BaselineInputs:
    """What a baseline is built from.

    Attributes:
        library: The articles, passages and vectors that the product searches.
        embedder: Opens the embedder of the library's vectors.
        content_hash: Identifies the question set and its articles.
        cache: The folder for a baseline's own index.
        say: Tells the user about slow steps.
    """

    library: Library
    embedder: Callable[[], Embedder]
    content_hash: str
    cache: Path
    say: Callable[[str], None]


class Baseline(Protocol):
    """A retriever that the product is compared with."""

    def search(self, question: str, as_of: date | None, k: int) -> list[RetrievedPassage]:
        """Returns the `k` best passages, best first.

        Args:
            question: The question.
            as_of: The day on which it is asked; most baselines ignore it.
            k: The number of passages; fewer if there are no more.
        """
        ...


class AnsweringBaseline(Baseline, Protocol):
    """A baseline that also answers."""

    def answer(self, question: str, as_of: date | None) -> Answer:
        """Answers a question.

        Args:
            question: The question.
            as_of: The day on which it is asked; None if days play no part.
        """
        ...


class AssistantSearch:
    """Searches with the assistant's retriever, for systems that differ in how they answer.

    Args:
        assistant: The assistant over the library.
    """

    def __init__(self, assistant: Assistant) -> None:
        self._assistant = assistant

    def search(self, question: str, as_of: date | None, k: int) -> list[RetrievedPassage]:
        """See `Baseline.search`."""
        return retrieved_from_evidence(self._assistant.search(question, as_of=as_of or NO_DAY, top_k=k))


def retrieved_from_library(library: Library, numbers: Sequence[int]) -> list[RetrievedPassage]:
    """Returns the library's passages with these numbers, in this order."""
    return [
        RetrievedPassage(
            stored.article.id, stored.passage.start, stored.passage.end, stored.passage.text(stored.article)
        )
        for stored in library.catalog.passages(numbers)
    ]


def retrieved_from_evidence(evidence: Evidence) -> list[RetrievedPassage]:
    """Returns the passages of the assistant's evidence."""
    return [
        RetrievedPassage(
            hit.stored.article.id,
            hit.stored.passage.start,
            hit.stored.passage.end,
            hit.stored.passage.text(hit.stored.article),
        )
        for hit in evidence.hits
    ]
