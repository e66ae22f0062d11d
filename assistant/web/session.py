"""What one browser tab has asked and seen, and how a question changes it. Knows nothing about Gradio."""

import logging
import shlex
from collections.abc import Iterator
from dataclasses import dataclass, field

from assistant.answer import (
    AnswerEvent,
    Citation,
    Event,
    EvidenceEvent,
    NoticeEvent,
    Statement,
    StatementEvent,
    TokenEvent,
)
from assistant.assistant import Assistant
from assistant.conversation import Conversation
from assistant.ingest.errors import AssistantError
from assistant.prompts import render
from assistant.web import cards
from assistant.web.days import read_day

_LISTED = 100
_log = logging.getLogger(__name__)


@dataclass(slots=True)
class Turn:
    """A question and what stands under it, both as HTML."""

    asked: str
    reply: str


@dataclass(slots=True)
class Session:
    """One browser tab: its conversation, and what its chat shows."""

    conversation: Conversation = field(default_factory=Conversation)
    turns: list[Turn] = field(default_factory=list)


def ask(assistant: Assistant, session: Session, question: str, as_of: str) -> Iterator[bool]:
    """Asks a question and writes what comes into the session's last turn, piece by piece.

    Yields:
        After each change; whether the question is done with: an answer, or the honest word that there is none.
    """
    turn = Turn(cards.asked(question.strip()), cards.stage_line("Searching…"))
    session.turns.append(turn)
    yield False
    try:
        day = read_day(as_of)
        if _is_empty(assistant):
            turn.reply = _how_to_add(assistant)
            yield False
            return
        for turn.reply in _replies(assistant.stream(question, as_of=day, conversation=session.conversation)):
            yield False
    except AssistantError as error:
        turn.reply = cards.error_line(str(error))
        yield False
    except Exception:
        _log.exception("A question on the page failed")
        turn.reply = cards.error_line("Something went wrong in the assistant; the terminal it runs in says what.")
        yield False
    else:
        yield True


def show(assistant: Assistant, request: cards.OpenRequest) -> str:
    """The reading pane: the article asked for, or the list of articles."""
    try:
        if request.article_id:
            return cards.article_view(assistant.article(request.article_id), request)
        return overview(assistant)
    except AssistantError as error:
        return cards.error_line(str(error))


def overview(assistant: Assistant) -> str:
    """The reading pane before an article is opened: the articles there are, or how to add some."""
    total, _ = assistant.library.catalog.counts()
    if not total:
        return _how_to_add(assistant)
    return cards.article_list(assistant.articles(limit=_LISTED), total)


def _is_empty(assistant: Assistant) -> bool:
    return assistant.library.catalog.counts()[0] == 0


def _how_to_add(assistant: Assistant) -> str:
    return cards.empty_library(f"assistant ingest PATH --library {shlex.quote(str(assistant.settings.library))}")


def _replies(events: Iterator[Event]) -> Iterator[str]:
    statements: list[Statement] = []
    citations: list[Citation] = []
    stage, written = "Searching…", ""
    for event in events:
        match event:
            case AnswerEvent():
                yield cards.whole_answer(event.answer, render("not_found", related=()))
                continue
            case EvidenceEvent():
                count = len(event.passages)
                stage = f"Reading {count} passage{'' if count == 1 else 's'}…"
            case TokenEvent():
                written += event.text
            case NoticeEvent():
                stage = event.text
                if event.starts_over:
                    written = ""
                    statements.clear()
                    citations.clear()
            case StatementEvent():
                written = ""
                statements.append(event.statement)
                citations.extend(event.citations)
        yield cards.answer_so_far(statements, citations, stage, written)
