"""Reads the weights that training starts from out of a graph that was exported in 8 bits."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np
import onnx
import torch
from numpy.typing import NDArray
from onnx import numpy_helper
from torch import Tensor

_MATRICES = (
    "attention.self.query",
    "attention.self.key",
    "attention.self.value",
    "attention.output.dense",
    "intermediate.dense",
    "output.dense",
)
"""The matrices of a layer in their order in a graph."""

_NORMS = ("attention.output", "output")
_VECTORS_OF_NORM = 3
_LAYER_VECTORS = _VECTORS_OF_NORM * len(_NORMS)

Array = NDArray[np.float32]


def encoder_of_graph(file: Path) -> dict[str, Tensor]:
    """Returns the dequantised weights of the encoder layers of an exported graph, by their names in the checkpoint.

    Such a graph has no embeddings.

    Raises:
        ValueError: If the graph is not one that `export.py` writes.
    """
    constants = _EncoderConstants.of(onnx.load(file).graph)
    layers = len(constants.attention_biases)
    has_matrices = len(constants.matrices) >= len(_MATRICES) * layers
    if not layers or not has_matrices or len(constants.vectors) < _LAYER_VECTORS * layers:
        raise ValueError(f"{file} is not the graph of an encoder that export.py wrote")
    weights: dict[str, Array] = {}
    for number in range(layers):
        layer = f"encoder.layer.{number}"
        for position, name in enumerate(_MATRICES):
            weights[f"{layer}.{name}.weight"] = constants.matrices[number * len(_MATRICES) + position].T
        for name, bias in zip(_MATRICES[:3], np.split(constants.attention_biases[number], 3), strict=True):
            weights[f"{layer}.{name}.bias"] = bias
        weights[f"{layer}.intermediate.dense.bias"] = constants.intermediate_biases[number]
        for position, norm in enumerate(_NORMS):
            start = number * _LAYER_VECTORS + position * _VECTORS_OF_NORM
            vectors = constants.vectors[start : start + _VECTORS_OF_NORM]
            names = (f"{norm}.dense.bias", f"{norm}.LayerNorm.weight", f"{norm}.LayerNorm.bias")
            weights |= {f"{layer}.{name}": vector for name, vector in zip(names, vectors, strict=True)}
    return {name: torch.from_numpy(np.array(value)) for name, value in weights.items()}


@dataclass(frozen=True, slots=True)
class _EncoderConstants:
    """The constants of a graph, each kind in the order of the layers.

    Attributes:
        matrices: Dequantised matrices, of shape (columns, new columns).
        vectors: Biases of output matrices, and weights and biases of layer normalisations.
        attention_biases: Biases of query, key and value, one after the other.
        intermediate_biases: Biases of the first matrix of the feed-forward part.
    """

    matrices: list[Array]
    vectors: list[Array]
    attention_biases: list[Array]
    intermediate_biases: list[Array]

    @classmethod
    def of(cls, graph: onnx.GraphProto) -> _EncoderConstants:
        """Reads the constants of a graph."""
        values = _constants(graph)
        constants = cls([], [], [], [])
        for node in graph.node:
            if node.op_type == "MatMulIntegerToFloat":
                constants.matrices.append(values[node.input[1]].astype(np.float32) * values[node.input[3]])
            elif node.op_type == "MultiHeadAttention":
                constants.attention_biases.append(values[node.input[3]])
            elif node.op_type == "BiasGelu":
                constants.intermediate_biases.append(values[node.input[1]])
            elif node.op_type in {"Add", "Mul"}:
                operands = [values[name] for name in node.input if name in values]
                constants.vectors.extend(value for value in operands if value.ndim == 1 and value.size > 1)
        return constants


def head_of_graph(file: Path, outputs: int) -> tuple[Tensor, Tensor]:
    """Returns the matrix and the bias of a head of an exported graph.

    Args:
        file: The graph.
        outputs: The number of the head's outputs: 1 for the answer logit, 2 for the span, 3 for yes, no and undecided.

    Raises:
        ValueError: If the graph has no such head.
    """
    graph = onnx.load(file).graph
    values = _constants(graph)
    for product, addition in pairwise(graph.node):
        matrix = values.get(product.input[1]) if product.op_type == "MatMul" else None
        if matrix is not None and matrix.shape[1:] == (outputs,):
            (bias,) = (values[name] for name in addition.input if name in values)
            return torch.from_numpy(matrix.T.copy()), torch.from_numpy(bias.reshape(outputs).copy())
    raise ValueError(f"{file} has no head of {outputs} outputs")


def _constants(graph: onnx.GraphProto) -> dict[str, Array]:
    return {constant.name: numpy_helper.to_array(constant) for constant in graph.initializer}
