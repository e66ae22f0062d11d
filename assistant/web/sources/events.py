"""The event handlers of the page of followed sources: data from the browser in, HTML out."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import gradio as gr

from assistant.assistant import Assistant
from assistant.following import FollowedSource
from assistant.ingest.errors import AssistantError
from assistant.prompts.translation import message
from assistant.web.browser_data import event_data, read_number, read_text
from assistant.web.language import _
from assistant.web.markup import error_line
from assistant.web.sources import views


class SourcesEvents:
    """The event handlers of one library's page."""

    def __init__(self, assistant: Assistant) -> None:
        self._following = assistant.following

    def refresh(self) -> str:
        """Returns the list of sources."""
        try:
            return views.source_rows(self._following.sources(), self._following.fetching_process())
        except AssistantError as error:
            return error_line(str(error))

    def follow(self, event: gr.EventData) -> Iterator[tuple[Any, ...]]:
        """Follows an address."""
        data = event_data(event)
        address, minutes, days = (
            read_text(data.get("address")).strip(),
            *map(read_number, (data.get("every"), data.get("keep"))),
        )
        if not address:
            yield error_line(_("There is nothing to follow: give an address.")), gr.skip()
            return
        yield views.fetching_line(address), gr.skip()
        try:
            source = self._following.add(
                address, every=timedelta(minutes=minutes or 30), keep_days=days or None, from_strangers=True
            )
        except AssistantError as error:
            yield error_line(str(error)), gr.skip()
            return
        yield (
            views.done_line(_("Following %(source)s. It is checked in a moment.", source=source.title)),
            self.refresh(),
        )

    def act(self, event: gr.EventData) -> tuple[str, str]:
        """Checks, pauses, resumes or removes a source."""
        data = event_data(event)
        actions: dict[str, tuple[Callable[[str], FollowedSource], str]] = {
            "check": (self._following.request_check, message("%(source)s is checked in a moment.")),
            "pause": (self._following.pause, message("%(source)s is paused.")),
            "resume": (self._following.resume, message("%(source)s is checked again.")),
            "remove": (self._following.remove, message("%(source)s is not followed any more; its articles stay.")),
        }
        action, done = actions.get(read_text(data.get("action")), actions["check"])
        try:
            source = action(read_text(data.get("source")))
        except AssistantError as error:
            return error_line(str(error)), self.refresh()
        return views.done_line(_(done, source=source.title)), self.refresh()
