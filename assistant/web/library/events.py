"""The event handlers of the library page: data from the browser in, HTML out."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import gradio as gr

from assistant.assistant import Assistant
from assistant.background.ingest_jobs import IngestJob, IngestJobs
from assistant.ingest.errors import AssistantError
from assistant.ingest.library import ArticleFilter
from assistant.web.browser_data import EventData, event_data, read_text, read_texts
from assistant.web.conversation_owner import owner_of
from assistant.web.language import _
from assistant.web.library import views
from assistant.web.library.adding import add_articles, parse_addresses
from assistant.web.library.list_request import PAGE_SIZE, ListRequest
from assistant.web.library.timeline import build_timeline
from assistant.web.library.timeline_drawing import draw_timeline
from assistant.web.library.uploads import Uploads
from assistant.web.markup import error_line
from assistant.web.reading.article_text import OpenRequest
from assistant.web.reading.opening import opened_article

_MAX_REMOVED = 1_000
_MAX_ADDRESSES = 50
_MAX_STORIES = 30


class LibraryEvents:
    """The event handlers of one library's page."""

    def __init__(self, assistant: Assistant, uploads: Uploads, jobs: IngestJobs) -> None:
        self._assistant = assistant
        self._jobs = jobs
        self._catalog = assistant.library.catalog
        self._uploads = uploads

    def on_load(self, request: gr.Request) -> Iterator[tuple[Any, ...]]:
        """Fills a page that is opened, then follows the user's running ingest jobs."""
        yield gr.skip(), *self._lists({}), views.nothing_opened()
        for job in self._jobs.active(owner_of(request)):
            for outputs in self._follow(job, {}):
                yield *outputs, gr.skip()

    def browse(self, event: gr.EventData) -> tuple[str, str]:
        """Returns the timeline and the list of the articles that match the filter."""
        return self._timeline_and_rows(event_data(event))

    def open_article(self, event: gr.EventData) -> str:
        """Returns an article for the reading pane."""
        return opened_article(self._assistant, OpenRequest.read(event_data(event)), views.article_buttons)

    def add(self, event: gr.EventData, request: gr.Request) -> Iterator[tuple[Any, ...]]:
        """Ingests uploaded files and typed addresses, and reports the progress."""
        data = event_data(event)
        addresses = parse_addresses(str(data.get("address") or ""))[:_MAX_ADDRESSES]
        files = self._uploads.take(read_texts(data.get("uploads"))[: self._assistant.settings.upload_files])
        if not files and not addresses:
            yield error_line(_("There is nothing to add: choose files, or give an address.")), *_unchanged(4)
            return
        folder = f"{request.username}/" if request.username else ""
        try:
            job = add_articles(self._jobs, owner_of(request), files, addresses, folder)
        except AssistantError as error:
            yield error_line(str(error)), *_unchanged(4)
            return
        yield from self._follow(job, data)

    def stop_adding(self, request: gr.Request) -> None:
        """Cancels the user's ingest jobs."""
        owner = owner_of(request)
        for job in self._jobs.active(owner):
            self._jobs.cancel(owner, job.id)

    def remove(self, event: gr.EventData) -> Iterator[tuple[Any, ...]]:
        """Removes the selected articles."""
        data = event_data(event)
        article_ids = read_texts(data.get("articles"))[:_MAX_REMOVED]
        writer = self._assistant.library.writer()
        if writer:
            yield (
                views.waiting_line(_("waiting for %(writer)s to finish writing to this library", writer=writer)),
                *_unchanged(5),
            )
        try:
            removed = self._assistant.remove(article_ids)
        except AssistantError as error:
            yield error_line(str(error)), *_unchanged(5)
            return
        yield views.removed_line(len(removed), len(article_ids)), *self._lists(data), views.nothing_opened()

    def _follow(self, job: IngestJob, data: EventData) -> Iterator[tuple[Any, ...]]:
        """Yields the progress of a job, and the lists after it has ended."""
        for _state in job.updates():
            yield views.job_status(job), *(self._lists(data) if job.ended else _unchanged(4))

    def _lists(self, data: EventData) -> tuple[str, str, str, str]:
        """Returns the choice of sources, the stories, the timeline and the list of articles."""
        chosen = read_texts(data.get("sources"))
        choice = views.source_choice(self._catalog.sources(), chosen)
        return choice, self._stories(read_text(data.get("story"))), *self._timeline_and_rows(data)

    def _stories(self, chosen: str) -> str:
        try:
            stories = self._assistant.stories
            return views.story_list(stories.newest(_MAX_STORIES), stories.count(), chosen)
        except AssistantError as error:
            return error_line(str(error))

    def _timeline_and_rows(self, data: EventData) -> tuple[str, str]:
        try:
            request = ListRequest.read(data)
            if not self._catalog.counts()[0]:
                return "", views.empty_list()
            chosen = self._story_filter(request)
            page = self._catalog.browse(chosen, request.order, PAGE_SIZE, request.page * PAGE_SIZE)
            if page.total and not page.articles:  # the articles of the last page have been removed
                return self._timeline_and_rows({**data, "page": (page.total - 1) // PAGE_SIZE})
            timeline = draw_timeline(build_timeline(self._catalog.day_counts(chosen))) if page.total else ""
            return timeline, views.article_rows(page, request.page)
        except AssistantError as error:
            return "", error_line(str(error))

    def _story_filter(self, request: ListRequest) -> ArticleFilter:
        """Returns the filter of a list, limited to a story if one is chosen."""
        if not request.story:
            return request.filter
        return replace(request.filter, story=self._assistant.stories.number_of(request.story))


def _unchanged(outputs: int) -> list[Any]:
    return [gr.skip()] * outputs
