"""Scores a ranking: reciprocal rank and nDCG, as `ir-measures` computes them."""

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from assistant.eval.extra import eval_extra


@dataclass(frozen=True, slots=True)
class RankingScores:
    """The two scores of one question."""

    reciprocal_rank: float
    ndcg_10: float


def rank_scores(hits: Sequence[bool], stories: Sequence[str], gold_stories: AbstractSet[str]) -> RankingScores:
    """Scores the passages that were retrieved for one question.

    The reciprocal rank is that of the first hit. nDCG@10 ranks stories, each at the rank of its first passage. So it
    does not depend on the length of passages, and a system that shows a story once loses nothing.

    Args:
        hits: Whether each passage is from a gold article and contains the answer; best passage first.
        stories: The story of each passage.
        gold_stories: The stories that answer.
    """
    distinct_stories = list(dict.fromkeys(stories))
    passages = [str(rank) for rank in range(len(hits))]
    relevant = {passage for passage, is_hit in zip(passages, hits, strict=True) if is_hit}
    return RankingScores(_score("RR", passages, relevant), _score("nDCG@10", distinct_stories, gold_stories))


def _score(name: str, ranking: Sequence[str], relevant: AbstractSet[str]) -> float:
    if not relevant or not ranking:
        return 0.0
    with eval_extra("measuring retrieval"):
        import ir_measures

    measure = ir_measures.parse_measure(name)
    run = {"q": {document: float(-rank) for rank, document in enumerate(ranking)}}
    return float(ir_measures.calc_aggregate([measure], {"q": dict.fromkeys(relevant, 1)}, run)[measure])
