"""Parses the setting that selects a language model.

Forms: `openai/NAME`, `anthropic/NAME`, `ollama/NAME`, `http://host:port/v1#NAME`, `gguf:/path` and `gguf:hf:repo/file`.
"""

import re
from dataclasses import dataclass
from typing import Literal
from urllib.parse import urlsplit

from assistant.ingest.errors import UsageError

ProviderName = Literal["openai", "anthropic", "ollama", "compatible", "gguf"]

FORMS = "openai/NAME, anthropic/NAME, ollama/NAME, http://host:port/v1#NAME, gguf:/path/model.gguf or gguf:hf:owner/repo/file.gguf"
_HUB_FILE = re.compile(
    r"hf:(?P<repo>[\w.-]+/[\w.-]+)/(?P<file>[\w./-]+\.gguf)(?:@(?P<revision>[\w.-]+))?(?:#sha256=(?P<sha256>[0-9a-f]{64}))?"
)


@dataclass(frozen=True, slots=True)
class HubFile:
    """File on a model hub.

    Attributes:
        repo: Owner and repository.
        file: The file's path in the repository.
        revision: A commit, tag or branch.
        sha256: The expected SHA-256 of the file (hex); empty if it is not checked.
    """

    repo: str
    file: str
    revision: str = "main"
    sha256: str = ""


@dataclass(frozen=True, slots=True)
class ModelSpec:
    """Language model as the setting names it.

    Attributes:
        provider: The provider.
        model: The model's name there; the path of a GGUF file on disk.
        address: The base URL of a server that speaks the OpenAI API.
        hub_file: The file, for a GGUF model on a hub.
    """

    provider: ProviderName
    model: str
    address: str = ""
    hub_file: HubFile | None = None

    @property
    def display_name(self) -> str:
        """Name in messages and answers. It leaves out any password of the address."""
        if self.provider == "compatible":
            url = urlsplit(self.address)
            return f"{self.model} at {url.hostname}{f':{url.port}' if url.port else ''}"
        return f"{self.provider}/{self.model.rsplit('/', 1)[-1]}"


def parse_model_spec(setting: str) -> ModelSpec:
    """Parses the setting `llm`.

    Raises:
        UsageError: If it has none of the known forms.
    """
    text = setting.strip()
    if text.startswith("gguf:"):
        return _parse_gguf(text.removeprefix("gguf:"))
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


def _parse_gguf(location: str) -> ModelSpec:
    if not location.startswith("hf:"):
        if not location:
            raise UsageError("the setting llm names no file; write gguf:/path/model.gguf")
        return ModelSpec("gguf", location)
    match = _HUB_FILE.fullmatch(location)
    if match is None:
        raise UsageError(
            f"the setting llm is 'gguf:{location}'; write gguf:hf:owner/repo/file.gguf, with @revision and #sha256=… if you know them"
        )
    hub_file = HubFile(match["repo"], match["file"], match["revision"] or "main", match["sha256"] or "")
    return ModelSpec("gguf", hub_file.file, hub_file=hub_file)
