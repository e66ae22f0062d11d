"""Interface of the language model providers, and the open model that a provider returns."""

import importlib.util
import os
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from assistant.generative.errors import Failure, LLMError
from assistant.generative.model_spec import ModelSpec
from assistant.generative.token_counts import TokenCounter

if TYPE_CHECKING:
    from llama_index.core.llms import LLM

HOSTED_CONTEXT_TOKENS = 16_384
"""Largest context that is used of a hosted model."""

SMALL_CONTEXT_TOKENS = 4_096
"""Context of a model whose server does not state it."""


@dataclass(frozen=True, slots=True)
class LLMLimits:
    """Limits of one model call.

    Attributes:
        timeout_seconds: How long the model may be silent.
        context_tokens: How many tokens prompt and answer may have together; None to use the model's own limit.
        answer_tokens: How many tokens an answer may have.
    """

    timeout_seconds: float
    context_tokens: int | None
    answer_tokens: int


@dataclass(frozen=True, slots=True)
class Connection:
    """Connection to a language model for one answer.

    Attributes:
        llm: The model.
        close: Closes the connection. This tells the server to stop writing; closing llama-index's generators does not do that reliably.
        cut: Ends the connection from another thread. A thread that waits for the model wakes up.
    """

    llm: "LLM"
    close: Callable[[], None]
    cut: Callable[[], None]


@dataclass(frozen=True, slots=True)
class OpenLLM:
    """Language model that is ready to be called.

    Attributes:
        display_name: Its name in messages and answers.
        connect: Opens a connection for one answer.
        count_tokens: Counts the tokens of a text.
        context_tokens: How many tokens prompt and answer may have together.
        answer_tokens: How many tokens an answer may have.
        close: Releases what the model holds, such as a local server.
        calls_tools: Whether it may be given tools. A server can still refuse them.
        is_small: Whether it is so small that the QA model is trusted more: it writes no overview, of which it would leave out most, and
            otherwise only words the answer that the QA model found.
    """

    display_name: str
    connect: Callable[[], Connection]
    count_tokens: TokenCounter
    context_tokens: int
    answer_tokens: int
    close: Callable[[], None]
    calls_tools: bool = True
    is_small: bool = False


class Provider(Protocol):
    """Opens models of one kind."""

    def open(self, spec: ModelSpec, limits: LLMLimits, key: str | None) -> OpenLLM:
        """Opens a model.

        Args:
            spec: The model.
            limits: The limits of a call.
            key: The key; if it is None, that of the provider's own environment variable.

        Raises:
            LLMError: If a package or a key is missing, or the model cannot be loaded.
        """
        ...


def require_package(module: str, extra: str, display_name: str) -> None:
    """Checks that the package of a provider is installed.

    Raises:
        LLMError: If it is not; the message names the extra to install.
    """
    try:
        is_installed = importlib.util.find_spec(module) is not None
    except ModuleNotFoundError:
        is_installed = False
    if not is_installed:
        raise LLMError(
            Failure.NOT_INSTALLED,
            f"the language model {display_name} needs a package that is not installed; pip install 'article-assistant[{extra}]'",
        )


def key_from_environment(variable: str, spec: ModelSpec) -> str:
    """Reads a provider's key from its environment variable.

    Raises:
        LLMError: If the variable is not set.
    """
    key = os.environ.get(variable)
    if not key:
        raise LLMError(
            Failure.NO_KEY, f"the language model {spec.display_name} needs a key; set {variable} or ASSISTANT_LLM_KEY"
        )
    return key


def nothing_to_close() -> None:
    """Does nothing: `OpenLLM.close` of a model that holds nothing."""
