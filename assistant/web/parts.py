"""The parts that the pages are put together from."""

import gradio as gr

from assistant.web.looks import read_asset


def html_part(name: str, script: str | None = None, template: str = "${value}", value: str = "") -> gr.HTML:
    """A part of the page that is HTML of our own, with the script that gives it life."""
    return gr.HTML(
        value,
        elem_id=name,
        html_template=template,
        js_on_load=read_asset(script) if script else None,
        apply_default_css=False,
    )
