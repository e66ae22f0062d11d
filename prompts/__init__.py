"""Prompts and texts: one Markdown file each, and the loader.

A file `NAME.md` starts with front matter (`name`, `purpose`, `variables`, `version`); a Jinja template follows. A missing variable is an
error, never an empty string. A user's own folder can replace any of the files by a file of the same name.

| files | for |
| --- | --- |
| `answer*`, `condense_question`, `reformulate_question`, `suggest_questions`, `summarise_article` | prompts for the language model in the settings |
| `mcp_instructions`, `tool_*` | texts for the models of agents that use the assistant as a tool |
| `not_found`, `sources_differ`, `llm_notice`, `talk_*` | texts for people |

Input: a name and values. Output: text. Imports no other package.
"""

from dataclasses import dataclass
from functools import cache, partial
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.prompts.translation import SOURCE_LANGUAGE, translate
from assistant.prompts.wording import long_date, quantity

if TYPE_CHECKING:
    from jinja2 import Environment

_FENCE = "---\n"


@dataclass(frozen=True, slots=True)
class Prompt:
    """Prompt or text as its file defines it.

    Attributes:
        name: The file's name without its suffix.
        purpose: Its use.
        variables: The names of the values that it needs.
        version: Increases when its words change.
        template: The Jinja template.
    """

    name: str
    purpose: str
    variables: tuple[str, ...]
    version: int
    template: str


class Prompts:
    """Prompts with the replacements of a user's own folder.

    Args:
        folder: A folder of `NAME.md` files, each of which replaces the prompt of that name; None for no replacements.
    """

    def __init__(self, folder: Path | None = None) -> None:
        self._folder = folder

    def render(self, name: str, *, language: str = SOURCE_LANGUAGE, **values: object) -> str:
        """Renders a prompt.

        Args:
            name: Its name.
            language: The language of the words in it that are translated; prompts for models have none.
            values: Its variables.

        Raises:
            KeyError: If no prompt has this name.
            ValueError: If its file is malformed.
            TypeError: If the values are not exactly its variables.
        """
        prompt = self.load(name)
        if set(values) != set(prompt.variables):
            raise TypeError(f"prompt {name!r} takes {sorted(prompt.variables)}, not {sorted(values)}")
        return template_environment(language).from_string(prompt.template).render(**values).strip()

    def load(self, name: str) -> Prompt:
        """Loads a prompt: the user's file if it exists, otherwise the packaged file.

        Raises:
            KeyError: If no prompt has this name.
            ValueError: If its front matter is malformed, or the user's file needs other variables.
        """
        packaged = load(name)
        file = self._folder / f"{name}.md" if self._folder else None
        if file is None or not file.is_file():
            return packaged
        prompt = _parse(name, file.read_text("utf-8"))
        unknown = set(prompt.variables) - set(packaged.variables)
        if unknown:
            raise ValueError(
                f"prompt {file} uses the variables {sorted(unknown)}; it can use {sorted(packaged.variables)}"
            )
        return Prompt(name, prompt.purpose, packaged.variables, prompt.version, prompt.template)


def render(name: str, *, language: str = SOURCE_LANGUAGE, **values: object) -> str:
    """Renders a packaged prompt; see `Prompts.render`."""
    return Prompts().render(name, language=language, **values)


@cache
def template_environment(language: str = SOURCE_LANGUAGE) -> "Environment":
    """Returns the Jinja environment of all prompts, with the filters `long_date` and `quantity`, and `_` for words that are translated.

    Args:
        language: The language of these words.
    """
    from jinja2 import Environment, StrictUndefined

    # The result is text, for a terminal or a model; a page escapes what it shows.
    environment = Environment(undefined=StrictUndefined, autoescape=False, trim_blocks=True, lstrip_blocks=True)  # noqa: S701
    environment.filters |= {"long_date": partial(long_date, language=language), "quantity": quantity}
    environment.globals["_"] = partial(translate, language)
    return environment


@cache
def load(name: str) -> Prompt:
    """Loads a packaged prompt.

    Raises:
        KeyError: If no prompt has this name.
        ValueError: If its front matter is malformed.
    """
    file = files(__name__).joinpath(f"{name}.md")
    if not file.is_file():
        raise KeyError(f"there is no prompt {name!r}; there are {', '.join(names())}")
    return _parse(name, file.read_text("utf-8"))


def _parse(name: str, text: str) -> Prompt:
    import yaml

    _, head, template = text.split(_FENCE, 2) if text.startswith(_FENCE) and text.count(_FENCE) > 1 else ("", "", "")
    front = yaml.safe_load(head) if head else None
    if not isinstance(front, dict) or set(front) - {"name"} != {"purpose", "variables", "version"}:
        raise ValueError(f"prompt {name!r} must start with front matter that has purpose, variables and version")
    if front.get("name", name) != name:
        raise ValueError(f"prompt {name!r} calls itself {front['name']!r}")
    return Prompt(name, str(front["purpose"]), tuple(front["variables"]), int(front["version"]), template)


def names() -> list[str]:
    """Returns the names of all packaged prompts, sorted."""
    return sorted(file.name.removesuffix(".md") for file in files(__name__).iterdir() if file.name.endswith(".md"))
