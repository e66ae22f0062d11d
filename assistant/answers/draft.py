"""An answer on its way: what an answerer says is gathered, told to the reader, and in the end made one `Answer`."""

import time
from collections.abc import Iterator, Sequence
from typing import Literal

from assistant.answers.answer import (
    Answer,
    Citation,
    Event,
    Evidence,
    NoticeEvent,
    Statement,
    StatementEvent,
    TokenEvent,
    Usage,
)
from assistant.answers.answerer import (
    AnswerPart,
    CitedStatement,
    Conclusion,
    GeneratedText,
    Notice,
    UsageReport,
    Verdict,
    Version,
)
from assistant.answers.citing import related_articles
from assistant.prompts import Prompts
from assistant.questions.question import Question

YesNo = Literal["yes", "no"]


class StageTimer:
    """Notes how long each stage took.

    Attributes:
        milliseconds: By stage.
    """

    def __init__(self) -> None:
        self._last = time.perf_counter()
        self.milliseconds: dict[str, int] = {}

    def note(self, stage: str) -> None:
        """A stage has ended."""
        now = time.perf_counter()
        self.milliseconds[stage] = round((now - self._last) * 1000)
        self._last = now


class AnswerDraft:
    """What has been said of an answer so far.

    Args:
        answerer: What makes it.
    """

    def __init__(self, answerer: str) -> None:
        self.answerer = answerer
        self.statements: list[Statement] = []
        self.citations: list[Citation] = []
        self.confidence = 0.0
        self.notice = ""
        self.usage: Usage | None = None
        self.lead: YesNo | None = None
        self.versions: tuple[Version, Version] | None = None

    def take(self, said: AnswerPart) -> Iterator[Event]:
        """Takes in what an answerer says, and tells what of it the reader is shown."""
        match said:
            case Verdict(confidence=confidence):
                self.confidence = confidence
            case GeneratedText(text=text):
                yield TokenEvent(text)
            case UsageReport(usage=usage):
                self.usage = usage
            case Conclusion(lead=lead, versions=versions):
                self.lead, self.versions = lead, versions
            case Notice(text=text, starts_over=starts_over):
                self.notice = text
                if starts_over:
                    self.answerer = said.answerer
                    self.statements.clear()
                    self.citations.clear()
                yield NoticeEvent(text, starts_over)
            case CitedStatement(statement=statement, citations=citations):
                self.statements.append(statement)
                self.citations.extend(citations)
                yield StatementEvent(statement, citations)


def finish_answer(
    question: Question, evidence: Evidence, draft: AnswerDraft, prompts: Prompts, clock: StageTimer
) -> Answer:
    """The answer that a draft has become."""
    found = bool(draft.statements)
    days = [citation.published for citation in draft.citations if citation.published]
    related = () if found else related_articles(evidence)
    return Answer(
        question=question.asked,
        standalone_question=question.standalone,
        status="answered" if found else "not_found",
        lead=draft.lead,
        text=answer_text(draft.lead, draft.statements) if found else prompts.render("not_found", related=related),
        statements=tuple(draft.statements),
        citations=tuple(draft.citations),
        passages=tuple(hit.ref for hit in evidence.hits),
        related=related,
        as_of=question.as_of,
        newest_source=max(days) if days else None,
        confidence=round(draft.confidence, 4),
        answerer=draft.answerer,
        notice=" ".join(
            filter(None, [draft.notice, draft.versions and prompts.render("sources_differ", versions=draft.versions)])
        ),
        usage=draft.usage,
        timings_ms=clock.milliseconds,
    )


def answer_text(lead: YesNo | None, statements: Sequence[Statement]) -> str:
    """The lead and the statements, each with its citation numbers and a mark where they do not back it."""
    said = " ".join(map(statement_text, statements))
    return f"{lead.capitalize()}: {said}" if lead else said


def statement_text(statement: Statement) -> str:
    """A statement as the text of an answer has it: with its numbers, and a word where it is not confirmed."""
    numbers = "".join(f"[{number}]" for number in statement.citations)
    doubt = "" if statement.supported else "(not confirmed)"
    return " ".join(part for part in (statement.text, numbers, doubt) if part)
