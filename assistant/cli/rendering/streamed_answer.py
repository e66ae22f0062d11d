"""An answer on a terminal while a language model writes it: its words as they come, then its verified sentences."""

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from assistant.answers.answer import (
    AnswerEvent,
    Event,
    EvidenceEvent,
    NoticeEvent,
    Statement,
    StatementEvent,
    Step,
    StepEvent,
    TokenEvent,
)
from assistant.cli.output import Line, StyledText, live_display
from assistant.cli.rendering.answer import statement_line, step_line
from assistant.cli.terminal_text import one_line
from assistant.generative.sentence_stream import SentenceStream
from assistant.prompts.wording import quantity

if TYPE_CHECKING:
    from assistant.answers.answer import Answer


class PartialAnswer:
    """The parts of an unfinished answer."""

    def __init__(self) -> None:
        self._stage = "Searching …"
        self._steps: list[Step] = []
        self._statements: list[Statement] = []
        self._unverified = ""
        self._sentences = SentenceStream()

    def add(self, event: Event) -> None:
        """Adds an event of the answer's stream."""
        match event:
            case EvidenceEvent(passages=passages):
                self._stage = f"Reading {quantity(len(passages), 'passage')} …"
            case StepEvent(step=step):
                self._steps.append(step)
            case TokenEvent(text=text):
                # A complete sentence stays visible until it is verified.
                complete = self._sentences.feed(text)
                self._unverified = " ".join([*(sentence.text for sentence in complete), self._sentences.unfinished])
            case StatementEvent(statement=statement):
                self._statements.append(statement)
                self._unverified = self._sentences.unfinished
            case NoticeEvent(text=text, starts_over=starts_over):
                self._stage = text
                self._unverified = ""
                if starts_over:
                    self._statements.clear()

    def lines(self) -> list[Line]:
        """Returns the steps, then the statements and the unverified text, or the current stage if there are none."""
        unverified = [[StyledText(one_line(self._unverified), "dim")]] if self._unverified.strip() else []
        parts = [*map(statement_line, self._statements), *unverified]
        return [*map(step_line, self._steps), *(parts or [[StyledText(one_line(self._stage), "dim")]])]


def display_stream(events: Iterable[Event]) -> "Answer":
    """Displays a stream while it runs, erases the display at the end (also after Ctrl-C), and returns the answer."""
    partial = PartialAnswer()

    def displayed() -> Iterator[Event]:
        with live_display() as draw:
            for event in events:
                partial.add(event)
                draw(partial.lines())
                yield event

    return final_answer(displayed())


def final_answer(events: Iterable[Event]) -> "Answer":
    """Returns the answer with which a stream ends."""
    *_, last = events
    assert isinstance(last, AnswerEvent)
    return last.answer
