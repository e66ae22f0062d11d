"""The words the assistant uses: one Markdown file a prompt, with front matter, and this loader.

A file `NAME.md` opens with front matter (`purpose`, `variables`, `version`) and goes on with a Jinja template. A variable that is not
given is an error, never an empty string.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

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


def render(name: str, **values: object) -> str:
    """Fills in a prompt.

    Raises:
        KeyError: If there is no such prompt.
        TypeError: If the values are not exactly the variables that it names.
    """
    from jinja2 import Environment, StrictUndefined

    prompt = load(name)
    if set(values) != set(prompt.variables):
        raise TypeError(f"prompt {name!r} takes {sorted(prompt.variables)}, not {sorted(values)}")
    # The result is text, for a terminal or a model; what goes into a page is escaped there.
    environment = Environment(undefined=StrictUndefined, autoescape=False, trim_blocks=True, lstrip_blocks=True)  # noqa: S701
    return environment.from_string(prompt.template).render(**values).strip()


@cache
def load(name: str) -> Prompt:
    """Reads a prompt's file.

    Raises:
        KeyError: If there is no such prompt.
        ValueError: If its front matter is not as it must be.
    """
    import yaml

    file = files(__name__).joinpath(f"{name}.md")
    if not file.is_file():
        raise KeyError(f"there is no prompt {name!r}; there are {', '.join(names())}")
    text = file.read_text("utf-8")
    _, head, template = text.split(_FENCE, 2) if text.startswith(_FENCE) else ("", "", "")
    front = yaml.safe_load(head) if head else None
    if not isinstance(front, dict) or set(front) != {"purpose", "variables", "version"}:
        raise ValueError(f"prompt {name!r} must open with front matter that has purpose, variables and version")
    return Prompt(name, str(front["purpose"]), tuple(front["variables"]), int(front["version"]), template)


def names() -> list[str]:
    """The prompts that there are."""
    return sorted(_names())


def _names() -> Iterator[str]:
    for file in files(__name__).iterdir():
        if file.name.endswith(".md"):
            yield file.name.removesuffix(".md")
