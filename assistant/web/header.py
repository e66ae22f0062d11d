"""What stands at the top of every page: the name, where one can go, and who is signed in."""

from typing import Any

import gradio as gr

from assistant.web.login.pages import LOGOUT_PATH
from assistant.web.theme import TITLE
from assistant.web.components import html_part
from assistant.web.templates import render

PAGES = (("", "Chat"), ("library", "Library"), ("settings", "Settings"))
"""The path of each page, without slashes, and what it is called."""


def add_masthead(page: gr.Blocks, current: str) -> None:
    """Puts the top onto a page, within whose `with` block this is called.

    Args:
        page: The page.
        current: Its path, without slashes.
    """
    quiet: dict[str, Any] = {"api_visibility": "private", "show_progress": "hidden"}
    top = html_part("masthead", "gradio_stream_fix.js", "connection.js", value=masthead(current))

    def on_load(request: gr.Request) -> str:
        return masthead(current, request.username)

    page.load(on_load, None, top, **quiet)
    # Does nothing: what counts is that the browser listens again; see hearing.js.
    top.hear(lambda: None, None, None, trigger_mode="multiple", concurrency_limit=None, **quiet)


def masthead(current: str, user: str | None = None) -> str:
    """The top of a page, as HTML.

    Args:
        current: The path of the page itself.
        user: Who is signed in, if anybody.
    """
    return render("header.html", title=TITLE, pages=PAGES, current=current, user=user, logout=LOGOUT_PATH)
