"""Writes the weights of a BERT encoder as an ONNX graph, so that a question is embedded without importing torch.

The graph is BERT's encoder (Devlin et al., 2019): embeddings, then layers of attention and feed-forward, each followed by a residual
sum and a layer normalisation. It is built from the weights alone, with ONNX's operators and, if they are faster, ONNX
Runtime's own (https://github.com/microsoft/onnxruntime/blob/main/docs/ContribOperators.md). The tokens of all texts are rows of one
matrix, so that every product multiplies two matrices.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from assistant.ingest.embedders.graph_matmul import EightBitMatMul, FloatMatMul, MatMul
from assistant.ingest.embedders.graph_nodes import GraphNodes, Value

if TYPE_CHECKING:
    import onnx

Weights = dict[str, NDArray[np.float32]]

_GELU_LEAST = -0.17
"""A lower bound of GELU: its minimum is -0.16997, at -0.7518 (Hendrycks and Gimpel, 2016)."""

_TOKENS: Value = ("tokens", np.float32, ("texts", "tokens", "hidden"))
"""The output of a graph: the vector of each token."""


@dataclass(frozen=True, slots=True)
class BertShape:
    """The numbers in a model's `config.json` that a graph needs."""

    layers: int
    heads: int
    hidden: int
    epsilon: float

    @classmethod
    def read(cls, model_folder: Path) -> BertShape:
        """Reads the shape of the model in a folder.

        Raises:
            OSError: If the folder cannot be read.
        """
        config = json.loads((model_folder / "config.json").read_text())
        names = ("num_hidden_layers", "num_attention_heads", "hidden_size", "layer_norm_eps")
        return cls(*(config[name] for name in names))


def build_ids_graph(model_folder: Path, *, eight_bits: bool) -> onnx.ModelProto:
    """Builds the graph of a BERT model stored as `config.json` and `model.safetensors`.

    Its input is `input_ids`, int32 of shape (texts, tokens), for texts of equal length. Its output is `tokens`, float32 of shape
    (texts, tokens, hidden). No text's vectors depend on the other texts.

    Args:
        model_folder: The folder of the two files.
        eight_bits: Whether matrices are multiplied as 8-bit integers instead of 32-bit floats.

    Raises:
        OSError: If the folder cannot be read.
    """
    from safetensors.numpy import load_file

    shape = BertShape.read(model_folder)
    nodes = GraphNodes()

    def texts_shape() -> str:
        texts = nodes.add("Shape", ["input_ids"])
        return nodes.add("Concat", [texts, nodes.constant(np.array([shape.hidden], np.int64))], axis=0)

    weights = load_file(model_folder / "model.safetensors")
    encoder = Encoder(weights, shape, nodes, _matmul(nodes, eight_bits=eight_bits), texts_shape)
    encoder.write_tokens(encoder.embed("input_ids"))
    return nodes.model(("input_ids", np.int32, ("texts", "tokens")), _TOKENS)


def build_rows_graph(weights: Weights, shape: BertShape, *, eight_bits: bool) -> onnx.ModelProto:
    """Builds the graph of the layers of a BERT model, without its token table.

    Its input is `embedded`, float32 of shape (texts, tokens, hidden), for texts of equal length: what `TokenEmbeddings` computes. Its
    output is that of `build_ids_graph`.

    Args:
        weights: The weights of the layers, by their names in a BERT checkpoint.
        shape: The model's numbers.
        eight_bits: Whether matrices are multiplied as 8-bit integers instead of 32-bit floats.
    """
    nodes = GraphNodes()
    encoder = Encoder(
        weights, shape, nodes, _matmul(nodes, eight_bits=eight_bits), lambda: nodes.add("Shape", ["embedded"])
    )
    encoder.write_tokens(encoder.as_rows("embedded"))
    return nodes.model(("embedded", np.float32, ("texts", "tokens", shape.hidden)), _TOKENS)


def _matmul(nodes: GraphNodes, *, eight_bits: bool) -> MatMul:
    return EightBitMatMul(nodes) if eight_bits else FloatMatMul(nodes)


