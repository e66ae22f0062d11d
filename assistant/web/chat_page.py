"""The chat with the list of conversations and the reading pane beside it: its parts, and what happens on each event."""

from typing import Any

import gradio as gr

from assistant.assistant import Assistant
from assistant.conversation_store import ConversationStore
from assistant.web.chat_events import ChatEvents
from assistant.web.composer import COMPOSER, source_choices
from assistant.web.looks import TITLE, read_asset
from assistant.web.session import Session

_AT_ONCE = 8  # so many readers are served at the same time by each event; the others wait their turn
_MASTHEAD = (
    f'<header class="masthead"><h1>{TITLE}</h1><button type="button" id="show-rail" aria-expanded="false">Conversations</button>'
    '<button type="button" id="show-articles" data-article="">Articles</button></header>'
)
_RAIL = (
    '<div class="rail-head"><button type="button" id="new" class="primary">New conversation</button>'
    '<input type="search" id="search" aria-label="Search your conversations" placeholder="Search" autocomplete="off"></div>${value}'
)


def add_chat(page: gr.Blocks, assistant: Assistant, store: ConversationStore) -> None:
    """Puts the chat onto a page, within whose `with` block this is called."""
    events = ChatEvents(assistant, store)
    session = gr.State(Session())
    _html("masthead", value=_MASTHEAD)
    with gr.Row(elem_id="panes"):
        with gr.Column(elem_id="rail-pane"):
            rail = _html("rail", "rail.js", template=_RAIL)
            export = _html("export", "export.js")
        with gr.Column(elem_id="chat-pane"):
            with gr.Column(elem_id="chat"):
                turns = _html("turns")
                turn = _html("turn", "chat.js")
            composer = _html("composer", "composer.js", template=COMPOSER)
        with gr.Column(elem_id="reading-pane"):
            reading = _html("reading", "reading.js")
    quiet: dict[str, Any] = {"api_visibility": "private", "show_progress": "hidden", "concurrency_limit": _AT_ONCE}
    chat = [turns, turn, session, rail]

    asking = composer.ask(events.ask, session, [turns, turn, rail], trigger_mode="once", **quiet)
    asking.success(events.suggest, session, turn, **quiet)
    composer.stop(events.stop, session, turn, cancels=[asking], **quiet)
    turn.act(events.act, session, [turns, turn], **quiet)
    rail.go(events.go, session, chat, cancels=[asking], **quiet).then(events.suggest, session, turn, **quiet)
    rail.change_list(events.change_list, session, rail, **quiet)
    rail.export(events.export, None, export, **quiet)
    # Not queued: it takes a fraction of the time, and reads only.
    reading.click(events.open_article, None, reading, trigger_mode="always_last", **(quiet | {"queue": False}))
    page.load(events.arrive, session, [*chat, reading], **quiet).then(events.suggest, session, turn, **quiet)
    page.load(lambda: source_choices(assistant), None, composer, **quiet)


def _html(name: str, script: str | None = None, template: str = "${value}", value: str = "") -> gr.HTML:
    """A part of the page that is HTML of our own, with the script that gives it life."""
    return gr.HTML(
        value,
        elem_id=name,
        html_template=template,
        js_on_load=read_asset(script) if script else None,
        apply_default_css=False,
    )
