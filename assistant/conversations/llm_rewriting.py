"""A follow-up question completed by a language model; by the rules where the model fails, or says what nobody has said."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.conversations.follow_ups import PastTurn
from assistant.generative.errors import LLMError
from assistant.generative.lazy_model import LazyLLM
from assistant.generative.prompting import without_markup
from assistant.generative.streaming import written_until
from assistant.ingest.language.english import content_stems
from assistant.prompts import Prompts

_TURNS = 3
_ANSWER_CHARS = 400
_LONGEST = 300
_KEPT = 0.5
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _Turn:
    """A turn as the prompt shows it."""

    question: str
    answer: str


class LLMQuestionRewriter:
    """Has a language model put in the words that a follow-up leaves out.

    Args:
        llm: The model.
        prompts: The words.
    """

    def __init__(self, llm: LazyLLM, prompts: Prompts) -> None:
        self._llm = llm
        self._prompts = prompts

    def condense(self, question: str, by_rules: str, turns: Sequence[PastTurn]) -> str:
        """The question as it stands alone.

        Args:
            question: As it was asked.
            by_rules: As the rules complete it; where they leave it as it is, no model is asked.
            turns: The turns before it.
        """
        question = " ".join(question.split())
        if by_rules == question or not turns:
            return by_rules
        shown = [
            _Turn(without_markup(one.question), without_markup(one.answer[:_ANSWER_CHARS])) for one in turns[-_TURNS:]
        ]
        try:
            written = self._written(
                self._prompts.render("condense_question", turns=shown, question=without_markup(question))
            )
        except LLMError as error:
            _log.warning("the follow-up is completed by rules: %s", error)
            return by_rules
        return written if _can_be_meant(written, question, by_rules, shown) else by_rules

    def _written(self, prompt: str) -> str:
        """The first line of what the model writes."""
        text = written_until(self._llm.ready(), prompt, lambda so_far: "\n" in so_far.strip())
        return " ".join(text.strip().partition("\n")[0].split()).strip('"“”')


def _can_be_meant(written: str, question: str, by_rules: str, turns: Sequence[_Turn]) -> bool:
    """Whether it asks what was asked, in words of the conversation: a question about something else would be answered as if it had been asked."""
    stems, asked = set(content_stems(written)), set(content_stems(question))
    said = asked.union(content_stems(by_rules), *(content_stems(f"{one.question} {one.answer}") for one in turns))
    return 0 < len(written) <= _LONGEST and stems <= said and len(stems & asked) >= _KEPT * len(asked)
