"""The page itself: puts together what the reader can go to."""

import gradio as gr

from assistant.assistant import Assistant
from assistant.web.chat_page import add_chat
from assistant.web.looks import TITLE


def build_page(assistant: Assistant) -> gr.Blocks:
    """Puts the page together; `serve` shows it, and `looks.page_options` is what any other server must mount it with."""
    page = gr.Blocks(title=TITLE, analytics_enabled=False, fill_width=True)
    with page:
        add_chat(page, assistant)
    return page
