"""The baselines, one file each, by the names that the command line and results know them by."""

from assistant.eval.systems.baselines.contract import AnsweringBaseline, Baseline, FoundPassage, Material
from assistant.eval.systems.baselines.registry import (
    ANSWERING,
    BASELINES,
    installed_baselines,
    open_answering,
    open_baseline,
)

__all__ = [
    "ANSWERING",
    "BASELINES",
    "AnsweringBaseline",
    "Baseline",
    "FoundPassage",
    "Material",
    "installed_baselines",
    "open_answering",
    "open_baseline",
]
