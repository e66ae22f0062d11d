"""What a baseline owes: passages for a question, best first, as places in articles; and some of them an answer."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Protocol

from assistant.answers.answer import Answer
from assistant.ingest.embedders import Embedder
from assistant.ingest.library import Library


@dataclass(frozen=True, slots=True)
class FoundPassage:
    """A passage that was found.

    Attributes:
        article_id: The article.
        start: The first character in its text.
        end: One past the last character.
        text: Those characters.
    """

    article_id: str
    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Material:
    """What baselines are made from.

    Attributes:
        library: The articles, passages and vectors that the product itself searches.
        embedder: Gives the embedder of the library's vectors.
        content_hash: Stands for the question set and its articles.
        cache: The folder in which a baseline keeps an index of its own.
        say: Tells the user what takes long.
    """

    library: Library
    embedder: Callable[[], Embedder]
    content_hash: str
    cache: Path
    say: Callable[[str], None]


class Baseline(Protocol):
    """A way of finding passages that the product is measured against."""

    def search(self, question: str, as_of: date | None, k: int) -> list[FoundPassage]:
        """The `k` best passages, best first.

        Args:
            question: The question.
            as_of: The day it is asked on; most baselines do without.
            k: How many passages; fewer where there are no more.
        """
        ...


class AnsweringBaseline(Baseline, Protocol):
    """One that answers, too."""

    def answer(self, question: str, as_of: date | None) -> Answer:
        """What it answers.

        Args:
            question: The question.
            as_of: The day it is asked on; None where days play no part.
        """
        ...
