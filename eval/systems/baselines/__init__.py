"""Baselines, one file each, known by name to the command line and in results.

Input: a library and a question.
Output: passages, and from some baselines an answer.
May import: `eval.question_sets`, `assistant.assistant`, `assistant.generative`.
"""

from assistant.eval.systems.baselines.base import AnsweringBaseline, Baseline, BaselineInputs, RetrievedPassage
from assistant.eval.systems.baselines.registry import (
    ANSWERING_BASELINES,
    BASELINES,
    installed_baselines,
    open_answering_baseline,
    open_baseline,
)

__all__ = [
    "ANSWERING_BASELINES",
    "BASELINES",
    "AnsweringBaseline",
    "Baseline",
    "BaselineInputs",
    "RetrievedPassage",
    "installed_baselines",
    "open_answering_baseline",
    "open_baseline",
]
