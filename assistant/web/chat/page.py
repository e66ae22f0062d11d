"""The chat with the list of conversations and the reading pane beside it: its parts, and what happens on each event."""

from typing import Any

import gradio as gr
from gradio.events import Dependency

from assistant.api.services import Services
from assistant.web.chat.events import ChatEvents
from assistant.web.chat.composer import COMPOSER, source_choices
from assistant.web.header import add_masthead
from assistant.web.components import html_part
from assistant.web.chat.session import Session

_AT_ONCE = 8  # so many readers are served at the same time by each event; the others wait their turn
_RAIL = (
    '<div class="rail-head"><button type="button" id="new" class="primary">New conversation</button>'
    '<input type="search" id="search" aria-label="Search your conversations" placeholder="Search" autocomplete="off"></div>${value}'
)


def add_chat(page: gr.Blocks, services: Services) -> None:
    """Puts the chat onto a page, within whose `with` block this is called."""
    events = ChatEvents(services)
    session = gr.State(Session())
    add_masthead(page, "")
    with gr.Row(elem_id="panes"):
        with gr.Column(elem_id="rail-pane"):
            rail = html_part("rail", "chat/conversation_list.js", template=_RAIL)
            export = html_part("export", "chat/export.js")
        with gr.Column(elem_id="chat-pane"):
            with gr.Column(elem_id="chat"):
                turns = html_part("turns")
                turn = html_part("turn", "chat/chat.js")
            composer = html_part("composer", "chat/composer.js", template=COMPOSER)
        with gr.Column(elem_id="reading-pane"):
            reading = html_part("reading", "reading/reading.js")
    quiet: dict[str, Any] = {"api_visibility": "private", "show_progress": "hidden", "concurrency_limit": _AT_ONCE}
    chat = [turns, turn, session, rail]

    asking = composer.ask(events.ask, session, [turns, turn, rail], trigger_mode="once", **quiet)
    asking.success(events.suggest, session, turn, **quiet)
    _say(asking, "asked")
    composer.stop(events.stop, session, turn, cancels=[asking], **quiet)
    turn.act(events.act, session, [turns, turn], **quiet)
    going = rail.go(events.go, session, chat, cancels=[asking], **quiet)
    going.then(events.suggest, session, turn, **quiet)
    _say(going, "come")
    rail.change_list(events.change_list, session, rail, **quiet)
    rail.export(events.export, None, export, **quiet)
    # Not queued: it takes a fraction of the time, and reads only.
    reading.click(events.open_article, None, reading, trigger_mode="always_last", **(quiet | {"queue": False}))
    arriving = page.load(events.arrive, session, [*chat, reading], **quiet)
    arriving.then(events.suggest, session, turn, **quiet)
    _say(arriving, "come")
    page.load(lambda: source_choices(services.assistant), None, composer, **quiet)


def _say(event: Dependency, name: str) -> None:
    """Has the page's scripts told when an event is over, whether it went well or not."""
    js = f"() => {{ document.dispatchEvent(new CustomEvent('assistant:{name}')); }}"
    for over in (event.then, event.failure):
        over(None, None, None, js=js, api_visibility="private", show_progress="hidden")
