"""Writes QA models in the Hugging Face format: the packaged one, and tiny random ones."""

import shutil
from importlib.resources import files
from pathlib import Path

import torch
from safetensors.torch import load_file
from transformers import (
    AutoTokenizer,
    BertConfig,
    BertForQuestionAnswering,
    BertForSequenceClassification,
    BertModel,
    PreTrainedModel,
)

from assistant.eval.training.qa_model.initial import encoder_of_graph, head_of_graph
from assistant.ingest.embedders.minilm import packaged_model_folder


def write_packaged_model(folder: Path) -> Path:
    """Writes the packaged QA model with its span head as a BERT for question answering; returns its folder."""
    package = packaged_model_folder()
    graph = Path(str(files("assistant.extractive.qa_model") / "qa_model.onnx"))
    model = BertForQuestionAnswering(BertConfig.from_pretrained(package))
    weights = load_file(package / "model.safetensors") | encoder_of_graph(graph)
    kinds = weights["embeddings.token_type_embeddings.weight"]
    # It was trained without token types: all tokens have the first.
    weights["embeddings.token_type_embeddings.weight"] = kinds[:1].repeat(len(kinds), 1)
    model.bert.load_state_dict(
        {name: value for name, value in weights.items() if name in model.bert.state_dict()}, strict=True
    )
    span_weight, span_bias = head_of_graph(graph, 2)
    model.qa_outputs.load_state_dict({"weight": span_weight, "bias": span_bias})
    return _written(model, folder)


def write_cross_encoder(folder: Path, labels: tuple[str, ...] = ("score",)) -> Path:
    """Writes a tiny cross-encoder with random weights; returns its folder."""
    config = _tiny_config()
    config.id2label, config.label2id = dict(enumerate(labels)), {label: number for number, label in enumerate(labels)}
    return _written(BertForSequenceClassification(config), folder)


def write_encoder(folder: Path) -> Path:
    """Writes a tiny encoder without a head; returns its folder."""
    return _written(BertModel(_tiny_config()), folder)


def _tiny_config() -> BertConfig:
    torch.manual_seed(0)
    return BertConfig(
        vocab_size=30522, hidden_size=16, num_hidden_layers=1, num_attention_heads=2, intermediate_size=16
    )


def _written(model: PreTrainedModel, folder: Path) -> Path:
    shutil.rmtree(folder, ignore_errors=True)
    model.save_pretrained(folder)
    AutoTokenizer.from_pretrained(packaged_model_folder()).save_pretrained(folder)
    return folder
