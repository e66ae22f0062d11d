"""Trains the QA model: `python -m assistant.eval.training.qa_model.train DATA TWINS OUT.pt --from-graph OLD.onnx`.

DATA has the files that `sources.py` lists, TWINS the twin pairs (`part-*.jsonl`). The run writes OUT.pt now and then and goes on from it
when it is started again with the same arguments. `--minutes` ends it by the clock: the learning rate falls with whichever is further, the steps or
the time. `export.py` makes the ONNX file out of OUT.pt, and `measure.py` measures it.
"""

import argparse
import json
import random
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path
from typing import Any

import torch
from torch.optim import AdamW

from assistant.eval.question_sets.json_lines import read_records
from assistant.eval.training.qa_model.batches import PLAN, Plan, batches
from assistant.eval.training.qa_model.examples import Group
from assistant.eval.training.qa_model.model import Batch, EncodedGroup, QANetwork, loss
from assistant.eval.training.qa_model.paragraph_sources import folded
from assistant.eval.training.qa_model.sources import read_general
from assistant.eval.training.qa_model.twins import read_twins, twin_groups
from assistant.extractive.qa_model.candidates import QATokenizer

_DECAY = 0.01
_RISING = 0.04
_LEAST = 0.02
_LONGEST_STEP = 1.0
_HEAD_RATE = 5e-4
_SAID_EVERY = 20
_SAVED_EVERY = 100
_TWIN_DRAWS = 3


@dataclass(frozen=True, slots=True)
class Schedule:
    """How long a run is.

    Attributes:
        steps: How many steps it has.
        minutes: How many minutes it takes at most; None for as long as the steps take.
        rate: The highest learning rate of the encoder.
    """

    steps: int
    minutes: float | None
    rate: float

    def done(self, step: int, seconds: float) -> float:
        """Which share of the run is over."""
        clock = seconds / 60 / self.minutes if self.minutes else 0.0
        return min(1.0, max(step / self.steps, clock))

    def pace(self, step: int, seconds: float) -> float:
        """The learning rate as a share of the highest."""
        rising = (step + 1) / max(1.0, _RISING * self.steps)
        return min(1.0, rising) * max(_LEAST, 1 - self.done(step, seconds))


def train(
    network: QANetwork,
    steps: Sequence[list[EncodedGroup]] | Iterator[list[EncodedGroup]],
    schedule: Schedule,
    checkpoint: Path | None,
) -> None:
    """Trains on the groups of each step; goes on where the checkpoint left off, if there is one.

    Args:
        network: What is trained.
        steps: The groups of each step.
        schedule: How long, and how fast.
        checkpoint: Where its state is kept; None for a run that cannot be resumed.
    """
    optimiser = AdamW(_groups(network, schedule.rate))
    heads = _HEAD_RATE / schedule.rate
    first, before = _restore(network, optimiser, checkpoint)
    began = time.monotonic() - before
    network.train()
    total = 0.0
    for step, groups in enumerate(islice(steps, first, schedule.steps), first):
        seconds = time.monotonic() - began
        if schedule.done(step, seconds) >= 1:
            break
        for number, group in enumerate(optimiser.param_groups):
            group["lr"] = schedule.rate * (heads if number == 2 else 1) * schedule.pace(step, seconds)
        batch = Batch.of(groups).on(network.device)
        optimiser.zero_grad()
        lost = loss(network(batch), batch)
        lost.backward()  # type: ignore[no-untyped-call]  # torch has no types for it
        torch.nn.utils.clip_grad_norm_(network.parameters(), _LONGEST_STEP)
        optimiser.step()
        total += lost.item()
        if (step + 1) % _SAID_EVERY == 0:
            sys.stderr.write(f"step {step + 1} of {schedule.steps}, {seconds:.0f} s: {total / _SAID_EVERY:.3f}\n")
            sys.stderr.flush()
            total = 0.0
        if checkpoint and (step + 1) % _SAVED_EVERY == 0:
            _save(network, optimiser, checkpoint, step + 1, seconds)
    if checkpoint:
        _save(network, optimiser, checkpoint, schedule.steps, time.monotonic() - began)


