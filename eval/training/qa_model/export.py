"""Exports a trained QA model as the ONNX file that the assistant runs: `python -m assistant.eval.training.qa_model.export RUN.pt OUT.onnx`.

`--encoder` names the folder of the encoder that the run was started with, if it is not the packaged one. The token table is not exported:
the assistant takes it from the package with the embedder.

Matrices become 8-bit integers, as in `assistant.ingest.embedders.graph_matmul`. The calibration is part of the file: the head of the
answer logit is multiplied by a scale, and a shift is added. `measure.py` fits both.
"""

import argparse
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from torch import nn

from assistant.eval.training.qa_model.examples import YES_NO
from assistant.eval.training.qa_model.model import QANetwork
from assistant.eval.training.qa_model.train import load
from assistant.ingest.embedders.bert_graph import Encoder
from assistant.ingest.embedders.graph_matmul import EightBitMatMul
from assistant.ingest.embedders.graph_nodes import GraphNodes


@dataclass(frozen=True, slots=True)
class Calibration:
    """Makes the sigmoid of the answer logit a probability: the logit is multiplied by `scale`, then `shift` is added."""

    scale: float = 1.0
    shift: float = 0.0


def export(network: QANetwork, target: Path, calibration: Calibration = Calibration()) -> None:
    """Writes the encoder's layers and the three heads.

    The graph takes `embedded`, float32 of shape (1, tokens, hidden), and gives `answers` (1, 1), `span` (tokens, 2) and `yes_no` (1, 3).

    Args:
        network: The trained network.
        target: The file to write.
        calibration: The calibration of the answer logit.

    Raises:
        OSError: If it cannot be written.
    """
    from onnx import TensorProto, helper

    shape = network.shape
    weights = {name: tensor.float().numpy() for name, tensor in network.bert.state_dict().items()}
    nodes = GraphNodes()
    encoder = Encoder(weights, shape, nodes, EightBitMatMul(nodes), lambda: nodes.add("Shape", ["embedded"]))
    rows = encoder.layers(encoder.as_rows("embedded"))
    first_row = nodes.add("Gather", [rows, nodes.constant(np.array([0], np.int64))], axis=0)
    matrix, bias = _head_weights(network.answers)
    calibrated_bias = bias * calibration.scale + calibration.shift
    _write_linear(nodes, first_row, matrix * calibration.scale, calibrated_bias, "answers")
    _write_linear(nodes, rows, *_head_weights(network.span), "span")
    _write_linear(nodes, first_row, *_head_weights(network.yes_no), "yes_no")
    model = nodes.model(("embedded", np.float32, (1, "tokens", shape.hidden)), ("answers", np.float32, (1, 1)))
    for name, axes in (("span", ("tokens", 2)), ("yes_no", (1, len(YES_NO)))):
        model.graph.output.append(helper.make_tensor_value_info(name, TensorProto.FLOAT, axes))
    target.write_bytes(model.SerializeToString())


def _head_weights(head: nn.Linear) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    return head.weight.detach().float().numpy().T, head.bias.detach().float().numpy()


def _write_linear(
    nodes: GraphNodes, rows: str, matrix: NDArray[np.float32], bias: NDArray[np.float32], output: str
) -> None:
    product = nodes.add("MatMul", [rows, nodes.constant(np.ascontiguousarray(matrix, np.float32))])
    nodes.add("Add", [product, nodes.constant(bias.astype(np.float32))], output=output)


def main(arguments: Sequence[str]) -> None:
    """Exports a checkpoint."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("run", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--encoder", type=Path, help="the folder of another encoder than the packaged one")
    parser.add_argument("--scale", type=float, default=1.0)
    parser.add_argument("--shift", type=float, default=0.0)
    options = parser.parse_args(arguments)
    export(load(options.run, options.encoder), options.out, Calibration(options.scale, options.shift))


if __name__ == "__main__":
    main(sys.argv[1:])
