"""The event handlers of the page of what is new: data from the browser in, HTML out."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import gradio as gr

from assistant.assistant import Assistant
from assistant.ingest.errors import AssistantError
from assistant.web.browser_data import event_data, read_number, read_text
from assistant.web.language import _
from assistant.web.markup import error_line
from assistant.web.news import views
from assistant.web.reading.article_text import OpenRequest
from assistant.web.reading.opening import opened_article

_MAX_CHANGES = 50
_MAX_STORIES = 20
_MAX_DAYS = 366


class NewsEvents:
    """The event handlers of one library's page."""

    def __init__(self, assistant: Assistant) -> None:
        self._assistant = assistant
        self._questions = assistant.standing_questions

    def on_load(self) -> tuple[str, str, str]:
        """Fills a page that is opened. The changes that it shows count as seen from then on."""
        changes = self._changes()
        newest = self._questions.changes(1)
        if newest:
            self._questions.mark_seen(newest[0].number)
        return changes, self._stories(1, ""), views.nothing_opened()

    def brief(self, event: gr.EventData) -> str:
        """Returns the stories of other days, or about a topic."""
        data = event_data(event)
        return self._stories(min(read_number(data.get("days")) or 1, _MAX_DAYS), read_text(data.get("topic")))

    def watch(self, event: gr.EventData) -> Iterator[tuple[Any, ...]]:
        """Adds a standing question."""
        question = read_text(event_data(event).get("question")).strip()
        if not question:
            yield error_line(_("There is nothing to ask: write a question.")), gr.skip()
            return
        yield views.asking_line(), gr.skip()
        try:
            asked = self._questions.add(question)
        except AssistantError as error:
            yield error_line(str(error)), gr.skip()
            return
        yield (
            views.done_line(_("“%(question)s” is asked again when articles about it arrive.", question=asked.question)),
            self._changes(),
        )

    def unwatch(self, event: gr.EventData) -> tuple[str, str]:
        """Removes a standing question."""
        try:
            removed = self._questions.remove(read_text(event_data(event).get("question")))
        except AssistantError as error:
            return error_line(str(error)), self._changes()
        return views.done_line(
            _("“%(question)s” is not asked again any more.", question=removed.question)
        ), self._changes()

    def open_article(self, event: gr.EventData) -> str:
        """Returns an article for the reading pane."""
        return opened_article(self._assistant, OpenRequest.read(event_data(event)), lambda _: views.back_button())

    def _changes(self) -> str:
        try:
            return views.changes_view(self._questions.changes(_MAX_CHANGES), self._questions.questions())
        except AssistantError as error:
            return error_line(str(error))

    def _stories(self, days: int, topic: str) -> str:
        since = date.today() - timedelta(days=days)
        try:
            return views.stories_view(self._assistant.briefing(since, topic=topic, limit=_MAX_STORIES))
        except AssistantError as error:
            return error_line(str(error))
