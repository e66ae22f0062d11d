"""The chat page: its components and event handlers."""

from typing import Any

import gradio as gr
from gradio.events import Dependency

from assistant.api.services import Services
from assistant.assistant import Assistant
from assistant.ingest.errors import UsageError
from assistant.prompts.wording import quantity
from assistant.web.chat.conversation_list import SEARCH_TEMPLATE
from assistant.web.chat.events import ChatEvents
from assistant.web.chat.session import Session
from assistant.web.components import html_component
from assistant.web.header import add_header
from assistant.web.markup import escape

_MAX_AT_ONCE = 8  # requests of each event; others wait

_COMPOSER_TEMPLATE = """<form id="ask-form" autocomplete="off">
<p id="editing" hidden>Asking this question again in other words. <button type="button" class="tool" data-cancel>Cancel</button></p>
<div id="ask-row">
<textarea id="question" rows="1" aria-label="Your question" placeholder="Your question" maxlength="20000"></textarea>
<button type="submit" id="ask" class="primary">Ask</button>
<button type="button" id="stop" class="primary">Stop</button>
</div>
<div id="option-row">
<label class="option">As of <input type="date" id="as-of" max="9999-12-31"></label>
${value}
</div>
</form>"""
"""The form for a question; the choice of publications takes the place of `${value}`."""


def add_chat(page: gr.Blocks, services: Services) -> None:
    """Adds the chat, the list of conversations and the reading pane to a page. Call it inside the page's `with` block."""
    events = ChatEvents(services)
    session = gr.State(Session())
    add_header(page, "", services.assistant.standing_questions.unseen)
    with gr.Row(elem_id="panes"):
        with gr.Column(elem_id="conversations-pane"):
            conversations = html_component("conversations", "chat/conversation_list.js", template=SEARCH_TEMPLATE)
            export = html_component("export", "chat/export.js")
        with gr.Column(elem_id="chat-pane"):
            with gr.Column(elem_id="chat"):
                earlier_turns = html_component("turns")
                last_turn = html_component("turn", "chat/chat.js")
            composer = html_component("composer", "chat/composer.js", template=_COMPOSER_TEMPLATE)
        with gr.Column(elem_id="reading-pane"):
            reading = html_component("reading", "reading/reading.js")
    options: dict[str, Any] = {
        "api_visibility": "private",
        "show_progress": "hidden",
        "concurrency_limit": _MAX_AT_ONCE,
    }
    chat = [earlier_turns, last_turn, session, conversations]

    answering = composer.ask(
        events.ask, session, [earlier_turns, last_turn, conversations], trigger_mode="once", **options
    )
    answering.success(events.suggest, session, last_turn, **options)
    _dispatch_when_over(answering, "question-done")
    composer.stop(events.stop, session, last_turn, cancels=[answering], **options)
    last_turn.act(events.act, session, [earlier_turns, last_turn], **options)
    going = conversations.go(events.go, session, chat, cancels=[answering], **options)
    going.then(events.suggest, session, last_turn, **options)
    _dispatch_when_over(going, "conversation-opened")
    conversations.change_list(events.change_list, session, conversations, **options)
    conversations.export(events.export, None, export, **options)
    # Not queued: it is quick and only reads.
    reading.click(events.open_article, None, reading, trigger_mode="always_last", **(options | {"queue": False}))
    loading = page.load(events.on_load, session, [*chat, reading], **options)
    loading.then(events.suggest, session, last_turn, **options)
    _dispatch_when_over(loading, "conversation-opened")

    def scope_choice(request: gr.Request) -> str:
        story = str(request.query_params.get("story") or "")
        return source_choice(services.assistant) + story_chip(services.assistant, story)

    page.load(scope_choice, None, composer, **options)


def source_choice(assistant: Assistant) -> str:
    """Returns the publications that a question can be restricted to; "" if there are fewer than two."""
    sources = assistant.library.catalog.sources()
    if len(sources) < 2:
        return ""
    boxes = "".join(
        f'<label><input type="checkbox" name="source" value="{escape(name)}"> <span dir="auto">{escape(name)}</span> '
        f'<span class="soft">{articles:,}</span></label>'
        for name, articles in sources
    )
    return (
        '<details id="sources"><summary>Sources: <span id="chosen-sources">all</span></summary>'
        f'<div class="choices" role="group" aria-label="Only from these sources" tabindex="0">{boxes}</div></details>'
    )


def story_chip(assistant: Assistant, article_id: str) -> str:
    """Returns the story that questions are restricted to, with a button to ask all articles again; "" if there is none."""
    if not article_id:
        return ""
    try:
        story = assistant.stories.story(article_id)
    except UsageError:
        return ""
    return (
        f'<span id="story" class="chip" data-story="{escape(story.id)}"><span class="soft">Only this story:</span> '
        f'<span dir="auto">{escape(story.title)}</span> <span class="soft">{quantity(story.article_count, "article")}</span> '
        '<button type="button" data-all-stories aria-label="Ask all articles again" title="Ask all articles again">×</button></span>'
    )


def _dispatch_when_over(event: Dependency, name: str) -> None:
    """Dispatches an event to the page's scripts when a Gradio event has succeeded or failed."""
    js = f"() => {{ document.dispatchEvent(new CustomEvent('assistant:{name}')); }}"
    for add_listener in (event.then, event.failure):
        add_listener(None, None, None, js=js, api_visibility="private", show_progress="hidden")
