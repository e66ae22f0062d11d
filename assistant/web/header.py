"""The header of every page: title, navigation and the signed-in user."""

from collections.abc import Callable
from typing import Any

import gradio as gr

from assistant.prompts.translation import message
from assistant.web.components import html_component, render_template
from assistant.web.language import for_browser
from assistant.web.login.pages import LOGOUT_PATH
from assistant.web.static_texts import StaticTexts
from assistant.web.theme import TITLE

PAGES = (
    ("", message("Chat")),
    ("news", message("What's new")),
    ("library", message("Library")),
    ("sources", message("Sources")),
    ("settings", message("Settings")),
)
"""The path of each page, without slashes, and its name."""


def add_header(page: gr.Blocks, current: str, unseen: Callable[[], int], texts: StaticTexts) -> None:
    """Adds the header to a page. Call it inside the page's `with` block.

    Args:
        page: The page.
        current: The page's path, without slashes.
        unseen: Counts the changed answers that nobody has looked at.
        texts: The fixed texts of the pages.
    """
    hidden: dict[str, Any] = {"api_visibility": "private", "show_progress": "hidden"}
    header = html_component(
        "header", "gradio_stream_fix.js", "connection.js", value=texts.add(lambda: header_html(current))
    )

    def on_load(request: gr.Request) -> str:
        return header_html(current, request.username, unseen())

    page.load(for_browser(on_load), None, header, **hidden)
    # Opens another event stream, and does nothing else: see gradio_stream_fix.js.
    header.reopen_stream(lambda: None, None, None, trigger_mode="multiple", concurrency_limit=None, **hidden)


def header_html(current: str, user: str | None = None, unseen: int = 0) -> str:
    """Returns the header as HTML.

    Args:
        current: The path of the page that is shown.
        user: The user who is signed in; None without a login.
        unseen: The number of changed answers that nobody has looked at.
    """
    return render_template(
        "header.html", title=TITLE, pages=PAGES, current=current, user=user, unseen=unseen, logout=LOGOUT_PATH
    )
