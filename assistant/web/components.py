"""The parts that the pages are put together from."""

import gradio as gr

from assistant.web.theme import read_asset


def html_part(name: str, *scripts: str, template: str = "${value}", value: str = "") -> gr.HTML:
    """A part of the page that is HTML of our own, with the scripts that give it life."""
    return gr.HTML(
        value,
        elem_id=name,
        html_template=template,
        js_on_load="\n".join(map(read_asset, scripts)) or None,
        apply_default_css=False,
    )
