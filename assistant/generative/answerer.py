"""Answerer that calls a language model. The answer is streamed and verified; if the model fails, the extractive answer replaces it."""

import logging
from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass

from assistant.answers.answer import Evidence
from assistant.answers.answerer import AnswerPart, Notice, Verdict
from assistant.extractive.answerer import ExtractiveAnswerer
from assistant.generative.errors import LLMError
from assistant.generative.prompting import answer_messages
from assistant.generative.providers.open_model import LazyLLM
from assistant.generative.writing import Prices, VerifiedText, write_verified
from assistant.ingest.embedders import Embedder
from assistant.prompts import Prompts
from assistant.questions.question import Question

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class WritingOptions:
    """Options for answers of a language model.

    Attributes:
        passages: How many passages the model is shown at most.
        strict: Leave out sentences that the verification does not support.
        prices: Prices of a million tokens: (of the prompt, of the answer); None if they are not known.
    """

    passages: int
    strict: bool
    prices: Prices | None = None


class LLMAnswerer:
    """Lets a language model write the answer, and quotes if the model cannot be used.

    The model is asked only if the extractive answerer is confident enough that the evidence contains an answer.

    Args:
        name: The model's display name, which answers carry.
        llm: The model.
        extractive: Gives the confidence, and the answer if the model fails.
        embedder: Returns the embedder.
        prompts: The prompts.
        options: The options.
    """

    def __init__(
        self,
        name: str,
        llm: LazyLLM,
        extractive: ExtractiveAnswerer,
        embedder: Callable[[], Embedder],
        prompts: Prompts,
        options: WritingOptions,
    ) -> None:
        self.name = name
        self.llm = llm
        self._extractive = extractive
        self._embedder = embedder
        self._prompts = prompts
        self._options = options

    def answer(self, question: Question, evidence: Evidence) -> Generator[AnswerPart, None, None]:
        """See `Answerer.answer`."""
        ranked = self._extractive.rank(question, evidence)
        yield Verdict(ranked.confidence)
        if not ranked.is_answered:
            return
        text = VerifiedText(question, evidence.hits[: self._options.passages], self._embedder, self._options.strict)
        reason = "what the language model wrote is not confirmed by the articles"
        try:
            yield from self._write(question, text)
        except LLMError as error:
            _log.warning("%s", error)
            reason = str(error).partition("; ")[0]
            if text.supported_count:
                yield Notice(self._prompts.render("llm_notice", reason=reason, kept=True))
                return
        if not text.supported_count and not text.abstained:
            yield Notice(
                self._prompts.render("llm_notice", reason=text.fault or reason, kept=False),
                starts_over=True,
                answerer=self._extractive.name,
            )
            yield from self._extractive.quote(ranked)

    def _write(self, question: Question, text: VerifiedText) -> Iterator[AnswerPart]:
        model = self.llm.open()
        messages, passage_count = answer_messages(question, text.hits, model, self._prompts)
        text.hits = text.hits[:passage_count]
        yield from write_verified(model, messages, text, self._options.prices)
