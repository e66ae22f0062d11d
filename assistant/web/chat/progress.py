"""How far an answer is while it is being made."""

from dataclasses import dataclass, field

from assistant.answers.answer import Citation, Event, EvidenceEvent, NoticeEvent, Statement, StatementEvent, TokenEvent


@dataclass(slots=True)
class Progress:
    """What there is of an answer.

    Attributes:
        stage: What the assistant is doing, in words.
        written: What a language model has written since the last statement; not checked yet.
        statements: The statements so far.
        citations: What backs them.
    """

    stage: str = "Searching…"
    written: str = ""
    statements: list[Statement] = field(default_factory=list)
    citations: list[Citation] = field(default_factory=list)

    def take(self, event: Event) -> None:
        """One more piece."""
        match event:
            case EvidenceEvent():
                count = len(event.passages)
                self.stage = f"Reading {count} passage{'' if count == 1 else 's'}…"
            case TokenEvent():
                self.stage, self.written = "Writing…", self.written + event.text
            case NoticeEvent():
                self.stage = event.text
                if event.starts_over:
                    self.written = ""
                    self.statements.clear()
                    self.citations.clear()
            case StatementEvent():
                self.stage, self.written = "Writing…", ""
                self.statements.append(event.statement)
                self.citations.extend(event.citations)
