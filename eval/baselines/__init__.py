"""The baselines, one file each, by the names that the command line and results know them by."""

from assistant.eval.baselines.contract import Baseline, FoundPassage, Material
from assistant.eval.baselines.registry import BASELINES, installed_baselines, open_baseline

__all__ = ["BASELINES", "Baseline", "FoundPassage", "Material", "installed_baselines", "open_baseline"]
