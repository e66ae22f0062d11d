"""What a run depends on beside settings and questions: versions and the machine."""

import os
import platform
import re
from importlib import metadata

from pydantic import BaseModel, ConfigDict

_DISTRIBUTION = "article-assistant"


class Environment(BaseModel):
    """Versions and the machine.

    Attributes:
        assistant: The version of this package.
        python: The version of Python.
        platform: The operating system and processor.
        cores: How many processor cores there are.
        packages: The versions of all packages that this one asks for.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    assistant: str
    python: str
    platform: str
    cores: int
    packages: dict[str, str]


def environment() -> Environment:
    """The one that this process runs in."""
    return Environment(
        assistant=metadata.version(_DISTRIBUTION),
        python=platform.python_version(),
        platform=platform.platform(),
        cores=os.cpu_count() or 1,
        packages=_packages(),
    )


def _packages() -> dict[str, str]:
    found: dict[str, str] = {}
    for requirement in metadata.requires(_DISTRIBUTION) or ():
        name = re.split(r"[^\w.-]", requirement, maxsplit=1)[0]
        try:
            found[name] = metadata.version(name)
        except metadata.PackageNotFoundError:
            continue
    return dict(sorted(found.items()))
