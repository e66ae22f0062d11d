"""The turns of the chat as HTML, with the buttons of each, and the welcome before the first question."""

from collections.abc import Sequence

from assistant.conversations.store import Rating
from assistant.prompts import render
from assistant.web.chat.answer_view import stopped_answer, unfinished_answer, whole_answer
from assistant.web.chat.history_view import history_view
from assistant.web.chat.markdown_export import answer_markdown
from assistant.web.chat.session import Turn
from assistant.web.language import _, format_number
from assistant.web.markup import add_articles_hint, escape

_THUMB_ICON = (
    '<svg viewBox="0 0 20 20" width="16" height="16" aria-hidden="true" fill="none" stroke="currentColor" stroke-width="1.6" stroke-linejoin="round">'
    '<path d="M3 9h3v8H3z"/><path d="M6 9.5 9.6 3c1.5 .2 2.2 1.3 1.9 2.6L11 8h4.8c1 0 1.7 .9 1.5 1.9l-1.2 5.6c-.2 .9-.9 1.5-1.8 1.5H6z"/></svg>'
)


def turn_view(turn: Turn, suggestions: Sequence[str] = (), topic: str = "") -> str:
    """Returns a question with its reply, the turn's buttons, suggested questions, and the topic that can be left.

    Args:
        turn: The turn.
        suggestions: Questions to ask next.
        topic: The name of the topic that the next question continues; "" for none.
    """
    return (
        f'<section class="turn" data-turn="{turn.key}">'
        f'<div class="asked-row"><button type="button" class="tool edit" data-edit>{escape(_("Edit"))}'
        f'<span class="sr"> {escape(_("this question"))}</span></button>'
        f'<p class="asked" dir="auto"><span class="sr">{escape(_("You asked"))}: </span>{escape(turn.question)}</p></div>'
        f'<div class="reply">{reply_view(turn)}</div>{_buttons(turn)}{history_view(turn.history)}'
        f"{suggestion_list(suggestions, _('Ask next'))}{_topic_chip(topic)}</section>"
    )


def reply_view(turn: Turn) -> str:
    """Returns what the page shows below the question of a turn."""
    if turn.is_open:
        return unfinished_answer(turn.progress)
    if turn.is_stopped:
        return stopped_answer(turn.progress)
    if turn.answer is None:
        return turn.replacement
    return whole_answer(turn.answer, render("not_found", language=turn.answer.language, nearest=None, related=()))


def turns_view(turns: Sequence[Turn], earlier: int) -> str:
    """Returns several turns.

    Args:
        turns: The turns.
        earlier: The number of turns before them; a button loads them.
    """
    button = (
        f'<p class="more"><button type="button" data-earlier>{escape(_("Show earlier questions"))}</button> '
        f"<span>{escape(_('%(number)s more', number=format_number(earlier)))}</span></p>"
        if earlier
        else ""
    )
    return button + "".join(turn_view(turn) for turn in turns)


def welcome(suggestions: Sequence[str], *, has_articles: bool) -> str:
    """Returns the content of a chat without turns."""
    if not has_articles:
        return f'<div class="welcome"><h2>{escape(_("No articles yet"))}</h2><p>{add_articles_hint()}</p></div>'
    promise = _(
        "Every sentence of an answer points at the words in an article that say so. If the articles do not say, you are told so."
    )
    return (
        f'<div class="welcome"><h2>{escape(_("Ask your articles"))}</h2><p>{escape(promise)}</p>'
        f"{suggestion_list(suggestions, _('For example'))}</div>"
    )


def suggestion_list(questions: Sequence[str], label: str) -> str:
    """Returns suggested questions as buttons; "" if there are none."""
    if not questions:
        return ""
    items = "".join(
        f'<li><button type="button" class="suggestion" dir="auto">{escape(question)}</button></li>'
        for question in questions
    )
    name = escape(_("Suggested questions"))
    return f'<div class="suggested"><p class="suggested-label">{escape(label)}</p><ul aria-label="{name}">{items}</ul></div>'


def _topic_chip(topic: str) -> str:
    """Returns the topic with a button to leave it; "" if there is none."""
    if not topic:
        return ""
    return (
        f'<p class="topic"><span class="chip"><span class="soft">{escape(_("About"))}:</span> <span dir="auto">{escape(topic)}</span> '
        f'<button type="button" data-new-topic aria-label="{escape(_("Leave this topic"))}" '
        f'title="{escape(_("Leave this topic: the next question starts a new one"))}">×</button></span></p>'
    )


def _buttons(turn: Turn) -> str:
    if turn.is_open:
        return ""
    markdown = answer_markdown(turn.answer) if turn.answer else ""
    copy = (
        f'<button type="button" class="tool" data-copy="{escape(markdown)}">{escape(_("Copy"))}</button>'
        if markdown
        else ""
    )
    history = ""
    if turn.answer and turn.answer.status == "answered" and turn.answer.citations and turn.history is None:
        history = f'<button type="button" class="tool" data-history>{escape(_("How it changed"))}</button>'
    retry = f'<button type="button" class="tool" data-retry>{escape(_("Retry"))}</button>'
    rate = ""
    if turn.number is not None:
        rate = _rate("up", _("Good answer"), turn.rating) + _rate("down", _("Bad answer"), turn.rating)
    return f'<div class="tools" role="group" aria-label="{escape(_("This answer"))}">{copy}{history}{retry}{rate}</div>'


def _rate(rating: Rating, label: str, current: Rating | None) -> str:
    pressed = "true" if rating == current else "false"
    return (
        f'<button type="button" class="tool rate {rating}" data-rate="{rating}" aria-pressed="{pressed}" '
        f'aria-label="{escape(label)}" title="{escape(label)}">{_THUMB_ICON}</button>'
    )
