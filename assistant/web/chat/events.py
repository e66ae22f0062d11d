"""The event handlers of the chat: data from the browser in, HTML for each component out."""

import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from datetime import date
from typing import Any

import gradio as gr

from assistant.answers.answer import Answer
from assistant.api.services import Services
from assistant.assistant import Assistant
from assistant.components.answer_history import AnswerHistory
from assistant.conversations.store import ConversationNotFoundError
from assistant.ingest.errors import AssistantError
from assistant.web.browser_data import event_data, read_number
from assistant.web.chat.answering import QuestionRequest, answer_question, how_to_add, refused
from assistant.web.chat.markdown_export import conversation_markdown, file_name
from assistant.web.chat.session import LIST_SIZE, Session, Turn
from assistant.web.chat.stored_conversations import list_view, load_earlier_turns, open_conversation, rate
from assistant.web.chat.turn_view import turn_view, turns_view, welcome
from assistant.web.conversation_owner import owner_of
from assistant.web.markup import error_line, escape
from assistant.web.reading.article_text import OpenRequest
from assistant.web.reading.article_view import article_list
from assistant.web.reading.opening import opened_article

_LISTED_ARTICLES = 100

Output = str | dict[str, Any]
"""HTML, or Gradio's value for an unchanged component."""

ChatOutputs = tuple[Output, Output, Session, Output]
"""The turns before the last one, the last turn, the session, the list of conversations."""


