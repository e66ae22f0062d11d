"""The library page: add articles, find them, read them, remove them."""

from collections.abc import Iterator, Mapping
from typing import Any

import gradio as gr

from assistant.assistant import Assistant
from assistant.ingest.errors import AssistantError
from assistant.ingest.readers.registry import supported_suffixes
from assistant.web import library_cards as cards
from assistant.web.adding import add_articles, listed_addresses
from assistant.web.browsing import PAGE_SIZE, BrowseRequest, texts
from assistant.web.cards import error_line, escape
from assistant.web.looks import read_asset
from assistant.web.navigation import add_masthead, masthead
from assistant.web.timeline import draw, timeline_of
from assistant.web.uploads import Uploads

_AT_ONCE = 8
_ADDING_AT_ONCE = 4  # one of them writes, the others wait and say for whom
_MOST_REMOVED = 1_000
_MOST_ADDRESSES = 50


def add_library(page: gr.Blocks, assistant: Assistant, uploads: Uploads) -> None:
    """Puts the library onto a page, within whose `with` block this is called."""
    desk = _Desk(assistant, uploads)
    settings = assistant.settings
    top = add_masthead("library")
    with gr.Row(elem_id="panes", elem_classes="library"):
        with gr.Column(elem_id="library-pane"):
            tools = gr.HTML(
                cards.add_form(sorted(supported_suffixes()), settings.upload_files, settings.upload_megabytes),
                elem_id="adding-tools", js_on_load=read_asset("library.js"), apply_default_css=False,
            )  # fmt: skip
            told = gr.HTML(elem_id="told", js_on_load=None, apply_default_css=False)
            timeline = gr.HTML(elem_id="timeline", js_on_load=None, apply_default_css=False)
            gr.HTML(cards.find_form(), elem_id="finding", js_on_load=None, apply_default_css=False)
            sources = gr.HTML(elem_id="sources", js_on_load=None, apply_default_css=False)
            rows = gr.HTML(elem_id="rows", js_on_load=None, apply_default_css=False)
        with gr.Column(elem_id="reading-pane"):
            reading = gr.HTML(cards.nothing_opened(), elem_id="reading", js_on_load=None, apply_default_css=False)

    def on_load(request: gr.Request) -> tuple[str, ...]:
        return masthead("library", request.username), *desk.everything({})

    def on_add(event: gr.EventData, request: gr.Request) -> Iterator[tuple[Any, ...]]:
        yield from desk.add(event._data or {}, request.username)

    quiet: dict[str, Any] = {"api_visibility": "private", "show_progress": "hidden"}
    quick: dict[str, Any] = {**quiet, "concurrency_limit": _AT_ONCE, "trigger_mode": "always_last"}
    page.load(on_load, None, [top, sources, timeline, rows], **quiet)
    tools.browse(desk.on_browse, None, [timeline, rows], **quick)
    tools.open_article(desk.on_open, None, reading, **quick)
    tools.add_articles(on_add, None, [told, sources, timeline, rows], concurrency_limit=_ADDING_AT_ONCE, **quiet)
    tools.remove_articles(
        desk.on_remove, None, [told, sources, timeline, rows, reading], concurrency_limit=_ADDING_AT_ONCE, **quiet
    )


class _Desk:
    """What happens on each event: reports of the browser in, HTML out."""

    def __init__(self, assistant: Assistant, uploads: Uploads) -> None:
        self._assistant = assistant
        self._catalog = assistant.library.catalog
        self._uploads = uploads

    def on_browse(self, event: gr.EventData) -> tuple[str, str]:
        return self._listed(event._data or {})

    def on_open(self, event: gr.EventData) -> str:
        try:
            return cards.opened_article(self._assistant.article(str((event._data or {}).get("article") or "")))
        except AssistantError as error:
            return error_line(str(error))

    def everything(self, report: Mapping[str, object]) -> tuple[str, str, str]:
        """The sources, the timeline and the list."""
        return cards.source_choice(self._catalog.sources()), *self._listed(report)

    def add(self, report: Mapping[str, object], user: str | None) -> Iterator[tuple[Any, ...]]:
        """Adds what was sent and what was named, and tells how it goes on."""
        addresses = listed_addresses(str(report.get("address") or ""))[:_MOST_ADDRESSES]
        most = self._assistant.settings.upload_files
        files = self._uploads.hand_out(texts(report.get("uploads"))[:most])
        if not files and not addresses:
            yield error_line("There is nothing to add: choose files, or give an address."), *_UNCHANGED
            return
        for now in add_articles(self._assistant, files, addresses, f"{user}/" if user else ""):
            done = now.report is not None or now.error
            yield cards.adding_line(now), *(self.everything(report) if done else _UNCHANGED)

    def on_remove(self, event: gr.EventData) -> Iterator[tuple[Any, ...]]:
        report = event._data or {}
        ids = texts(report.get("articles"))[:_MOST_REMOVED]
        writer = self._assistant.library.writer()
        if writer:
            yield (
                f'<p class="stage" role="status">Waiting for {escape(writer)} to finish writing…</p>',
                *_UNCHANGED,
                gr.skip(),
            )
        try:
            removed = self._assistant.remove(ids)
        except AssistantError as error:
            yield error_line(str(error)), *_UNCHANGED, gr.skip()
            return
        yield cards.removed_line(len(removed), len(ids)), *self.everything(report), cards.nothing_opened()

    def _listed(self, report: Mapping[str, object]) -> tuple[str, str]:
        """The timeline and the list."""
        try:
            asked = BrowseRequest.read(report)
            if not self._catalog.counts()[0]:
                return "", cards.empty_list()
            found = self._catalog.browse(asked.wanted, asked.order, PAGE_SIZE, asked.page * PAGE_SIZE)
            if not found.articles and found.total:  # what stood on the last page has been removed
                return self._listed({**report, "page": (found.total - 1) // PAGE_SIZE})
            drawn = draw(timeline_of(self._catalog.day_counts(asked.wanted))) if found.total else ""
            return drawn, cards.article_rows(found, asked.page)
        except AssistantError as error:
            return "", error_line(str(error))


_UNCHANGED = (gr.skip(), gr.skip(), gr.skip())
