"""How a graph multiplies its rows by a matrix: in 32-bit floats, or in whole numbers of 8 bits."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from assistant.ingest.embedders.graph_nodes import GraphNodes

Product = Callable[[NDArray[np.float32]], str]
"""Given a matrix of shape (columns, new columns), the rows multiplied by it, in 32-bit floats."""

_STEPS = 255
"""Between the least and the greatest whole number that a value of a row can become."""

_WEIGHT_STEPS = 63
"""A matrix uses 7 of its 8 bits: processors without VNNI add two products in 16 bits, which more would overflow."""

_TINY = 1e-9
"""The least scale: a row of zeros has none."""


class Products(Protocol):
    """One way to multiply."""

    def of(self, rows: str, *, least: float | None = None) -> Product:
        """Makes rows ready to be multiplied, by however many matrices.

        Args:
            rows: Float32 of shape (rows, columns).
            least: What none of their values is below, where that is near zero; if not given, they may be as far below as above.
        """
        ...


class FloatProducts:
    """In 32-bit floats."""

    def __init__(self, nodes: GraphNodes) -> None:
        self._nodes = nodes

    def of(self, rows: str, *, least: float | None = None) -> Product:  # noqa: ARG002  # floats need no range
        """See `Products.of`; the rows are multiplied as they are."""
        return lambda matrix: self._nodes.add("MatMul", [rows, self._nodes.constant(matrix)])


class EightBitProducts:
    """In whole numbers of 8 bits, with one scale for each column of the matrix, and one for each row, found while it runs.

    ONNX Runtime's own dynamic quantisation has one scale for all rows that run together: less exact, and a text's vector would depend on the
    texts beside it. One for each row is what LLM.int8() calls vector-wise quantisation (Dettmers et al., 2022, https://arxiv.org/abs/2208.07339).
    """

    def __init__(self, nodes: GraphNodes) -> None:
        self._nodes = nodes

    def of(self, rows: str, *, least: float | None = None) -> Product:
        """See `Products.of`; the rows are made whole numbers once."""
        scale, zero = self._scale_from_zero(rows) if least is None else self._scale_from(rows, least)
        flat = self._nodes.add("Reshape", [scale, self._nodes.constant(np.array([-1], np.int64))])
        zeros = self._nodes.add("Expand", [self._zero(zero), self._nodes.add("Shape", [flat])])
        whole = self._nodes.add("QuantizeLinear", [rows, flat, zeros], axis=0)

        def multiply(matrix: NDArray[np.float32]) -> str:
            column_scale = np.abs(matrix).max(axis=0) / _WEIGHT_STEPS
            weights = np.round(matrix / column_scale).astype(np.int8)
            one, no_shift = np.array(1, np.float32), np.zeros(matrix.shape[1], np.int8)
            constants = [self._nodes.constant(one), self._nodes.constant(column_scale)]
            shifts = [self._zero(zero, ()), self._nodes.constant(no_shift)]
            product = self._nodes.add_fused(
                "MatMulIntegerToFloat", [whole, self._nodes.constant(weights), *constants, *shifts]
            )
            return self._nodes.add("Mul", [product, scale])

        return multiply

    def _scale_from_zero(self, rows: str) -> tuple[str, int]:
        """For values on both sides of zero: half of the steps for each."""
        greatest = self._greatest(self._nodes.add("Abs", [rows]))
        scale = self._nodes.add("Mul", [greatest, self._number(1 / (_STEPS // 2))])
        return self._nodes.add("Max", [scale, self._number(_TINY)]), _STEPS // 2 + 1

    def _scale_from(self, rows: str, least: float) -> tuple[str, int]:
        """For values hardly below zero: the few steps below it that they need, and all the others above."""
        below = 20
        scale = self._nodes.add("Mul", [self._greatest(rows), self._number(1 / (_STEPS - below))])
        return self._nodes.add("Max", [scale, self._number(-least / below)]), below

    def _greatest(self, rows: str) -> str:
        return self._nodes.add("ReduceMax", [rows], axes=[-1], keepdims=1)

    def _number(self, value: float) -> str:
        return self._nodes.constant(np.array(value, np.float32))

    def _zero(self, value: int, shape: tuple[int, ...] = (1,)) -> str:
        return self._nodes.constant(np.full(shape, value, np.uint8))