class ChatEvents:
    """The event handlers of the chat page."""

    def __init__(self, services: Services) -> None:
        self._assistant = services.assistant
        self._store = services.conversations
        self._answers = services.answers
        self._first_questions = FirstQuestions(services.assistant)

    # The chat

    def on_load(self, session: Session, request: gr.Request) -> tuple[Any, ...]:
        """Fills a page that is opened; its address may name a conversation."""
        conversation_id = str(request.query_params.get("conversation") or "")
        return (*self._open(session, owner_of(request), conversation_id), self._overview())

    def ask(
        self, event: gr.EventData, session: Session, request: gr.Request
    ) -> Iterator[tuple[Output, Output, Output]]:
        """Answers a question; see `answering.answer_question`. Changes the session in place: the user may have left it meanwhile."""
        question = QuestionRequest.read(event_data(event))
        if not question.question:
            return
        if self._answers.is_closing:
            session.begin(question.question).end(refused())
            yield turns_view(session.turns[:-1], session.earlier), self._last_turn(session), gr.skip()
            return
        owner, is_new = owner_of(request), True
        for _ in answer_question(self._assistant, self._store, owner, session, question, self._answers.external_answer):
            turn = session.turns[-1]
            if session.is_left:
                return
            before = turns_view(session.turns[:-1], session.earlier) if is_new else gr.skip()
            yield before, self._last_turn(session), gr.skip() if turn.is_open else self._list(session, owner)
            is_new = False

    def stop(self, session: Session) -> str:
        """Stops the answers of a session, and the language model that writes them."""
        for turn in session.turns:
            turn.stop()
        return self._last_turn(session)

    def suggest(self, session: Session) -> Output:
        """Suggests questions to begin with, or follow-up questions."""
        if not session.turns:
            questions = self._first_questions()
            # This takes a while on a busy server: the user may have asked or left meanwhile.
            return dict(gr.skip()) if session.turns or session.is_left else self._welcome(questions)
        turn = session.turns[-1]
        if turn.answer is None:
            return dict(gr.skip())
        try:
            follow_ups = self._assistant.suggest(turn.answer, sources=turn.sources, story=turn.story or None)
        except AssistantError:  # the last article of a publication is gone; the next question reports it
            follow_ups = []
        is_last = turn is session.turns[-1]
        if not follow_ups or not is_last or session.is_left:
            return dict(gr.skip())
        return turn_view(turn, follow_ups, session.topic())

    def act(self, event: gr.EventData, session: Session, request: gr.Request) -> tuple[Output, Output]:
        """Loads earlier turns, rates an answer, shows how it changed, or leaves the topic."""
        data, owner = event_data(event), owner_of(request)
        try:
            if data.get("action") == "earlier":
                load_earlier_turns(self._store, owner, session)
            turn = session.turn(read_number(data.get("turn")))
            if turn and data.get("action") in ("up", "down"):
                rate(self._assistant, self._store, owner, session, turn, data["action"])
            if turn and turn.answer and data.get("action") == "history":
                turn.history = self._history(turn, turn.answer)
            if turn and data.get("action") == "leave-topic":
                turn.ends_topic = True
        except AssistantError as error:
            return gr.skip(), error_line(str(error))
        return turns_view(session.turns[:-1], session.earlier), self._last_turn(session)

    def _history(self, turn: Turn, answer: Answer) -> AnswerHistory:
        """Returns how the answer of a turn changed until its day."""
        return self._assistant.history(
            answer.standalone_question, as_of=answer.as_of, sources=turn.sources, story=turn.story or None
        )

    # The list of conversations

    def go(self, event: gr.EventData, session: Session, request: gr.Request) -> ChatOutputs:
        """Opens another conversation or a new one; may delete the current one first."""
        data, owner = event_data(event), owner_of(request)
        conversation_id = str(data.get("conversation") or "")
        if data.get("action") != "delete":
            return self._open(session, owner, conversation_id)
        with suppress(ConversationNotFoundError):  # deleted in another tab
            self._store.delete(owner, conversation_id)
        return self._open(session, owner, "")

    def change_list(self, event: gr.EventData, session: Session, request: gr.Request) -> str:
        """Searches or extends the list, or renames or deletes one of its conversations."""
        data, owner = event_data(event), owner_of(request)
        conversation_id, text = str(data.get("conversation") or ""), str(data.get("text") or "")
        try:
            match data.get("action"):
                case "search":
                    session.list_query, session.list_size = text, LIST_SIZE
                case "more":
                    session.list_size += LIST_SIZE
                case "rename":
                    self._store.rename(owner, conversation_id, text)
                case "delete":
                    self._store.delete(owner, conversation_id)
        except AssistantError as error:
            return error_line(str(error)) + self._list(session, owner)
        return self._list(session, owner)

    def export(self, event: gr.EventData, request: gr.Request) -> str:
        """Returns a conversation as Markdown, which the browser saves."""
        try:
            conversation = self._store.get(owner_of(request), str(event_data(event).get("conversation") or ""))
        except AssistantError as error:
            return error_line(str(error))
        name = escape(file_name(conversation.summary.title))
        # The time makes the value a new one, so that the same conversation can be saved twice.
        return f'<pre data-name="{name}" data-at="{time.time_ns()}">{escape(conversation_markdown(conversation))}</pre>'

    # The reading pane

    def open_article(self, event: gr.EventData) -> str:
        """Returns an article, or the list of articles."""
        request = OpenRequest.read(event_data(event))
        if not request.article_id:
            return self._overview()
        return opened_article(self._assistant, request)

    def _overview(self) -> str:
        total, _ = self._assistant.library.catalog.counts()
        if not total:
            return how_to_add(self._assistant)
        return article_list(self._assistant.articles(limit=_LISTED_ARTICLES), total)

    # Components

    def _open(self, previous: Session, owner: str, conversation_id: str) -> ChatOutputs:
        previous.is_left = True
        self.stop(previous)
        session, error_html = Session(list_query=previous.list_query, list_size=previous.list_size), ""
        if conversation_id:
            try:
                session = open_conversation(self._store, owner, conversation_id, previous)
            except AssistantError as error:
                error_html = error_line(str(error))
        turns = error_html + turns_view(session.turns[:-1], session.earlier)
        return turns, self._last_turn(session), session, self._list(session, owner)

    def _last_turn(self, session: Session) -> str:
        if not session.turns:
            return self._welcome()
        turn = session.turns[-1]
        return turn_view(turn, topic="" if turn.is_open else session.topic())

    def _welcome(self, suggestions: Sequence[str] = ()) -> str:
        return welcome(suggestions, has_articles=self._assistant.library.catalog.counts()[0] > 0)

    def _list(self, session: Session, owner: str) -> str:
        return list_view(self._store, owner, session)


class FirstQuestions:
    """Caches the questions that the page offers before the first one, for one state of the library and one day.

    Args:
        assistant: Makes the questions.
    """

    def __init__(self, assistant: Assistant) -> None:
        self._assistant = assistant
        self._lock = threading.Lock()
        self._questions: list[str] = []
        self._cached_for: tuple[int, date] | None = None

    def __call__(self) -> list[str]:
        """Returns questions that the articles answer; there may be none. Safe to call from several threads."""
        with self._lock:
            key = self._assistant.library.catalog.generation(), date.today()
            if key != self._cached_for:
                self._questions, self._cached_for = self._assistant.first_questions(as_of=key[1]), key
            return self._questions
