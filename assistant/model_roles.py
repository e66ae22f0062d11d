"""What a language model does where one is set. Imported only then: what talks to a model takes a good part of a cold start."""

from collections.abc import Callable
from dataclasses import dataclass

from assistant.conversations.llm_rewriting import Condenser
from assistant.extractive.answerer import ExtractiveAnswerer
from assistant.generative.answerer import LLMAnswerer, WritingOptions
from assistant.generative.article_summary import SummaryWriter
from assistant.generative.lazy_model import LazyLLM
from assistant.generative.model_spec import read_choice
from assistant.generative.providers.opening import open_chosen
from assistant.ingest.embedders import Embedder
from assistant.prompts import Prompts
from assistant.replies.suggestions import ModelSuggestions
from assistant.settings import Settings


@dataclass(frozen=True, slots=True)
class ModelRoles:
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
    condenser: Condenser
    summaries: SummaryWriter
    suggestions: ModelSuggestions


def give_roles(
    name: str, settings: Settings, extractive: ExtractiveAnswerer, embedder: Callable[[], Embedder], prompts: Prompts
) -> ModelRoles:
    """Has a model do what it can.

    Args:
        name: As the setting `llm` names it.
        settings: How far it may go.
        extractive: Answers where the model fails.
        embedder: Gives the embedder of the library's vectors.
        prompts: What it is told.
    """
    llm = LazyLLM(lambda: open_chosen(settings))
    options = WritingOptions(settings.llm_passages, settings.strict, settings.llm_prices)
    return ModelRoles(
        llm,
        LLMAnswerer(read_choice(name).shown, llm, extractive, embedder, prompts, options),
        Condenser(llm, prompts),
        SummaryWriter(llm, embedder, prompts, settings.llm_prices),
        ModelSuggestions(llm, prompts),
    )
