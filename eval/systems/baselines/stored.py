"""From passages of the library to passages found."""

from collections.abc import Sequence

from assistant.answers.answer import Evidence
from assistant.eval.systems.baselines.contract import FoundPassage
from assistant.ingest.library import Library


def found_passages(library: Library, numbers: Sequence[int]) -> list[FoundPassage]:
    """The passages of those numbers, in that order."""
    return [
        FoundPassage(one.article.id, one.passage.start, one.passage.end, one.passage.text(one.article))
        for one in library.catalog.passages(numbers)
    ]


def found_hits(evidence: Evidence) -> list[FoundPassage]:
    """The passages that the assistant found."""
    return [
        FoundPassage(
            hit.stored.article.id,
            hit.stored.passage.start,
            hit.stored.passage.end,
            hit.stored.passage.text(hit.stored.article),
        )
        for hit in evidence.hits
    ]
