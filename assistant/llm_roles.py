"""What a language model does where one is set. Imported only then: what talks to a model takes a good part of a cold start."""

from collections.abc import Callable
from dataclasses import dataclass

from assistant.condensing import Condenser
from assistant.extractive import ExtractiveAnswerer
from assistant.ingest.embedders import Embedder
from assistant.llm.choice import read_choice
from assistant.llm.opening import open_chosen
from assistant.llm.ready import LazyLLM
from assistant.llm_answerer import LLMAnswerer, WritingOptions
from assistant.llm_summary import SummaryWriter
from assistant.prompts import Prompts
from assistant.settings import Settings
from assistant.suggesting import ModelSuggestions


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
