"""Collects the nodes and constants of an ONNX graph while it is written down from its input to its output."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from hashlib import sha256
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    import onnx

Value = tuple[str, type[np.generic], tuple[str | int, ...]]
"""What goes into a graph or comes out: its name, its type and its axes, by name or by length."""

_FUSED = "com.microsoft"
_OPSET = 17


class GraphNodes:
    """Every node has one output that is used, and is called by its name."""

    def __init__(self) -> None:
        self._nodes: list[onnx.NodeProto] = []
        self._constants: list[onnx.TensorProto] = []
        self._named: dict[str, str] = {}

    def add(self, kind: str, inputs: Sequence[str], output: str = "", **attributes: Any) -> str:  # noqa: ANN401  # as in onnx
        """A node of one of ONNX's operators; gives the name of its output."""
        return self._add("", kind, inputs, [output or self._next_name()], attributes)

    def add_fused(self, kind: str, inputs: Sequence[str], *, unused_outputs: int = 0, **attributes: Any) -> str:  # noqa: ANN401  # as in onnx
        """A node of one of ONNX Runtime's operators; gives the name of its first output."""
        name = self._next_name()
        return self._add(
            _FUSED, kind, inputs, [name, *(f"{name}.{more}" for more in range(unused_outputs))], attributes
        )

    def constant(self, value: NDArray[Any]) -> str:
        """A constant of that value, shape and type; one that is there already is not written twice."""
        from onnx import numpy_helper

        def write() -> str:
            name = f"constant{len(self._constants)}"
            self._constants.append(numpy_helper.from_array(np.ascontiguousarray(value).reshape(value.shape), name))
            return name

        return self.once(f"{value.dtype}{value.shape}{sha256(value.tobytes()).hexdigest()}", write)

    def once(self, key: str, write: Callable[[], str]) -> str:
        """What `write` gives, written the first time only."""
        if key not in self._named:
            self._named[key] = write()
        return self._named[key]

    def model(self, given: Value, result: Value) -> onnx.ModelProto:
        """The graph from what is given to what results."""
        from onnx import helper

        graph = helper.make_graph(self._nodes, "bert", [_described(given)], [_described(result)], self._constants)
        opsets = [helper.make_opsetid("", _OPSET), helper.make_opsetid(_FUSED, 1)]
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


def _described(value: Value) -> onnx.ValueInfoProto:
    from onnx import helper

    name, kind, axes = value
    return helper.make_tensor_value_info(name, helper.np_dtype_to_tensor_dtype(np.dtype(kind)), axes)
