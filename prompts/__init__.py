"""The words the assistant uses: one Markdown file a prompt, with front matter, and this loader.

A file `NAME.md` opens with front matter (`name`, `purpose`, `variables`, `version`) and goes on with a Jinja template. A variable that is not
given is an error, never an empty string.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.prompts.wording import long_date, quantity

if TYPE_CHECKING:
    from jinja2 import Environment

_FENCE = "---\n"


@dataclass(frozen=True, slots=True)
class Prompt:
    """One prompt as its file says it.

    Attributes:
        name: The file's name without its suffix.
        purpose: What it is for.
        variables: What it has to be given.
        version: Grows when its words change.
        template: The words.
    """

    name: str
    purpose: str
    variables: tuple[str, ...]
    version: int
    template: str


class Prompts:
    """The prompts, those of a user's own folder first.

    Args:
        folder: A folder of `NAME.md` files, each of which takes the place of the prompt of that name; None for none.
    """

    def __init__(self, folder: Path | None = None) -> None:
        self._folder = folder

    def render(self, name: str, **values: object) -> str:
        """Fills in a prompt.

        Raises:
            KeyError: If there is no such prompt.
            ValueError: If its file is not as it must be.
            TypeError: If the values are not exactly the variables that it names.
        """
        prompt = self.load(name)
        if set(values) != set(prompt.variables):
            raise TypeError(f"prompt {name!r} takes {sorted(prompt.variables)}, not {sorted(values)}")
        return template_environment().from_string(prompt.template).render(**values).strip()

    def load(self, name: str) -> Prompt:
        """Reads a prompt's file: the user's own, if there is one.

        Raises:
            KeyError: If there is no such prompt.
            ValueError: If its front matter is not as it must be, or a file of the user's own takes other variables.
        """
        packaged = load(name)
        own = self._folder / f"{name}.md" if self._folder else None
        if own is None or not own.is_file():
            return packaged
        prompt = _parsed(name, own.read_text("utf-8"))
        unknown = set(prompt.variables) - set(packaged.variables)
        if unknown:
            raise ValueError(f"prompt {own} asks for {sorted(unknown)}; there is only {sorted(packaged.variables)}")
        return Prompt(name, prompt.purpose, packaged.variables, prompt.version, prompt.template)


def render(name: str, **values: object) -> str:
    """Fills in a packaged prompt; see `Prompts.render`."""
    return Prompts().render(name, **values)


@cache
def template_environment() -> "Environment":
    """Returns the Jinja environment of all prompts, with the filters `long_date` and `quantity`."""
    from jinja2 import Environment, StrictUndefined

    # The result is text, for a terminal or a model; a page escapes what it shows.
    environment = Environment(undefined=StrictUndefined, autoescape=False, trim_blocks=True, lstrip_blocks=True)  # noqa: S701
    environment.filters |= {"long_date": long_date, "quantity": quantity}
    return environment


@cache
def load(name: str) -> Prompt:
    """Reads a packaged prompt's file.

    Raises:
        KeyError: If there is no such prompt.
        ValueError: If its front matter is not as it must be.
    """
    file = files(__name__).joinpath(f"{name}.md")
    if not file.is_file():
        raise KeyError(f"there is no prompt {name!r}; there are {', '.join(names())}")
    return _parsed(name, file.read_text("utf-8"))


def _parsed(name: str, text: str) -> Prompt:
    import yaml

    _, head, template = text.split(_FENCE, 2) if text.startswith(_FENCE) and text.count(_FENCE) > 1 else ("", "", "")
    front = yaml.safe_load(head) if head else None
    if not isinstance(front, dict) or set(front) - {"name"} != {"purpose", "variables", "version"}:
        raise ValueError(f"prompt {name!r} must open with front matter that has purpose, variables and version")
    if front.get("name", name) != name:
        raise ValueError(f"prompt {name!r} calls itself {front['name']!r}")
    return Prompt(name, str(front["purpose"]), tuple(front["variables"]), int(front["version"]), template)


def names() -> list[str]:
    """The prompts that there are."""
    return sorted(_names())


def _names() -> Iterator[str]:
    for file in files(__name__).iterdir():
        if file.name.endswith(".md"):
            yield file.name.removesuffix(".md")
