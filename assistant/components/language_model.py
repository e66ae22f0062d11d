"""Everything that a language model does, if one is set.

Imported only in that case, because the client libraries of language models take a large part of a cold start.
"""

from collections.abc import Callable
from dataclasses import dataclass

from assistant.conversations.llm_rewriting import LLMQuestionRewriter
from assistant.extractive.answerer import ExtractiveAnswerer
from assistant.generative.answerer import LLMAnswerer, WritingOptions
from assistant.generative.article_summary import SummaryWriter
from assistant.generative.model_spec import parse_model_spec
from assistant.generative.providers.open_model import LazyLLM, open_model_from_settings
from assistant.ingest.embedders import Embedder
from assistant.prompts import Prompts
from assistant.replies.suggestions import LLMSuggestions
from assistant.settings import Settings


@dataclass(frozen=True, slots=True)
class LLMComponents:
    """One language model and the components that use it.

    Attributes:
        llm: The model; it is opened with the first question.
        answerer: Writes answers.
        rewriter: Completes follow-up questions.
        summaries: Writes summaries of articles.
        suggestions: Writes questions to ask next.
    """

    llm: LazyLLM
    answerer: LLMAnswerer
    rewriter: LLMQuestionRewriter
    summaries: SummaryWriter
    suggestions: LLMSuggestions


def build_llm_components(
    name: str, settings: Settings, extractive: ExtractiveAnswerer, embedder: Callable[[], Embedder], prompts: Prompts
) -> LLMComponents:
    """Builds the components of a language model.

    Args:
        name: The value of the setting `llm`.
        settings: The limits, prices and options of the model.
        extractive: Answers if the model fails.
        embedder: Returns the embedder of the library's vectors.
        prompts: The prompts of the model.
    """
    llm = LazyLLM(lambda: open_model_from_settings(settings))
    options = WritingOptions(settings.llm_passages, settings.strict, settings.llm_prices)
    return LLMComponents(
        llm,
        LLMAnswerer(parse_model_spec(name).display_name, llm, extractive, embedder, prompts, options),
        LLMQuestionRewriter(llm, prompts),
        SummaryWriter(llm, embedder, prompts, settings.llm_prices),
        LLMSuggestions(llm, prompts),
    )
