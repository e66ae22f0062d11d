"""Lets a language model look things up, step by step, until it has what a question needs or a limit is reached."""

import logging
import time
from collections.abc import Generator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from pydantic import ValidationError

from assistant.answers.answer import Hit, Step
from assistant.answers.answerer import StepTaken, UsageReport
from assistant.generative.errors import Failure, LLMError
from assistant.generative.prompting import PromptPassage, prompt_passage, without_markup
from assistant.generative.providers.base import OpenLLM
from assistant.generative.research.tool_calls import ToolCall, call_messages, next_turn
from assistant.generative.research.tools import FoundPassage, ResearchTool, ToolResult
from assistant.generative.token_counts import estimate_tokens
from assistant.generative.usage import Prices, usage_of
from assistant.ingest.errors import UsageError
from assistant.prompts import Prompts
from assistant.questions.question import Question

if TYPE_CHECKING:
    from llama_index.core.llms import ChatMessage

_TOOL_TOKENS = 700  # of the descriptions of the tools
_MAX_REQUEST_CHARS = 200
_REFUSES_TOOLS = {Failure.OTHER, Failure.SERVER, Failure.NO_SUCH_MODEL, Failure.BROKEN}
_log = logging.getLogger(__name__)

ResearchPart = StepTaken | UsageReport


@dataclass(frozen=True, slots=True)
class ResearchLimits:
    """Limits of the steps before one answer.

    Attributes:
        steps: The largest number of steps.
        seconds: How long they may take together.
    """

    steps: int
    seconds: float


@dataclass(slots=True)
class Findings:
    """The passages found so far, in the order in which the model was shown them."""

    passages: list[FoundPassage] = field(default_factory=list)

    def add(self, found: Sequence[FoundPassage]) -> list[PromptPassage]:
        """Adds passages that are new, and returns the new ones as a prompt contains them."""
        known = {_place(passage) for passage in self.passages}
        new = [passage for passage in found if _place(passage) not in known]
        first = len(self.passages) + 1
        self.passages.extend(new)
        return [prompt_passage(number, passage.hit) for number, passage in enumerate(new, first)]


class Researcher:
    """Runs the steps. A model whose server refuses tools is not given any again.

    Args:
        tools: The tools.
        prompts: The prompts.
        limits: The limits.
        prices: Prices of a million tokens; None if they are not known.
    """

    def __init__(
        self, tools: Sequence[ResearchTool], prompts: Prompts, limits: ResearchLimits, prices: Prices | None
    ) -> None:
        self._tools = {tool.name: tool for tool in tools}
        self._prompts = prompts
        self._limits = limits
        self._prices = prices
        self._is_refused = False

    def can_use(self, model: OpenLLM) -> bool:
        """Checks whether a model can be given tools at all."""
        return model.calls_tools and not self._is_refused and self._limits.steps > 0

    def run(
        self, model: OpenLLM, question: Question, excerpts: Sequence[Hit]
    ) -> Generator[ResearchPart, None, tuple[FoundPassage, ...]]:
        """Yields the steps as they happen, and returns what they found, without the excerpts.

        Args:
            model: The model.
            question: The question.
            excerpts: What the first search found.
        """
        findings = Findings()
        messages = self._first_messages(question, findings.add([FoundPassage(hit, question) for hit in excerpts]))
        deadline = time.monotonic() + self._limits.seconds
        taken = 0
        while taken < self._limits.steps and _fits(messages, model):
            remaining = deadline - time.monotonic()
            if remaining <= 0:
                _log.info("the time for steps is over after %d", taken)
                break
            try:
                turn = next_turn(model, messages, list(self._tools.values()), remaining)
            except LLMError as error:
                self._is_refused |= taken == 0 and error.failure in _REFUSES_TOOLS
                _log.warning("no further steps: %s", error)
                break
            yield UsageReport(usage_of(turn.use, model, messages, "", self._prices))
            if not turn.calls:
                break
            calls = turn.calls[: self._limits.steps - taken]
            results = []
            for call in calls:
                taken += 1
                result = self._look_up(call, question)
                results.append(self._render(result, findings))
                found = len(result.passages)
                yield StepTaken(Step(number=taken, tool=call.tool, request=result.request, found=found))
            messages += call_messages(calls, results)
        return tuple(findings.passages[len(excerpts) :])

    def _first_messages(self, question: Question, passages: Sequence[PromptPassage]) -> "list[ChatMessage]":
        from llama_index.core.llms import ChatMessage

        rules = self._prompts.render("research_rules", steps=self._limits.steps)
        user_message = self._prompts.render(
            "research_question", passages=passages, as_of=question.as_of, question=without_markup(question.text)
        )
        return [ChatMessage(role="system", content=rules), ChatMessage(role="user", content=user_message)]

    def _look_up(self, call: ToolCall, question: Question) -> ToolResult:
        """Runs a call. What is wrong with it is told to the model."""
        tool, wanted = self._tools.get(call.tool), _wanted(call)
        if tool is None:
            return ToolResult(wanted, (), f"There is no tool {call.tool}; there are {', '.join(self._tools)}.")
        try:
            return tool.run(tool.arguments.model_validate(call.arguments), question)
        except ValidationError as error:
            first = error.errors()[0]
            place = ".".join(map(str, first["loc"])) or "arguments"
            return ToolResult(wanted, (), f"The arguments are wrong: {place}: {first['msg']}")
        except UsageError as error:
            return ToolResult(wanted, (), str(error))

    def _render(self, result: ToolResult, findings: Findings) -> str:
        return self._prompts.render(
            "research_result", passages=findings.add(result.passages), remark=without_markup(result.remark)
        )


def _wanted(call: ToolCall) -> str:
    """Returns what a call that cannot be run was to look up, in one line for the user."""
    texts = (" ".join(value.split()) for value in call.arguments.values() if isinstance(value, str))
    return next(filter(None, texts), call.tool)[:_MAX_REQUEST_CHARS]


def _fits(messages: "Sequence[ChatMessage]", model: OpenLLM) -> bool:
    """Checks that the context holds the messages, the tools and what the model writes."""
    used = sum(estimate_tokens(message.content or "") for message in messages)
    return used + _TOOL_TOKENS + model.answer_tokens <= model.context_tokens


def _place(passage: FoundPassage) -> tuple[str, int, int]:
    stored = passage.hit.passage
    return stored.article_id, stored.start, stored.end
