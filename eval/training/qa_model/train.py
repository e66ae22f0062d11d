"""Trains the QA model: `python -m assistant.eval.training.qa_model.train DATA TWINS OUT.pt --from-graph GRAPH.onnx`.

DATA is a folder of the files that `sources.py` lists. TWINS is a folder of twin questions (`eval/training/twins`). GRAPH.onnx is the graph of an
earlier release. The run saves OUT.pt from time to time, and continues from it if it is started again with the same arguments. `--minutes`
limits its time: the learning rate falls with the share of the steps or of the time that is over, whichever is larger. `export.py` makes the
ONNX file from OUT.pt, and `measure.py` measures it.

The packaged model was made on two CPU cores. It is the mean of runs H to L (`average.py OUT.pt H.pt I.pt J.pt K.pt L.pt`). Other means are
M (`average.py M.pt B.pt:0.25 C.pt:0.25 E.pt:0.5`), N (`average.py N.pt M.pt:0.3 G.pt:0.7`) and O (`average.py O.pt H.pt I.pt J.pt`):

- Its initial weights are the encoder and the answer head of the graph of the release before (`--from-graph`). That model is a cross-encoder
  trained on 49,361 examples of the same published data sets, in 6,017 steps.
- Run A had about 440 steps of 64 inputs, with parts 1 to 12 of the twins.
- Run B had 553 steps. It started from the weights of run A (`--from-checkpoint A.pt`), with
  `--rate 1e-4 --general 0.2 0.1 0 --twin-passes 1 1 0 --seed 8`.
- Run C had 596 steps from run B, with `--rate 1e-4 --general 0.25 0.12 0 --twin-passes 1 1 0 --seed 11`.
- Run E had about 1,390 steps from run C, with all twins and
  `--rate 1e-4 --samples 2 --general 0.15 0.1 0.05 --twin-passes 1 1 1 --minutes 78 --seed 31`.
- Run G had 200 steps from M without `--topics`, then about 670 steps, with the plain questions and
  `--rate 8e-5 --samples 2 --general 0.1 0.05 0 --twin-share 0.4 --twin-passes 1 1 0 --minutes 42 --seed 62 --topics`.
- Run H had 327 steps from N, with all literal questions (files 3 to 6 of `plain-*.jsonl`), a fifth of the other pairs, and
  `--rate 8e-5 --samples 2 --general 0.05 0 0 --twin-passes 1 0 0 --minutes 16 --seed 71 --topics`.
- Runs I to L have the options of run H but those given here. The pairs beside the new ones were drawn at random.
- Run I had 370 steps from H, with all pairs of files 7 to 10 of `plain-*.jsonl`, a fifth of the others, and `--minutes 35 --seed 81`.
- Run J had 245 steps from I, with files 61 to 64 of `part-*.jsonl`, a quarter of those of run I, 5 % of the others, and
  `--minutes 25 --seed 91`.
- Run K had 344 steps from O, with files 61 to 66 of `part-*.jsonl`, a fifth of those of run I, 6 % of the others, and
  `--rate 1e-4 --minutes 28 --seed 101`.
- Run L had 284 steps from K, with files 67 and 68 of `part-*.jsonl`, a third of files 61 to 66, a fifth of those of run I, 6 % of the others,
  and `--minutes 18 --seed 111`.

The multilingual model is the mean of run R and of its states after 400 and 500 steps, with the shares 0.4, 0.3 and 0.3. Its runs start from
the encoder of multilingual-e5-small (`--encoder FOLDER --frozen-layers 3`), and have all pairs in other languages (`--languages TWINS`) and
some of the English ones:

- Run P had about 530 steps of 66 inputs, with an eighth of the English pairs and of half of those in other languages, and
  `--rate 1.5e-4 --general 0.2 0.1 0 --twin-share 0.12 --twin-passes 1 1 0 --minutes 52 --seed 5`.
- Run Q had 420 steps from P, with one to three pairs of each of 400 English articles, and
  `--rate 1.2e-4 --general 0.06 0 0 --twin-passes 1 0 0 --seed 15`.
- Run R had about 710 steps from Q, with half of the pairs of 242 English articles and of a part of `plain-*.jsonl`, and
  `--rate 1.1e-4 --general 0.1 0 0 --twin-share 0.55 --twin-passes 1 0 0 --minutes 80 --seed 16`.

The learning rate depends on the clock, so a repetition gives a similar model, not the same model.
"""

import argparse
import json
import random
import sys
import time
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

import torch
from torch.optim import AdamW

