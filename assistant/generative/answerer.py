"""Answerer that calls a language model. The QA model selects what it reads; its answer is verified, and quotes replace it if it fails."""

import logging
from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass, replace

from assistant.answers.answer import Evidence, Hit
from assistant.answers.answerer import (
    AnswerPart,
    CitedStatement,
    Conclusion,
    FurtherEvidence,
    NearestQuote,
    Notice,
    UsageReport,
    Verdict,
)
from assistant.extractive.answerer import ExtractiveAnswerer, RankedEvidence
from assistant.generative.agreement import words_the_answer
from assistant.generative.errors import LLMError
from assistant.generative.excerpts import select_excerpts
from assistant.generative.prompting import Hint, answer_messages
from assistant.generative.providers.open_model import LazyLLM
from assistant.generative.reformulation import SecondSearch
from assistant.generative.research.researcher import Researcher
from assistant.generative.research.tools import FoundPassage
from assistant.generative.usage import Prices
from assistant.generative.verification.analysed_passage import VerificationModels
from assistant.generative.verification.prompt_injection import addresses_language_model
from assistant.generative.writing import VerifiedText, write_verified
from assistant.prompts import Prompts
from assistant.questions.form import QuestionForm
from assistant.questions.question import Question
from assistant.questions.several_steps import needs_several_steps

_MAX_FOUND = 12
_SURE = 0.5  # confidence from which the passages are taken to answer, whatever the language model says
_OVERVIEWS = {
    QuestionForm.LATEST,
    QuestionForm.TIMELINE,
    QuestionForm.SUMMARY,
    QuestionForm.LIST,
    QuestionForm.SERIES,
}
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Searches:
    """What looks further than the first search.

    Attributes:
        second: Searches with a reworded question.
        steps: Looks things up step by step, for a question that needs several.
    """

    second: SecondSearch
    steps: Researcher


@dataclass(frozen=True, slots=True)
class WritingOptions:
    """Options for answers of a language model.

    Attributes:
        passages: How many excerpts of passages the model is shown at most.
        strict: Leave out sentences that the verification does not support.
        prices: Prices of a million tokens: (of the prompt, of the answer); None if they are not known.
    """

    passages: int
    strict: bool
    prices: Prices | None = None


