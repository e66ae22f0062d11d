"""A conversation: its turns, and the question that a follow-up stands for."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from assistant.answer import Answer
from assistant.follow_up import PastTurn, stand_alone

_REMEMBERED = 12  # turns; older ones weigh next to nothing


@dataclass(slots=True)
class Conversation:
    """The answers given so far, in order."""

    turns: list[Answer] = field(default_factory=list)

    def stand_alone(self, question: str) -> str:
        """The question with what it takes over from earlier turns; the question itself where it takes over nothing."""
        return stand_alone(" ".join(question.split()), list(self._past()))

    def add(self, answer: Answer) -> None:
        """Remembers a turn."""
        self.turns.append(answer)

    def _past(self) -> Iterator[PastTurn]:
        for turn in self.turns[-_REMEMBERED:]:
            said = " ".join(statement.text for statement in turn.statements)
            titles = dict.fromkeys(citation.title for citation in turn.citations)
            yield PastTurn(turn.standalone_question, said, tuple(titles))
