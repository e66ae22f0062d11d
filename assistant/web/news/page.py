"""The page of what is new: its components and event handlers."""

from typing import Any

import gradio as gr

from assistant.assistant import Assistant
from assistant.web.components import html_component
from assistant.web.header import add_header
from assistant.web.language import for_browser
from assistant.web.news import views
from assistant.web.news.events import NewsEvents
from assistant.web.static_texts import StaticTexts

_MAX_AT_ONCE = 8


def add_news(page: gr.Blocks, assistant: Assistant, texts: StaticTexts) -> None:
    """Adds what is new to a page. Call it inside the page's `with` block."""
    events = NewsEvents(assistant)
    add_header(page, "news", assistant.standing_questions.unseen, texts)
    with gr.Row(elem_id="panes", elem_classes="library"):
        with gr.Column(elem_id="library-pane"):
            form = html_component("watching", "news/news.js", value=texts.add(views.news_form))
            status = html_component("status")
            changes = html_component("changes")
            stories = html_component("stories")
        with gr.Column(elem_id="reading-pane"):
            reading = html_component("reading", "reading/reading.js")
    hidden: dict[str, Any] = {
        "api_visibility": "private",
        "show_progress": "hidden",
        "concurrency_limit": _MAX_AT_ONCE,
    }
    form.watch(for_browser(events.watch), None, [status, changes], trigger_mode="multiple", **hidden)
    form.unwatch(for_browser(events.unwatch), None, [status, changes], trigger_mode="multiple", **hidden)
    form.brief(for_browser(events.brief), None, stories, trigger_mode="always_last", **hidden)
    reading.click(for_browser(events.open_article), None, reading, trigger_mode="always_last", **hidden)
    page.load(for_browser(events.on_load), None, [changes, stories, reading], **hidden)
