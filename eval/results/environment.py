"""Records the environment of a run: package versions and the machine."""

import os
import platform
import re
from importlib import metadata

from pydantic import BaseModel, ConfigDict

_DISTRIBUTION = "article-assistant"
_INDIRECT = ("torch", "transformers")  # they compute the vectors of hub models


class Environment(BaseModel):
    """Package versions and the machine.

    Attributes:
        assistant: The version of this package.
        python: The version of Python.
        platform: The operating system and processor.
        cores: The number of processor cores.
        packages: The versions of the installed dependencies of this package, and of torch and transformers beneath them.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    assistant: str
    python: str
    platform: str
    cores: int
    packages: dict[str, str]


def current_environment() -> Environment:
    """Returns the environment of this process."""
    return Environment(
        assistant=metadata.version(_DISTRIBUTION),
        python=platform.python_version(),
        platform=platform.platform(),
        cores=os.cpu_count() or 1,
        packages=_package_versions(),
    )


def _package_versions() -> dict[str, str]:
    versions: dict[str, str] = {}
    required = (
        re.split(r"[^\w.-]", requirement, maxsplit=1)[0] for requirement in metadata.requires(_DISTRIBUTION) or ()
    )
    for name in (*required, *_INDIRECT):
        try:
            versions[name] = metadata.version(name)
        except metadata.PackageNotFoundError:
            continue
    return dict(sorted(versions.items()))
