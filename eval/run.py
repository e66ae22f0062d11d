"""One run: the product and its baselines are asked the same questions, over the same library."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Protocol

from assistant.assistant import Assistant
from assistant.eval.metrics.bootstrap import SEED
from assistant.eval.question_sets.day_asked import DayAsked
from assistant.eval.question_sets.question_set import EvalQuestion, QuestionSet
from assistant.eval.question_sets.sampling import Sample
from assistant.eval.results.environment import environment
from assistant.eval.results.journal import Journal, open_journal
from assistant.eval.results.result import PRODUCT, AskedQuestion, GoldArticle, Result, SetRecord, SystemResult
from assistant.eval.systems.baselines import ANSWERING, BASELINES, Material, open_answering, open_baseline
from assistant.eval.systems.baselines.product import ProductAnswers
from assistant.eval.systems.systems import AnsweringSystem, RetrievalSystem, System
from assistant.ingest.embedders import DEFAULT_EMBEDDER, Embedder, open_embedder
from assistant.ingest.embedders.minilm import VECTORS_VERSION
from assistant.ingest.errors import UsageError
from assistant.ingest.library import ArticleSummary
from assistant.ingest.report import IngestProgress
from assistant.settings import Settings


class RunProgress(Protocol):
    """Is told how a run goes on."""

    def say(self, text: str) -> None:
        """Something takes long."""
        ...

    def started(self, system: str, questions: int) -> None:
        """A system is asked so many questions."""
        ...

    def asked(self) -> None:
        """One of them has been asked."""
        ...


@dataclass(frozen=True, slots=True)
class Plan:
    """What is run.

    Attributes:
        half: `choose`, `report`, or `all`.
        day_asked: On which day the questions are asked.
        baselines: What the product is measured against.
        cache: The folder in which libraries and indexes are kept.
        config: What the file of settings says, for the record.
        drawn: How many questions of the half, answerable ones and others; None for all.
        journal: Keeps what has been asked until all has, so that a run that was stopped goes on; None for none.
    """

    half: str
    day_asked: DayAsked
    baselines: Sequence[str]
    cache: Path
    config: Mapping[str, object]
    drawn: Sample | None = None
    journal: Path | None = None


def open_set(
    question_set: QuestionSet, settings: Settings, cache: Path, progress: IngestProgress | None = None
) -> Assistant:
    """A library of the set's articles, made on the first run and kept for later ones.

    Args:
        question_set: The set.
        settings: How passages are cut and embedded.
        cache: The folder in which such libraries are kept.
        progress: Is told how making it goes on.
    """
    embedder = (settings.embedder or f"default{VECTORS_VERSION}").replace("/", "_")
    folder = cache / f"{question_set.path.name}-{question_set.content_hash[:12]}-{embedder}-{settings.passage_words}"
    assistant = Assistant.open(folder, settings=settings)
    if not (folder / "complete").exists():
        assistant.ingest(question_set.articles_file, progress=progress)
        (folder / "complete").touch()
    return assistant


def run(assistant: Assistant, question_set: QuestionSet, plan: Plan, progress: RunProgress) -> Result:
    """Asks every question of every system.

    Args:
        assistant: Over the set's library.
        question_set: What to ask.
        plan: How.
        progress: Is told how it goes on.

    Raises:
        UsageError: If the half holds no answerable question, or a baseline cannot be run.
    """
    questions = _questions(question_set, plan)
    articles = {one.id: one for one in assistant.articles()}
    systems = _systems(assistant, question_set, plan, progress)
    record = _set_record(assistant, question_set, plan)
    settings = assistant.settings.model_dump(mode="json")
    with open_journal(plan.journal, _sameness(record, settings)) as journal:
        if journal.known:
            progress.say(f"going on after {journal.known} answers of a run that was stopped, kept in {plan.journal}")
        asked = tuple(_ask_all(one, questions, plan.day_asked, articles, journal, progress) for one in systems)
    return Result(
        made=datetime.now(UTC).isoformat(timespec="seconds"),
        seed=SEED,
        question_set=record,
        config=dict(plan.config),
        settings=settings,
        environment=environment(),
        questions=tuple(_asked(one, plan.day_asked, articles) for one in questions),
        systems=asked,
    )


def _sameness(record: SetRecord, settings: Mapping[str, object]) -> str:
    """What has to be the same for an answer to be taken over: all but which questions are asked."""
    return f"{record.model_dump_json(exclude={'half', 'drawn'})} {settings}"


def _questions(question_set: QuestionSet, plan: Plan) -> list[EvalQuestion]:
    half = [one for one in question_set.questions if plan.half in ("all", one.half)]
    if not any(one.answerable for one in half):
        raise UsageError(f"the half {plan.half} of {question_set.path} has no answerable question; ask all: --half all")
    return half if plan.drawn is None else plan.drawn.of(half)


def _systems(assistant: Assistant, question_set: QuestionSet, plan: Plan, progress: RunProgress) -> list[System]:
    @cache
    def embedder() -> Embedder:
        return open_embedder(assistant.library.embedder_name or DEFAULT_EMBEDDER)

    material = Material(assistant.library, embedder, question_set.content_hash, plan.cache, progress.say)
    return [
        AnsweringSystem(PRODUCT, "This assistant, with the settings of the run", ProductAnswers(assistant)),
        *(_baseline(name, material, assistant) for name in plan.baselines),
    ]


def _baseline(name: str, material: Material, assistant: Assistant) -> System:
    if name in ANSWERING:
        return AnsweringSystem(name, ANSWERING[name], open_answering(name, assistant))
    return RetrievalSystem(name, BASELINES.get(name, ""), open_baseline(name, material))


def _ask_all(
    system: System,
    questions: Sequence[EvalQuestion],
    day_asked: DayAsked,
    articles: Mapping[str, ArticleSummary],
    journal: Journal,
    progress: RunProgress,
) -> SystemResult:
    progress.started(system.name, len(questions))
    outcomes = []
    is_warm = False
    for question in questions:
        outcome = journal.outcome(system.name, question.id)
        if outcome is None:
            if not is_warm:
                # What is loaded with the first question is no part of any question's time.
                system.outcome(question, day_asked.of(question), articles)
                is_warm = True
            outcome = system.outcome(question, day_asked.of(question), articles)
            journal.keep(system.name, outcome)
        outcomes.append(outcome)
        progress.asked()
    return SystemResult(name=system.name, what=system.what, outcomes=tuple(outcomes))


def _set_record(assistant: Assistant, question_set: QuestionSet, plan: Plan) -> SetRecord:
    articles, passages = assistant.library.catalog.counts()
    return SetRecord(
        name=question_set.path.resolve().name,
        content_hash=question_set.content_hash,
        half=plan.half,
        as_of=plan.day_asked.text,
        articles=articles,
        passages=passages,
        embedder=assistant.library.embedder_name or "",
        drawn=plan.drawn.text if plan.drawn else "",
    )


def _asked(question: EvalQuestion, day_asked: DayAsked, articles: Mapping[str, ArticleSummary]) -> AskedQuestion:
    day = day_asked.of(question)
    return AskedQuestion(
        id=question.id,
        text=question.text,
        as_of=day.isoformat() if day else None,
        answers=question.answers,
        answerable=question.answerable,
        gold=tuple(
            GoldArticle(article_id=one, title=articles[one].title)
            for one in sorted(question.gold_articles)
            if one in articles
        ),
    )
