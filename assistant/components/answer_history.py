"""How the answer to one question changed as articles appeared."""

from collections.abc import Callable
from datetime import date, timedelta

from pydantic import BaseModel, ConfigDict

from assistant.answers.answer import LIBRARY_ANSWERER, Answer, Evidence

MAX_HISTORY_DAYS = 20
_MIN_SCORE_SHARE = 0.3  # of the best passage's score; other passages are about something else


class HistoryEntry(BaseModel):
    """One answer of a history.

    Attributes:
        since: The day from which it was the answer.
        until: The last day on which it was; None for the current answer.
        answer: The answer as of `since`.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    since: date
    until: date | None
    answer: Answer

    @property
    def summary(self) -> str:
        """The answer in a few words: the lead with what is planned, the newest value of a series, or the short answer; empty without any."""
        return _in_short(self.answer)


class AnswerHistory(BaseModel):
    """The answers to one question over time.

    Attributes:
        question: The question.
        entries: The answers, the oldest first; two in a row differ. Empty if it was never answered.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    question: str
    entries: tuple[HistoryEntry, ...]


def answer_history(question: str, evidence: Evidence, ask: Callable[[date], Answer]) -> AnswerHistory:
    """Asks a question as of each day on which an article about it appeared, and keeps the answers that differ.

    Args:
        question: The question.
        evidence: The passages about it.
        ask: Answers the question as of a day.
    """
    changes: list[tuple[date, Answer]] = []
    for day in _days(evidence):
        answer = ask(day)
        if _is_answered(answer) and (not changes or _has_changed(changes[-1][1], answer)):
            changes.append((day, answer))
    ends: list[date | None] = [since - timedelta(days=1) for since, _ in changes[1:]]
    entries = [
        HistoryEntry(since=since, until=until, answer=answer)
        for (since, answer), until in zip(changes, [*ends, None], strict=False)
    ]
    return AnswerHistory(question=question, entries=tuple(entries))


def _days(evidence: Evidence) -> list[date]:
    """Returns the days on which articles about the question appeared, the oldest first; of many, the newest."""
    best = max((hit.score for hit in evidence.hits), default=0.0)
    days = {
        hit.article.published.date()
        for hit in evidence.hits
        if hit.article.published and hit.score >= _MIN_SCORE_SHARE * best
    }
    return sorted(days)[-MAX_HISTORY_DAYS:]


def _is_answered(answer: Answer) -> bool:
    """Checks whether the articles answer; a reply about the library is no answer of theirs."""
    return answer.status == "answered" and answer.answerer != LIBRARY_ANSWERER


def _has_changed(before: Answer, after: Answer) -> bool:
    """Checks whether an answer differs from the one before; an answer that leaves open what was yes or no changes nothing."""
    leaves_open = before.lead is not None and after.lead is None
    return not leaves_open and _states(before) != _states(after)


def _states(answer: Answer) -> str:
    """Returns what makes two answers the same: the answer in a few words, else the first statement."""
    return _in_short(answer) or answer.statements[0].text


def _in_short(answer: Answer) -> str:
    if answer.lead is not None:
        return answer.lead_text.partition(", as of")[0]
    if answer.series:
        return answer.series[-1].text
    return answer.short_answer.shown if answer.short_answer else ""
