"""The page itself: puts together what the reader can go to."""

import gradio as gr

from assistant.api.services import Services
from assistant.web.chat.page import add_chat
from assistant.web.library.page import add_library
from assistant.web.theme import TITLE
from assistant.web.settings_page import add_settings
from assistant.web.library.uploads import Uploads


def build_page(services: Services, uploads: Uploads) -> gr.Blocks:
    """Puts the page together; `serve` shows it, and `looks.page_options` is what any other server must mount it with."""
    page = gr.Blocks(title=TITLE, analytics_enabled=False, fill_width=True)
    with page:
        add_chat(page, services)
    with page.route("Library", "/library", show_in_navbar=False):
        add_library(page, services.assistant, uploads, services.jobs)
    with page.route("Settings", "/settings", show_in_navbar=False):
        add_settings(page, services.assistant)
    return page
