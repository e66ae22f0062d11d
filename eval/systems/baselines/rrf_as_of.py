"""Plain reciprocal rank fusion over what had been published by the day of the question."""

from assistant.eval.systems.baselines import rrf
from assistant.eval.systems.baselines.contract import Material


def open_baseline(material: Material) -> rrf.Rrf:
    """See `Baseline`."""
    return rrf.open_baseline(material, dated=True)
