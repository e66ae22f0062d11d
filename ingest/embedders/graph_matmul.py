"""Writes the matrix multiplications of a graph: in 32-bit floats, or in 8-bit integers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from assistant.ingest.embedders.graph_nodes import GraphNodes

MultiplyRows = Callable[[NDArray[np.float32]], str]
"""Writes the product of the rows and a matrix of shape (columns, new columns), in 32-bit floats."""

_STEPS = 255
"""The difference between the smallest and the largest integer that a value of a row can become."""

_WEIGHT_STEPS = 63
"""A matrix uses 7 of its 8 bits: processors without VNNI add two products in 16 bits, which 8 bits would overflow."""

_MIN_SCALE = 1e-9
"""The scale of a row of zeros."""


class MatMul(Protocol):
    """A way to multiply rows by matrices."""

    def prepare(self, rows: str, *, least: float | None = None) -> MultiplyRows:
        """Prepares rows for the multiplication by any number of matrices.

        Args:
            rows: Float32 of shape (rows, columns).
            least: A lower bound of their values, if it is near zero; otherwise the range is symmetric.
        """
        ...


class FloatMatMul:
    """Multiplies in 32-bit floats."""

    def __init__(self, nodes: GraphNodes) -> None:
        self._nodes = nodes

    def prepare(self, rows: str, *, least: float | None = None) -> MultiplyRows:  # noqa: ARG002  # floats need no range
        """See `MatMul.prepare`; the rows stay as they are."""
        return lambda matrix: self._nodes.add("MatMul", [rows, self._nodes.constant(matrix)])


class EightBitMatMul:
    """Multiplies in 8-bit integers, with one scale per column of the matrix, and one per row, computed at run time.

    ONNX Runtime's own dynamic quantisation has one scale for all rows of a batch: it is less exact, and a text's vector would depend
    on the other texts of the batch. One scale per row is the vector-wise quantisation of LLM.int8()
    (Dettmers et al., 2022, https://arxiv.org/abs/2208.07339).
    """

    def __init__(self, nodes: GraphNodes) -> None:
        self._nodes = nodes

    def prepare(self, rows: str, *, least: float | None = None) -> MultiplyRows:
        """See `MatMul.prepare`; the rows are quantised once."""
        scale, zero_point = self._symmetric_scale(rows) if least is None else self._positive_scale(rows, least)
        flat = self._nodes.add("Reshape", [scale, self._nodes.constant(np.array([-1], np.int64))])
        zeros = self._nodes.add("Expand", [self._zero(zero_point), self._nodes.add("Shape", [flat])])
        quantised = self._nodes.add("QuantizeLinear", [rows, flat, zeros], axis=0)

        def multiply(matrix: NDArray[np.float32]) -> str:
            column_scale = np.abs(matrix).max(axis=0) / _WEIGHT_STEPS
            weights = np.round(matrix / column_scale).astype(np.int8)
            one, no_shift = np.array(1, np.float32), np.zeros(matrix.shape[1], np.int8)
            constants = [self._nodes.constant(one), self._nodes.constant(column_scale)]
            zero_points = [self._zero(zero_point, ()), self._nodes.constant(no_shift)]
            product = self._nodes.add_fused(
                "MatMulIntegerToFloat", [quantised, self._nodes.constant(weights), *constants, *zero_points]
            )
            return self._nodes.add("Mul", [product, scale])

        return multiply

    def _symmetric_scale(self, rows: str) -> tuple[str, int]:
        """Returns scale and zero point for values on both sides of zero: half of the steps for each side."""
        greatest = self._greatest(self._nodes.add("Abs", [rows]))
        scale = self._nodes.add("Mul", [greatest, self._number(1 / (_STEPS // 2))])
        return self._nodes.add("Max", [scale, self._number(_MIN_SCALE)]), _STEPS // 2 + 1

    def _positive_scale(self, rows: str, least: float) -> tuple[str, int]:
        """Returns scale and zero point for values hardly below zero: a few steps below it, all others above."""
        steps_below = 20
        scale = self._nodes.add("Mul", [self._greatest(rows), self._number(1 / (_STEPS - steps_below))])
        return self._nodes.add("Max", [scale, self._number(-least / steps_below)]), steps_below

    def _greatest(self, rows: str) -> str:
        return self._nodes.add("ReduceMax", [rows], axes=[-1], keepdims=1)

    def _number(self, value: float) -> str:
        return self._nodes.constant(np.array(value, np.float32))

    def _zero(self, value: int, shape: tuple[int, ...] = (1,)) -> str:
        return self._nodes.constant(np.full(shape, value, np.uint8))
