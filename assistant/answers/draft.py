"""Collects the parts that an answerer yields, turns them into events, and makes the final `Answer`."""

import time
from collections.abc import Iterator, Sequence
from datetime import date

from assistant.answers.answer import (
    Answer,
    Citation,
    Event,
    Evidence,
    EvidenceEvent,
    Lead,
    NoticeEvent,
    RelatedArticle,
    SeriesPoint,
    ShortAnswer,
    Statement,
    StatementEvent,
    Step,
    StepEvent,
    TokenEvent,
    Usage,
)
from assistant.answers.answerer import (
    AnswerPart,
    CitedStatement,
    Conclusion,
    ConflictingVersion,
    FurtherEvidence,
    GeneratedText,
    NearestQuote,
    Notice,
    StepTaken,
    UsageReport,
    Verdict,
)
from assistant.answers.citing import related_articles
from assistant.prompts import Prompts
from assistant.prompts.translation import SOURCE_LANGUAGE, message, translate, translated_language
from assistant.prompts.wording import INCOMPLETE, TRANSLATED_BY_MODEL, UNDATED, long_date
from assistant.questions.question import Question

_LEADS: dict[Lead, str] = {"yes": message("Yes"), "no": message("No"), "undecided": message("Undecided")}
_NOT_CONFIRMED = message("not confirmed")


class StageTimer:
    """Measures the duration of each stage.

    Attributes:
        milliseconds: The duration by stage.
    """

    def __init__(self) -> None:
        self._last = time.perf_counter()
        self.milliseconds: dict[str, int] = {}

    def note(self, stage: str) -> None:
        """Records the time since the previous call, or since the start, as the duration of a stage."""
        now = time.perf_counter()
        self.milliseconds[stage] = round((now - self._last) * 1000)
        self._last = now


class AnswerDraft:
    """The parts of an answer received so far.

    Args:
        answerer: The name of the answerer.
        evidence: The evidence that the answerer is given.
        language: The language of the question, as a primary subtag; the fixed words of the answer are in it if they are translated.
    """

    def __init__(self, answerer: str, evidence: Evidence, language: str = SOURCE_LANGUAGE) -> None:
        self.answerer = answerer
        self.language = translated_language(language)
        self.evidence = evidence
        self.statements: list[Statement] = []
        self.citations: list[Citation] = []
        self.confidence = 0.0
        self.notice = ""
        self.steps: list[Step] = []
        self.usage: Usage | None = None
        self.lead: Lead | None = None
        self.lead_text = ""
        self.remark = ""
        self.series: tuple[SeriesPoint, ...] = ()
        self.nearest: Citation | None = None
        self.versions: tuple[ConflictingVersion, ConflictingVersion] | None = None
        self.meant_day: date | None = None

    def add(self, part: AnswerPart) -> Iterator[Event]:
        """Adds a part, and yields the events that show it to the user."""
        match part:
            case Verdict(confidence=confidence):
                self.confidence = confidence
            case FurtherEvidence(evidence=evidence):
                self.evidence = evidence
                yield EvidenceEvent(tuple(hit.ref for hit in evidence.hits))
            case NearestQuote(citation=citation):
                self.nearest = citation
            case GeneratedText(text=text):
                yield TokenEvent(text)
            case StepTaken(step=step):
                self.steps.append(step)
                yield StepEvent(step)
            case UsageReport(usage=usage):
                self.usage = usage if self.usage is None else self.usage + usage
            case Conclusion(lead=lead, versions=versions):
                self.lead, self.versions = lead, versions
                self.lead_text = part.lead_text or (translate(self.language, _LEADS[lead]) if lead else "")
                self.remark, self.series = part.remark, part.series
            case Notice():
                yield self._add_notice(part)
            case CitedStatement():
                yield self._add_statement(part)

    def _add_notice(self, notice: Notice) -> NoticeEvent:
        self.notice = notice.text
        if notice.starts_over:
            self.answerer = notice.answerer
            self.statements.clear()
            self.citations.clear()
        return NoticeEvent(notice.text, notice.starts_over)

    def _add_statement(self, cited: CitedStatement) -> StatementEvent:
        """Adds a statement with the remarks about its sources; the day that the short answer means is that of the first statement."""
        if not self.statements:
            self.meant_day = cited.meant_day
        self.citations.extend(cited.citations)
        given = (translate(self.language, remark) for remark in cited.statement.remarks)
        remarks = (*given, *self._remarks(cited.statement))
        statement = cited.statement.model_copy(update={"remarks": remarks})
        self.statements.append(statement)
        return StatementEvent(statement, cited.citations)

    def _remarks(self, statement: Statement) -> tuple[str, ...]:
        """Returns what to know about the sources of a statement."""
        cited = [citation for citation in self.citations if citation.number in statement.citations]
        is_undated = bool(cited) and all(citation.published is None for citation in cited)
        is_incomplete = bool(cited) and all(citation.is_incomplete for citation in cited)
        is_translated = statement.wording == "translation"
        remarks = ((TRANSLATED_BY_MODEL, is_translated), (UNDATED, is_undated), (INCOMPLETE, is_incomplete))
        return tuple(translate(self.language, remark) for remark, applies in remarks if applies)


