"""What one browser tab has open: a conversation, and the turns of it that its chat shows."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from assistant.answers.answer import Answer
from assistant.conversations.conversation import Conversation
from assistant.conversations.store import Rating, StoredTurn
from assistant.generative.cancellation import CancellationToken
from assistant.prompts import render
from assistant.web.chat.answer_view import answer_so_far, stopped, whole_answer
from assistant.web.chat.markdown_export import answer_markdown
from assistant.web.chat.progress import Progress

LISTED = 40
"""So many conversations are listed at once."""


@dataclass(slots=True)
class Turn:
    """A question and what stands under it.

    Attributes:
        key: What the browser calls it by; counted within a session.
        question: As it was typed.
        sources: The publications that it was asked of; all where empty.
        progress: How far the answer is.
        ending: What stands under it at the end, as HTML.
        answer: The answer; None before it is there, and where there is none.
        number: Its number in the store; None where it is not kept.
        rating: What the reader thinks of it.
        is_open: The answer is still being made.
        unwanted: Ends what makes it.
    """

    key: int
    question: str
    sources: tuple[str, ...] = ()
    progress: Progress = field(default_factory=Progress)
    ending: str = ""
    answer: Answer | None = None
    number: int | None = None
    rating: Rating | None = None
    is_open: bool = False
    unwanted: CancellationToken = field(default_factory=CancellationToken)

    @property
    def markdown(self) -> str:
        """The answer to take along; empty where there is none."""
        return answer_markdown(self.answer) if self.answer else ""

    @property
    def reply(self) -> str:
        """What stands under the question, as HTML."""
        return answer_so_far(self.progress) if self.is_open else self.ending

    def finish(self, answer: Answer) -> None:
        """The answer is there."""
        self.answer, self.is_open = answer, False
        self.ending = whole_answer(answer, render("not_found", related=()))

    def end(self, ending: str) -> None:
        """There will be no answer; what stands there instead."""
        self.ending, self.is_open = ending, False

    def stop(self) -> None:
        """The reader does not want to wait for the answer."""
        if self.is_open:
            self.end(stopped(self.progress))
            self.unwanted.set()


@dataclass(slots=True)
class Session:
    """One browser tab.

    Attributes:
        conversation_id: The conversation's id in the store; empty before it has an answer that is kept.
        turns: Those that the chat shows, in order.
        earlier: How many there are before them.
        searched: What the list of conversations is searched for.
        listed: How many conversations it shows.
        is_left: The tab shows another session by now.
    """

    conversation_id: str = ""
    turns: list[Turn] = field(default_factory=list)
    earlier: int = 0
    searched: str = ""
    listed: int = LISTED
    is_left: bool = False
    _keys: int = 0

    def begin(self, question: str, sources: tuple[str, ...] = ()) -> Turn:
        """A new turn at the end."""
        turn = Turn(self._key(), question, sources, is_open=True)
        self.turns.append(turn)
        return turn

    def turn(self, key: int) -> Turn | None:
        """The turn that the browser calls so."""
        return next((turn for turn in self.turns if turn.key == key), None)

    def drop_from(self, turn: Turn) -> None:
        """Drops a turn and those after it."""
        del self.turns[self.turns.index(turn) :]

    def show_before(self, stored: Sequence[StoredTurn], earlier: int) -> None:
        """Puts stored turns before those that are shown."""
        self.turns[:0] = [self._shown(one) for one in stored]
        self.earlier = earlier

    def conversation(self) -> Conversation:
        """What the next question follows up on."""
        return Conversation([turn.answer for turn in self.turns if turn.answer])

    def _shown(self, stored: StoredTurn) -> Turn:
        turn = Turn(self._key(), stored.answer.question, number=stored.number, rating=stored.rating)
        turn.finish(stored.answer)
        return turn

    def _key(self) -> int:
        self._keys += 1
        return self._keys