class Encoder:
    """Writes the parts of BERT's encoder; the tokens of all texts are rows of one matrix.

    Args:
        weights: The weights, by their names in the checkpoint.
        shape: The model's numbers.
        nodes: The graph to write to.
        matmul: Multiplies rows by matrices.
        texts_shape: Writes the node with the shape (texts, tokens, hidden), which the matrix of rows does not have.
    """

    def __init__(
        self,
        weights: Weights,
        shape: BertShape,
        nodes: GraphNodes,
        matmul: MatMul,
        texts_shape: Callable[[], str],
    ) -> None:
        self._weights = weights
        self._shape = shape
        self._nodes = nodes
        self._matmul = matmul
        self._write_texts_shape = texts_shape

    def texts_shape(self) -> str:
        """Returns the node with the shape (texts, tokens, hidden)."""
        return self._nodes.once("texts_shape", self._write_texts_shape)

    def embed(self, ids: str) -> str:
        """Writes the embeddings of token ids of shape (texts, tokens), as rows."""
        names = ["word_embeddings.weight", "position_embeddings.weight", "token_type_embeddings.weight"]
        tables = [self._weight(f"embeddings.{name}") for name in names]
        norm = [self._weight(f"embeddings.LayerNorm.{part}") for part in ("weight", "bias")]
        embedded = self._nodes.add_fused(
            "EmbedLayerNormalization",
            [ids, "", *tables, *norm],
            # The second output, the length of each text, must have a name.
            unused_outputs=1,
            epsilon=self._shape.epsilon,
        )
        return self.as_rows(embedded)

    def layers(self, rows: str) -> str:
        """Writes all layers after the embedded rows; returns the rows of the last."""
        for number in range(self._shape.layers):
            rows = self.layer(rows, number)
        return rows

    def write_tokens(self, rows: str) -> None:
        """Writes all layers after the embedded rows, and the output `tokens`, of shape (texts, tokens, hidden)."""
        self._nodes.add("Reshape", [self.layers(rows), self.texts_shape()], output="tokens")

    def layer(self, rows: str, number: int) -> str:
        """Writes one layer; returns its rows.

        Args:
            rows: The output of the layer before.
            number: The number of the layer, from 0.
        """
        name = f"encoder.layer.{number}"
        attended = self._matmul.prepare(self._attend(rows, f"{name}.attention.self"))(
            self._matrix(f"{name}.attention.output")
        )
        rows = self._add_and_norm(attended, rows, f"{name}.attention.output")
        inner = self._matmul.prepare(rows)(self._matrix(f"{name}.intermediate"))
        inner = self._nodes.add_fused("BiasGelu", [inner, self._weight(f"{name}.intermediate.dense.bias")])
        outer = self._matmul.prepare(inner, least=_GELU_LEAST)(self._matrix(f"{name}.output"))
        return self._add_and_norm(outer, rows, f"{name}.output")

    def _attend(self, rows: str, name: str) -> str:
        """Writes the attention of all rows to all rows."""
        multiply, shape = self._matmul.prepare(rows), self.texts_shape()
        kinds = ("query", "key", "value")
        inputs = [
            self._nodes.add("Reshape", [multiply(self._weights[f"{name}.{kind}.weight"].T), shape]) for kind in kinds
        ]
        bias = np.concatenate([self._weights[f"{name}.{kind}.bias"] for kind in kinds])
        attended = self._nodes.add_fused(
            "MultiHeadAttention", [*inputs, self._nodes.constant(bias)], num_heads=self._shape.heads
        )
        return self.as_rows(attended)

    def _add_and_norm(self, value: str, residual: str, name: str) -> str:
        """Writes sum and layer normalisation; ONNX Runtime's fused operator takes three times as long as its parts."""
        summed = self._nodes.add("Add", [value, residual])
        summed = self._nodes.add("Add", [summed, self._weight(f"{name}.dense.bias")])
        mean = self._nodes.add("ReduceMean", [summed], axes=[-1], keepdims=1)
        centred = self._nodes.add("Sub", [summed, mean])
        squares = self._nodes.add("ReduceSumSquare", [centred], axes=[-1], keepdims=1)
        # The sum of squares is not divided by the number of columns, so epsilon is multiplied by it.
        squares = self._nodes.add("Add", [squares, self._number(self._shape.hidden * self._shape.epsilon)])
        length = self._nodes.add("Sqrt", [squares])
        scale = self._nodes.add("Div", [self._number(self._shape.hidden**0.5), length])
        scaled = self._nodes.add("Mul", [centred, scale])
        scaled = self._nodes.add("Mul", [scaled, self._weight(f"{name}.LayerNorm.weight")])
        return self._nodes.add("Add", [scaled, self._weight(f"{name}.LayerNorm.bias")])

    def as_rows(self, value: str) -> str:
        """Reshapes (texts, tokens, hidden) to rows of tokens."""
        return self._nodes.add("Reshape", [value, self._integers(-1, self._shape.hidden)])

    def _matrix(self, name: str) -> NDArray[np.float32]:
        return self._weights[f"{name}.dense.weight"].T

    def _weight(self, name: str) -> str:
        return self._nodes.constant(self._weights[name])

    def _number(self, value: float) -> str:
        return self._nodes.constant(np.array(value, np.float32))

    def _integers(self, *values: int) -> str:
        return self._nodes.constant(np.array(values, np.int64))
