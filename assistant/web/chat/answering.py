"""Answers a question of the chat, from the browser's request to the stored turn."""

import logging
import shlex
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, closing, nullcontext
from dataclasses import dataclass

from assistant.answers.answer import Answer, AnswerEvent, TokenEvent
from assistant.assistant import Assistant
from assistant.conversations.store import ConversationNotFoundError, ConversationStore
from assistant.generative.cancellation import CancellationToken
from assistant.ingest.errors import AssistantError
from assistant.web.browser_data import read_date, read_number, read_text, read_texts
from assistant.web.chat.session import Session, Turn
from assistant.web.language import _
from assistant.web.markup import error_line, internal_error
from assistant.web.reading.article_view import empty_library

_SECONDS_BETWEEN_TOKENS = 0.08  # a model may write faster than a page can be drawn
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class QuestionRequest:
    """A question as the browser sends it.

    Attributes:
        question: The question.
        as_of: The date on which it is asked, as typed; "" for today.
        sources: The publications that it is restricted to; all if empty.
        story: The id of an article of the story that it is restricted to; "" for all articles.
        replaces: The key of the turn that it replaces, together with all later turns; 0 for none.
    """

    question: str
    as_of: str = ""
    sources: tuple[str, ...] = ()
    story: str = ""
    replaces: int = 0

    @classmethod
    def read(cls, data: Mapping[str, object]) -> "QuestionRequest":
        """Reads a request from what the browser sends; values of a wrong type count as missing."""
        return cls(
            read_text(data.get("question")).strip(),
            read_text(data.get("day")),
            read_texts(data.get("sources")),
            read_text(data.get("story")),
            read_number(data.get("replaces")),
        )


def answer_question(
    assistant: Assistant,
    store: ConversationStore,
    owner: str,
    session: Session,
    request: QuestionRequest,
    while_answering: Callable[[CancellationToken], AbstractContextManager[object]] = nullcontext,
) -> Iterator[None]:
    """Answers a question in a new turn of the session, and stores the answer.

    Args:
        assistant: Answers the question.
        store: The conversation store.
        owner: The owner of the conversation; "" stores nothing.
        session: The session of the browser tab.
        request: The question.
        while_answering: A context that is entered with the token that stops the answer, and left after the answer was shown.

    Yields:
        After each change of the session.
    """
    replaced = session.turn(request.replaces)
    if replaced is not None:
        _drop_turns(store, owner, session, replaced)
    turn = session.begin(request.question, request.sources, request.story)
    with while_answering(turn.cancellation):
        yield
        try:
            for _ in _stream_answer(assistant, session, turn, request):
                yield
            if turn.answer is not None:
                _store_answer(store, owner, session, turn, turn.answer)
        except AssistantError as error:
            turn.end(error_line(str(error)))
        except Exception:
            # No failure may end the page: the user gets one line, the terminal the details.
            _log.exception("A question on the page failed")
            turn.end(error_line(internal_error()))
        yield


def refused() -> str:
    """Returns the reply to a question that comes while the server shuts down."""
    message = _("The server is about to end; ask again when it has started again.")
    return f'<div class="refused">{error_line(message)}</div>'


def how_to_add(assistant: Assistant) -> str:
    """Returns the reply of an empty library, with the command that adds articles."""
    return empty_library(f"assistant ingest PATH --library {shlex.quote(str(assistant.settings.library))}")


def _stream_answer(assistant: Assistant, session: Session, turn: Turn, request: QuestionRequest) -> Iterator[None]:
    as_of = read_date(request.as_of)
    if assistant.library.catalog.counts()[0] == 0:
        turn.end(how_to_add(assistant))
        return
    conversation, last_yield = session.conversation(), 0.0
    events = assistant.stream(
        request.question,
        as_of=as_of,
        conversation=conversation,
        sources=request.sources,
        story=request.story or None,
    )
    with closing(events):  # an unfinished stream that is closed stops the language model
        while (event := turn.cancellation.run(lambda: next(events, None))) is not None:
            if not turn.is_open:  # the user has stopped it
                return
            if isinstance(event, AnswerEvent):
                turn.finish(event.answer)
            else:
                turn.progress.add(event)
                if not isinstance(event, TokenEvent) or time.monotonic() - last_yield >= _SECONDS_BETWEEN_TOKENS:
                    last_yield = time.monotonic()
                    yield


def _drop_turns(store: ConversationStore, owner: str, session: Session, first: Turn) -> None:
    """Drops a turn and those after it, in the session and in the store."""
    numbers = [turn.number for turn in session.turns[session.turns.index(first) :] if turn.number is not None]
    session.drop_from(first)
    if numbers:
        try:
            store.drop_turns(owner, session.conversation_id, numbers[0])
        except ConversationNotFoundError:
            session.conversation_id = ""  # deleted in another tab: what follows is a new conversation


def _store_answer(store: ConversationStore, owner: str, session: Session, turn: Turn, answer: Answer) -> None:
    """Stores an answer; in a new conversation if the session has none, or if it was deleted in another tab."""
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
