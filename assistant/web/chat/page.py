"""The chat page: its components and event handlers."""

from typing import Any

import gradio as gr
from gradio.events import Dependency

from assistant.api.services import Services
from assistant.assistant import Assistant
from assistant.ingest.errors import UsageError
from assistant.web.chat.conversation_list import search_template
from assistant.web.chat.events import ChatEvents
from assistant.web.chat.session import Session
from assistant.web.components import html_component, render_template
from assistant.web.header import add_header
from assistant.web.language import _, for_browser, format_number
from assistant.web.markup import escape
from assistant.web.static_texts import StaticTexts
from assistant.web.wording import articles

_MAX_AT_ONCE = 8  # requests of each event; others wait


def add_chat(page: gr.Blocks, services: Services, texts: StaticTexts) -> None:
    """Adds the chat, the list of conversations and the reading pane to a page. Call it inside the page's `with` block."""
    events = ChatEvents(services)
    session = gr.State(Session())
    add_header(page, "", services.assistant.standing_questions.unseen, texts)
    with gr.Row(elem_id="panes"):
        with gr.Column(elem_id="conversations-pane"):
            conversations = html_component(
                "conversations", "chat/conversation_list.js", template=texts.add(search_template)
            )
            export = html_component("export", "chat/export.js")
        with gr.Column(elem_id="chat-pane"):
            with gr.Column(elem_id="chat"):
                earlier_turns = html_component("turns")
                last_turn = html_component("turn", "chat/chat.js")
            composer = html_component(
                "composer", "chat/composer.js", template=texts.add(lambda: render_template("chat/composer.html"))
            )
        with gr.Column(elem_id="reading-pane"):
            reading = html_component("reading", "reading/reading.js")
    options: dict[str, Any] = {
        "api_visibility": "private",
        "show_progress": "hidden",
        "concurrency_limit": _MAX_AT_ONCE,
    }
    chat = [earlier_turns, last_turn, session, conversations]

    answering = composer.ask(
        for_browser(events.ask), session, [earlier_turns, last_turn, conversations], trigger_mode="once", **options
    )
    answering.success(for_browser(events.suggest), session, last_turn, **options)
    _dispatch_when_over(answering, "question-done")
    composer.stop(for_browser(events.stop), session, last_turn, cancels=[answering], **options)
    last_turn.act(for_browser(events.act), session, [earlier_turns, last_turn], **options)
    going = conversations.go(for_browser(events.go), session, chat, cancels=[answering], **options)
    going.then(for_browser(events.suggest), session, last_turn, **options)
    _dispatch_when_over(going, "conversation-opened")
    conversations.change_list(for_browser(events.change_list), session, conversations, **options)
    conversations.export(for_browser(events.export), None, export, **options)
    # Not queued: it is quick and only reads.
    reading.click(
        for_browser(events.open_article), None, reading, trigger_mode="always_last", **(options | {"queue": False})
    )
    loading = page.load(for_browser(events.on_load), session, [*chat, reading], **options)
    loading.then(for_browser(events.suggest), session, last_turn, **options)
    _dispatch_when_over(loading, "conversation-opened")

    def scope_choice(request: gr.Request) -> str:
        story = str(request.query_params.get("story") or "")
        return source_choice(services.assistant) + story_chip(services.assistant, story)

    page.load(for_browser(scope_choice), None, composer, **options)


def source_choice(assistant: Assistant) -> str:
    """Returns the publications that a question can be restricted to; "" if there are fewer than two."""
    sources = assistant.library.catalog.sources()
    if len(sources) < 2:
        return ""
    boxes = "".join(
        f'<label><input type="checkbox" name="source" value="{escape(name)}"> <span dir="auto">{escape(name)}</span> '
        f'<span class="soft">{format_number(count)}</span></label>'
        for name, count in sources
    )
    return (
        f'<details id="sources"><summary>{escape(_("Sources"))}: <span id="chosen-sources">{escape(_("all"))}</span></summary>'
        f'<div class="choices" role="group" aria-label="{escape(_("Only from these sources"))}" tabindex="0">{boxes}</div></details>'
    )


def story_chip(assistant: Assistant, article_id: str) -> str:
    """Returns the story that questions are restricted to, with a button to ask all articles again; "" if there is none."""
    if not article_id:
        return ""
    try:
        story = assistant.stories.story(article_id)
    except UsageError:
        return ""
    again = escape(_("Ask all articles again"))
    return (
        f'<span id="story" class="chip" data-story="{escape(story.id)}"><span class="soft">{escape(_("Only this story"))}:</span> '
        f'<span dir="auto">{escape(story.title)}</span> <span class="soft">{escape(articles(story.article_count))}</span> '
        f'<button type="button" data-all-stories aria-label="{again}" title="{again}">×</button></span>'
    )


def _dispatch_when_over(event: Dependency, name: str) -> None:
    """Dispatches an event to the page's scripts when a Gradio event has succeeded or failed."""
    js = f"() => {{ document.dispatchEvent(new CustomEvent('assistant:{name}')); }}"
    for add_listener in (event.then, event.failure):
        add_listener(None, None, None, js=js, api_visibility="private", show_progress="hidden")
