"""The list of a user's conversations as HTML."""

from collections.abc import Sequence
from datetime import UTC, datetime

from assistant.conversations.store import ConversationSummary
from assistant.prompts.wording import long_date, quantity
from assistant.web.markup import escape

SEARCH_TEMPLATE = (
    '<div class="conversations-head"><button type="button" id="new" class="primary">New conversation</button>'
    '<input type="search" id="search" aria-label="Search your conversations" placeholder="Search" autocomplete="off"></div>${value}'
)
"""The button and the search field above the list; the list takes the place of `${value}`."""


def conversation_list(conversations: Sequence[ConversationSummary], total: int, current_id: str, query: str) -> str:
    """Returns the conversations with their buttons.

    Args:
        conversations: The conversations to show.
        total: The number of conversations that match the query.
        current_id: The open conversation; "" for none.
        query: The query that the list is filtered by; "" for none.
    """
    if not conversations:
        message = "No conversation has these words." if query else "Your conversations will be listed here."
        content = f'<p class="soft">{message}</p>'
    else:
        items = "".join(_item(conversation, conversation.id == current_id) for conversation in conversations)
        content = f'<ul aria-label="Conversations">{items}</ul>'
        if total > len(conversations):
            content += '<p class="more"><button type="button" data-list-more>Show more</button></p>'
    return f'<div class="conversations" data-current="{escape(current_id)}">{content}</div>'


def _item(conversation: ConversationSummary, is_current: bool) -> str:
    title = escape(conversation.title or "Untitled")
    current = ' aria-current="page"' if is_current else ""
    about = f"{_relative_day(conversation.changed)} · {quantity(conversation.turns, 'question')}"
    buttons = "".join(_button(action, label, title) for action, label in _ACTIONS)
    return (
        f'<li data-conversation="{escape(conversation.id)}"><a href="?conversation={escape(conversation.id)}"{current}>'
        f'<span class="title" dir="auto">{title}</span><span class="about">{about}</span></a>'
        f'<span class="acts">{buttons}</span></li>'
    )


_ACTIONS = (("rename", "Rename"), ("export", "Export"), ("delete", "Delete"))


def _button(action: str, label: str, title: str) -> str:
    return f'<button type="button" class="tool" data-act="{action}">{label}<span class="sr"> {title}</span></button>'


def _relative_day(moment: datetime) -> str:
    days = (datetime.now(UTC).date() - moment.date()).days
    return {0: "today", 1: "yesterday"}.get(days) or long_date(moment.date())
