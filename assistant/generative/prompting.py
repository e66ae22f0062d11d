"""The prompt of an answer: instructions that never change, then as many passages as the model's context holds, then the question."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from assistant.answers.answer import Hit
from assistant.generative.errors import Failure, LLMError
from assistant.generative.providers.opening import OpenedLLM
from assistant.generative.token_counts import TokenCounter, estimated_tokens
from assistant.prompts import Prompts
from assistant.questions.question import Question

if TYPE_CHECKING:
    from llama_index.core.llms import ChatMessage

_MARGIN_TOKENS = 48
_FRAME_TOKENS = 48
_log = logging.getLogger(__name__)

# Brackets are what markers, tags and the control tokens of chat templates are made of: an article gets others that look alike.
_HARMLESS = str.maketrans({"<": "‹", ">": "›", "[": "(", "]": ")", "\u2581": "_"})


@dataclass(frozen=True, slots=True)
class ShownPassage:
    """A passage as a prompt shows it."""

    number: int
    title: str
    source: str
    published: str
    text: str


def without_markup(text: str) -> str:
    """Text of an article or a user, in which nothing can be taken for a part of the prompt."""
    return text.translate(_HARMLESS)


def answer_messages(
    question: Question, hits: Sequence[Hit], opened: OpenedLLM, prompts: Prompts
) -> "tuple[list[ChatMessage], int]":
    """(the messages, how many of the passages are in them); passages are left out whole, the last ones first.

    Raises:
        LLMError: If not even one passage has room.
    """
    from llama_index.core.llms import ChatMessage

    rules = prompts.render("answer_rules")
    shown = [_shown(number, hit) for number, hit in enumerate(hits, 1)]
    fixed = f"{rules}\n{_asked(question, [], prompts)}"
    room = opened.context_tokens - opened.answer_tokens - _MARGIN_TOKENS
    kept = _fitting(fixed, shown, room, estimated_tokens)
    if len(kept) < len(shown):  # only then is it worth asking the model's server, passage by passage
        kept = _fitting(fixed, shown, room, opened.count)
    if not kept:
        raise LLMError(
            Failure.OTHER,
            f"the context of {opened.shown} ({opened.context_tokens} tokens) has no room for a passage; raise llm_context or lower "
            "llm_answer_tokens",
        )
    if len(kept) < len(shown):
        _log.info(
            "%d of %d passages left out: no room in the context of %s", len(shown) - len(kept), len(shown), opened.shown
        )
    asked = _asked(question, kept, prompts)
    return [ChatMessage(role="system", content=rules), ChatMessage(role="user", content=asked)], len(kept)


def _fitting(fixed: str, shown: Sequence[ShownPassage], room: int, count: TokenCounter) -> list[ShownPassage]:
    """The first passages that have room beside what is always there."""
    room -= count(fixed)
    kept: list[ShownPassage] = []
    for passage in shown:
        room -= count(f"{passage.title}\n{passage.text}") + _FRAME_TOKENS
        if room < 0:
            break
        kept.append(passage)
    return kept


def _asked(question: Question, passages: Sequence[ShownPassage], prompts: Prompts) -> str:
    return prompts.render(
        "answer", passages=passages, as_of=question.as_of, question=without_markup(question.standalone)
    )


def _shown(number: int, hit: Hit) -> ShownPassage:
    article = hit.stored.article
    return ShownPassage(
        number=number,
        title=_attribute(article.title),
        source=_attribute(article.source),
        published=article.published.date().isoformat() if article.published else "unknown",
        text=without_markup(hit.stored.passage.text(article)),
    )


def _attribute(text: str) -> str:
    return " ".join(without_markup(text).replace('"', "'").split())