def finish_answer(question: Question, draft: AnswerDraft, prompts: Prompts, timer: StageTimer) -> Answer:
    """Makes the final answer from a draft."""
    answered = bool(draft.statements)
    dates = [citation.published for citation in draft.citations if citation.published]
    related = () if answered else related_articles(draft.evidence)
    short = _short_answer(draft) if draft.lead is None and not draft.series else None
    return Answer(
        question=question.original,
        standalone_question=question.text,
        status="answered" if answered else "not_found",
        lead=draft.lead,
        lead_text=draft.lead_text,
        short_answer=short,
        language=draft.language,
        text=answer_text(draft.lead_text, draft.statements, short, draft.series, draft.language)
        if answered
        else _not_found(draft, related, prompts),
        statements=tuple(draft.statements),
        citations=tuple(draft.citations),
        series=draft.series if answered else (),
        passages=tuple(hit.ref for hit in draft.evidence.hits),
        nearest=None if answered else draft.nearest,
        related=related,
        as_of=question.as_of,
        newest_source=max(dates) if dates else None,
        confidence=round(draft.confidence, 4),
        answerer=draft.answerer,
        notice=_notice(draft, prompts),
        steps=tuple(draft.steps),
        usage=draft.usage,
        timings_ms=timer.milliseconds,
    )


def _notice(draft: AnswerDraft, prompts: Prompts) -> str:
    """Returns the notice of the answerer, and a notice that the articles differ if they do."""
    differ = (
        prompts.render("sources_differ", language=draft.language, versions=draft.versions) if draft.versions else ""
    )
    return " ".join(filter(None, [draft.notice, draft.remark, differ]))


def _short_answer(draft: AnswerDraft) -> ShortAnswer | None:
    """Returns the short answer of the first statement if that is a quote."""
    statement = draft.statements[0] if draft.statements else None
    if statement is None or statement.short_answer is None or not statement.citations:
        return None
    quote = next(citation for citation in draft.citations if citation.number == statement.citations[0]).quote
    if quote != statement.text:
        return None
    start, end = statement.short_answer
    return ShortAnswer(
        text=quote[start:end], citation=statement.citations[0], start=start, end=end, day=draft.meant_day
    )


def _not_found(draft: AnswerDraft, related: Sequence[RelatedArticle], prompts: Prompts) -> str:
    shown = related if draft.nearest is None else ()
    return prompts.render("not_found", language=draft.language, nearest=draft.nearest, related=shown)


def answer_text(
    lead: str,
    statements: Sequence[Statement],
    short: ShortAnswer | None = None,
    series: Sequence[SeriesPoint] = (),
    language: str = SOURCE_LANGUAGE,
) -> str:
    """Returns the text of an answer.

    Labelled statements stand on lines of their own. The first line is the short answer or the series if there is one. The lead and the statements
    follow, each statement with its citation numbers and a mark if it is not confirmed.
    """
    separator = "\n" if any(statement.label for statement in statements) else " "
    text = separator.join(statement_text(statement, language) for statement in statements)
    if short is not None:
        return f"{short.shown} [{short.citation}]\n{text}"
    if series:
        return f"{series_text(series)}\n{text}"
    return f"{lead}: {text}" if lead else text


def series_text(series: Sequence[SeriesPoint]) -> str:
    """Returns a series in one line: "4.8 million euros (10 March 2026), 3.1 million euros (13 March 2026)"."""
    return ", ".join(f"{point.text} ({long_date(point.day)})" for point in series)


def statement_text(statement: Statement, language: str = SOURCE_LANGUAGE) -> str:
    """Returns a statement with its label and citation numbers, "(not confirmed)" if verification did not confirm it, and its remarks."""
    label = f"{statement.label}:" if statement.label else ""
    numbers = "".join(f"[{number}]" for number in statement.citations)
    marks = [*([] if statement.supported else [translate(language, _NOT_CONFIRMED)]), *statement.remarks]
    parts = (label, statement.text, numbers, f"({'; '.join(marks)})" if marks else "")
    return " ".join(part for part in parts if part)
