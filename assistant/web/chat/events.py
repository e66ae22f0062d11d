"""What the chat does on each event: reads what the browser reports, and gives each part of the page its HTML."""

import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from typing import Any

import gradio as gr

from assistant.api.services import Services
from assistant.conversations.store import ConversationNotFoundError
from assistant.ingest.errors import AssistantError
from assistant.web.chat import stored_conversations as conversations
from assistant.web.reading.article_text import OpenRequest
from assistant.web.chat.answering import AskRequest, ask, how_to_add, refused
from assistant.web.chat.first_questions import FirstQuestions
from assistant.web.chat.markdown_export import conversation_markdown, file_name
from assistant.web.markup import error_line, escape
from assistant.web.reading.article_view import article_list, article_view
from assistant.web.chat.session import LISTED, Session
from assistant.web.chat.turn_view import turn_view, turns_view, welcome
from assistant.web.conversation_owner import owner_of

_ARTICLES_LISTED = 100

Shown = str | dict[str, Any]
"""HTML, or Gradio's word for leaving a part as it is."""

Chat = tuple[Shown, Shown, Session, Shown]
"""The turns before the last one, the last one, the session, the list of conversations."""


class ChatEvents:
    """The events of one page; each belongs to whoever sent it."""

    def __init__(self, services: Services) -> None:
        self._assistant = services.assistant
        self._store = services.conversations
        self._answers = services.answers
        self._first_questions = FirstQuestions(services.assistant)

    # The chat

    def arrive(self, session: Session, request: gr.Request) -> tuple[Any, ...]:
        """Somebody opens the page; its address may name a conversation."""
        wanted = str(request.query_params.get("conversation") or "")
        return (*self._open(session, owner_of(request), wanted), self._overview())

    def ask(self, event: gr.EventData, session: Session, request: gr.Request) -> Iterator[tuple[Shown, Shown, Shown]]:
        """A question; see `asking.ask`. The session is changed in place: by then the reader may have gone to another one."""
        asked = AskRequest.read(_report(event))
        if not asked.question:
            return
        if self._answers.is_closing:
            session.begin(asked.question).end(refused())
            yield turns_view(session.turns[:-1], session.earlier), self._last(session), gr.skip()
            return
        owner, is_new = owner_of(request), True
        for _ in ask(self._assistant, self._store, owner, session, asked, self._answers.made_elsewhere):
            turn = session.turns[-1]
            if session.is_left:
                return
            before = turns_view(session.turns[:-1], session.earlier) if is_new else gr.skip()
            yield before, turn_view(turn), gr.skip() if turn.is_open else self._list(session, owner)
            is_new = False

    def stop(self, session: Session) -> str:
        """The reader does not want to wait for the answer; a model that writes it is stopped at once."""
        for turn in session.turns:
            turn.stop()
        return self._last(session)

    def suggest(self, session: Session) -> Shown:
        """Questions to ask first, or next."""
        if not session.turns:
            questions = self._first_questions()
            # Finding them takes a while on a busy server; whoever has asked or gone elsewhere meanwhile keeps what is shown.
            return dict(gr.skip()) if session.turns or session.is_left else self._welcome(questions)
        turn = session.turns[-1]
        if turn.answer is None:
            return dict(gr.skip())
        try:
            following = self._assistant.suggest(turn.answer, sources=turn.sources)
        except AssistantError:  # the last article of a publication is gone: whoever asks on is told
            following = []
        is_last = turn is session.turns[-1]  # the reader may have asked on meanwhile, or gone elsewhere
        if not following or not is_last or session.is_left:
            return dict(gr.skip())
        return turn_view(turn, following)

    def act(self, event: gr.EventData, session: Session, request: gr.Request) -> tuple[Shown, Shown]:
        """What a reader does with turns: looks further back, or rates an answer."""
        report, owner = _report(event), owner_of(request)
        try:
            if report.get("action") == "earlier":
                conversations.show_earlier(self._store, owner, session)
            turn = session.turn(_number(report.get("turn")))
            if turn and report.get("action") in ("up", "down"):
                conversations.rate(self._assistant, self._store, owner, session, turn, report["action"])
        except AssistantError as error:
            return gr.skip(), error_line(str(error))
        return turns_view(session.turns[:-1], session.earlier), self._last(session)

    # The list of conversations

    def go(self, event: gr.EventData, session: Session, request: gr.Request) -> Chat:
        """To another conversation, or to a new one; a conversation may be deleted on the way."""
        report, owner = _report(event), owner_of(request)
        wanted = str(report.get("conversation") or "")
        if report.get("action") != "delete":
            return self._open(session, owner, wanted)
        with suppress(ConversationNotFoundError):  # gone already, in another tab: which is what was wanted
            self._store.delete(owner, wanted)
        return self._open(session, owner, "")

    def change_list(self, event: gr.EventData, session: Session, request: gr.Request) -> str:
        """The list is searched or made longer, or one of it gets another name or is deleted."""
        report, owner = _report(event), owner_of(request)
        wanted, text = str(report.get("conversation") or ""), str(report.get("text") or "")
        try:
            match report.get("action"):
                case "search":
                    session.searched, session.listed = text, LISTED
                case "more":
                    session.listed += LISTED
                case "rename":
                    self._store.rename(owner, wanted, text)
                case "delete":
                    self._store.delete(owner, wanted)
        except AssistantError as error:
            return error_line(str(error)) + self._list(session, owner)
        return self._list(session, owner)

    def export(self, event: gr.EventData, request: gr.Request) -> str:
        """A conversation as Markdown, for the browser to save."""
        try:
            found = self._store.get(owner_of(request), str(_report(event).get("conversation") or ""))
        except AssistantError as error:
            return error_line(str(error))
        name = escape(file_name(found.summary.title))
        # The moment makes it another value, so that the same conversation can be saved twice.
        return f'<pre data-name="{name}" data-at="{time.time_ns()}">{escape(conversation_markdown(found))}</pre>'

    # The reading pane

    def open_article(self, event: gr.EventData) -> str:
        """The article asked for, or the list of articles."""
        asked = OpenRequest.read(_report(event))
        if not asked.article_id:
            return self._overview()
        try:
            article = self._assistant.article(asked.article_id)
        except AssistantError as error:
            return error_line(str(error))
        return article_view(article, asked, self._assistant.library.catalog.copies(article.id))

    def _overview(self) -> str:
        total, _ = self._assistant.library.catalog.counts()
        if not total:
            return how_to_add(self._assistant)
        return article_list(self._assistant.articles(limit=_ARTICLES_LISTED), total)

    # Parts

    def _open(self, before: Session, owner: str, conversation_id: str) -> Chat:
        before.is_left = True
        self.stop(before)
        session, complaint = Session(searched=before.searched, listed=before.listed), ""
        if conversation_id:
            try:
                session = conversations.open_conversation(self._store, owner, conversation_id, before)
            except AssistantError as error:
                complaint = error_line(str(error))
        turns = complaint + turns_view(session.turns[:-1], session.earlier)
        return turns, self._last(session), session, self._list(session, owner)

    def _last(self, session: Session) -> str:
        return turn_view(session.turns[-1]) if session.turns else self._welcome()

    def _welcome(self, suggestions: Sequence[str] = ()) -> str:
        return welcome(suggestions, has_articles=self._assistant.library.catalog.counts()[0] > 0)

    def _list(self, session: Session, owner: str) -> str:
        return conversations.list_view(self._store, owner, session)


def _report(event: gr.EventData) -> dict[str, Any]:
    """What the browser reports of an event."""
    return dict(event._data or {})


def _number(value: object) -> int:
    text = str(value)
    return int(text) if text.isascii() and text.isdigit() else 0
