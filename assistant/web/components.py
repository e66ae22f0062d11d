"""Builds HTML components from the scripts and templates of this package."""

from functools import cache
from importlib import resources

import gradio as gr
from jinja2 import Environment, PackageLoader, StrictUndefined

from assistant.web import wording
from assistant.web.language import _, format_number, ngettext


def html_component(element_id: str, *scripts: str, template: str = "${value}", value: str = "") -> gr.HTML:
    """Makes a component that shows HTML.

    Args:
        element_id: The id of its element.
        scripts: The scripts that run when it is loaded, as paths within this package. Gradio defines `element`, `trigger`, `watch`, `props`,
            `server` and `upload` in them; a script that declares one of these names does not run.
        template: HTML around the value, which takes the place of `${value}`.
        value: The HTML that it shows first.
    """
    return gr.HTML(
        value,
        elem_id=element_id,
        html_template=template,
        js_on_load="\n".join(map(read_asset, ("messages.js", *scripts))) if scripts else None,
        apply_default_css=False,
    )


def read_asset(path: str) -> str:
    """Reads a style sheet or script of this package."""
    return resources.files(__package__ or __name__).joinpath(path).read_text("utf-8")


def render_template(path: str, /, **values: object) -> str:
    """Fills in an HTML template of this package. Values are escaped.

    Raises:
        jinja2.UndefinedError: If a value is missing.
    """
    return _environment().get_template(path).render(values)


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("assistant.web", "."),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals |= {"_": _, "ngettext": ngettext, "number": format_number, "wording": wording}
    return environment
