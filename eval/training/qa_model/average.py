"""Averages the weights of several runs: `python -m assistant.eval.training.qa_model.average OUT.pt RUN.pt:SHARE [RUN.pt:SHARE …]`.

The mean of runs from one start is often better than each of them (Wortsman et al., 2022, "Model soups").
"""

import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

import torch
from torch import Tensor

Weights = Mapping[str, Tensor]


def average(runs: Sequence[tuple[Weights, float]]) -> dict[str, Tensor]:
    """Returns the weighted mean of the weights of several runs.

    Args:
        runs: The weights of each run, and its share. The shares need not sum to 1.
    """
    total = sum(share for _, share in runs)
    first = runs[0][0]
    return {
        name: torch.stack([weights[name] * (share / total) for weights, share in runs]).sum(0)
        if value.is_floating_point()
        else value
        for name, value in first.items()
    }


def main(arguments: Sequence[str]) -> None:
    """Reads the checkpoints and writes the mean; `export.py` reads it like a run."""
    target, *specs = arguments
    runs = []
    for spec in specs:
        file, _, share = spec.rpartition(":")
        runs.append((torch.load(Path(file), weights_only=True)["network"], float(share)))
    torch.save({"network": average(runs)}, Path(target))


if __name__ == "__main__":
    main(sys.argv[1:])
