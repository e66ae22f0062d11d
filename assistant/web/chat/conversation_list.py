"""The list of a user's conversations as HTML."""

from collections.abc import Sequence
from datetime import UTC, datetime

from assistant.conversations.store import ConversationSummary
from assistant.prompts.translation import message
from assistant.web.language import _
from assistant.web.markup import escape
from assistant.web.wording import long_date, questions


def search_template() -> str:
    """Returns the button and the search field above the list; the list takes the place of `${value}`."""
    new, label, placeholder = map(escape, (_("New conversation"), _("Search your conversations"), _("Search")))
    return (
        f'<div class="conversations-head"><button type="button" id="new" class="primary">{new}</button>'
        f'<input type="search" id="search" aria-label="{label}" placeholder="{placeholder}" autocomplete="off"></div>${{value}}'
    )


def conversation_list(conversations: Sequence[ConversationSummary], total: int, current_id: str, query: str) -> str:
    """Returns the conversations with their buttons.

    Args:
        conversations: The conversations to show.
        total: The number of conversations that match the query.
        current_id: The open conversation; "" for none.
        query: The query that the list is filtered by; "" for none.
    """
    if not conversations:
        hint = _("No conversation has these words.") if query else _("Your conversations will be listed here.")
        content = f'<p class="soft">{escape(hint)}</p>'
    else:
        items = "".join(_item(conversation, conversation.id == current_id) for conversation in conversations)
        content = f'<ul aria-label="{escape(_("Conversations"))}">{items}</ul>'
        if total > len(conversations):
            content += f'<p class="more"><button type="button" data-list-more>{escape(_("Show more"))}</button></p>'
    return f'<div class="conversations" data-current="{escape(current_id)}">{content}</div>'


def _item(conversation: ConversationSummary, is_current: bool) -> str:
    title = escape(conversation.title or _("Untitled"))
    current = ' aria-current="page"' if is_current else ""
    about = escape(f"{_relative_day(conversation.changed)} · {questions(conversation.turns)}")
    buttons = "".join(_button(action, escape(_(label)), title) for action, label in _ACTIONS)
    return (
        f'<li data-conversation="{escape(conversation.id)}"><a href="?conversation={escape(conversation.id)}"{current}>'
        f'<span class="title" dir="auto">{title}</span><span class="about">{about}</span></a>'
        f'<span class="acts">{buttons}</span></li>'
    )


_ACTIONS = (("rename", message("Rename")), ("export", message("Export")), ("delete", message("Delete")))


def _button(action: str, label: str, title: str) -> str:
    return f'<button type="button" class="tool" data-act="{action}">{label}<span class="sr"> {title}</span></button>'


def _relative_day(moment: datetime) -> str:
    days = (datetime.now(UTC).date() - moment.date()).days
    return {0: _("today"), 1: _("yesterday")}.get(days) or long_date(moment.date())
