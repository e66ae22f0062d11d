"""The list of a reader's conversations as HTML."""

from collections.abc import Sequence
from datetime import UTC, datetime

from assistant.conversations.store import ConversationSummary
from assistant.web.days import write_day
from assistant.web.markup import escape


def conversation_list(listed: Sequence[ConversationSummary], total: int, current: str, searched: str) -> str:
    """The conversations, the current one marked, each with what can be done with it.

    Args:
        listed: Those to show.
        total: How many there are.
        current: The one that is open; empty for none.
        searched: What they were searched for; empty for all.
    """
    if not listed:
        nothing = "No conversation has these words." if searched else "Your conversations will be listed here."
        return f'<div class="conversations" data-current="{escape(current)}"><p class="soft">{nothing}</p></div>'
    items = "".join(_item(one, one.id == current) for one in listed)
    more = '<p class="more"><button type="button" data-list-more>Show more</button></p>' if total > len(listed) else ""
    return f'<div class="conversations" data-current="{escape(current)}"><ul aria-label="Conversations">{items}</ul>{more}</div>'


def _item(one: ConversationSummary, is_current: bool) -> str:
    title = escape(one.title or "Untitled")
    current = ' aria-current="page"' if is_current else ""
    count = f"{one.turns} question{'' if one.turns == 1 else 's'}"
    return (
        f'<li data-conversation="{escape(one.id)}"><a href="?conversation={escape(one.id)}"{current}>'
        f'<span class="title" dir="auto">{title}</span><span class="about">{_day(one.changed)} · {count}</span></a>'
        f'<span class="acts">{_act("rename", "Rename", title)}{_act("export", "Export", title)}{_act("delete", "Delete", title)}</span></li>'
    )


def _act(name: str, label: str, title: str) -> str:
    return f'<button type="button" class="tool" data-act="{name}">{label}<span class="sr"> {title}</span></button>'


def _day(moment: datetime) -> str:
    days = (datetime.now(UTC).date() - moment.date()).days
    return {0: "today", 1: "yesterday"}.get(days) or write_day(moment.date())
