"""Builds the prompt of an answer: fixed instructions, as many passages as the model's context holds, a hint, and the question."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from assistant.answers.answer import Hit
from assistant.generative.errors import Failure, LLMError
from assistant.generative.providers.base import OpenLLM
from assistant.generative.token_counts import TokenCounter, estimate_tokens
from assistant.generative.verification.prompt_injection import title_for_model
from assistant.prompts import Prompts
from assistant.questions.question import Question

if TYPE_CHECKING:
    from llama_index.core.llms import ChatMessage

_SAFETY_MARGIN_TOKENS = 48
_PASSAGE_MARKUP_TOKENS = 48
_log = logging.getLogger(__name__)

# Citation markers, tags and the control tokens of chat templates are made of these characters, so text gets similar ones instead.
_MARKUP_REPLACEMENTS = str.maketrans({"<": "‹", ">": "›", "[": "(", "]": ")", "\u2581": "_"})


@dataclass(frozen=True, slots=True)
class PromptPassage:
    """Passage as a prompt contains it."""

    number: int
    article: str
    title: str
    source: str
    published: str
    text: str


@dataclass(frozen=True, slots=True)
class Hint:
    """What the QA model found. The prompt `answer` uses its fields.

    Attributes:
        passage: The number of the passage that probably answers; 0 if none does.
        words: The short answer, or "yes" or "no"; empty if there is none.
        is_sure: Whether the QA model is so sure that the passages answer that the language model is not offered to abstain.
    """

    passage: int = 0
    words: str = ""
    is_sure: bool = False


def without_markup(text: str) -> str:
    """Replaces the characters of an article's or a user's text that could be taken for markup of the prompt."""
    return text.translate(_MARKUP_REPLACEMENTS)


def answer_messages(
    question: Question, hits: Sequence[Hit], hint: Hint, model: OpenLLM, prompts: Prompts
) -> "tuple[list[ChatMessage], int]":
    """Returns the messages, and how many of the passages they contain. Passages that do not fit are left out, from the last one on.

    Args:
        question: The question.
        hits: The passages, best first.
        hint: What the QA model found.
        model: The model that is asked.
        prompts: The prompts.

    Raises:
        LLMError: If not even one passage fits.
    """
    from llama_index.core.llms import ChatMessage

    rules = prompts.render("answer_rules")
    passages = [prompt_passage(number, hit) for number, hit in enumerate(hits, 1)]
    fixed_text = f"{rules}\n{_render_question(question, [], hint, prompts)}"
    budget = model.context_tokens - model.answer_tokens - _SAFETY_MARGIN_TOKENS
    fitting = _fitting_passages(fixed_text, passages, budget, estimate_tokens)
    if len(fitting) < len(passages):  # counting on the server costs a request per passage, so it is the second try
        fitting = _fitting_passages(fixed_text, passages, budget, model.count_tokens)
    if not fitting:
        raise LLMError(
            Failure.OTHER,
            f"the context of {model.display_name} ({model.context_tokens} tokens) has no room for a passage; raise llm_context or lower "
            "llm_answer_tokens",
        )
    if len(fitting) < len(passages):
        left_out = len(passages) - len(fitting)
        _log.info(
            "%d of %d passages left out: no room in the context of %s", left_out, len(passages), model.display_name
        )
    user_message = _render_question(question, fitting, hint, prompts)
    return [ChatMessage(role="system", content=rules), ChatMessage(role="user", content=user_message)], len(fitting)


def _fitting_passages(
    fixed_text: str, passages: Sequence[PromptPassage], budget: int, count_tokens: TokenCounter
) -> list[PromptPassage]:
    """Returns the first passages that fit into a budget of tokens together with the fixed text."""
    budget -= count_tokens(fixed_text)
    fitting: list[PromptPassage] = []
    for passage in passages:
        budget -= count_tokens(f"{passage.title}\n{passage.text}") + _PASSAGE_MARKUP_TOKENS
        if budget < 0:
            break
        fitting.append(passage)
    return fitting


def _render_question(question: Question, passages: Sequence[PromptPassage], hint: Hint, prompts: Prompts) -> str:
    passage = hint.passage if hint.passage <= len(passages) else 0
    hint = replace(hint, passage=passage, words=_attribute_value(hint.words))
    return prompts.render(
        "answer",
        passages=passages,
        as_of=question.as_of,
        hint=hint,
        question=without_markup(question.text),
        overview=question.asks_for_overview,
        may_abstain=not hint.is_sure,
    )


def prompt_passage(number: int, hit: Hit) -> PromptPassage:
    """Returns a passage as a prompt contains it: without markup."""
    article = hit.stored.article
    return PromptPassage(
        number=number,
        article=_attribute_value(article.id),
        title=_attribute_value(title_for_model(article)),
        source=_attribute_value(article.source),
        published=article.published.date().isoformat() if article.published else "unknown",
        text=without_markup(hit.stored.passage.text(article)),
    )


def _attribute_value(text: str) -> str:
    return " ".join(without_markup(text).replace('"', "'").split())
