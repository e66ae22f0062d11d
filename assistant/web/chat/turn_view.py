"""The chat as HTML: its turns with what a reader can do with each, and what it shows before the first one."""

from collections.abc import Sequence

from assistant.conversations.store import Rating
from assistant.web.markup import ADD_ON_THE_PAGE, escape
from assistant.web.chat.session import Turn

_THUMB = (
    '<svg viewBox="0 0 20 20" width="16" height="16" aria-hidden="true" fill="none" stroke="currentColor" stroke-width="1.6" stroke-linejoin="round">'
    '<path d="M3 9h3v8H3z"/><path d="M6 9.5 9.6 3c1.5 .2 2.2 1.3 1.9 2.6L11 8h4.8c1 0 1.7 .9 1.5 1.9l-1.2 5.6c-.2 .9-.9 1.5-1.8 1.5H6z"/></svg>'
)


def turn_view(turn: Turn, suggestions: Sequence[str] = ()) -> str:
    """A question, what stands under it, and what can be done with it."""
    return (
        f'<section class="turn" data-turn="{turn.key}">'
        f'<div class="asked-row"><button type="button" class="tool edit" data-edit>Edit<span class="sr"> this question</span></button>'
        f'<p class="asked" dir="auto"><span class="sr">You asked: </span>{escape(turn.question)}</p></div>'
        f'<div class="reply">{turn.reply}</div>{_tools(turn)}{suggested(suggestions, "Ask next")}</section>'
    )


def turns_view(turns: Sequence[Turn], earlier: int) -> str:
    """Several turns, below a button for those before them."""
    more = (
        f'<p class="more"><button type="button" data-earlier>Show earlier questions</button> <span>{earlier:,} more</span></p>'
        if earlier
        else ""
    )
    return more + "".join(turn_view(turn) for turn in turns)


def welcome(suggestions: Sequence[str], *, has_articles: bool) -> str:
    """What stands in a chat in which nothing was asked yet."""
    if not has_articles:
        return f'<div class="welcome"><h2>No articles yet</h2><p>{ADD_ON_THE_PAGE}</p></div>'
    return (
        '<div class="welcome"><h2>Ask your articles</h2>'
        "<p>Every sentence of an answer points at the words in an article that say so. If the articles do not say, you are told so.</p>"
        f"{suggested(suggestions, 'For example')}</div>"
    )


def suggested(questions: Sequence[str], label: str) -> str:
    """Questions to choose from."""
    if not questions:
        return ""
    items = "".join(
        f'<li><button type="button" class="suggestion" dir="auto">{escape(one)}</button></li>' for one in questions
    )
    return f'<div class="suggested"><p class="suggested-label">{label}</p><ul aria-label="Suggested questions">{items}</ul></div>'


def _tools(turn: Turn) -> str:
    if turn.is_open:
        return ""
    copy = (
        f'<button type="button" class="tool" data-copy="{escape(turn.markdown)}">Copy</button>' if turn.markdown else ""
    )
    rate = (
        ""
        if turn.number is None
        else _rate("up", "Good answer", turn.rating) + _rate("down", "Bad answer", turn.rating)
    )
    retry = '<button type="button" class="tool" data-retry>Retry</button>'
    return f'<div class="tools" role="group" aria-label="This answer">{copy}{retry}{rate}</div>'


def _rate(rating: Rating, label: str, chosen: Rating | None) -> str:
    pressed = "true" if rating == chosen else "false"
    return (
        f'<button type="button" class="tool rate {rating}" data-rate="{rating}" aria-pressed="{pressed}" '
        f'aria-label="{label}" title="{label}">{_THUMB}</button>'
    )
