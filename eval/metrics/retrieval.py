"""How well passages were found."""

from collections.abc import Sequence

from assistant.eval.metrics.metric import Measure, mean
from assistant.eval.results.result import AskedQuestion, Outcome

CUTS = (1, 5, 10, 20)
DEPTH = max(CUTS)


def retrieval_metrics(questions: Sequence[AskedQuestion], outcomes: Sequence[Outcome]) -> list[Measure]:
    """Hit@k, Article@k, MRR and nDCG@10 over the answerable questions."""
    return [
        *(mean(f"Hit@{k}", within(questions, [one.hit_rank for one in outcomes], k)) for k in CUTS),
        *(mean(f"Article@{k}", within(questions, [one.article_rank for one in outcomes], k)) for k in CUTS),
        mean("MRR", [one.reciprocal_rank for one in outcomes]),
        mean("nDCG@10", [one.ndcg_10 for one in outcomes]),
    ]


def within(questions: Sequence[AskedQuestion], ranks: Sequence[int | None], k: int) -> list[float | None]:
    """Of each answerable question whether its rank is at most k, as 1 or 0; None for the others."""
    return [
        float(rank is not None and rank <= k) if question.answerable else None
        for question, rank in zip(questions, ranks, strict=True)
    ]
