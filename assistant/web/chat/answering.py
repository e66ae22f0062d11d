"""A question on the page, from the reader's click to the finished turn."""

import logging
import shlex
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, nullcontext
from dataclasses import dataclass
from typing import Any

from assistant.answers.answer import Answer, AnswerEvent, TokenEvent
from assistant.assistant import Assistant
from assistant.conversations.store import ConversationNotFoundError, ConversationStore
from assistant.generative.cancellation import CancellationToken
from assistant.ingest.errors import AssistantError
from assistant.web.days import read_day
from assistant.web.markup import error_line
from assistant.web.reading.article_view import empty_library
from assistant.web.chat.session import Session, Turn

_TOKENS_EVERY_SECONDS = 0.08  # a model may write faster than anybody reads, and than a page can be drawn
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class AskRequest:
    """What a reader asks.

    Attributes:
        question: The question, as typed.
        as_of: The day it is asked on, as typed; empty for today.
        sources: Only articles of these publications; all where empty.
        replaces: The turn that this one takes the place of, with all after it; 0 for none.
    """

    question: str
    as_of: str = ""
    sources: tuple[str, ...] = ()
    replaces: int = 0

    @classmethod
    def read(cls, report: dict[str, Any]) -> "AskRequest":
        """From what the browser reports; what is of another kind counts as not given."""
        sources, replaces = report.get("sources"), str(report.get("replaces") or "")
        return cls(
            _text(report.get("question")).strip(),
            _text(report.get("day")),
            tuple(_text(one) for one in sources) if isinstance(sources, list) else (),
            int(replaces) if replaces.isascii() and replaces.isdigit() else 0,
        )


def ask(
    assistant: Assistant,
    store: ConversationStore,
    owner: str,
    session: Session,
    asked: AskRequest,
    during: Callable[[CancellationToken], AbstractContextManager[object]] = nullcontext,
) -> Iterator[None]:
    """Asks a question and writes what comes into a new turn of the session; keeps the answer in the store.

    Args:
        assistant: Answers it.
        store: Keeps the answer.
        owner: Who asks; nothing is kept for nobody.
        session: What the browser shows.
        asked: The question.
        during: Entered with what stops the answer, and left when the answer has been shown.

    Yields:
        After each change.
    """
    replaced = session.turn(asked.replaces)
    if replaced is not None:
        _replace(store, owner, session, replaced)
    turn = session.begin(asked.question, asked.sources)
    with during(turn.unwanted):
        yield
        try:
            for _ in _answer(assistant, session, turn, asked):
                yield
            if turn.answer is not None:
                _keep(store, owner, session, turn, turn.answer)
        except AssistantError as error:
            turn.end(error_line(str(error)))
        except Exception:
            # Whatever a reader asks, and whichever part fails: they are told in one line, and the terminal why.
            _log.exception("A question on the page failed")
            turn.end(error_line("Something went wrong in the assistant; the terminal it runs in says what."))
        yield


def refused() -> str:
    """What stands under a question that comes while the server ends."""
    return f'<div class="refused">{error_line("The server is about to end; ask again when it has started anew.")}</div>'


def how_to_add(assistant: Assistant) -> str:
    """What stands where there are no articles."""
    return empty_library(f"assistant ingest PATH --library {shlex.quote(str(assistant.settings.library))}")


def _answer(assistant: Assistant, session: Session, turn: Turn, asked: AskRequest) -> Iterator[None]:
    day = read_day(asked.as_of)
    if assistant.library.catalog.counts()[0] == 0:
        turn.end(how_to_add(assistant))
        return
    conversation, shown = session.conversation(), 0.0
    events = assistant.stream(asked.question, as_of=day, conversation=conversation, sources=asked.sources)
    with closing(events):  # left in the middle, that stops a language model
        while (event := turn.unwanted.heard(lambda: next(events, None))) is not None:
            if not turn.is_open:  # stopped meanwhile
                return
            if isinstance(event, AnswerEvent):
                turn.finish(event.answer)
            else:
                turn.progress.take(event)
                if not isinstance(event, TokenEvent) or time.monotonic() - shown >= _TOKENS_EVERY_SECONDS:
                    shown = time.monotonic()
                    yield


def _replace(store: ConversationStore, owner: str, session: Session, replaced: Turn) -> None:
    kept = [turn.number for turn in session.turns[session.turns.index(replaced) :] if turn.number is not None]
    session.drop_from(replaced)
    if kept:
        try:
            store.drop_turns(owner, session.conversation_id, kept[0])
        except ConversationNotFoundError:
            session.conversation_id = ""  # deleted in another tab: what follows is a conversation of its own


def _keep(store: ConversationStore, owner: str, session: Session, turn: Turn, answer: Answer) -> None:
    """Keeps an answer; in a new conversation where the session has none, or where it was deleted in another tab."""
    if not owner:
        return
    if session.conversation_id:
        try:
            turn.number = store.add_turn(owner, session.conversation_id, answer).number
        except ConversationNotFoundError:
            session.conversation_id = ""
        else:
            return
    session.conversation_id = store.create(owner).summary.id
    turn.number = store.add_turn(owner, session.conversation_id, answer).number


def _text(value: object) -> str:
    """What a browser sent as text, without halves of characters, which no file can hold."""
    return value.encode("utf-16", "surrogatepass").decode("utf-16", "replace") if isinstance(value, str) else ""
