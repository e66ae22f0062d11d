"""One setting selects the language model. An error in it is reported in one line, without any key."""

from pathlib import Path

import pytest
from cli_runs import assert_one_error_line, run

from assistant.generative.model_spec import HubFile, ModelSpec, parse_model_spec
from assistant.ingest.errors import UsageError
from assistant.settings import load_settings


@pytest.mark.parametrize(
    ("setting", "spec", "display_name"),
    [
        ("openai/gpt-4o", ModelSpec("openai", "gpt-4o"), "openai/gpt-4o"),
        ("anthropic/claude", ModelSpec("anthropic", "claude"), "anthropic/claude"),
        ("ollama/qwen2.5:0.5b", ModelSpec("ollama", "qwen2.5:0.5b"), "ollama/qwen2.5:0.5b"),
        (
            "http://me:secret@10.0.0.1:8000/v1#org/model",
            ModelSpec("compatible", "org/model", "http://me:secret@10.0.0.1:8000/v1"),
            "org/model at 10.0.0.1:8000",
        ),
        ("gguf:/models/a.gguf", ModelSpec("gguf", "/models/a.gguf"), "gguf/a.gguf"),
        (
            f"gguf:hf:owner/repo/sub/a.gguf@v1#sha256={'0' * 64}",
            ModelSpec("gguf", "sub/a.gguf", hub_file=HubFile("owner/repo", "sub/a.gguf", "v1", "0" * 64)),
            "gguf/a.gguf",
        ),
    ],
)
def test_each_form_of_the_setting_is_understood(setting: str, spec: ModelSpec, display_name: str) -> None:
    assert parse_model_spec(setting) == spec
    assert spec.display_name == display_name


@pytest.mark.parametrize(
    "setting", ["gpt-4o", "openai/", "http://#m", "http://host/v1", "gguf:", "gguf:hf:nonsense", "x/y"]
)
def test_a_setting_of_no_known_form_is_wrong_usage(setting: str, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="the setting llm"):
        parse_model_spec(setting)


def test_wrong_usage_is_said_before_anything_is_done(tmp_path: Path) -> None:
    done = run("chat", "--library", tmp_path / "library", cwd=tmp_path, ASSISTANT_LLM="nonsense")
    assert done.code == 2
    assert "the setting llm" in assert_one_error_line(done.err)
    assert not (tmp_path / "library").exists()


def test_a_key_is_never_shown() -> None:
    settings = load_settings(llm="openai/x", llm_key="sk-very-secret")
    assert "sk-very-secret" not in f"{settings!r}{settings.model_dump_json()}"
