"""The weights that training starts from: the packaged encoder, or one that was exported as a graph in 8 bits."""

from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np
import onnx
import torch
from numpy.typing import NDArray
from onnx import numpy_helper
from torch import Tensor

_PARTS = (
    "attention.self.query",
    "attention.self.key",
    "attention.self.value",
    "attention.output.dense",
    "intermediate.dense",
    "output.dense",
)
"""The matrices of a layer in the order in which a graph has them."""

_NORMS = ("attention.output", "output")
_VECTORS = 3 * len(_NORMS)

Arrays = dict[str, NDArray[np.float32]]


def encoder_of_graph(file: Path) -> dict[str, Tensor]:
    """The weights of the layers of an exported graph, dequantised, by their names in the checkpoint.

    Embeddings are not part of such a graph.

    Raises:
        ValueError: If the graph is not of the form that `eval` exports.
    """
    found = _Parts.of(onnx.load(file).graph)
    layers = len(found.biases)
    if not layers or len(found.matrices) < len(_PARTS) * layers or len(found.vectors) < _VECTORS * layers:
        raise ValueError(f"{file} is no graph of an encoder as it is exported here")
    weights: Arrays = {}
    for number in range(layers):
        name = f"encoder.layer.{number}"
        for place, part in enumerate(_PARTS):
            weights[f"{name}.{part}.weight"] = found.matrices[number * len(_PARTS) + place].T
        for part, bias in zip(_PARTS[:3], np.split(found.biases[number], 3), strict=True):
            weights[f"{name}.{part}.bias"] = bias
        weights[f"{name}.intermediate.dense.bias"] = found.inner[number]
        for place, part in enumerate(_NORMS):
            own = found.vectors[number * _VECTORS + place * 3 :][:3]
            names = (f"{part}.dense.bias", f"{part}.LayerNorm.weight", f"{part}.LayerNorm.bias")
            weights |= {f"{name}.{one}": value for one, value in zip(names, own, strict=True)}
    return {name: torch.from_numpy(np.array(value)) for name, value in weights.items()}


@dataclass(frozen=True, slots=True)
class _Parts:
    """The constants of a graph, each kind in the order of the layers."""

    matrices: list[NDArray[np.float32]]
    vectors: list[NDArray[np.float32]]
    biases: list[NDArray[np.float32]]
    inner: list[NDArray[np.float32]]

    @classmethod
    def of(cls, graph: onnx.GraphProto) -> "_Parts":
        """Reads them, the matrices dequantised."""
        constants = {one.name: numpy_helper.to_array(one) for one in graph.initializer}
        parts = cls([], [], [], [])
        for node in graph.node:
            if node.op_type == "MatMulIntegerToFloat":
                parts.matrices.append(constants[node.input[1]].astype(np.float32) * constants[node.input[3]])
            elif node.op_type == "MultiHeadAttention":
                parts.biases.append(constants[node.input[3]])
            elif node.op_type == "BiasGelu":
                parts.inner.append(constants[node.input[1]])
            elif node.op_type in {"Add", "Mul"}:
                found = [constants[name] for name in node.input if name in constants]
                parts.vectors.extend(one for one in found if one.ndim == 1 and one.size > 1)
        return parts


def answer_head_of_graph(file: Path) -> tuple[Tensor, Tensor]:
    """The matrix and the bias that make one number, whether a text answers, out of the first token's row of an exported graph.

    Raises:
        ValueError: If the graph has no such head.
    """
    graph = onnx.load(file).graph
    constants = {one.name: numpy_helper.to_array(one) for one in graph.initializer}
    for product, added in pairwise(graph.node):
        matrix = constants.get(product.input[1]) if product.op_type == "MatMul" else None
        if matrix is not None and matrix.shape[1:] == (1,):
            (bias,) = (constants[name] for name in added.input if name in constants)
            return torch.from_numpy(matrix.T.copy()), torch.from_numpy(bias.reshape(1).copy())
    raise ValueError(f"{file} does not say whether a text answers")
