"""An answer in a terminal while a language model writes it: its words as they come, each sentence replaced once it is checked."""

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from assistant.answers.answer import (
    AnswerEvent,
    Event,
    EvidenceEvent,
    NoticeEvent,
    Statement,
    StatementEvent,
    TokenEvent,
)
from assistant.cli.output import Line, Piece, drawn_anew
from assistant.cli.terminal_text import counted, one_line
from assistant.cli.rendering.answer import statement_line
from assistant.generative.sentences import SentenceStream

if TYPE_CHECKING:
    from assistant.answers.answer import Answer


class AnswerSoFar:
    """What there is of an answer, event by event."""

    def __init__(self) -> None:
        self._stage = "Searching …"
        self._statements: list[Statement] = []
        self._unchecked = ""
        self._reader = SentenceStream()

    def take(self, event: Event) -> None:
        """Takes in what has happened."""
        match event:
            case EvidenceEvent(passages=passages):
                self._stage = f"Reading {counted(len(passages), 'passage')} …"
            case TokenEvent(text=text):
                # A sentence that has just become whole stays until its check is done.
                whole = self._reader.feed(text)
                self._unchecked = " ".join([*(one.text for one in whole), self._reader.unfinished])
            case StatementEvent(statement=statement):
                self._statements.append(statement)
                self._unchecked = self._reader.unfinished
            case NoticeEvent(text=text, starts_over=starts_over):
                self._stage = text
                self._unchecked = ""
                if starts_over:
                    self._statements.clear()

    def lines(self) -> list[Line]:
        """How it looks now."""
        written = [[Piece(one_line(self._unchecked), "dim")]] if self._unchecked.strip() else []
        return [*map(statement_line, self._statements), *written] or [[Piece(one_line(self._stage), "dim")]]


def show_as_it_comes(events: Iterable[Event]) -> "Answer":
    """The answer; while it is made, what there is of it is shown, and taken away again at the end, Ctrl-C included."""
    so_far = AnswerSoFar()

    def shown() -> Iterator[Event]:
        with drawn_anew() as draw:
            for event in events:
                so_far.take(event)
                draw(so_far.lines())
                yield event

    return whole_answer(shown())


def whole_answer(events: Iterable[Event]) -> "Answer":
    """The answer that a stream ends with."""
    *_, last = events
    assert isinstance(last, AnswerEvent)
    return last.answer
