"""The page of followed sources: its components and event handlers."""

from typing import Any

import gradio as gr

from assistant.assistant import Assistant
from assistant.web.components import html_component
from assistant.web.header import add_header
from assistant.web.language import for_browser
from assistant.web.sources import views
from assistant.web.sources.events import SourcesEvents
from assistant.web.static_texts import StaticTexts

_MAX_READING_AT_ONCE = 8
_MAX_ADDING_AT_ONCE = 4


def add_sources(page: gr.Blocks, assistant: Assistant, texts: StaticTexts) -> None:
    """Adds the followed sources to a page. Call it inside the page's `with` block."""
    events = SourcesEvents(assistant)
    add_header(page, "sources", assistant.standing_questions.unseen, texts)
    with gr.Column(elem_id="library-pane", elem_classes="followed"):
        form = html_component("following", "sources/sources.js", value=texts.add(views.follow_form))
        status = html_component("status")
        rows = html_component("source-rows")
    hidden: dict[str, Any] = {"api_visibility": "private", "show_progress": "hidden"}
    quick: dict[str, Any] = {**hidden, "concurrency_limit": _MAX_READING_AT_ONCE, "trigger_mode": "always_last"}
    slow: dict[str, Any] = {**hidden, "concurrency_limit": _MAX_ADDING_AT_ONCE, "trigger_mode": "multiple"}
    form.follow(for_browser(events.follow), None, [status, rows], **slow)
    form.act(for_browser(events.act), None, [status, rows], **slow)
    form.refresh(for_browser(events.refresh), None, rows, **quick)
    page.load(for_browser(events.refresh), None, rows, **hidden)
