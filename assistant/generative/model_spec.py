"""Which language model is meant: `openai/NAME`, `anthropic/NAME`, `ollama/NAME`, `http://host:port/v1#NAME`, `gguf:/path` or `gguf:hf:repo/file`."""

import re
from dataclasses import dataclass
from typing import Literal
from urllib.parse import urlsplit

from assistant.ingest.errors import UsageError

Provider = Literal["openai", "anthropic", "ollama", "compatible", "gguf"]

FORMS = "openai/NAME, anthropic/NAME, ollama/NAME, http://host:port/v1#NAME, gguf:/path/model.gguf or gguf:hf:owner/repo/file.gguf"
_HUB_FILE = re.compile(
    r"hf:(?P<repo>[\w.-]+/[\w.-]+)/(?P<file>[\w./-]+\.gguf)(?:@(?P<revision>[\w.-]+))?(?:#sha256=(?P<sha256>[0-9a-f]{64}))?"
)


@dataclass(frozen=True, slots=True)
class HubFile:
    """A file on a model hub.

    Attributes:
        repo: Owner and repository.
        file: The file's path in it.
        revision: A commit, tag or branch.
        sha256: What the file's SHA-256 (hex) must be; empty where it is not checked.
    """

    repo: str
    file: str
    revision: str = "main"
    sha256: str = ""


@dataclass(frozen=True, slots=True)
class ModelSpec:
    """A language model as the setting names it.

    Attributes:
        provider: Who runs it.
        model: Its name there; for a GGUF file on disk its path.
        address: For servers that speak the OpenAI API, where they are.
        hub_file: For a GGUF file on a hub.
    """

    provider: Provider
    model: str
    address: str = ""
    hub_file: HubFile | None = None

    @property
    def shown(self) -> str:
        """How it is named to people: without any password that its address may hold."""
        if self.provider == "compatible":
            host = urlsplit(self.address)
            return f"{self.model} at {host.hostname}{f':{host.port}' if host.port else ''}"
        return f"{self.provider}/{self.model.rsplit('/', 1)[-1]}"


def parse_model_spec(setting: str) -> ModelSpec:
    """Reads the setting.

    Raises:
        UsageError: If it names no model in one of the known forms.
    """
    text = setting.strip()
    if text.startswith("gguf:"):
        return _gguf(text.removeprefix("gguf:"))
    if text.startswith(("http://", "https://")):
        address, _, model = text.partition("#")
        if not urlsplit(address).hostname or not model:
            raise UsageError(
                "the setting llm gives an address without a host or a model; write http://host:port/v1#NAME"
            )
        return ModelSpec("compatible", model, address.rstrip("/"))
    provider, _, model = text.partition("/")
    match provider:
        case "openai" | "anthropic" | "ollama" if model:
            return ModelSpec(provider, model)
    raise UsageError(f"the setting llm is {text!r}; write {FORMS}")


def _gguf(rest: str) -> ModelSpec:
    if not rest.startswith("hf:"):
        if not rest:
            raise UsageError("the setting llm names no file; write gguf:/path/model.gguf")
        return ModelSpec("gguf", rest)
    match = _HUB_FILE.fullmatch(rest)
    if match is None:
        raise UsageError(
            f"the setting llm is 'gguf:{rest}'; write gguf:hf:owner/repo/file.gguf, with @revision and #sha256=… if you know them"
        )
    found = HubFile(match["repo"], match["file"], match["revision"] or "main", match["sha256"] or "")
    return ModelSpec("gguf", found.file, hub_file=found)
