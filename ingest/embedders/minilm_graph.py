"""Writes the packaged MiniLM weights as an ONNX graph, so that a question is embedded without importing torch.

The graph is BERT's encoder (Devlin et al., 2019): embeddings, then for every layer attention, and feed-forward, each followed by a residual
sum and a layer normalisation. It is built from the safetensors file and nothing else, in ONNX's operators and, where they are quicker, ONNX
Runtime's own (https://github.com/microsoft/onnxruntime/blob/main/docs/ContribOperators.md). Within it, texts lie one under the other, a token
a row, so that every product is one of two matrices.
"""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from assistant.ingest.embedders.graph_nodes import GraphNodes
from assistant.ingest.embedders.graph_products import EightBitProducts, FloatProducts, Products

if TYPE_CHECKING:
    import onnx

Weights = dict[str, NDArray[np.float32]]

_GELU_LEAST = -0.17
"""Nothing that GELU gives is less: its minimum is -0.16997, at -0.7518 (Hendrycks and Gimpel, 2016)."""


@dataclass(frozen=True, slots=True)
class _Shape:
    """The numbers of the model's `config.json` that the graph needs."""

    layers: int
    heads: int
    hidden: int
    epsilon: float


def build_graph(model_folder: Path, *, eight_bits: bool) -> onnx.ModelProto:
    """The graph of a BERT model kept as `config.json` and `model.safetensors`.

    It takes `input_ids`, int32 of shape (texts, tokens), all texts of as many tokens, and gives `tokens`, float32 of shape
    (texts, tokens, hidden). No text's vectors depend on the others'.

    Args:
        model_folder: Where the two files are.
        eight_bits: Whether matrices are multiplied as whole numbers of 8 bits, and not as 32-bit floats.

    Raises:
        OSError: If the folder cannot be read.
    """
    from safetensors.numpy import load_file

    config = json.loads((model_folder / "config.json").read_text())
    shape = _Shape(
        config["num_hidden_layers"], config["num_attention_heads"], config["hidden_size"], config["layer_norm_eps"]
    )
    nodes = GraphNodes()
    products = EightBitProducts(nodes) if eight_bits else FloatProducts(nodes)
    return _Encoder(load_file(model_folder / "model.safetensors"), shape, nodes, products).build()


def write_graph(model_folder: Path, target: Path, *, eight_bits: bool) -> None:
    """Writes the graph of `build_graph` to `target`.

    A target that already exists is replaced in one step, so that nobody reads half a file.

    Raises:
        OSError: If the folder cannot be read or the target not written.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    # A name of its own for each writer: two processes may build the same graph at once.
    partial = target.with_name(f"{target.name}.{os.getpid()}.partial")
    partial.write_bytes(build_graph(model_folder, eight_bits=eight_bits).SerializeToString())
    partial.replace(target)


class _Encoder:
    """Walks the encoder from the input to the output."""

    def __init__(self, weights: Weights, shape: _Shape, nodes: GraphNodes, products: Products) -> None:
        self._weights = weights
        self._shape = shape
        self._nodes = nodes
        self._products = products

    def build(self) -> onnx.ModelProto:
        rows = self._embed()
        for layer in range(self._shape.layers):
            rows = self._layer(rows, f"encoder.layer.{layer}")
        self._nodes.add("Reshape", [rows, self._nodes.once("texts_shape", self._texts_shape)], output="tokens")
        return self._nodes.model("input_ids", "tokens")

    def _embed(self) -> str:
        names = ["word_embeddings.weight", "position_embeddings.weight", "token_type_embeddings.weight"]
        tables = [self._weight(f"embeddings.{name}") for name in names]
        norm = [self._weight(f"embeddings.LayerNorm.{part}") for part in ("weight", "bias")]
        embedded = self._nodes.add_fused(
            "EmbedLayerNormalization",
            ["input_ids", "", *tables, *norm],
            # Its second output, how long each text is, is not asked for, but has to have a name.
            unused_outputs=1,
            epsilon=self._shape.epsilon,
        )
        return self._as_rows(embedded)

    def _layer(self, rows: str, name: str) -> str:
        attended = self._products.of(self._attend(rows, f"{name}.attention.self"))(
            self._matrix(f"{name}.attention.output")
        )
        rows = self._add_and_norm(attended, rows, f"{name}.attention.output")
        inner = self._products.of(rows)(self._matrix(f"{name}.intermediate"))
        inner = self._nodes.add_fused("BiasGelu", [inner, self._weight(f"{name}.intermediate.dense.bias")])
        outer = self._products.of(inner, least=_GELU_LEAST)(self._matrix(f"{name}.output"))
        return self._add_and_norm(outer, rows, f"{name}.output")

    def _attend(self, rows: str, name: str) -> str:
        kinds = ("query", "key", "value")
        product = self._products.of(rows)
        shape = self._nodes.once("texts_shape", self._texts_shape)
        inputs = [
            self._nodes.add("Reshape", [product(self._weights[f"{name}.{kind}.weight"].T), shape]) for kind in kinds
        ]
        bias = np.concatenate([self._weights[f"{name}.{kind}.bias"] for kind in kinds])
        attended = self._nodes.add_fused(
            "MultiHeadAttention", [*inputs, self._nodes.constant(bias)], num_heads=self._shape.heads
        )
        return self._as_rows(attended)

    def _add_and_norm(self, value: str, residual: str, name: str) -> str:
        """The sum, scaled to mean 0 and variance 1 a row: ONNX Runtime's fused operator takes three times as long as its parts."""
        summed = self._nodes.add("Add", [value, residual])
        summed = self._nodes.add("Add", [summed, self._weight(f"{name}.dense.bias")])
        mean = self._nodes.add("ReduceMean", [summed], axes=[-1], keepdims=1)
        centred = self._nodes.add("Sub", [summed, mean])
        squares = self._nodes.add("ReduceSumSquare", [centred], axes=[-1], keepdims=1)
        # Over the number of columns, which is divided by, epsilon is counted as often as there are columns.
        squares = self._nodes.add("Add", [squares, self._number(self._shape.hidden * self._shape.epsilon)])
        length = self._nodes.add("Sqrt", [squares])
        scale = self._nodes.add("Div", [self._number(self._shape.hidden**0.5), length])
        scaled = self._nodes.add("Mul", [centred, scale])
        scaled = self._nodes.add("Mul", [scaled, self._weight(f"{name}.LayerNorm.weight")])
        return self._nodes.add("Add", [scaled, self._weight(f"{name}.LayerNorm.bias")])

    def _texts_shape(self) -> str:
        """(texts, tokens, hidden), which products forget."""
        texts = self._nodes.add("Shape", ["input_ids"])
        return self._nodes.add("Concat", [texts, self._whole_numbers(self._shape.hidden)], axis=0)

    def _as_rows(self, value: str) -> str:
        return self._nodes.add("Reshape", [value, self._whole_numbers(-1, self._shape.hidden)])

    def _matrix(self, name: str) -> NDArray[np.float32]:
        return self._weights[f"{name}.dense.weight"].T

    def _weight(self, name: str) -> str:
        return self._nodes.constant(self._weights[name])

    def _number(self, value: float) -> str:
        return self._nodes.constant(np.array(value, np.float32))

    def _whole_numbers(self, *values: int) -> str:
        return self._nodes.constant(np.array(values, np.int64))
