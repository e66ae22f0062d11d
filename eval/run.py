"""One run of the assistant over a question set, and what came out of it in numbers."""

import statistics
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path

from assistant.assistant import Assistant
from assistant.eval.question_set import EvalQuestion, QuestionSet
from assistant.eval.scoring import CUTS, Outcome, score
from assistant.ingest.report import IngestProgress
from assistant.settings import Settings

_DEPTH = max(CUTS)
_LAST_DAY = date.max


@dataclass(frozen=True, slots=True)
class Summary:
    """The numbers of one run; shares are of 1.

    Attributes:
        questions: How many were asked.
        answerable: How many of them the articles answer.
        hit_at: By k, the share of answerable questions with a gold passage that holds the answer among the k best.
        article_at: By k, the same for any passage of a gold article.
        answer_holds: The share of answerable questions whose answer holds the gold answer, and a citation of it too.
        first_holds: The same for the first sentence alone.
        refused_wrongly: The share of answerable questions that got `not_found`.
        refused_rightly: The share of unanswerable questions that got `not_found`; None where there are none.
        abstention_auroc: How well the confidence tells answerable from unanswerable; None where there are none of one kind.
        p50_ms: The median time of an answer, by stage.
        p95_ms: The 95th percentile, by stage.
    """

    questions: int
    answerable: int
    hit_at: dict[int, float]
    article_at: dict[int, float]
    answer_holds: float
    first_holds: float
    refused_wrongly: float
    refused_rightly: float | None
    abstention_auroc: float | None
    p50_ms: dict[str, float]
    p95_ms: dict[str, float]

    def as_dict(self) -> dict[str, object]:
        """For JSON."""
        return asdict(self)


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
    embedder = (settings.embedder or "default").replace("/", "_")
    folder = cache / f"{question_set.folder.name}-{question_set.content_hash[:12]}-{embedder}-{settings.passage_words}"
    assistant = Assistant.open(folder, settings=settings)
    if not (folder / "complete").exists():
        assistant.ingest(question_set.articles_file, progress=progress)
        (folder / "complete").touch()
    return assistant


def run(
    assistant: Assistant, questions: Sequence[EvalQuestion], asked: Callable[[], None] | None = None
) -> list[Outcome]:
    """Asks every question on its own day.

    Args:
        assistant: Over the set's library.
        questions: What to ask.
        asked: Called after each.
    """
    outcomes: list[Outcome] = []
    for question in questions:
        as_of = question.as_of or _LAST_DAY
        answer = assistant.ask(question.text, as_of=as_of)
        evidence = assistant.search(question.text, as_of=as_of, top_k=_DEPTH)
        outcomes.append(score(question, evidence, answer))
        if asked:
            asked()
    return outcomes


def summarise(outcomes: Sequence[Outcome]) -> Summary:
    """The numbers of a run; there is at least one answerable question in it."""
    answerable = [one for one in outcomes if one.question.answerable]
    unanswerable = [one for one in outcomes if not one.question.answerable]
    stages = {stage: [one.answer.timings_ms[stage] for one in outcomes] for stage in outcomes[0].answer.timings_ms}
    stages["total"] = [sum(one.answer.timings_ms.values()) for one in outcomes]
    return Summary(
        questions=len(outcomes),
        answerable=len(answerable),
        hit_at={k: _share(one.hit_rank is not None and one.hit_rank <= k for one in answerable) for k in CUTS},
        article_at={
            k: _share(one.article_rank is not None and one.article_rank <= k for one in answerable) for k in CUTS
        },
        answer_holds=_share(bool(one.answer_holds) for one in answerable),
        first_holds=_share(bool(one.first_holds) for one in answerable),
        refused_wrongly=_share(one.answer.status == "not_found" for one in answerable),
        refused_rightly=_share(one.answer.status == "not_found" for one in unanswerable) if unanswerable else None,
        abstention_auroc=_auroc(answerable, unanswerable),
        p50_ms={stage: _percentile(times, 50) for stage, times in stages.items()},
        p95_ms={stage: _percentile(times, 95) for stage, times in stages.items()},
    )


def _share(of: Iterable[bool]) -> float:
    values = list(of)
    return sum(values) / len(values)


def _auroc(answerable: Sequence[Outcome], unanswerable: Sequence[Outcome]) -> float | None:
    if not answerable or not unanswerable:
        return None
    from sklearn.metrics import roc_auc_score

    outcomes = [*answerable, *unanswerable]
    return float(
        roc_auc_score([one.question.answerable for one in outcomes], [one.answer.confidence for one in outcomes])
    )


def _percentile(values: Sequence[float], percent: int) -> float:
    return (
        round(statistics.quantiles(values, n=100, method="inclusive")[percent - 1], 1) if len(values) > 1 else values[0]
    )
