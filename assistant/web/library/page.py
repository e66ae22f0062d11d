"""The library page: its components and event handlers."""

from typing import Any

import gradio as gr

from assistant.assistant import Assistant
from assistant.background.ingest_jobs import IngestJobs
from assistant.ingest.readers.registry import supported_suffixes
from assistant.web.components import html_component
from assistant.web.header import add_header
from assistant.web.language import for_browser
from assistant.web.library import views
from assistant.web.library.events import LibraryEvents
from assistant.web.library.uploads import Uploads
from assistant.web.static_texts import StaticTexts

_MAX_READING_AT_ONCE = 8
_MAX_CHANGING_AT_ONCE = 4  # one of them writes, the others wait and say for whom


def add_library(page: gr.Blocks, assistant: Assistant, uploads: Uploads, jobs: IngestJobs, texts: StaticTexts) -> None:
    """Adds the library to a page. Call it inside the page's `with` block."""
    events = LibraryEvents(assistant, uploads, jobs)
    settings = assistant.settings
    suffixes = sorted(supported_suffixes())
    form = texts.add(lambda: views.add_form(suffixes, settings.upload_files, settings.upload_megabytes))
    add_header(page, "library", assistant.standing_questions.unseen, texts)
    with gr.Row(elem_id="panes", elem_classes="library"):
        with gr.Column(elem_id="library-pane"):
            add_tools = html_component("adding", "library/library.js", value=form)
            status = html_component("status")
            stories = html_component("stories")
            timeline = html_component("timeline")
            html_component("finding", value=texts.add(views.find_form))
            sources = html_component("sources")
            rows = html_component("rows")
        with gr.Column(elem_id="reading-pane"):
            reading = html_component("reading", "reading/reading.js")
    hidden: dict[str, Any] = {"api_visibility": "private", "show_progress": "hidden"}
    quick: dict[str, Any] = {**hidden, "concurrency_limit": _MAX_READING_AT_ONCE, "trigger_mode": "always_last"}
    slow: dict[str, Any] = {**hidden, "concurrency_limit": _MAX_CHANGING_AT_ONCE, "trigger_mode": "multiple"}
    article_list = [sources, stories, timeline, rows]

    add_tools.browse(for_browser(events.browse), None, [timeline, rows], **quick)
    add_tools.add_articles(for_browser(events.add), None, [status, *article_list], **slow)
    add_tools.stop_adding(for_browser(events.stop_adding), None, None, **quick)
    add_tools.remove_articles(for_browser(events.remove), None, [status, *article_list, reading], **slow)
    reading.click(for_browser(events.open_article), None, reading, **quick)
    # Runs as long as the user's articles are being added: it must not keep others from opening the page.
    page.load(for_browser(events.on_load), None, [status, *article_list, reading], concurrency_limit=None, **hidden)
