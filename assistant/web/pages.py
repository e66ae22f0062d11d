"""Builds the Gradio app from its pages."""

import gradio as gr

from assistant.api.services import Services
from assistant.web.chat.page import add_chat
from assistant.web.library.page import add_library
from assistant.web.library.uploads import Uploads
from assistant.web.news.page import add_news
from assistant.web.settings_page import add_settings
from assistant.web.sources.page import add_sources
from assistant.web.static_texts import StaticTexts
from assistant.web.theme import TITLE


def build_pages(services: Services, uploads: Uploads, texts: StaticTexts) -> gr.Blocks:
    """Builds the chat, what is new, the library, the followed sources and the settings page. Mount them with `theme.mount_options`."""
    blocks = gr.Blocks(title=TITLE, analytics_enabled=False, fill_width=True)
    with blocks:
        add_chat(blocks, services, texts)
    with blocks.route("What is new", "/news", show_in_navbar=False):
        add_news(blocks, services.assistant, texts)
    with blocks.route("Library", "/library", show_in_navbar=False):
        add_library(blocks, services.assistant, uploads, services.jobs, texts)
    with blocks.route("Sources", "/sources", show_in_navbar=False):
        add_sources(blocks, services.assistant, texts)
    with blocks.route("Settings", "/settings", show_in_navbar=False):
        add_settings(blocks, services.assistant, texts)
    return blocks
