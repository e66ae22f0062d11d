"""Everything that a language model does, if one is set.

Imported only in that case, because the client libraries of language models take a large part of a cold start.
"""

from collections.abc import Callable
from dataclasses import dataclass

from assistant.answers.answer import Usage
from assistant.components.models import LoadedModels
from assistant.components.research_tools import ResearchTools
from assistant.conversations.llm_rewriting import LLMQuestionRewriter
from assistant.extractive.answerer import ExtractiveAnswerer
from assistant.generative.answerer import LLMAnswerer, Searches, WritingOptions
from assistant.generative.article_summary import SummaryWriter
from assistant.generative.model_spec import parse_model_spec
from assistant.generative.providers.open_model import LazyLLM, open_fast_model_from_settings, open_model_from_settings
from assistant.generative.reformulation import SecondSearch
from assistant.generative.research.researcher import Researcher, ResearchLimits
from assistant.generative.verification.analysed_passage import VerificationModels
from assistant.ingest.library import Library
from assistant.prompts import Prompts
from assistant.replies.suggestions import LLMSuggestions
from assistant.retrieval.retriever import Retriever
from assistant.settings import Settings


@dataclass(frozen=True, slots=True)
class LLMComponents:
    """The language models and the components that use them.

    Attributes:
        answerer: Writes answers.
        rewriter: Makes what completes follow-up questions; it reports the use of the model to its argument.
        summaries: Writes summaries of articles.
        suggestions: Writes questions to ask next.
        close: Releases the models.
    """

    answerer: LLMAnswerer
    rewriter: Callable[[Callable[[Usage], None] | None], LLMQuestionRewriter]
    summaries: SummaryWriter
    suggestions: LLMSuggestions
    close: Callable[[], None]


@dataclass(frozen=True, slots=True)
class AnsweringParts:
    """The parts of the question pipeline that the components of a language model use.

    Attributes:
        library: The articles.
        extractive: Finds the sentences that answer, and answers if the model fails.
        retriever: Searches with reworded questions.
        models: The embedder of the library's vectors, and the QA model.
    """

    library: Library
    extractive: ExtractiveAnswerer
    retriever: Retriever
    models: LoadedModels


def build_llm_components(name: str, settings: Settings, parts: AnsweringParts, prompts: Prompts) -> LLMComponents:
    """Builds the components of a language model. A model is opened with the first question.

    Args:
        name: The value of the setting `llm`.
        settings: The models, their limits, prices and options.
        parts: The parts of the question pipeline.
        prompts: The prompts of the model.
    """
    llm = LazyLLM(lambda: open_model_from_settings(settings))
    fast_llm = LazyLLM(lambda: open_fast_model_from_settings(settings)) if settings.llm_fast else llm
    models = VerificationModels(parts.models.embedder, parts.models.qa_model)
    options = WritingOptions(settings.llm_passages, settings.strict, settings.llm_prices)
    fast_prices = settings.llm_fast_prices or (None if settings.llm_fast else settings.llm_prices)
    tools = ResearchTools(parts.library, parts.extractive, parts.retriever.retrieve).tools(prompts)
    limits = ResearchLimits(settings.llm_steps, settings.llm_steps_seconds)
    searches = Searches(
        SecondSearch(fast_llm, prompts, parts.retriever.retrieve, fast_prices),
        Researcher(tools, prompts, limits, settings.llm_prices),
    )
    display_name = parse_model_spec(name).display_name

    def close() -> None:
        llm.close()
        fast_llm.close()

    return LLMComponents(
        LLMAnswerer(display_name, llm, parts.extractive, searches, models, prompts, options),
        lambda report: LLMQuestionRewriter(fast_llm, prompts, fast_prices, report),
        SummaryWriter(llm, models, prompts, settings.llm_prices),
        LLMSuggestions(fast_llm, prompts),
        close,
    )
