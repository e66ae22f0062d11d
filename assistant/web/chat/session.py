"""The state of one browser tab: its conversation, the turns that it shows, and the progress of its answer."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from assistant.answers.answer import (
    Answer,
    Citation,
    Event,
    EvidenceEvent,
    NoticeEvent,
    Statement,
    StatementEvent,
    Step,
    StepEvent,
    TokenEvent,
)
from assistant.components.answer_history import AnswerHistory
from assistant.conversations.conversation import Conversation
from assistant.conversations.store import Rating, StoredTurn
from assistant.conversations.topic import conversation_topic
from assistant.generative.cancellation import CancellationToken
from assistant.web.language import _
from assistant.web.wording import passages

LIST_SIZE = 40
"""How many conversations the list shows, and how many more on request."""


@dataclass(slots=True)
class Progress:
    """The parts of an unfinished answer.

    Attributes:
        stage: What the assistant is doing, in words; "" before the first event.
        steps: What a language model has looked up so far.
        unverified: What a language model has written since the last statement.
        statements: The statements so far.
        citations: Their citations.
    """

    stage: str = ""
    steps: list[Step] = field(default_factory=list)
    unverified: str = ""
    statements: list[Statement] = field(default_factory=list)
    citations: list[Citation] = field(default_factory=list)

    def add(self, event: Event) -> None:
        """Adds an event of the answer's stream."""
        match event:
            case EvidenceEvent():
                self.stage = _("Reading %(passages)s…", passages=passages(len(event.passages)))
            case StepEvent():
                self.steps.append(event.step)
            case TokenEvent():
                self.stage, self.unverified = _("Writing…"), self.unverified + event.text
            case NoticeEvent():
                self.stage = event.text
                if event.starts_over:
                    self.unverified = ""
                    self.statements.clear()
                    self.citations.clear()
            case StatementEvent():
                self.stage, self.unverified = _("Writing…"), ""
                self.statements.append(event.statement)
                self.citations.extend(event.citations)


@dataclass(slots=True)
class Turn:
    """A question with its answer, or with what the page shows instead.

    Attributes:
        key: The turn's number within its session; the browser names the turn by it.
        question: The question as typed.
        sources: The publications that the question is restricted to; all if empty.
        story: The id of an article of the story that the question is restricted to; "" for all articles.
        history: How the answer changed over time, if the user has asked for that.
        progress: The progress of the answer.
        answer: The finished answer; None before, or if there is none.
        replacement: HTML shown instead of an answer, such as an error.
        number: The turn's number in the conversation store; None if it is not stored.
        rating: The user's rating.
        is_open: Whether the answer is still being made.
        is_stopped: Whether the user has stopped the answer.
        ends_topic: Whether the user has left the topic after this turn.
        cancellation: Stops the answer.
    """

    key: int
    question: str
    sources: tuple[str, ...] = ()
    story: str = ""
    history: AnswerHistory | None = None
    progress: Progress = field(default_factory=Progress)
    answer: Answer | None = None
    replacement: str = ""
    number: int | None = None
    rating: Rating | None = None
    is_open: bool = False
    is_stopped: bool = False
    ends_topic: bool = False
    cancellation: CancellationToken = field(default_factory=CancellationToken)

    def finish(self, answer: Answer) -> None:
        """Ends the turn with its answer."""
        self.answer, self.is_open = answer, False

    def end(self, replacement: str) -> None:
        """Ends the turn without an answer.

        Args:
            replacement: The HTML to show instead.
        """
        self.replacement, self.is_open = replacement, False

    def stop(self) -> None:
        """Stops the answer; what there is of it stays."""
        if self.is_open:
            self.is_stopped, self.is_open = True, False
            self.cancellation.cancel()


@dataclass(slots=True)
class Session:
    """One browser tab.

    Attributes:
        conversation_id: The conversation's id in the store; "" before its first answer is stored.
        turns: The turns that the chat shows, in order.
        earlier: The number of stored turns before them.
        list_query: The query that the list of conversations is filtered by.
        list_size: How many conversations the list shows.
        is_left: Whether the tab shows another session by now.
    """

    conversation_id: str = ""
    turns: list[Turn] = field(default_factory=list)
    earlier: int = 0
    list_query: str = ""
    list_size: int = LIST_SIZE
    is_left: bool = False
    _last_key: int = 0

    def begin(self, question: str, sources: tuple[str, ...] = (), story: str = "") -> Turn:
        """Adds a turn at the end."""
        turn = Turn(self._next_key(), question, sources, story, is_open=True)
        self.turns.append(turn)
        return turn

    def turn(self, key: int) -> Turn | None:
        """Returns the turn with a key."""
        return next((turn for turn in self.turns if turn.key == key), None)

    def drop_from(self, turn: Turn) -> None:
        """Drops a turn and those after it."""
        del self.turns[self.turns.index(turn) :]

    def prepend(self, stored: Sequence[StoredTurn], earlier: int) -> None:
        """Adds stored turns at the beginning.

        Args:
            stored: The turns.
            earlier: The number of stored turns before them.
        """
        self.turns[:0] = [self._from_store(turn) for turn in stored]
        self.earlier = earlier

    def conversation(self) -> Conversation:
        """Returns the answers that the next question may refer to: those since the user has left a topic."""
        first = next((index for index in range(len(self.turns), 0, -1) if self.turns[index - 1].ends_topic), 0)
        return Conversation([turn.answer for turn in self.turns[first:] if turn.answer])

    def topic(self) -> str:
        """Returns the name of the topic that the next question continues; "" if there is none."""
        topic = conversation_topic(self.conversation().turns)
        return topic.name if topic else ""

    def _from_store(self, stored: StoredTurn) -> Turn:
        turn = Turn(self._next_key(), stored.answer.question, number=stored.number, rating=stored.rating)
        turn.finish(stored.answer)
        return turn

    def _next_key(self) -> int:
        self._last_key += 1
        return self._last_key