def _groups(network: QANetwork, rate: float) -> list[dict[str, Any]]:
    """Matrices of the encoder decay, its vectors do not; the heads learn faster."""
    known = [one for one in network.bert.parameters() if one.requires_grad]
    new = [one for head in (network.answers, network.span, network.yes_no) for one in head.parameters()]
    return [
        {"params": [one for one in known if one.ndim > 1], "weight_decay": _DECAY, "lr": rate},
        {"params": [one for one in known if one.ndim < 2], "weight_decay": 0.0, "lr": rate},
        {"params": new, "weight_decay": 0.0, "lr": rate},
    ]


def _save(network: QANetwork, optimiser: AdamW, file: Path, step: int, seconds: float) -> None:
    partial = file.with_suffix(".partial")
    state = {"network": network.state_dict(), "optimiser": optimiser.state_dict(), "step": step, "seconds": seconds}
    torch.save(state, partial)
    partial.replace(file)


def _restore(network: QANetwork, optimiser: AdamW, file: Path | None) -> tuple[int, float]:
    """The step and the seconds that a checkpoint is at, after its state was taken over."""
    if file is None or not file.exists():
        return 0, 0.0
    state = torch.load(file, weights_only=True)
    network.load_state_dict(state["network"])
    optimiser.load_state_dict(state["optimiser"])
    return int(state["step"]), float(state["seconds"])


def load(file: Path) -> QANetwork:
    """The network of a checkpoint."""
    network = QANetwork()
    network.load_state_dict(torch.load(file, weights_only=True)["network"])
    return network.eval()


def _measured_texts(folders: Sequence[Path]) -> tuple[list[str], str]:
    """The titles and the folded texts of the articles of question sets, which must not be trained on."""
    records = [record for folder in folders for _, record in read_records(folder / "articles.jsonl", "")]
    return [str(one["title"]) for one in records], " ".join(folded(str(one["text"])) for one in records)


def main(arguments: Sequence[str]) -> None:
    """Reads the data, trains, and leaves the last checkpoint."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("twins", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument(
        "--from-graph", type=Path, help="an exported graph to start from, instead of the packaged encoder"
    )
    parser.add_argument("--from-checkpoint", type=Path, help="a finished run to start from")
    parser.add_argument(
        "--measured", type=Path, nargs="*", default=[], help="question sets whose articles are left out"
    )
    parser.add_argument(
        "--mined", type=Path, help="what `mine.py` wrote: which sentences an earlier model was tempted by"
    )
    parser.add_argument("--minutes", type=float)
    parser.add_argument("--steps", type=int)
    parser.add_argument("--rate", type=float, default=1.2e-4)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--threads", type=int)
    parser.add_argument(
        "--general", type=float, nargs=3, default=PLAN.general, help="shares of the general data for each stage"
    )
    parser.add_argument(
        "--twin-passes", type=int, nargs=3, default=PLAN.twins, help="passes over the twins in each stage"
    )
    options = parser.parse_args(arguments)
    if options.threads:
        torch.set_num_threads(options.threads)
    torch.manual_seed(options.seed)
    draw = random.Random(options.seed)  # noqa: S311  # which examples, no secret
    titles, texts = _measured_texts(options.measured)
    general = read_general(options.data, draw, titles, texts)
    articles = [article for article in read_twins(options.twins) if not article.held_out]
    mined = json.loads(options.mined.read_text()) if options.mined else None
    twins: list[list[Group]] = [list(twin_groups(articles, draw, mined)) for _ in range(_TWIN_DRAWS)]
    plan = Plan(tuple(options.general), tuple(options.twin_passes))
    steps = list(chain(batches(general, twins, plan, QATokenizer(), draw)))
    sources = {one.source: sum(group.source == one.source for group in general) for one in general}
    inputs = sum(len(group) for step in steps for group in step)
    sys.stderr.write(f"{sources}, {len(twins[0])} twins; {len(steps)} steps of {inputs / len(steps):.0f} inputs\n")
    network = QANetwork(options.from_graph)
    if options.from_checkpoint:
        network.load_state_dict(torch.load(options.from_checkpoint, weights_only=True)["network"])
    network.to("cuda" if torch.cuda.is_available() else "cpu")
    train(network, steps, Schedule(options.steps or len(steps), options.minutes, options.rate), options.out)


if __name__ == "__main__":
    main(sys.argv[1:])
