"""The answer that a language model writes: streamed, each sentence checked against what it cites, and replaced by quotes if it fails."""

import logging
from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass

from assistant.answers.answer import Evidence
from assistant.answers.answerer import AnswerPart, Notice, Verdict
from assistant.extractive.answerer import ExtractiveAnswerer
from assistant.extractive.fitted_weights import ANSWER_THRESHOLD
from assistant.generative.errors import LLMError
from assistant.generative.lazy_model import LazyLLM
from assistant.generative.prompting import answer_messages
from assistant.generative.verified_writing import VerifiedWriting
from assistant.generative.writing import Prices, write
from assistant.ingest.embedders import Embedder
from assistant.prompts import Prompts
from assistant.questions.question import Question

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class WritingOptions:
    """How a language model is used.

    Attributes:
        passages: From how many passages, at most, it writes.
        strict: Leave out what the check does not confirm.
        prices: What a million tokens cost, (of the prompt, of the answer); None where that is not known.
    """

    passages: int
    strict: bool
    prices: Prices | None = None


class LLMAnswerer:
    """Has a language model write the answer; quotes where the model cannot be used.

    The model is asked only where the sentences found make an answer likely enough, as for the extractive answer.

    Args:
        shown: The model as people know it.
        llm: The model.
        extractive: Gives the verdict, and the answer where the model fails.
        embedder: Gives the embedder.
        prompts: The words.
        options: How it is used.
    """

    def __init__(
        self,
        shown: str,
        llm: LazyLLM,
        extractive: ExtractiveAnswerer,
        embedder: Callable[[], Embedder],
        prompts: Prompts,
        options: WritingOptions,
    ) -> None:
        self.name = shown
        self.llm = llm
        self._extractive = extractive
        self._embedder = embedder
        self._prompts = prompts
        self._options = options

    def answer(self, question: Question, evidence: Evidence) -> Generator[AnswerPart, None, None]:
        """See `Answerer.answer`."""
        reading = self._extractive.read(question, evidence)
        yield Verdict(reading.confidence)
        if reading.confidence < ANSWER_THRESHOLD:
            return
        writing = VerifiedWriting(
            question, evidence.hits[: self._options.passages], self._embedder, self._options.strict
        )
        reason = "what the language model wrote is not confirmed by the articles"
        try:
            yield from self._written(question, writing)
        except LLMError as error:
            _log.warning("%s", error)
            reason = str(error).partition("; ")[0]
            if writing.confirmed:
                yield Notice(self._prompts.render("llm_notice", reason=reason, kept=True))
                return
        if not writing.confirmed and not writing.abstained:
            yield Notice(
                self._prompts.render("llm_notice", reason=writing.fault or reason, kept=False),
                starts_over=True,
                answerer=self._extractive.name,
            )
            yield from self._extractive.quotes(reading)

    def _written(self, question: Question, writing: VerifiedWriting) -> Iterator[AnswerPart]:
        """What the model writes, checked; the connection is closed when nobody listens any more."""
        opened = self.llm.ready()
        messages, shown = answer_messages(question, writing.hits, opened, self._prompts)
        writing.hits = writing.hits[:shown]
        yield from write(opened, messages, writing, self._options.prices)
