"""Exports a trained QA model as the ONNX file that the assistant runs, with 8-bit matrices."""

from pathlib import Path

import numpy as np

from assistant.eval.training.qa_model.model import TrainableQAModel
from assistant.ingest.embedders.graph_matmul import EightBitMatMul
from assistant.ingest.embedders.graph_nodes import GraphNodes
from assistant.ingest.embedders.minilm import packaged_model_folder
from assistant.ingest.embedders.minilm_graph import BertShape, Encoder


def export(reader: TrainableQAModel, target: Path) -> None:
    """Writes the layers of the encoder and the answer head.

    The graph takes `embedded`, float32 of shape (1, tokens, hidden), and returns `log_odds`, float32 of shape (1, 1).

    Raises:
        OSError: If the file cannot be written.
    """
    shape = BertShape.read(packaged_model_folder())
    weights = {name: tensor.numpy() for name, tensor in reader.bert.state_dict().items()}
    nodes = GraphNodes()
    encoder = Encoder(weights, shape, nodes, EightBitMatMul(nodes), lambda: nodes.add("Shape", ["embedded"]))
    rows = encoder.as_rows("embedded")
    for number in range(shape.layers):
        rows = encoder.layer(rows, number, first_only=number == shape.layers - 1)
    matrix, bias = (tensor.detach().numpy() for tensor in (reader.answers.weight, reader.answers.bias))
    product = nodes.add("MatMul", [rows, nodes.constant(np.ascontiguousarray(matrix.T))])
    nodes.add("Add", [product, nodes.constant(bias)], output="log_odds")
    graph = nodes.model(("embedded", np.float32, (1, "tokens", shape.hidden)), ("log_odds", np.float32, (1, 1)))
    target.write_bytes(graph.SerializeToString())
