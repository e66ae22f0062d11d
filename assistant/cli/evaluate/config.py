"""The settings of a run, from a file written like `assistant.toml`."""

import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from assistant.settings import Settings


def read_config(file: Path | None, embedder: str | None, llm: str | None = None) -> "tuple[Settings, dict[str, Any]]":
    """(settings, what the file says); what the file says comes before variables and `assistant.toml`.

    Raises:
        UsageError: If the file cannot be read, or a setting in it is wrong.
    """
    from assistant.ingest.errors import UsageError
    from assistant.settings import load_settings

    config: dict[str, Any] = {}
    if file is not None:
        try:
            config = tomllib.loads(file.read_text("utf-8"))
        except (OSError, ValueError) as error:
            reason = error.strerror if isinstance(error, OSError) else error
            raise UsageError(f"{file} cannot be read ({reason}); it is written like assistant.toml") from error
    options = {name: value for name, value in (("embedder", embedder), ("llm", llm)) if value}
    return load_settings(**{**config, **options}), config
