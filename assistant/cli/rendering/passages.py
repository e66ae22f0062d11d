"""Retrieved passages as lines for a terminal and as JSON."""

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING

from assistant.cli.output import Line, StyledText
from assistant.cli.rendering.answer import article_line
from assistant.cli.terminal_text import one_line

if TYPE_CHECKING:
    from assistant.answers.answer import Evidence, Hit
    from assistant.questions.question import Question

_EXCERPT_CHARACTERS = 240


def passages_json(question: "Question", evidence: "Evidence") -> str:
    """Returns the search as one JSON object; its passages have the fields of an answer's passages."""
    search = {
        "question": question.original,
        "standalone_question": question.text,
        "as_of": question.as_of.isoformat(),
        "passages": [hit.ref.model_dump(mode="json") for hit in evidence.hits],
    }
    return json.dumps(search, ensure_ascii=False)


def passage_lines(evidence: "Evidence") -> Iterator[Line]:
    """Yields each passage with its position and its first words."""
    if not evidence.hits:
        yield [StyledText("Nothing was found.")]
    for rank, hit in enumerate(evidence.hits, 1):
        yield from _hit_lines(rank, hit)


def _hit_lines(rank: int, hit: "Hit") -> Iterator[Line]:
    article, passage = hit.stored.article, hit.stored.passage
    published = article.published.date() if article.published else None
    yield [StyledText(f"{rank}. ", "bold cyan"), StyledText(article_line(article.title, article.source, published))]
    position = f"article {one_line(article.id)}, characters {passage.start}–{passage.end}"
    yield [StyledText(f"   {position}, score {hit.score:.2f}", "dim")]
    if hit.also_in:
        yield [StyledText(f"   also in: {', '.join(map(one_line, hit.also_in))}", "dim")]
    yield [StyledText(f"   {_excerpt(passage.text(article))}")]


def _excerpt(text: str) -> str:
    line = one_line(text)
    if len(line) <= _EXCERPT_CHARACTERS:
        return line
    return f"{line[:_EXCERPT_CHARACTERS].rsplit(' ', 1)[0]} …"
