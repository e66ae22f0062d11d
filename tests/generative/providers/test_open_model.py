"""A provider whose package is missing names the command that installs it."""

import sys

import pytest

from assistant.generative.errors import Failure, LLMError
from assistant.generative.providers.open_model import open_model_from_settings
from assistant.settings import load_settings


@pytest.mark.parametrize(
    ("llm", "module", "extra"),
    [
        ("openai/x", "llama_index.llms.openai_like", "llm-openai"),
        ("anthropic/x", "anthropic", "llm-anthropic"),
        ("ollama/x", "llama_index.llms.ollama", "llm-ollama"),
        ("gguf:/x.gguf", "llama_index.llms.openai_like", "llm-gguf"),
    ],
)
def test_a_missing_extra_is_named_with_the_command(
    llm: str, module: str, extra: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, module, None)
    with pytest.raises(LLMError, match="pip install") as caught:
        open_model_from_settings(load_settings(llm=llm, llm_key="k"))
    assert f"article-assistant[{extra}]" in str(caught.value)
    assert caught.value.failure is Failure.NOT_INSTALLED
