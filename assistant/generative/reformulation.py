"""Lets a language model word a question differently for a second search, if the first search found no answer."""

import logging
from collections.abc import Callable
from dataclasses import replace

from assistant.answers.answer import Evidence, Usage
from assistant.generative.errors import LLMError
from assistant.generative.one_line import write_line
from assistant.generative.prompting import without_markup
from assistant.generative.providers.open_model import LazyLLM
from assistant.generative.usage import Prices
from assistant.ingest.language.content_words import content_stems
from assistant.prompts import Prompts
from assistant.questions.question import Question

_MAX_QUESTION_CHARS = 300
_log = logging.getLogger(__name__)


class SecondSearch:
    """Searches once more with a question that a language model has reworded.

    Args:
        llm: The model.
        prompts: The prompts.
        search: Returns the evidence for a question and a number of passages.
        prices: Prices of a million tokens; None if they are not known.
    """

    def __init__(
        self,
        llm: LazyLLM,
        prompts: Prompts,
        search: Callable[[Question, int], Evidence],
        prices: Prices | None = None,
    ) -> None:
        self._llm = llm
        self._prompts = prompts
        self._search = search
        self._prices = prices

    def search(self, question: Question, evidence: Evidence) -> tuple[Evidence | None, Usage | None]:
        """Returns further evidence together with the evidence of the first search, and the use of the model; None for what there is not.

        Args:
            question: The question, which the evidence does not answer.
            evidence: The evidence of the first search.
        """
        if not evidence.hits:
            return None, None
        try:
            prompt = self._prompts.render("reformulate_question", question=without_markup(question.text))
            reworded, usage = write_line(self._llm, prompt, self._prices, _MAX_QUESTION_CHARS)
        except LLMError as error:
            _log.warning("the question is not searched for again: %s", error)
            return None, None
        if not _is_usable(reworded, question):
            return None, usage
        found = self._search(replace(question, text=reworded), len(evidence.hits))
        known = {hit.stored.number for hit in evidence.hits}
        new = tuple(hit for hit in found.hits if hit.stored.number not in known)
        return Evidence(new + evidence.hits) if new else None, usage


def _is_usable(reworded: str, question: Question) -> bool:
    """Checks that a question keeps the names and numbers of another one, and adds words to it."""
    stems = frozenset(content_stems(reworded))
    return len(reworded) <= _MAX_QUESTION_CHARS and question.names <= stems and bool(stems - question.stems)
