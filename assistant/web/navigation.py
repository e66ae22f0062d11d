"""What stands at the top of every page: the name, where one can go, and who is signed in."""

import gradio as gr

from assistant.web.login import LOGOUT_PATH
from assistant.web.looks import TITLE
from assistant.web.templates import render

PAGES = (("", "Chat"), ("library", "Library"), ("settings", "Settings"))
"""The path of each page, without slashes, and what it is called."""


def add_masthead(current: str) -> gr.HTML:
    """Puts the top onto a page.

    Args:
        current: The path of the page itself.
    """
    return gr.HTML(masthead(current), elem_id="masthead", js_on_load=None, apply_default_css=False)


def masthead(current: str, user: str | None = None) -> str:
    """The top of a page, as HTML.

    Args:
        current: The path of the page itself.
        user: Who is signed in, if anybody.
    """
    return render("masthead.html", title=TITLE, pages=PAGES, current=current, user=user, logout=LOGOUT_PATH)
