"""A conversation: its turns, and the question that a follow-up stands for."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from assistant.answer import Answer
from assistant.follow_up import PastTurn, stand_alone

LIBRARY_ANSWERER = "library"
"""Made the answers that speak of the library itself."""

_REMEMBERED = 12  # turns; older ones weigh next to nothing


@dataclass(slots=True)
class Conversation:
    """The answers given so far, in order."""

    turns: list[Answer] = field(default_factory=list)

    def stand_alone(self, question: str) -> str:
        """The question with what it takes over from earlier turns; the question itself where it takes over nothing."""
        return stand_alone(" ".join(question.split()), self.past())

    def add(self, answer: Answer) -> None:
        """Remembers a turn."""
        self.turns.append(answer)

    def past(self) -> list[PastTurn]:
        """What was asked and answered, the latest last; small talk left out."""
        return list(self._past())

    def _past(self) -> Iterator[PastTurn]:
        for turn in self.turns[-_REMEMBERED:]:
            titles = tuple(dict.fromkeys(citation.title for citation in turn.citations))
            is_talk = turn.answerer == LIBRARY_ANSWERER
            if is_talk and not titles:
                continue  # small talk changes no subject
            said = " ".join(statement.text for statement in turn.statements if statement.citations)
            # A summary is about its article, whatever words it was asked for with.
            is_summary = is_talk and len(titles) == 1
            yield PastTurn("" if is_summary else turn.standalone_question, said, titles)
