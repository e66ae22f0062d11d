"""The header of every page: title, navigation and the signed-in user."""

from typing import Any

import gradio as gr

from assistant.web.components import html_component, render_template
from assistant.web.login.pages import LOGOUT_PATH
from assistant.web.theme import TITLE

PAGES = (("", "Chat"), ("library", "Library"), ("settings", "Settings"))
"""The path of each page, without slashes, and its name."""


def add_header(page: gr.Blocks, current: str) -> None:
    """Adds the header to a page. Call it inside the page's `with` block.

    Args:
        page: The page.
        current: The page's path, without slashes.
    """
    hidden: dict[str, Any] = {"api_visibility": "private", "show_progress": "hidden"}
    header = html_component("header", "gradio_stream_fix.js", "connection.js", value=header_html(current))

    def on_load(request: gr.Request) -> str:
        return header_html(current, request.username)

    page.load(on_load, None, header, **hidden)
    # Opens another event stream, and does nothing else: see gradio_stream_fix.js.
    header.reopen_stream(lambda: None, None, None, trigger_mode="multiple", concurrency_limit=None, **hidden)


def header_html(current: str, user: str | None = None) -> str:
    """Returns the header as HTML.

    Args:
        current: The path of the page that is shown.
        user: The user who is signed in; None without a login.
    """
    return render_template("header.html", title=TITLE, pages=PAGES, current=current, user=user, logout=LOGOUT_PATH)