from assistant.eval.question_sets.json_lines import read_records
from assistant.eval.training.qa_model.batches import PLAN, Plan, batches
from assistant.eval.training.qa_model.examples import Group
from assistant.eval.training.qa_model.model import FROZEN_LAYERS, Batch, EncodedGroup, QANetwork, loss
from assistant.eval.training.qa_model.sources import read_general
from assistant.eval.training.qa_model.texts import folded
from assistant.eval.training.qa_model.twins import read_language_twins, read_twins, twin_groups
from assistant.extractive.qa_model.candidates import QATokenizer

_WEIGHT_DECAY = 0.01
_WARMUP_SHARE = 0.04
_MIN_RATE_SHARE = 0.02
_MAX_GRADIENT = 1.0
_HEAD_RATE = 5e-4
_LOG_INTERVAL = 20
_SAVE_INTERVAL = 100
_TWIN_SAMPLES = 3


@dataclass(frozen=True, slots=True)
class Schedule:
    """The length and the learning rate of a run.

    Attributes:
        steps: The number of steps.
        minutes: The maximum number of minutes; None for no limit.
        rate: The highest learning rate of the encoder.
    """

    steps: int
    minutes: float | None
    rate: float

    def progress(self, step: int, seconds: float) -> float:
        """Returns the share of the run that is over."""
        time_share = seconds / 60 / self.minutes if self.minutes else 0.0
        return min(1.0, max(step / self.steps, time_share))

    def rate_share(self, step: int, seconds: float) -> float:
        """Returns the learning rate as a share of the highest one: it rises in a short warm-up, then falls linearly."""
        warmup = (step + 1) / max(1.0, _WARMUP_SHARE * self.steps)
        return min(1.0, warmup) * max(_MIN_RATE_SHARE, 1 - self.progress(step, seconds))


def train(network: QANetwork, steps: Iterable[list[EncodedGroup]], schedule: Schedule, checkpoint: Path | None) -> None:
    """Trains on the groups of each step; continues from the checkpoint if it exists.

    Args:
        network: The network.
        steps: The groups of each step.
        schedule: The length and the learning rate.
        checkpoint: The file of the state; None for a run that cannot be continued.
    """
    optimiser = AdamW(_parameter_groups(network, schedule.rate))
    head_factor = _HEAD_RATE / schedule.rate
    first_step, seconds_before = _restore(network, optimiser, checkpoint)
    start = time.monotonic() - seconds_before
    network.train()
    total_loss = 0.0
    for step, groups in enumerate(islice(steps, first_step, schedule.steps), first_step):
        seconds = time.monotonic() - start
        if schedule.progress(step, seconds) >= 1:
            break
        rate = schedule.rate * schedule.rate_share(step, seconds)
        for number, group in enumerate(optimiser.param_groups):
            group["lr"] = rate * (head_factor if number == 2 else 1)
        batch = Batch.of(groups).to(network.device)
        optimiser.zero_grad()
        step_loss = loss(network(batch), batch)
        step_loss.backward()  # type: ignore[no-untyped-call]  # torch has no types for it
        torch.nn.utils.clip_grad_norm_(network.parameters(), _MAX_GRADIENT)
        optimiser.step()
        total_loss += step_loss.item()
        if (step + 1) % _LOG_INTERVAL == 0:
            mean_loss = total_loss / _LOG_INTERVAL
            sys.stderr.write(f"step {step + 1} of {schedule.steps}, {seconds:.0f} s: loss {mean_loss:.3f}\n")
            sys.stderr.flush()
            total_loss = 0.0
        if checkpoint and (step + 1) % _SAVE_INTERVAL == 0:
            _save(network, optimiser, checkpoint, step + 1, seconds)
    if checkpoint:
        _save(network, optimiser, checkpoint, schedule.steps, time.monotonic() - start)


def _parameter_groups(network: QANetwork, rate: float) -> list[dict[str, Any]]:
    """Returns the matrices of the encoder, which decay, its vectors, which do not, and the heads, which learn faster."""
    encoder = [parameter for parameter in network.bert.parameters() if parameter.requires_grad]
    heads = (network.answers, network.span, network.yes_no)
    head_parameters = [parameter for head in heads for parameter in head.parameters()]
    matrices = [parameter for parameter in encoder if parameter.ndim > 1]
    vectors = [parameter for parameter in encoder if parameter.ndim < 2]
    return [
        {"params": matrices, "weight_decay": _WEIGHT_DECAY, "lr": rate},
        {"params": vectors, "weight_decay": 0.0, "lr": rate},
        {"params": head_parameters, "weight_decay": 0.0, "lr": rate},
    ]


