"""Writes the packaged MiniLM weights as an ONNX graph, so that a question is embedded without importing torch.

The graph is BERT's encoder (Devlin et al., 2019): embeddings, then for every layer attention, and feed-forward, each followed by a residual
sum and a layer normalisation. It is built from the safetensors file and nothing else, in ONNX's operators and, where they are quicker, ONNX
Runtime's own (https://github.com/microsoft/onnxruntime/blob/main/docs/ContribOperators.md). Within it, texts lie one under the other, a token
a row, so that every product is one of two matrices.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable
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
class BertShape:
    """The numbers of a model's `config.json` that a graph needs."""

    layers: int
    heads: int
    hidden: int
    epsilon: float

    @classmethod
    def read(cls, model_folder: Path) -> BertShape:
        """Of the model in a folder.

        Raises:
            OSError: If the folder cannot be read.
        """
        config = json.loads((model_folder / "config.json").read_text())
        names = ("num_hidden_layers", "num_attention_heads", "hidden_size", "layer_norm_eps")
        return cls(*(config[name] for name in names))


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

    shape = BertShape.read(model_folder)
    nodes = GraphNodes()
    products = EightBitProducts(nodes) if eight_bits else FloatProducts(nodes)

    def texts_shape() -> str:
        texts = nodes.add("Shape", ["input_ids"])
        return nodes.add("Concat", [texts, nodes.constant(np.array([shape.hidden], np.int64))], axis=0)

    encoder = Encoder(load_file(model_folder / "model.safetensors"), shape, nodes, products, texts_shape)
    rows = encoder.embed("input_ids")
    for number in range(shape.layers):
        rows = encoder.layer(rows, number)
    nodes.add("Reshape", [rows, encoder.texts_shape()], output="tokens")
    axes = ("texts", "tokens")
    return nodes.model(("input_ids", np.int32, axes), ("tokens", np.float32, (*axes, "hidden")))


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


class Encoder:
    """Writes the parts of BERT's encoder, whose texts lie one under the other, a token a row.

    Args:
        weights: By their names in the checkpoint.
        shape: The model's numbers.
        nodes: Where it is written.
        products: How rows are multiplied by matrices.
        texts_shape: Writes the node that gives (texts, tokens, hidden), which products forget.
    """

    def __init__(
        self,
        weights: Weights,
        shape: BertShape,
        nodes: GraphNodes,
        products: Products,
        texts_shape: Callable[[], str],
    ) -> None:
        self._weights = weights
        self._shape = shape
        self._nodes = nodes
        self._products = products
        self._write_texts_shape = texts_shape

    def texts_shape(self) -> str:
        """The node that gives (texts, tokens, hidden)."""
        return self._nodes.once("texts_shape", self._write_texts_shape)

    def embed(self, ids: str) -> str:
        """The rows of tokens given by their ids, in shape (texts, tokens)."""
        names = ["word_embeddings.weight", "position_embeddings.weight", "token_type_embeddings.weight"]
        tables = [self._weight(f"embeddings.{name}") for name in names]
        norm = [self._weight(f"embeddings.LayerNorm.{part}") for part in ("weight", "bias")]
        embedded = self._nodes.add_fused(
            "EmbedLayerNormalization",
            [ids, "", *tables, *norm],
            # Its second output, how long each text is, is not asked for, but has to have a name.
            unused_outputs=1,
            epsilon=self._shape.epsilon,
        )
        return self.as_rows(embedded)

    def layer(self, rows: str, number: int, *, first_only: bool = False) -> str:
        """The rows after one more layer.

        Args:
            rows: What the layer before gave.
            number: Which layer it is, from 0.
            first_only: Whether only the first row is wanted, of the one text that there is.
        """
        name = f"encoder.layer.{number}"
        asking = rows
        if first_only:
            asking = self._nodes.add("Gather", [rows, self._nodes.constant(np.array([0], np.int64))], axis=0)
        attended = self._products.of(self._attend(rows, asking, f"{name}.attention.self"))(
            self._matrix(f"{name}.attention.output")
        )
        rows = self._add_and_norm(attended, asking, f"{name}.attention.output")
        inner = self._products.of(rows)(self._matrix(f"{name}.intermediate"))
        inner = self._nodes.add_fused("BiasGelu", [inner, self._weight(f"{name}.intermediate.dense.bias")])
        outer = self._products.of(inner, least=_GELU_LEAST)(self._matrix(f"{name}.output"))
        return self._add_and_norm(outer, rows, f"{name}.output")

    def _attend(self, rows: str, asking: str, name: str) -> str:
        """What the rows that ask find in all rows; those that ask are all of them, or the first of the one text that there is."""
        product = self._products.of(rows)
        of_asking, asking_shape = product, self.texts_shape()
        if asking != rows:
            of_asking, asking_shape = self._products.of(asking), self._whole_numbers(1, 1, self._shape.hidden)
        kinds = {"query": (of_asking, asking_shape), "key": (product, self.texts_shape())}
        kinds["value"] = kinds["key"]
        inputs = [
            self._nodes.add("Reshape", [multiply(self._weights[f"{name}.{kind}.weight"].T), shape])
            for kind, (multiply, shape) in kinds.items()
        ]
        bias = np.concatenate([self._weights[f"{name}.{kind}.bias"] for kind in kinds])
        attended = self._nodes.add_fused(
            "MultiHeadAttention", [*inputs, self._nodes.constant(bias)], num_heads=self._shape.heads
        )
        return self.as_rows(attended)

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

    def as_rows(self, value: str) -> str:
        """Texts, in shape (texts, tokens, hidden), one under the other."""
        return self._nodes.add("Reshape", [value, self._whole_numbers(-1, self._shape.hidden)])

    def _matrix(self, name: str) -> NDArray[np.float32]:
        return self._weights[f"{name}.dense.weight"].T

    def _weight(self, name: str) -> str:
        return self._nodes.constant(self._weights[name])

    def _number(self, value: float) -> str:
        return self._nodes.constant(np.array(value, np.float32))

    def _whole_numbers(self, *values: int) -> str:
        return self._nodes.constant(np.array(values, np.int64))
