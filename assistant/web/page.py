"""The page itself: puts together what the reader can go to."""

import gradio as gr

from assistant.assistant import Assistant
from assistant.conversation_store import ConversationStore
from assistant.ingest_jobs import Jobs
from assistant.web.chat_page import add_chat
from assistant.web.library_page import add_library
from assistant.web.looks import TITLE
from assistant.web.settings_page import add_settings
from assistant.web.uploads import Uploads


def build_page(assistant: Assistant, store: ConversationStore, uploads: Uploads, jobs: Jobs) -> gr.Blocks:
    """Puts the page together; `serve` shows it, and `looks.page_options` is what any other server must mount it with."""
    page = gr.Blocks(title=TITLE, analytics_enabled=False, fill_width=True)
    with page:
        add_chat(page, assistant, store)
    with page.route("Library", "/library", show_in_navbar=False):
        add_library(page, assistant, uploads, jobs)
    with page.route("Settings", "/settings", show_in_navbar=False):
        add_settings(page, assistant)
    return page
