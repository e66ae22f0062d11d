"""How the passages found for a question look, to a person and to a machine."""

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING

from assistant.cli.output import Line, Piece
from assistant.cli.terminal_text import one_line
from assistant.cli.rendering.answer import where_from

if TYPE_CHECKING:
    from assistant.answers.answer import Evidence, Hit
    from assistant.questions.question import Question

_SHOWN_CHARACTERS = 240


def passages_json(question: "Question", evidence: "Evidence") -> str:
    """The search as one JSON object; its passages are those of an answer."""
    found = {
        "question": question.asked,
        "standalone_question": question.standalone,
        "as_of": question.as_of.isoformat(),
        "passages": [hit.ref.model_dump(mode="json") for hit in evidence.hits],
    }
    return json.dumps(found, ensure_ascii=False)


def passage_lines(evidence: "Evidence") -> Iterator[Line]:
    """Each passage with its place and its first words."""
    if not evidence.hits:
        yield [Piece("Nothing was found.")]
    for rank, hit in enumerate(evidence.hits, 1):
        yield from _hit(rank, hit)


def _hit(rank: int, hit: "Hit") -> Iterator[Line]:
    article, passage = hit.stored.article, hit.stored.passage
    published = article.published.date() if article.published else None
    yield [Piece(f"{rank}. ", "bold cyan"), Piece(where_from(article.title, article.source, published))]
    place = f"   article {one_line(article.id)}, characters {passage.start}–{passage.end}, score {hit.score:.2f}"
    yield [Piece(place, "dim")]
    if hit.also_in:
        yield [Piece(f"   also in: {', '.join(map(one_line, hit.also_in))}", "dim")]
    yield [Piece(f"   {_opening(passage.text(article))}")]


def _opening(text: str) -> str:
    words = one_line(text)
    if len(words) <= _SHOWN_CHARACTERS:
        return words
    return f"{words[:_SHOWN_CHARACTERS].rsplit(' ', 1)[0]} …"
