"""What can be set, in one typed object: arguments first, then `ASSISTANT_*`, then `assistant.toml` in the working folder."""

from ipaddress import IPv4Network, IPv6Network
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict, TomlConfigSettingsSource

from assistant.ingest.errors import UsageError
from assistant.ingest.library.chroma import ChromaAddress
from assistant.ingest.library.servers import Servers

_SERVERS = {"catalog_url", "chroma_url"}
_SECRETS = ("key", "token", "catalog_url", "users")


class Settings(BaseSettings):
    """All settings, with their defaults.

    Attributes:
        library: The library's folder.
        catalog_url: The PostgreSQL database that holds the catalog, such as postgresql://user@host/database; the library's folder unless set.
        chroma_url: The Chroma server that holds the vectors, such as http://localhost:8000; the library's folder unless set.
        chroma_tenant: The tenant on the Chroma server; its default unless set.
        chroma_database: The database on the Chroma server; its default unless set.
        chroma_token: What the Chroma server asks for. Never shown.
        embedder: A sentence-transformers model by hub name or folder, or `all-MiniLM-L6-v2-float32`; unless set, the library's own, or the packaged
            MiniLM in 8 bits.
        reranker: A sentence-transformers cross-encoder that reads the best passages again, by hub name or folder; none unless set.
        top_k: How many passages an answer is made from.
        passage_words: About how many words a passage has.
        exact_limit: Up to so many passages the search by meaning compares all vectors; beyond, Chroma's index answers.
        wait_seconds: How long a writer waits for another one.
        fetch_seconds: How long one web page may take.
        fetch_networks: Private networks that may be fetched from even for those who ask over the network, such as 10.1.0.0/16.
        llm: The language model that writes answers; none unless set.
        llm_key: The key of its provider; that of the provider's own variable unless set. Never shown.
        llm_timeout_seconds: How long it may be silent.
        llm_context: How many tokens its prompt and answer may have together; what it says itself unless set.
        llm_answer_tokens: How many tokens its answer may have.
        llm_passages: From how many passages, at most, it writes.
        llm_prices: What a million tokens of the prompt and of the answer cost.
        strict: Leave out what it writes without the articles confirming it.
        prompts: A folder of prompts that take the place of those of the same name.
        host: Where the page is served.
        port: Where the page is served.
        users: Who may log in to the page, as `NAME:HASH`, one after the other; see `assistant users`. Never shown.
        users_file: Where `assistant users` keeps them; `users.json` in the library's folder unless set.
        upload_megabytes: The largest file that can be added on the page, and the largest body that adds articles over HTTP.
        upload_files: How many files can be added there at once.
        allowed_hosts: Names that the server answers to besides those of this computer; then a key is needed from here too.
        allowed_origins: Pages of other sites that may use the HTTP API from a browser, such as https://news.example.
        requests_per_minute: So many requests of one key or address are answered in a minute; 0 for no limit.
        header_seconds: How long the head of a request may take to arrive; then its connection is closed.
        answers_at_once: So many answers are made at the same time over HTTP.
        answers_waiting: So many more may wait for their turn; others are refused.
        shutdown_seconds: How long the server waits at its end for answers that are being made.
        log: What the server writes of requests to stderr.
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
    top_k: Annotated[int, Field(ge=1, le=200)] = 10
    passage_words: Annotated[int, Field(ge=20, le=2000)] = 260
    exact_limit: Annotated[int, Field(ge=0)] = 20_000
    wait_seconds: Annotated[float, Field(ge=0)] = 600.0
    fetch_seconds: Annotated[float, Field(gt=0)] = 30.0
    fetch_networks: tuple[IPv4Network | IPv6Network, ...] = ()
    llm: str | None = None
    llm_key: SecretStr | None = None
    llm_timeout_seconds: Annotated[float, Field(gt=0)] = 60.0
    llm_context: Annotated[int, Field(ge=512)] | None = None
    llm_answer_tokens: Annotated[int, Field(ge=16)] = 300
    llm_passages: Annotated[int, Field(ge=1, le=200)] = 5
    llm_prices: tuple[Annotated[float, Field(ge=0)], Annotated[float, Field(ge=0)]] | None = None
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
        """The same for the library in that folder: who names one does not mean the servers that are set elsewhere."""
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
        """Arguments, then the environment, then the file."""
        del dotenv_settings, file_secret_settings
        return init_settings, env_settings, TomlConfigSettingsSource(settings_cls)


def servers_of(settings: Settings) -> Servers:
    """Which parts of the library servers hold."""
    token = settings.chroma_token.get_secret_value() if settings.chroma_token else None
    catalog = settings.catalog_url.get_secret_value() if settings.catalog_url else None
    if settings.chroma_url is None:
        return Servers(catalog)
    chroma = ChromaAddress(settings.chroma_url, settings.chroma_tenant, settings.chroma_database, token)
    return Servers(catalog, chroma)


def load_settings(**arguments: object) -> Settings:
    """Reads the settings; arguments that are None count as not given. A library's folder among them comes before servers that are set elsewhere.

    Raises:
        UsageError: If a value is of the wrong kind, or a name is unknown.
    """
    given = {name: value for name, value in arguments.items() if value is not None}
    try:
        settings = Settings(**given)  # type: ignore[arg-type]  # pydantic checks them
    except ValidationError as error:
        first = error.errors()[0]
        name = ".".join(str(part) for part in first["loc"]) or "a setting"
        got = "" if any(secret in name for secret in _SECRETS) else f" (got {first.get('input')!r})"
        raise UsageError(f"the setting {name} is wrong: {first['msg']}{got}") from error
    except (OSError, ValueError) as error:
        raise UsageError(f"assistant.toml cannot be read ({error})") from error
    return settings.in_folder(settings.library) if "library" in given and not _SERVERS & given.keys() else settings
