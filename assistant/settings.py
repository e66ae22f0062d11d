"""All settings in one typed object: from arguments, then `ASSISTANT_*`, then `assistant.toml` in the working folder."""

from ipaddress import IPv4Network, IPv6Network
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict, TomlConfigSettingsSource

from assistant.ingest.errors import UsageError
from assistant.ingest.library.chroma_server import ChromaAddress
from assistant.ingest.library.servers import Servers

_SERVER_SETTINGS = {"catalog_url", "chroma_url"}
_SECRET_WORDS = ("key", "token", "secret", "catalog_url", "users")


class Settings(BaseSettings):
    """All settings, with their defaults.

    Attributes:
        library: The library's folder.
        catalog_url: The PostgreSQL database of the catalog, such as `postgresql://user@host/database`. It requires `chroma_url`. Default: a file in
            the library's folder.
        chroma_url: The Chroma server of the vectors, such as `http://localhost:8000`. Default: files in the library's folder.
        chroma_tenant: The tenant on the Chroma server. Default: the server's.
        chroma_database: The database on the Chroma server. Default: the server's.
        chroma_token: The access token of the Chroma server. Never printed.
        embedder: `multilingual-e5-small` (see [Other languages](languages.md)), `all-MiniLM-L6-v2-float32`, or a sentence-transformers model by hub
            name or folder. To change it for an existing library: `assistant reindex --embedder NAME`. Default: the library's embedder, or the
            packaged MiniLM in 8 bits.
        reranker: A sentence-transformers cross-encoder that reranks the 30 best passages, by hub name or folder. Default: none.
        qa_model: A Hugging Face model that judges which sentences answer, by hub name or folder; see [The QA model](#the-qa-model).
            Default: the packaged model.
        top_k: The number of passages that an answer is made from.
        passage_words: The approximate number of words in a passage. Articles that are in the library already keep their passages.
        exact_limit: The number of passages up to which dense search compares all vectors; above it, Chroma's approximate index is used.
        wait_seconds: The longest time that a writer waits for another writer.
        fetch_seconds: The longest time for one web page.
        fetch_networks: Private networks that may be fetched from even for callers over the network, such as `["10.1.0.0/16"]`.
        follow_host_seconds: The shortest time between two requests to a host of followed sources.
        follow_contact: An address that tells publishers who fetches their pages, such as `https://example.org/about` or a mail address. Default:
            none.
        webhook_url: The address that changes of answers to standing questions are sent to. Default: none.
        webhook_secret: The secret that these messages are signed with. Never printed.
        llm: The language model that writes answers; see [With a language model](#with-a-language-model). Default: none.
        llm_fast: A small, fast language model that rewords questions and suggests questions, named as `llm`. Default: the model of `llm`.
        llm_key: The API key of the provider of `llm`. Default: the provider's own environment variable. Never printed.
        llm_timeout_seconds: The longest time that the model may send nothing.
        llm_context: The number of tokens of its prompt and answer together. Default: the number that the model reports.
        llm_answer_tokens: The largest number of tokens of its answer.
        llm_passages: The largest number of excerpts of passages that it receives.
        llm_steps: The largest number of steps in which it looks things up for a question that needs several; 0 for none.
        llm_steps_seconds: The longest time that these steps take together.
        llm_prices: The prices of a million tokens of the prompt and of the answer, such as `[0.15, 0.6]`. Answers then state their cost.
        llm_fast_prices: The same for the model of `llm_fast`. Default: the prices of `llm` if there is no `llm_fast`.
        strict: Leave out statements of the language model that the articles do not confirm, instead of marking them.
        prompts: A folder of prompts that replace the packaged prompts of the same name.
        host: The address that the server listens on.
        port: The port that the server listens on.
        users: The users who may log in to the page, as `NAME:HASH`, separated by white space or semicolons; see `assistant users`. Never printed.
        users_file: The file of `assistant users`. Default: `users.json` in the library's folder.
        upload_megabytes: The largest file on the page, and the largest request body that adds articles over HTTP.
        upload_files: The largest number of files that can be added at once on the page.
        allowed_hosts: Host names that the server answers to, in addition to those of this computer, such as `["qa.example.org"]` behind a proxy.
            A key is then needed from this computer too.
        allowed_origins: Origins of other sites whose pages may use the HTTP API from a browser, such as
            `["https://news.example"]`.
        requests_per_minute: The number of requests of one key or address in a minute; 0 for no limit.
        header_seconds: The longest time for the head of a request to arrive; then its connection is closed.
        answers_at_once: The number of answers made at the same time over HTTP.
        answers_waiting: The number of further answers that may wait; more are refused.
        shutdown_seconds: The longest time that the server waits for running answers at its end.
        log: What the server logs about requests on stderr.
    """

    model_config = SettingsConfigDict(env_prefix="ASSISTANT_", toml_file="assistant.toml", extra="forbid", frozen=True)

    library: Path = Path("library")
    catalog_url: SecretStr | None = None  # it may hold a password
    chroma_url: str | None = None
    chroma_tenant: str | None = None
    chroma_database: str | None = None
    chroma_token: SecretStr | None = None
    embedder: str | None = None
    reranker: str | None = None
    qa_model: str | None = None
    top_k: Annotated[int, Field(ge=1, le=200)] = 10
    passage_words: Annotated[int, Field(ge=20, le=2000)] = 260
    exact_limit: Annotated[int, Field(ge=0)] = 20_000
    wait_seconds: Annotated[float, Field(ge=0)] = 600.0
    fetch_seconds: Annotated[float, Field(gt=0)] = 30.0
    fetch_networks: tuple[IPv4Network | IPv6Network, ...] = ()
    follow_host_seconds: Annotated[float, Field(ge=0, le=3600)] = 1.0
    follow_contact: Annotated[str, Field(pattern=r"^[!-~]+$", max_length=200)] | None = None
    webhook_url: Annotated[str, Field(pattern=r"^https?://[!-~]+$")] | None = None
    webhook_secret: SecretStr | None = None
    llm: str | None = None
    llm_fast: str | None = None
    llm_key: SecretStr | None = None
    llm_timeout_seconds: Annotated[float, Field(gt=0)] = 60.0
    llm_context: Annotated[int, Field(ge=512)] | None = None
    llm_answer_tokens: Annotated[int, Field(ge=16)] = 300
    llm_passages: Annotated[int, Field(ge=1, le=200)] = 6
    llm_steps: Annotated[int, Field(ge=0, le=20)] = 5
    llm_steps_seconds: Annotated[float, Field(gt=0)] = 60.0
    llm_prices: tuple[Annotated[float, Field(ge=0)], Annotated[float, Field(ge=0)]] | None = None
    llm_fast_prices: tuple[Annotated[float, Field(ge=0)], Annotated[float, Field(ge=0)]] | None = None
    strict: bool = False
    prompts: Path | None = None
    host: str = "127.0.0.1"
    port: Annotated[int, Field(ge=0, le=65535)] = 7860
    users: SecretStr | None = None
    users_file: Path | None = None
    upload_megabytes: Annotated[int, Field(ge=1)] = 50
    upload_files: Annotated[int, Field(ge=1)] = 500
    allowed_hosts: tuple[str, ...] = ()
    allowed_origins: tuple[str, ...] = ()
    requests_per_minute: Annotated[int, Field(ge=0)] = 600
    header_seconds: Annotated[float, Field(gt=0)] = 10.0
    answers_at_once: Annotated[int, Field(ge=1, le=100)] = 8
    answers_waiting: Annotated[int, Field(ge=0)] = 64
    shutdown_seconds: Annotated[float, Field(ge=0)] = 10.0
    log: Literal["none", "text", "json"] = "none"

    def in_folder(self, library: Path) -> "Settings":
        """Returns the settings for the library in a folder. A folder overrides servers from other sources of settings."""
        return self.model_copy(update={"library": library, "catalog_url": None, "chroma_url": None})

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Orders the sources: arguments, then the environment, then the file."""
        del dotenv_settings, file_secret_settings
        return init_settings, env_settings, TomlConfigSettingsSource(settings_cls)


def servers_of(settings: Settings) -> Servers:
    """Returns the servers that hold parts of the library."""
    token = settings.chroma_token.get_secret_value() if settings.chroma_token else None
    catalog = settings.catalog_url.get_secret_value() if settings.catalog_url else None
    if settings.chroma_url is None:
        return Servers(catalog)
    chroma = ChromaAddress(settings.chroma_url, settings.chroma_tenant, settings.chroma_database, token)
    return Servers(catalog, chroma)


def load_settings(**arguments: object) -> Settings:
    """Reads the settings. Arguments that are None are ignored. A library's folder overrides servers from other sources of settings.

    Raises:
        UsageError: If a value is invalid, or a name is unknown.
    """
    given = {name: value for name, value in arguments.items() if value is not None}
    try:
        settings = Settings(**given)  # type: ignore[arg-type]  # pydantic checks them
    except ValidationError as error:
        first = error.errors()[0]
        name = ".".join(str(part) for part in first["loc"]) or "a setting"
        got = "" if any(secret in name for secret in _SECRET_WORDS) else f" (got {first.get('input')!r})"
        raise UsageError(f"the setting {name} is wrong: {first['msg']}{got}") from error
    except (OSError, ValueError) as error:
        raise UsageError(f"assistant.toml cannot be read ({error})") from error
    return (
        settings.in_folder(settings.library) if "library" in given and not _SERVER_SETTINGS & given.keys() else settings
    )
