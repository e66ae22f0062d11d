"""Runs an evaluation: asks the product and its baselines the same questions over the same library."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Protocol

from assistant.assistant import Assistant
from assistant.eval.metrics.bootstrap import SEED
from assistant.eval.question_sets.as_of import AsOfRule
from assistant.eval.question_sets.question_set import EvalQuestion, QuestionSet
from assistant.eval.question_sets.sampling import Sample
from assistant.eval.results.environment import current_environment
from assistant.eval.results.journal import Journal, open_journal
from assistant.eval.results.result import (
    PRODUCT,
    GoldArticle,
    Outcome,
    QuestionRecord,
    Result,
    SetRecord,
    SystemResult,
)
from assistant.eval.systems.baselines import (
    ANSWERING_BASELINES,
    BASELINES,
    BaselineInputs,
    open_answering_baseline,
    open_baseline,
)
from assistant.eval.systems.baselines.product import ProductSystem
from assistant.eval.systems.systems import AnsweringSystem, RetrievalSystem, System
from assistant.ingest.embedders import DEFAULT_EMBEDDER, Embedder, open_embedder
from assistant.ingest.errors import UsageError
from assistant.ingest.library import ArticleSummary


class RunProgress(Protocol):
    """Receives the progress of a run."""

    def say(self, text: str) -> None:
        """Reports a slow step."""
        ...

    def started(self, system: str, questions: int) -> None:
        """Reports that a system is going to be asked a number of questions."""
        ...

    def asked(self) -> None:
        """Reports that one of the questions was asked."""
        ...


@dataclass(frozen=True, slots=True)
class RunPlan:
    """Options of a run.

    Attributes:
        half: `dev`, `test`, or `all`.
        as_of_rule: Decides on which day each question is asked.
        baselines: The names of the baselines.
        cache: The folder for libraries and indexes.
        config: The contents of the settings file, for the record.
        sample: The size of the sample; None for all questions of the half.
        journal: The file that keeps outcomes until the run ends, so that it can be resumed; None to keep none.
    """

    half: str
    as_of_rule: AsOfRule
    baselines: Sequence[str]
    cache: Path
    config: Mapping[str, object]
    sample: Sample | None = None
    journal: Path | None = None


def run(assistant: Assistant, question_set: QuestionSet, plan: RunPlan, progress: RunProgress) -> Result:
    """Asks every system every question.

    Args:
        assistant: The assistant over the set's library.
        question_set: The questions.
        plan: The options.
        progress: Receives the progress.

    Raises:
        UsageError: If the half has no answerable question, or a baseline cannot be run.
    """
    questions = _selected_questions(question_set, plan)
    articles = {summary.id: summary for summary in assistant.articles()}
    systems = _systems(assistant, question_set, plan, progress)
    record = _set_record(assistant, question_set, plan)
    settings = assistant.settings.model_dump(mode="json")
    with open_journal(plan.journal, _run_key(record, settings), Outcome) as journal:
        if len(journal):
            progress.say(f"going on after {len(journal)} answers of a run that was stopped, kept in {plan.journal}")
        results = tuple(_ask_all(system, questions, plan.as_of_rule, articles, journal, progress) for system in systems)
    return Result(
        made=datetime.now(UTC).isoformat(timespec="seconds"),
        seed=SEED,
        question_set=record,
        config=dict(plan.config),
        settings=settings,
        environment=current_environment(),
        questions=tuple(_question_record(question, plan.as_of_rule, articles) for question in questions),
        systems=results,
    )


def _run_key(record: SetRecord, settings: Mapping[str, object]) -> str:
    """Returns a text that changes with everything that changes an answer; which questions are asked does not."""
    return f"{record.model_dump_json(exclude={'half', 'drawn'})} {settings}"


def _selected_questions(question_set: QuestionSet, plan: RunPlan) -> list[EvalQuestion]:
    questions = [question for question in question_set.questions if plan.half in ("all", question.half)]
    if not any(question.answerable for question in questions):
        raise UsageError(f"the half {plan.half} of {question_set.path} has no answerable question; ask all: --half all")
    return questions if plan.sample is None else plan.sample.draw(questions)


def _systems(assistant: Assistant, question_set: QuestionSet, plan: RunPlan, progress: RunProgress) -> list[System]:
    @cache
    def embedder() -> Embedder:
        return open_embedder(assistant.library.embedder_name or DEFAULT_EMBEDDER)

    inputs = BaselineInputs(assistant.library, embedder, question_set.content_hash, plan.cache, progress.say)
    return [
        AnsweringSystem(PRODUCT, "This assistant, with the settings of the run", ProductSystem(assistant)),
        *(_baseline_system(name, inputs, assistant) for name in plan.baselines),
    ]


def _baseline_system(name: str, inputs: BaselineInputs, assistant: Assistant) -> System:
    if name in ANSWERING_BASELINES:
        return AnsweringSystem(name, ANSWERING_BASELINES[name], open_answering_baseline(name, assistant))
    return RetrievalSystem(name, BASELINES.get(name, ""), open_baseline(name, inputs))


def _ask_all(
    system: System,
    questions: Sequence[EvalQuestion],
    as_of_rule: AsOfRule,
    articles: Mapping[str, ArticleSummary],
    journal: Journal[Outcome],
    progress: RunProgress,
) -> SystemResult:
    progress.started(system.name, len(questions))
    outcomes = []
    is_warm = False
    for question in questions:
        outcome = journal.outcome(system.name, question.id)
        if outcome is None:
            day = as_of_rule.day_of(question)
            if not is_warm:
                # The first question loads models; that time belongs to no question.
                system.outcome(question, day, articles)
                is_warm = True
            outcome = system.outcome(question, day, articles)
            journal.append(system.name, outcome)
        outcomes.append(outcome)
        progress.asked()
    return SystemResult(name=system.name, what=system.what, outcomes=tuple(outcomes))


def _set_record(assistant: Assistant, question_set: QuestionSet, plan: RunPlan) -> SetRecord:
    articles, passages = assistant.library.catalog.counts()
    return SetRecord(
        name=question_set.path.resolve().name,
        content_hash=question_set.content_hash,
        half=plan.half,
        as_of=plan.as_of_rule.text,
        articles=articles,
        passages=passages,
        embedder=assistant.library.embedder_name or "",
        drawn=plan.sample.text if plan.sample else "",
    )


def _question_record(
    question: EvalQuestion, as_of_rule: AsOfRule, articles: Mapping[str, ArticleSummary]
) -> QuestionRecord:
    day = as_of_rule.day_of(question)
    return QuestionRecord(
        id=question.id,
        text=question.text,
        as_of=day.isoformat() if day else None,
        answers=question.answers,
        answerable=question.answerable,
        gold=tuple(
            GoldArticle(article_id=article_id, title=articles[article_id].title)
            for article_id in sorted(question.gold_articles)
            if article_id in articles
        ),
    )
