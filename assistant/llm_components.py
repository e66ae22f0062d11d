"""What a language model does where one is set. Imported only then: what talks to a model takes a good part of a cold start."""

from collections.abc import Callable
from dataclasses import dataclass

from assistant.conversations.llm_rewriting import LLMQuestionRewriter
from assistant.extractive.answerer import ExtractiveAnswerer
from assistant.generative.answerer import LLMAnswerer, WritingOptions
from assistant.generative.article_summary import SummaryWriter
from assistant.generative.lazy_model import LazyLLM
from assistant.generative.model_spec import parse_model_spec
from assistant.generative.providers.opening import open_from_settings
from assistant.ingest.embedders import Embedder
from assistant.prompts import Prompts
from assistant.replies.suggestions import LLMSuggestions
from assistant.settings import Settings


@dataclass(frozen=True, slots=True)
class LLMComponents:
    """One model in all its parts.

    Attributes:
        llm: The model, opened with the first question.
        answerer: Writes answers.
        condenser: Completes follow-ups.
        summaries: Writes summaries.
        suggestions: Writes questions to ask next.
    """

    llm: LazyLLM
    answerer: LLMAnswerer
    condenser: LLMQuestionRewriter
    summaries: SummaryWriter
    suggestions: LLMSuggestions


def build_llm_components(
    name: str, settings: Settings, extractive: ExtractiveAnswerer, embedder: Callable[[], Embedder], prompts: Prompts
) -> LLMComponents:
    """Has a model do what it can.

    Args:
        name: As the setting `llm` names it.
        settings: How far it may go.
        extractive: Answers where the model fails.
        embedder: Gives the embedder of the library's vectors.
        prompts: What it is told.
    """
    llm = LazyLLM(lambda: open_from_settings(settings))
    options = WritingOptions(settings.llm_passages, settings.strict, settings.llm_prices)
    return LLMComponents(
        llm,
        LLMAnswerer(parse_model_spec(name).shown, llm, extractive, embedder, prompts, options),
        LLMQuestionRewriter(llm, prompts),
        SummaryWriter(llm, embedder, prompts, settings.llm_prices),
        LLMSuggestions(llm, prompts),
    )
