"""The library page: its parts, and what happens on each event."""

from typing import Any

import gradio as gr

from assistant.assistant import Assistant
from assistant.background.ingest_jobs import IngestJobs
from assistant.ingest.readers.registry import supported_suffixes
from assistant.web.library import views as cards
from assistant.web.library.events import LibraryEvents
from assistant.web.header import add_masthead
from assistant.web.components import html_part
from assistant.web.library.uploads import Uploads

_AT_ONCE = 8
_CHANGING_AT_ONCE = 4  # one of them writes, the others wait and say for whom


def add_library(page: gr.Blocks, assistant: Assistant, uploads: Uploads, jobs: IngestJobs) -> None:
    """Puts the library onto a page, within whose `with` block this is called."""
    events = LibraryEvents(assistant, uploads, jobs)
    settings = assistant.settings
    form = cards.add_form(sorted(supported_suffixes()), settings.upload_files, settings.upload_megabytes)
    add_masthead(page, "library")
    with gr.Row(elem_id="panes", elem_classes="library"):
        with gr.Column(elem_id="library-pane"):
            tools = html_part("adding", "library/library.js", value=form)
            told = html_part("told")
            timeline = html_part("timeline")
            html_part("finding", value=cards.find_form())
            sources = html_part("sources")
            rows = html_part("rows")
        with gr.Column(elem_id="reading-pane"):
            reading = html_part("reading", "reading/reading.js")
    quiet: dict[str, Any] = {"api_visibility": "private", "show_progress": "hidden"}
    quick: dict[str, Any] = {**quiet, "concurrency_limit": _AT_ONCE, "trigger_mode": "always_last"}
    slow: dict[str, Any] = {**quiet, "concurrency_limit": _CHANGING_AT_ONCE, "trigger_mode": "multiple"}
    listed = [sources, timeline, rows]

    tools.browse(events.browse, None, [timeline, rows], **quick)
    tools.add_articles(events.add, None, [told, *listed], **slow)
    tools.stop_adding(events.stop_adding, None, None, **quick)
    tools.remove_articles(events.remove, None, [told, *listed, reading], **slow)
    reading.click(events.open_article, None, reading, **quick)
    # As long as somebody's articles are being added, this goes on: it must keep nobody else from opening the page.
    page.load(events.arrive, None, [told, *listed, reading], concurrency_limit=None, **quiet)
