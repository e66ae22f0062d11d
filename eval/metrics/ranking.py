"""How good an order is: reciprocal rank and nDCG, as `ir-measures` computes them."""

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Ranking:
    """The two scores of one question."""

    reciprocal_rank: float
    ndcg_10: float


def rank_scores(hits: Sequence[bool], stories: Sequence[str], gold_stories: AbstractSet[str]) -> Ranking:
    """Scores what was found for one question.

    The reciprocal rank is that of the first passage which is from a gold article and holds the answer. nDCG@10 is taken over stories, each at the
    place of its first passage: so it is the same for any length of passages, and whoever shows a story once loses nothing by it.

    Args:
        hits: Of each passage, best first, whether it is from a gold article and holds the answer.
        stories: The story of each.
        gold_stories: The stories that answer.
    """
    distinct = list(dict.fromkeys(stories))
    passages = [str(rank) for rank in range(len(hits))]
    relevant = {passage for passage, hit in zip(passages, hits, strict=True) if hit}
    return Ranking(_score("RR", passages, relevant), _score("nDCG@10", distinct, gold_stories))


def _score(measure: str, order: Sequence[str], relevant: AbstractSet[str]) -> float:
    if not relevant or not order:
        return 0.0
    import ir_measures

    wanted = ir_measures.parse_measure(measure)
    run = {"q": {document: float(-rank) for rank, document in enumerate(order)}}
    return float(ir_measures.calc_aggregate([wanted], {"q": dict.fromkeys(relevant, 1)}, run)[wanted])
