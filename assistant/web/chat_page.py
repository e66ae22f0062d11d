"""The chat with the reading pane beside it: its parts, and what happens on each event."""

from collections.abc import Iterator
from typing import Any

import gradio as gr

from assistant.assistant import Assistant
from assistant.web import session as chats
from assistant.web.cards import OpenRequest
from assistant.web.looks import TITLE, read_asset
from assistant.web.session import Session

_AT_ONCE = 8  # so many readers are answered at the same time; the others wait their turn
_WELCOME = "Ask a question. Every sentence of an answer points at the words in an article that say so."


def add_chat(page: gr.Blocks, assistant: Assistant) -> None:
    """Puts the chat onto a page, within whose `with` block this is called."""
    session = gr.State(Session())
    gr.HTML(f"<h1>{TITLE}</h1>", elem_id="masthead", js_on_load=None)
    with gr.Row(elem_id="panes"):
        with gr.Column(elem_id="chat-pane"):
            chat = gr.Chatbot(
                elem_id="chat",
                label="Questions and answers",
                show_label=False,
                container=False,
                height=None,
                autoscroll=False,
                placeholder=_WELCOME,
                render_markdown=False,
                sanitize_html=True,
                latex_delimiters=[],
                allow_tags=False,
                buttons=[],
                feedback_options=None,
                group_consecutive_messages=False,
                layout="bubble",
            )
            with gr.Row(elem_id="ask-row"):
                question = gr.Textbox(
                    elem_id="question", label="Your question", placeholder="Your question", lines=1, max_lines=4,
                    autofocus=True, container=False, scale=1, min_width=0,
                )  # fmt: skip
                send = gr.Button("Ask", elem_id="ask", variant="primary", scale=0, min_width=72)
            with gr.Row(elem_id="option-row"):
                as_of = gr.Textbox(
                    elem_id="as-of", label="As of", placeholder="YYYY-MM-DD", lines=1, max_lines=1,
                    scale=0, min_width=0,
                )  # fmt: skip
                new = gr.Button("New conversation", elem_id="new", variant="secondary", scale=0, min_width=0)
        with gr.Column(elem_id="reading-pane"):
            reading = gr.HTML(
                elem_id="reading", js_on_load=read_asset("page.js"), show_label=False, apply_default_css=False
            )

    def on_ask(asked: str, day: str, mine: Session) -> Iterator[tuple[Any, ...]]:
        if not asked.strip():
            return
        yield _messages(mine), "", mine
        done = False
        for done in chats.ask(assistant, mine, asked, day):  # noqa: B007
            yield _messages(mine), gr.skip(), mine
        if not done:
            yield _messages(mine), asked, mine  # a question that failed can be put right and asked again

    def on_open(event: gr.EventData) -> str:
        return chats.show(assistant, OpenRequest.read(event._data or {}))

    def on_new() -> tuple[Any, ...]:
        return [], "", Session(), chats.overview(assistant)

    quiet: dict[str, Any] = {"api_visibility": "private", "show_progress": "hidden"}
    asking = gr.on(
        [question.submit, send.click],
        on_ask,
        [question, as_of, session],
        [chat, question, session],
        trigger_mode="always_last",  # what is asked during an answer follows when that is done
        concurrency_limit=_AT_ONCE,
        **quiet,
    )
    reading.click(on_open, None, reading, concurrency_limit=_AT_ONCE, trigger_mode="always_last", **quiet)
    new.click(on_new, None, [chat, question, session, reading], cancels=[asking], **quiet)
    page.load(lambda: chats.overview(assistant), None, reading, **quiet)


def _messages(session: Session) -> list[dict[str, Any]]:
    """The chat's messages. A message given as a string would be shown as (sanitized) HTML, even without Markdown: so none is."""
    messages = []
    for turn in session.turns:
        messages.append({"role": "user", "content": _html(turn.asked)})
        messages.append({"role": "assistant", "content": _html(turn.reply)})
    return messages


def _html(markup: str) -> gr.HTML:
    return gr.HTML(markup, render=False, js_on_load=None, apply_default_css=False, elem_classes="reply")
