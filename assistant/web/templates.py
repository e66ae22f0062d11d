"""The HTML that stands in files of its own, next to this one; values put into it are escaped."""

from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined


def render(template: str, /, **values: object) -> str:
    """One of the files, with values for what it names.

    Raises:
        jinja2.UndefinedError: If a value is missing.
    """
    return _files().get_template(template).render(values)


@cache
def _files() -> Environment:
    return Environment(
        loader=PackageLoader("assistant.web", "."),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
