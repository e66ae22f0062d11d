"""Writes the packaged MiniLM weights as an ONNX graph, so that a question is embedded without importing torch.

The graph is BERT's encoder (Devlin et al., 2019) in ONNX Runtime's fused operators
(https://github.com/microsoft/onnxruntime/blob/main/docs/ContribOperators.md): embeddings, then for every layer attention, and
feed-forward, each followed by a residual sum and a layer normalisation. It is built from the safetensors file and
nothing else. Its matrices are then written as whole numbers of 8 bits, with one scale a column, which halves the time of an embedding; that,
and how near the vectors stay to those of the model as published, is in docs/performance.md.
"""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    import onnx

Weights = dict[str, NDArray[np.float32]]

_FUSED = "com.microsoft"
_OPSET = 17


@dataclass(frozen=True, slots=True)
class _Shape:
    """The numbers of the model's `config.json` that the graph needs."""

    layers: int
    heads: int
    epsilon: float


def build_graph(model_folder: Path) -> onnx.ModelProto:
    """The graph of a BERT model kept as `config.json` and `model.safetensors`, in 32-bit floats.

    It takes `input_ids` and `attention_mask`, both int32 of shape (texts, tokens), and gives `tokens`, float32 of shape
    (texts, tokens, hidden).

    Raises:
        OSError: If the folder cannot be read.
    """
    from safetensors.numpy import load_file

    config = json.loads((model_folder / "config.json").read_text())
    shape = _Shape(config["num_hidden_layers"], config["num_attention_heads"], config["layer_norm_eps"])
    return _Graph(load_file(model_folder / "model.safetensors"), shape).build()


def write_graph(model_folder: Path, target: Path) -> None:
    """Writes the graph of `build_graph` to `target`, its matrices in 8 bits.

    A target that already exists is replaced in one step, so that nobody reads half a file.

    Raises:
        OSError: If the folder cannot be read or the target not written.
    """
    from onnx import TensorProto
    from onnxruntime.quantization import QuantType, quantize_dynamic

    target.parent.mkdir(parents=True, exist_ok=True)
    # A name of its own for each writer: two processes may build the same graph at once.
    partial = target.with_name(f"{target.name}.{os.getpid()}.partial")
    quantize_dynamic(
        build_graph(model_folder),
        partial,
        op_types_to_quantize=["Attention", "MatMul"],
        weight_type=QuantType.QInt8,
        per_channel=True,
        # Processors without VNNI add products in 16 bits, which 8-bit weights would overflow.
        reduce_range=True,
        extra_options={"DefaultTensorType": TensorProto.FLOAT},
    )
    partial.replace(target)


class _Graph:
    """Collects nodes and constants while the encoder is walked from the input to the output."""

    def __init__(self, weights: Weights, shape: _Shape) -> None:
        self._weights = weights
        self._shape = shape
        self._nodes: list[onnx.NodeProto] = []
        self._constants: dict[str, onnx.TensorProto] = {}

    def build(self) -> onnx.ModelProto:
        from onnx import TensorProto, helper

        hidden = self._embed()
        for layer in range(self._shape.layers):
            hidden = self._layer(hidden, f"encoder.layer.{layer}")
        self._nodes.append(helper.make_node("Identity", [hidden], ["tokens"]))
        axes = ["texts", "tokens"]
        graph = helper.make_graph(
            self._nodes,
            "bert",
            [helper.make_tensor_value_info(name, TensorProto.INT32, axes) for name in ("input_ids", "attention_mask")],
            [helper.make_tensor_value_info("tokens", TensorProto.FLOAT, [*axes, "hidden"])],
            list(self._constants.values()),
        )
        opsets = [helper.make_opsetid("", _OPSET), helper.make_opsetid(_FUSED, 1)]
        model = helper.make_model(graph, opset_imports=opsets, ir_version=9)
        # Says that there is nothing left to fuse; without it, the quantiser logs a warning.
        helper.set_model_props(model, {"onnx.quant.pre_process": "onnxruntime.quant"})
        return model

    def _embed(self) -> str:
        names = ["word_embeddings.weight", "position_embeddings.weight", "token_type_embeddings.weight"]
        tables = [self._constant(f"embeddings.{name}") for name in names]
        norm = [self._constant(f"embeddings.LayerNorm.{part}") for part in ("weight", "bias")]
        return self._node(
            "EmbedLayerNormalization",
            ["input_ids", "", *tables, *norm, "attention_mask"],
            outputs=["embedded", "lengths"],
            epsilon=self._shape.epsilon,
        )

    def _layer(self, hidden: str, name: str) -> str:
        kinds = ("query", "key", "value")
        weight = np.concatenate([self._weights[f"{name}.attention.self.{kind}.weight"].T for kind in kinds], axis=1)
        bias = np.concatenate([self._weights[f"{name}.attention.self.{kind}.bias"] for kind in kinds])
        inputs = [
            hidden,
            self._add(f"{name}.qkv.weight", weight),
            self._add(f"{name}.qkv.bias", bias),
            "attention_mask",
        ]
        attended = self._node("Attention", inputs, num_heads=self._shape.heads)
        projected = self._linear(attended, f"{name}.attention.output.dense")
        attended = self._add_and_norm(projected, hidden, f"{name}.attention.output")
        inner = self._node("MatMul", [attended, self._transposed(f"{name}.intermediate.dense.weight")])
        inner = self._node("BiasGelu", [inner, self._constant(f"{name}.intermediate.dense.bias")])
        return self._add_and_norm(self._linear(inner, f"{name}.output.dense"), attended, f"{name}.output")

    def _linear(self, value: str, name: str) -> str:
        """Without its bias, which `_add_and_norm` adds."""
        return self._node("MatMul", [value, self._transposed(f"{name}.weight")])

    def _add_and_norm(self, value: str, residual: str, name: str) -> str:
        norm = [self._constant(f"{name}.LayerNorm.{part}") for part in ("weight", "bias")]
        inputs = [value, residual, *norm, self._constant(f"{name}.dense.bias")]
        return self._node("SkipLayerNormalization", inputs, epsilon=self._shape.epsilon)

    def _node(self, kind: str, inputs: list[str], outputs: list[str] | None = None, **attributes: Any) -> str:  # noqa: ANN401  # as in onnx
        from onnx import helper

        outputs = outputs or [f"value{len(self._nodes)}"]
        domain = "" if kind == "MatMul" else _FUSED
        name = f"node{len(self._nodes)}"
        self._nodes.append(helper.make_node(kind, inputs, outputs, name, domain=domain, **attributes))
        return outputs[0]

    def _constant(self, name: str) -> str:
        return self._add(name, self._weights[name])

    def _transposed(self, name: str) -> str:
        return self._add(f"{name}.T", self._weights[name].T)

    def _add(self, name: str, value: NDArray[np.float32]) -> str:
        from onnx import numpy_helper

        if name not in self._constants:
            self._constants[name] = numpy_helper.from_array(np.ascontiguousarray(value), name)
        return name
