"""Collects the nodes and constants of an ONNX graph, written from its input to its output."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from hashlib import sha256
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    import onnx

Value = tuple[str, type[np.generic], tuple[str | int, ...]]
"""An input or output of a graph: its name, its type and its axes, by name or by length."""

_FUSED_DOMAIN = "com.microsoft"
_OPSET = 17


class GraphNodes:
    """A growing list of nodes, each identified by the name of its first output."""

    def __init__(self) -> None:
        self._nodes: list[onnx.NodeProto] = []
        self._constants: list[onnx.TensorProto] = []
        self._outputs: dict[str, str] = {}

    def add(self, kind: str, inputs: Sequence[str], output: str = "", **attributes: Any) -> str:  # noqa: ANN401  # as in onnx
        """Adds a node of one of ONNX's operators; returns the name of its output."""
        return self._add("", kind, inputs, [output or self._next_name()], attributes)

    def add_fused(self, kind: str, inputs: Sequence[str], *, unused_outputs: int = 0, **attributes: Any) -> str:  # noqa: ANN401  # as in onnx
        """Adds a node of one of ONNX Runtime's operators; returns the name of its first output."""
        name = self._next_name()
        unused = (f"{name}.{number}" for number in range(unused_outputs))
        return self._add(_FUSED_DOMAIN, kind, inputs, [name, *unused], attributes)

    def constant(self, value: NDArray[Any]) -> str:
        """Adds a constant of this value, shape and type, once; returns its name."""
        from onnx import numpy_helper

        def write() -> str:
            name = f"constant{len(self._constants)}"
            self._constants.append(numpy_helper.from_array(np.ascontiguousarray(value).reshape(value.shape), name))
            return name

        return self.once(f"{value.dtype}{value.shape}{sha256(value.tobytes()).hexdigest()}", write)

    def once(self, key: str, write: Callable[[], str]) -> str:
        """Calls `write` on the first call with this key; returns the name that it gave."""
        if key not in self._outputs:
            self._outputs[key] = write()
        return self._outputs[key]

    def model(self, graph_input: Value, graph_output: Value) -> onnx.ModelProto:
        """Returns the model with this input and output."""
        from onnx import helper

        graph = helper.make_graph(
            self._nodes, "bert", [_value_info(graph_input)], [_value_info(graph_output)], self._constants
        )
        opsets = [helper.make_opsetid("", _OPSET), helper.make_opsetid(_FUSED_DOMAIN, 1)]
        return helper.make_model(graph, opset_imports=opsets, ir_version=9)

    def _add(
        self, domain: str, kind: str, inputs: Sequence[str], outputs: list[str], attributes: dict[str, Any]
    ) -> str:
        from onnx import helper

        name = f"node{len(self._nodes)}"
        self._nodes.append(helper.make_node(kind, inputs, outputs, name, domain=domain, **attributes))
        return outputs[0]

    def _next_name(self) -> str:
        return f"value{len(self._nodes)}"


def _value_info(value: Value) -> onnx.ValueInfoProto:
    from onnx import helper

    name, kind, axes = value
    return helper.make_tensor_value_info(name, helper.np_dtype_to_tensor_dtype(np.dtype(kind)), axes)
