"""A conversation: its turns, and the question that a follow-up stands for."""

from dataclasses import dataclass, field

from assistant.answers.answer import LIBRARY_ANSWERER, Answer
from assistant.conversations.follow_ups import PastTurn, stand_alone

_REMEMBERED = 12  # turns; older ones weigh next to nothing


@dataclass(slots=True)
class Conversation:
    """The answers given so far, in order."""

    turns: list[Answer] = field(default_factory=list)

    def stand_alone(self, question: str) -> str:
        """The question with what it takes over from earlier turns; the question itself where it takes over nothing."""
        return stand_alone(" ".join(question.split()), past_turns(self))

    def add(self, answer: Answer) -> None:
        """Remembers a turn."""
        self.turns.append(answer)


def past_turns(conversation: Conversation) -> list[PastTurn]:
    """What was asked and answered, the latest last; small talk, which changes no subject, left out."""
    turns = conversation.turns[-_REMEMBERED:]
    return [_past(turn) for turn in turns if turn.answerer != LIBRARY_ANSWERER or turn.citations]


def _past(turn: Answer) -> PastTurn:
    titles = tuple(dict.fromkeys(citation.title for citation in turn.citations))
    said = " ".join(statement.text for statement in turn.statements if statement.citations)
    # A summary is about its article, whatever words it was asked for with.
    is_summary = turn.answerer == LIBRARY_ANSWERER and len(titles) == 1
    return PastTurn("" if is_summary else turn.standalone_question, said, titles)
