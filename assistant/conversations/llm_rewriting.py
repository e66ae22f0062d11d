"""Rewrites a follow-up question with a language model; uses the rewrite by rules if the model fails or invents words."""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from assistant.answers.answer import Usage
from assistant.conversations.past_turns import PastTurn
from assistant.generative.errors import LLMError
from assistant.generative.one_line import write_line
from assistant.generative.prompting import without_markup
from assistant.generative.providers.open_model import LazyLLM
from assistant.generative.usage import Prices
from assistant.ingest.language.content_words import content_stems
from assistant.prompts import Prompts

_PROMPT_TURNS = 3
_MAX_ANSWER_CHARS = 400
_MAX_QUESTION_CHARS = 300
_MIN_KEPT_SHARE = 0.5
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _PromptTurn:
    """Turn as the prompt contains it."""

    question: str
    answer: str


class LLMQuestionRewriter:
    """Lets a language model add the words that a follow-up question leaves out.

    Args:
        llm: The model.
        prompts: The prompts.
        prices: Prices of a million tokens; None if they are not known.
        report: Receives the use of the model; None if nobody wants to know.
    """

    def __init__(
        self,
        llm: LazyLLM,
        prompts: Prompts,
        prices: Prices | None = None,
        report: Callable[[Usage], None] | None = None,
    ) -> None:
        self._llm = llm
        self._prompts = prompts
        self._prices = prices
        self._report = report

    def rewrite(self, question: str, rule_rewrite: str, turns: Sequence[PastTurn]) -> str:
        """Returns the standalone question.

        Args:
            question: The question as it was typed.
            rule_rewrite: The rewrite by rules. If it equals the question, the model is not asked.
            turns: The turns before the question.
        """
        question = " ".join(question.split())
        if rule_rewrite == question or not turns:
            return rule_rewrite
        prompt_turns = [
            _PromptTurn(without_markup(turn.question), without_markup(turn.answer[:_MAX_ANSWER_CHARS]))
            for turn in turns[-_PROMPT_TURNS:]
        ]
        prompt = self._prompts.render("condense_question", turns=prompt_turns, question=without_markup(question))
        try:
            model_rewrite = self._first_line(prompt)
        except LLMError as error:
            _log.warning("the follow-up is completed by rules: %s", error)
            return rule_rewrite
        return model_rewrite if _is_faithful(model_rewrite, question, rule_rewrite, prompt_turns) else rule_rewrite

    def _first_line(self, prompt: str) -> str:
        """Returns the first line that the model writes."""
        line, usage = write_line(self._llm, prompt, self._prices)
        if self._report is not None:
            self._report(usage)
        return line


def _is_faithful(rewrite: str, question: str, rule_rewrite: str, turns: Sequence[_PromptTurn]) -> bool:
    """Checks that a rewrite keeps the question's words and adds only words of the conversation.

    Otherwise the assistant would answer something that nobody asked.
    """
    stems, question_stems = set(content_stems(rewrite)), set(content_stems(question))
    conversation_stems = question_stems.union(
        content_stems(rule_rewrite), *(content_stems(f"{turn.question} {turn.answer}") for turn in turns)
    )
    return (
        0 < len(rewrite) <= _MAX_QUESTION_CHARS
        and stems <= conversation_stems
        and len(stems & question_stems) >= _MIN_KEPT_SHARE * len(question_stems)
    )
