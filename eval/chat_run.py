"""Runs a chat set: asks the product and its baselines every question, conversations in order."""

import time
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from assistant.assistant import Assistant
from assistant.conversations.conversation import Conversation
from assistant.eval.metrics.bootstrap import SEED
from assistant.eval.question_sets.chat_set import ChatQuestion, ChatSet
from assistant.eval.results.chat_result import ChatOutcome, ChatQuestionRecord, ChatResult, ChatSystemResult
from assistant.eval.results.environment import current_environment
from assistant.eval.results.journal import Journal, open_journal
from assistant.eval.results.result import SetRecord
from assistant.eval.run import RunProgress
from assistant.eval.systems.chat_judging import judge_chat_answer
from assistant.eval.systems.chat_systems import ChatSystem, chat_systems
from assistant.ingest.errors import UsageError

OWN_DAY = "own"


@dataclass(frozen=True, slots=True)
class ChatPlan:
    """Options of a run over a chat set.

    Attributes:
        half: `dev`, `test`, or `all`.
        baselines: The names of the baselines.
        config: The contents of the settings file, for the record.
        journal: The file that keeps outcomes until the run ends, so that it can be resumed; None to keep none.
    """

    half: str
    baselines: Sequence[str]
    config: Mapping[str, object]
    journal: Path | None = None


def run_chat(assistant: Assistant, chat_set: ChatSet, plan: ChatPlan, progress: RunProgress) -> ChatResult:
    """Asks every system every question of a half, each as of its own day.

    Args:
        assistant: The assistant over the library of the set.
        chat_set: The questions.
        plan: The options.
        progress: Receives the progress.

    Raises:
        UsageError: If the half has no question, or a baseline cannot be run.
    """
    questions = [question for question in chat_set.questions if plan.half in ("all", question.half)]
    if not questions:
        raise UsageError(f"the half {plan.half} of {chat_set.name} has no question; ask all: --half all")
    if chat_set.missing_quotes:
        progress.say(f"{chat_set.missing_quotes} quotes of the evidence are not in their article and do not count")
    systems = chat_systems(assistant, tuple(plan.baselines))
    record = _set_record(assistant, chat_set, plan.half)
    settings = assistant.settings.model_dump(mode="json")
    run_key = f"{record.model_dump_json(exclude={'half'})} {settings}"
    with open_journal(plan.journal, run_key, ChatOutcome) as journal:
        if len(journal):
            progress.say(f"going on after {len(journal)} answers of a run that was stopped, kept in {plan.journal}")
        results = tuple(_ask_all(system, questions, journal, progress) for system in systems)
    return ChatResult(
        made=datetime.now(UTC).isoformat(timespec="seconds"),
        seed=SEED,
        question_set=record,
        config=dict(plan.config),
        settings=settings,
        environment=current_environment(),
        questions=tuple(_question_record(question) for question in questions),
        systems=results,
    )


def _ask_all(
    system: ChatSystem, questions: Sequence[ChatQuestion], journal: Journal[ChatOutcome], progress: RunProgress
) -> ChatSystemResult:
    progress.started(system.name, len(questions))
    outcomes: dict[str, ChatOutcome] = {}
    is_warm = False
    for group in _in_groups(questions):
        journaled = [journal.outcome(system.name, question.id) for question in group]
        # A conversation can only be asked from its first turn.
        is_complete = all(outcome is not None for outcome in journaled)
        if not is_complete and not is_warm:
            # The first question loads models; that time belongs to no question.
            system.answer(group[0], None)
            is_warm = True
        conversation = Conversation() if group[0].conversation else None
        for question, outcome in zip(group, journaled, strict=True):
            if outcome is None or not is_complete:
                outcome = _ask(system, question, conversation)
                journal.append(system.name, outcome)
            outcomes[question.id] = outcome
            progress.asked()
    ordered = tuple(outcomes[question.id] for question in questions)
    return ChatSystemResult(name=system.name, what=system.what, outcomes=ordered)


def _ask(system: ChatSystem, question: ChatQuestion, conversation: Conversation | None) -> ChatOutcome:
    start = time.perf_counter()
    answer = system.answer(question, conversation)
    return judge_chat_answer(question, answer, (time.perf_counter() - start) * 1000)


def _in_groups(questions: Sequence[ChatQuestion]) -> list[list[ChatQuestion]]:
    """Returns the conversations, and each other question alone, in the order of the set."""
    groups: defaultdict[str, list[ChatQuestion]] = defaultdict(list)
    for question in questions:
        groups[question.conversation or question.id].append(question)
    return list(groups.values())


def _set_record(assistant: Assistant, chat_set: ChatSet, half: str) -> SetRecord:
    articles, passages = assistant.library.catalog.counts()
    return SetRecord(
        name=chat_set.name,
        content_hash=chat_set.content_hash,
        half=half,
        as_of=OWN_DAY,
        articles=articles,
        passages=passages,
        embedder=assistant.library.embedder_name or "",
    )


def _question_record(question: ChatQuestion) -> ChatQuestionRecord:
    return ChatQuestionRecord(
        id=question.id,
        text=question.text,
        as_of=question.as_of.isoformat() if question.as_of else None,
        kind=question.kind,
        answerable=question.answerable,
        yes_no=question.yes_no,
        is_follow_up=question.turn > 1,
        group=question.group,
        pair=question.pair,
    )
