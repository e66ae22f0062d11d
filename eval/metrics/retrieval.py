"""Measures retrieval: Hit@k, Article@k, MRR and nDCG@10."""

from collections.abc import Sequence

from assistant.eval.metrics.metric import Metric, mean
from assistant.eval.results.result import Outcome, QuestionRecord

CUTOFFS = (1, 5, 10, 20)
DEPTH = max(CUTOFFS)


def retrieval_metrics(questions: Sequence[QuestionRecord], outcomes: Sequence[Outcome]) -> list[Metric]:
    """Returns the retrieval metrics over the answerable questions."""
    hit_ranks = [outcome.hit_rank for outcome in outcomes]
    article_ranks = [outcome.article_rank for outcome in outcomes]
    return [
        *(mean(f"Hit@{k}", found_within(questions, hit_ranks, k)) for k in CUTOFFS),
        *(mean(f"Article@{k}", found_within(questions, article_ranks, k)) for k in CUTOFFS),
        mean("MRR", [outcome.reciprocal_rank for outcome in outcomes]),
        mean("nDCG@10", [outcome.ndcg_10 for outcome in outcomes]),
    ]


def found_within(questions: Sequence[QuestionRecord], ranks: Sequence[int | None], k: int) -> list[float | None]:
    """Returns for each answerable question 1 if its rank is at most k, else 0; None for unanswerable questions."""
    return [
        float(rank is not None and rank <= k) if question.answerable else None
        for question, rank in zip(questions, ranks, strict=True)
    ]