def _save(network: QANetwork, optimiser: AdamW, file: Path, step: int, seconds: float) -> None:
    partial = file.with_suffix(".partial")
    state = {"network": network.state_dict(), "optimiser": optimiser.state_dict(), "step": step, "seconds": seconds}
    torch.save(state, partial)
    partial.replace(file)


def _restore(network: QANetwork, optimiser: AdamW, file: Path | None) -> tuple[int, float]:
    """Restores the state of a checkpoint; returns its step and its seconds, or zeros without a checkpoint."""
    if file is None or not file.exists():
        return 0, 0.0
    state = torch.load(file, weights_only=True)
    network.load_state_dict(state["network"])
    optimiser.load_state_dict(state["optimiser"])
    return int(state["step"]), float(state["seconds"])


def load(file: Path, encoder: Path | None = None) -> QANetwork:
    """Returns the network of a checkpoint; `encoder` as in `QANetwork`."""
    network = QANetwork(encoder=encoder)
    network.load_state_dict(torch.load(file, weights_only=True)["network"])
    return network.eval()


def _sample(groups: list[Group], share: float, draw: random.Random) -> list[Group]:
    return draw.sample(groups, round(share * len(groups)))


def _measured_articles(folders: Sequence[Path]) -> tuple[list[str], str]:
    """Returns the titles and the folded texts of the articles of evaluation sets, on which the model must not be trained."""
    records = [record for folder in folders for _, record in read_records(folder / "articles.jsonl", "")]
    return [str(record["title"]) for record in records], " ".join(folded(str(record["text"])) for record in records)


def main(arguments: Sequence[str]) -> None:
    """Reads the data, trains, and saves the last checkpoint."""
    options = _parser().parse_args(arguments)
    if options.threads:
        torch.set_num_threads(options.threads)
    torch.manual_seed(options.seed)
    draw = random.Random(options.seed)  # noqa: S311  # draws examples, no secret
    general = read_general(options.data, draw, *_measured_articles(options.measured), options.samples)
    articles = [article for article in read_twins(options.twins) if not article.held_out]
    mined = json.loads(options.mined.read_text()) if options.mined else None
    languages = [
        article
        for article in (read_language_twins(options.languages) if options.languages else [])
        if not article.held_out
    ]
    twins = [
        _sample(list(twin_groups(articles, draw, mined, topics=options.topics)), options.twin_share, draw)
        + list(twin_groups(languages, draw))
        for _ in range(_TWIN_SAMPLES)
    ]
    plan = Plan(tuple(options.general), tuple(options.twin_passes))
    steps = list(batches(general, twins, plan, QATokenizer.of_folder(options.encoder), draw))
    sources = dict(Counter(group.source for group in general))
    inputs = sum(len(group) for step in steps for group in step)
    sys.stderr.write(f"{sources}, {len(twins[0])} twins; {len(steps)} steps of {inputs / len(steps):.0f} inputs\n")
    network = QANetwork(options.from_graph, options.encoder, options.frozen_layers)
    if options.from_checkpoint:
        network.load_state_dict(torch.load(options.from_checkpoint, weights_only=True)["network"])
    network.to("cuda" if torch.cuda.is_available() else "cpu")
    train(network, steps, Schedule(options.steps or len(steps), options.minutes, options.rate), options.out)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    add = parser.add_argument
    add("data", type=Path)
    add("twins", type=Path)
    add("out", type=Path)
    add(
        "--from-graph", type=Path, help="the graph of an earlier release to start from, instead of the packaged encoder"
    )
    add("--from-checkpoint", type=Path, help="a finished run to start from")
    add("--measured", type=Path, nargs="*", default=[], help="evaluation sets whose articles are left out")
    add("--encoder", type=Path, help="the folder of another encoder than the packaged one, in Hugging Face format")
    add("--frozen-layers", type=int, default=FROZEN_LAYERS, help="the number of lower layers that are not trained")
    add("--languages", type=Path, help="a folder of twin questions in other languages (`languages-*.jsonl`)")
    add("--twin-share", type=float, default=1.0, help="the share of the twins in each pass")
    add("--topics", action="store_true", help="add the story to some questions of the twins")
    add("--mined", type=Path, help="the file that mine.py wrote: the scores of negatives by an earlier model")
    add("--minutes", type=float)
    add("--steps", type=int)
    add("--rate", type=float, default=1.2e-4)
    add("--seed", type=int, default=7)
    add("--threads", type=int)
    add("--samples", type=float, default=1.0, help="multiplies the number of groups of each published source")
    add("--general", type=float, nargs=3, default=PLAN.general, help="shares of the general data for each stage")
    add("--twin-passes", type=int, nargs=3, default=PLAN.twins, help="passes over the twins in each stage")
    return parser


if __name__ == "__main__":
    main(sys.argv[1:])
