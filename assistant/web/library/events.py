"""What happens on each event of the library page: reports of the browser in, HTML out."""

from collections.abc import Iterator, Mapping
from typing import Any

import gradio as gr

from assistant.assistant import Assistant
from assistant.background.ingest_jobs import IngestJob, IngestJobs
from assistant.ingest.errors import AssistantError
from assistant.web.library import views as cards
from assistant.web.library.adding import add_articles, listed_addresses
from assistant.web.reading.article_text import OpenRequest
from assistant.web.library.list_request import PAGE_SIZE, BrowseRequest, texts
from assistant.web.markup import error_line
from assistant.web.library.timeline import draw, timeline_of
from assistant.web.library.uploads import Uploads
from assistant.web.conversation_owner import owner_of

_MOST_REMOVED = 1_000
_MOST_ADDRESSES = 50

Report = Mapping[str, Any]


class LibraryEvents:
    """The library page over one library."""

    def __init__(self, assistant: Assistant, uploads: Uploads, jobs: IngestJobs) -> None:
        self._assistant = assistant
        self._jobs = jobs
        self._catalog = assistant.library.catalog
        self._uploads = uploads

    def arrive(self, request: gr.Request) -> Iterator[tuple[Any, ...]]:
        """Somebody opens the page: the sources, the timeline, the list, the reading pane, and what they are still adding."""
        yield gr.skip(), *self._everything({}), cards.nothing_opened()
        for job in self._jobs.going_on(owner_of(request)):
            for shown in self._follow(job, {}):
                yield *shown, gr.skip()

    def browse(self, event: gr.EventData) -> tuple[str, str]:
        """The timeline and the list, of the articles that are asked for."""
        return self._listed(_report(event))

    def open_article(self, event: gr.EventData) -> str:
        """An article to read."""
        asked = OpenRequest.read(_report(event))
        try:
            article = self._assistant.article(asked.article_id)
        except AssistantError as error:
            return error_line(str(error))
        return cards.opened_article(article, asked, self._catalog.copies(article.id))

    def add(self, event: gr.EventData, request: gr.Request) -> Iterator[tuple[Any, ...]]:
        """Adds the files that were sent and the addresses that were named, and tells how it goes on."""
        report = _report(event)
        addresses = listed_addresses(str(report.get("address") or ""))[:_MOST_ADDRESSES]
        files = self._uploads.hand_out(texts(report.get("uploads"))[: self._assistant.settings.upload_files])
        if not files and not addresses:
            yield error_line("There is nothing to add: choose files, or give an address."), *_unchanged(3)
            return
        folder = f"{request.username}/" if request.username else ""
        try:
            job = add_articles(self._jobs, owner_of(request), files, addresses, folder)
        except AssistantError as error:
            yield error_line(str(error)), *_unchanged(3)
            return
        yield from self._follow(job, report)

    def stop_adding(self, request: gr.Request) -> None:
        """Whoever adds articles wants no more of them."""
        owner = owner_of(request)
        for job in self._jobs.going_on(owner):
            self._jobs.cancel(owner, job.id)

    def remove(self, event: gr.EventData) -> Iterator[tuple[Any, ...]]:
        """Removes the articles that were confirmed."""
        report = _report(event)
        article_ids = texts(report.get("articles"))[:_MOST_REMOVED]
        writer = self._assistant.library.writer()
        if writer:
            yield cards.waiting_line(f"waiting for {writer} to finish writing to this library"), *_unchanged(4)
        try:
            removed = self._assistant.remove(article_ids)
        except AssistantError as error:
            yield error_line(str(error)), *_unchanged(4)
            return
        line = cards.removed_line(len(removed), len(article_ids))
        yield line, *self._everything(report), cards.nothing_opened()

    def _follow(self, job: IngestJob, report: Report) -> Iterator[tuple[Any, ...]]:
        """How an ingest goes on, and the list when it has ended."""
        for _ in job.told():
            yield cards.adding_line(job), *(self._everything(report) if job.ended else _unchanged(3))

    def _everything(self, report: Report) -> tuple[str, str, str]:
        """The sources, the timeline and the list."""
        chosen = texts(report.get("sources"))
        return cards.source_choice(self._catalog.sources(), chosen), *self._listed(report)

    def _listed(self, report: Report) -> tuple[str, str]:
        try:
            asked = BrowseRequest.read(report)
            if not self._catalog.counts()[0]:
                return "", cards.empty_list()
            found = self._catalog.browse(asked.wanted, asked.order, PAGE_SIZE, asked.page * PAGE_SIZE)
            if found.total and not found.articles:  # what stood on the last page has been removed
                return self._listed({**report, "page": (found.total - 1) // PAGE_SIZE})
            drawn = draw(timeline_of(self._catalog.day_counts(asked.wanted))) if found.total else ""
            return drawn, cards.article_rows(found, asked.page)
        except AssistantError as error:
            return "", error_line(str(error))


def _report(event: gr.EventData) -> Report:
    """What the browser reports of an event."""
    return dict(event._data or {})


def _unchanged(parts: int) -> list[Any]:
    return [gr.skip()] * parts