class LLMAnswerer:
    """Lets a language model write the answer from the sentences that the extractive answerer found, and quotes if the model fails.

    The model is asked to answer only if the extractive answerer is confident enough that the evidence contains an answer. Else it may word
    the question differently for one more search. If a question needs several steps, the model looks things up first.

    Args:
        name: The model's display name, which answers carry.
        llm: The model.
        extractive: Finds the sentences, gives the confidence, and answers if the model fails.
        searches: What looks further than the first search.
        models: The models that verify.
        prompts: The prompts.
        options: The options.
    """

    def __init__(
        self,
        name: str,
        llm: LazyLLM,
        extractive: ExtractiveAnswerer,
        searches: Searches,
        models: VerificationModels,
        prompts: Prompts,
        options: WritingOptions,
    ) -> None:
        self.name = name
        self.llm = llm
        self._extractive = extractive
        self._searches = searches
        self._models = models
        self._prompts = prompts
        self._options = options

    def answer(self, question: Question, evidence: Evidence) -> Generator[AnswerPart, None, None]:
        """See `Answerer.answer`."""
        ranked = self._extractive.rank(question, evidence)
        found = (yield from self._look_up(ranked)) if needs_several_steps(question) else ()
        if found:
            hits = tuple(passage.hit for passage in found)
            yield FurtherEvidence(Evidence(hits + evidence.hits))
            yield Verdict(ranked.confidence)
            first = select_excerpts(ranked.sentences, self._options.passages)
            found_for = [*(passage.question for passage in found), *(question for _ in first)]
            text = VerifiedText(question, (*hits, *first), self._models, self._options.strict, found_for)
            yield from self._write_or_quote(text, Hint(), tuple(self._extractive.quote(ranked)))
            return
        if not ranked.is_answered:
            further, usage = self._searches.second.search(question, evidence)
            if usage is not None:
                yield UsageReport(usage)
            # The question as it was asked decides whether the further evidence answers it.
            reranked = None if further is None else self._extractive.rank(question, further)
            if further is None or reranked is None or not reranked.is_answered:
                yield from self._extractive.quote(ranked)
                return
            yield FurtherEvidence(further)
            ranked = reranked
        quoted = tuple(self._extractive.quote(ranked))
        yield Verdict(ranked.confidence)
        excerpts = select_excerpts(ranked.sentences, self._options.passages)
        text = VerifiedText(question, excerpts, self._models, self._options.strict)
        hint = replace(find_hint(question, excerpts, quoted), is_sure=ranked.confidence >= _SURE)
        yield from self._write_or_quote(text, hint, quoted)

    def _look_up(self, ranked: RankedEvidence) -> Generator[AnswerPart, None, tuple[FoundPassage, ...]]:
        """Yields the steps in which the model looks things up, and returns the last passages that they found."""
        try:
            model = self.llm.open()
        except LLMError as error:
            _log.warning("%s", error)
            return ()
        if not self._searches.steps.can_use(model):
            return ()
        excerpts = select_excerpts(ranked.sentences, self._options.passages)
        found = yield from self._searches.steps.run(model, ranked.question, excerpts)
        return found[-_MAX_FOUND:]

    def _write_or_quote(self, text: VerifiedText, hint: Hint, quoted: Sequence[AnswerPart]) -> Iterator[AnswerPart]:
        """Yields the model's answer, or the quotes if it fails."""
        has_quotes = any(isinstance(part, CitedStatement) for part in quoted)
        reason = "what the language model wrote is not confirmed by the articles"
        try:
            yield from self._write(text, hint, quoted)
        except LLMError as error:
            _log.warning("%s", error)
            reason = str(error).partition("; ")[0]
            if text.supported:
                yield Notice(self._prompts.render("llm_notice", reason=reason, kept=True))
                return
        if text.supported:
            return
        if text.abstained and not (hint.is_sure and has_quotes):
            yield from _nearest(quoted)
            return
        reason = "the language model found no answer in them" if text.abstained else text.fault or reason
        yield Notice(
            self._prompts.render("llm_notice", reason=reason, kept=False)
            if has_quotes
            else self._prompts.render("llm_no_answer", reason=reason),
            starts_over=True,
            answerer=self._extractive.name,
        )
        yield from quoted

    def _write(self, text: VerifiedText, hint: Hint, quoted: Sequence[AnswerPart]) -> Iterator[AnswerPart]:
        model = self.llm.open()
        assert text.question is not None  # only a summary has none
        if text.question.form in _OVERVIEWS and model.is_small:
            text.fault = "this language model is too small for an overview"
            return
        messages, passage_count = answer_messages(text.question, text.hits, hint, model, self._prompts)
        text.hits = text.hits[:passage_count]
        yield from write_verified(model, messages, text, self._options.prices)
        if model.is_small and text.supported and not words_the_answer(text.supported, quoted):
            text.supported.clear()
            text.fault = "the language model answered something else"


def find_hint(question: Question, excerpts: Sequence[Hit], quoted: Sequence[AnswerPart]) -> Hint:
    """Returns what the quotes say: the excerpt that contains the first of them, and its short answer or the lead. An overview has no hint.

    Args:
        question: The question.
        excerpts: The excerpts that the model is shown, in its order.
        quoted: The parts of the extractive answer.
    """
    first = next((part for part in quoted if isinstance(part, CitedStatement)), None)
    if first is None or question.asks_for_overview or addresses_language_model(first.statement.text):
        return Hint()
    (citation,) = first.citations
    lead = next((part.lead for part in quoted if isinstance(part, Conclusion)), None)
    span = first.statement.short_answer
    words = first.statement.text[slice(*span)] if span else lead if lead in ("yes", "no") else ""
    number = next(
        (
            number
            for number, hit in enumerate(excerpts, 1)
            if hit.article.id == citation.article_id
            and hit.passage.start < citation.end
            and citation.start < hit.passage.end
        ),
        0,
    )
    return Hint(number, words) if number else Hint()


def _nearest(quoted: Sequence[AnswerPart]) -> Iterator[NearestQuote]:
    """Yields the nearest statement: the first quote, or what the extractive answerer calls the nearest."""
    first = next((part for part in quoted if isinstance(part, CitedStatement | NearestQuote)), None)
    if isinstance(first, NearestQuote):
        yield first
    elif first is not None:
        yield NearestQuote(first.citations[0].model_copy(update={"number": 1, "score": 0.0}))
