"""Defines the QA model in torch, its batches and its losses."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from pathlib import Path

import torch
from torch import Tensor, nn
from torch.nn import functional
from transformers import BertConfig, BertModel

from assistant.eval.training.qa_model.examples import YES_NO, Group, Label
from assistant.eval.training.qa_model.initial import encoder_of_graph, head_of_graph
from assistant.extractive.qa_model.candidates import QAInput, QATokenizer
from assistant.ingest.embedders.bert_graph import BertShape
from assistant.ingest.embedders.minilm import packaged_model_folder

UNKNOWN = -100
"""The target if it is unknown, or has no meaning."""

FROZEN_LAYERS = 1
"""The default number of encoder layers that keep their initial weights, besides the embeddings: the token table is not shipped."""

_DROPOUT = 0.0  # on a CPU it takes longer than a matrix multiplication, and there are few passes
_MASKED = -1e4
_MARGIN = 1.0
_MAX_QUESTIONS = 16  # of a group


class QANetwork(nn.Module):
    """An encoder with three heads: whether the sentence answers, where the answer starts and ends, and yes, no or undecided.

    Args:
        graph: An exported graph whose encoder and answer head are the initial weights; embeddings and frozen layers are always those of the encoder.
        encoder: The folder of a BERT encoder in Hugging Face format; the packaged embedder unless given.
        frozen_layers: The number of lower layers that are not trained.
    """

    def __init__(
        self, graph: Path | None = None, encoder: Path | None = None, frozen_layers: int = FROZEN_LAYERS
    ) -> None:
        super().__init__()
        folder = encoder or packaged_model_folder()
        config = BertConfig.from_pretrained(folder)
        config.hidden_dropout_prob = config.attention_probs_dropout_prob = _DROPOUT
        # On a CPU, plain attention is faster than fused attention for such short texts.
        self.bert = BertModel.from_pretrained(
            folder, config=config, add_pooling_layer=False, attn_implementation="eager"
        )
        if graph is not None:
            frozen = tuple(f"encoder.layer.{number}." for number in range(frozen_layers))
            weights = {name: value for name, value in encoder_of_graph(graph).items() if not name.startswith(frozen)}
            self.bert.load_state_dict(weights, strict=False)
        for part in (self.bert.embeddings, *self.bert.encoder.layer[:frozen_layers]):
            part.requires_grad_(requires_grad=False)
        hidden = self.bert.config.hidden_size
        self.answers, self.span, self.yes_no = (
            nn.Linear(hidden, 1),
            nn.Linear(hidden, 2),
            nn.Linear(hidden, len(YES_NO)),
        )
        if graph is not None:
            weight, bias = head_of_graph(graph, 1)
            self.answers.load_state_dict({"weight": weight, "bias": bias})

    @property
    def device(self) -> torch.device:
        """The device of the weights."""
        return self.answers.weight.device

    @property
    def shape(self) -> BertShape:
        """The numbers of the encoder."""
        config = self.bert.config
        return BertShape(
            config.num_hidden_layers, config.num_attention_heads, config.hidden_size, config.layer_norm_eps
        )

    def forward(self, batch: Batch) -> Output:
        """Computes the logits of a batch."""
        with torch.autocast(batch.ids.device.type, torch.bfloat16):
            tokens = self.bert(input_ids=batch.ids, attention_mask=batch.attention_mask).last_hidden_state
        tokens = tokens.float()
        first = tokens[:, 0]
        span = self.span(tokens).masked_fill(~batch.spannable[..., None], _MASKED)
        return Output(self.answers(first).squeeze(-1), span, self.yes_no(first))


@dataclass(frozen=True, slots=True)
class Output:
    """Logits: `answers` (inputs,), `span` (inputs, tokens, 2), `yes_no` (inputs, 3)."""

    answers: Tensor
    span: Tensor
    yes_no: Tensor


@dataclass(frozen=True, slots=True)
class EncodedCandidate:
    """A labelled candidate as tokens.

    Attributes:
        qa_input: The tokens.
        answers: Whether the sentence answers.
        span: The positions of the first and last token of the answer; 0 and 0 if there is none; `UNKNOWN` if it is unknown.
        yes_no: The position in `YES_NO`, or `UNKNOWN`.
        question: The position of the question in its group.
    """

    qa_input: QAInput
    answers: bool
    span: tuple[int, int]
    yes_no: int
    question: int

    @classmethod
    def of(
        cls, text: str, label: Label, question: int, *, asks_yes_no: bool, tokenizer: QATokenizer
    ) -> EncodedCandidate:
        """Encodes one candidate of a question.

        Args:
            text: The question.
            label: The candidate.
            question: The position of the question in its group.
            asks_yes_no: Whether it is a yes/no question.
            tokenizer: Encodes the texts.
        """
        qa_input = tokenizer.encode(text, label.candidate)
        span = (UNKNOWN, UNKNOWN)
        if not label.answers and not asks_yes_no:
            span = (0, 0)
        elif label.span is not None:
            span = qa_input.positions(*label.span) or span
        yes_no = UNKNOWN if label.yes_no is None else YES_NO.index(label.yes_no)
        return cls(qa_input, label.answers, span, yes_no, question)


EncodedGroup = tuple[EncodedCandidate, ...]


def encode(group: Group, tokenizer: QATokenizer) -> EncodedGroup:
    """Encodes all candidates of all questions of a group."""
    return tuple(
        EncodedCandidate.of(question.question, label, number, asks_yes_no=question.asks_yes_no, tokenizer=tokenizer)
        for number, question in enumerate(group.questions)
        for label in question.labels
    )


@dataclass(frozen=True, slots=True)
class Batch:
    """Inputs of some groups.

    Attributes:
        ids: Token ids; shape (inputs, tokens), padded with 0.
        attention_mask: 1 for a token, 0 for padding; shape (inputs, tokens).
        spannable: Whether an answer may start or end at a token: those of the sentence, and the first, which stands for no answer.
        answers: 1 if the sentence answers, else 0; shape (inputs,).
        spans: Positions of the first and last token of the answer, as in `EncodedCandidate`; shape (inputs, 2).
        yes_no: Positions in `YES_NO`, or `UNKNOWN`; shape (inputs,).
        questions: The question that each input belongs to; shape (inputs,).
        groups: The group that each input belongs to; shape (inputs,).
    """

    ids: Tensor
    attention_mask: Tensor
    spannable: Tensor
    answers: Tensor
    spans: Tensor
    yes_no: Tensor
    questions: Tensor
    groups: Tensor

    @classmethod
    def of(cls, groups: Sequence[EncodedGroup]) -> Batch:
        """Pads the inputs of the groups to one length."""
        rows = [(number, encoded) for number, group in enumerate(groups) for encoded in group]
        inputs = [encoded.qa_input for _, encoded in rows]
        ids = nn.utils.rnn.pad_sequence([torch.tensor(qa_input.ids) for qa_input in inputs], batch_first=True)
        lengths = torch.tensor([len(qa_input.ids) for qa_input in inputs])
        position = torch.arange(ids.shape[1])
        sentence_from = torch.tensor([qa_input.sentence_from for qa_input in inputs])[:, None]
        sentence_to = torch.tensor([qa_input.sentence_to for qa_input in inputs])[:, None]
        return cls(
            ids,
            (position < lengths[:, None]).long(),
            ((position >= sentence_from) & (position < sentence_to)) | (position == 0),
            torch.tensor([float(encoded.answers) for _, encoded in rows]),
            torch.tensor([encoded.span for _, encoded in rows]),
            torch.tensor([encoded.yes_no for _, encoded in rows]),
            torch.tensor([number * _MAX_QUESTIONS + encoded.question for number, encoded in rows]),
            torch.tensor([number for number, _ in rows]),
        )

    def to(self, device: torch.device) -> Batch:
        """Copies the batch to a device."""
        return Batch(*(getattr(self, field.name).to(device, non_blocking=True) for field in fields(self)))


def loss(output: Output, batch: Batch) -> Tensor:
    """Sums the losses: of each sentence, of the rankings within a question and within a group, of the span and of yes/no."""
    answer_loss = functional.binary_cross_entropy_with_logits(output.answers, batch.answers)
    span_losses = [
        functional.cross_entropy(output.span[..., end], batch.spans[:, end], ignore_index=UNKNOWN) for end in range(2)
    ]
    # Without a known span in the batch, cross entropy is NaN.
    counted = [span_loss for span_loss in span_losses if not span_loss.isnan()] or [output.span.sum() * 0]
    span_loss = torch.stack(counted).sum()
    has_class = batch.yes_no != UNKNOWN
    yes_no_loss = output.yes_no.sum() * 0
    if has_class.any():
        yes_no_loss = functional.cross_entropy(output.yes_no[has_class], batch.yes_no[has_class])
    ranking_loss = _listwise(output.answers, batch) + _pairwise(output.answers, batch)
    return answer_loss + ranking_loss / 2 + span_loss / 4 + yes_no_loss / 2


def _listwise(answers: Tensor, batch: Batch) -> Tensor:
    """Computes the cross entropy of a softmax over each answering sentence and the negatives of its question."""
    negative = (batch.questions[:, None] == batch.questions) & (batch.answers < 1)
    diagonal = torch.eye(len(answers), dtype=torch.bool, device=answers.device)
    normalizer = torch.where(negative | diagonal, answers, -torch.inf).logsumexp(1)
    counted = (batch.answers > 0) & negative.any(1)
    return ((normalizer - answers) * counted).sum() / counted.sum().clamp(min=1)


def _pairwise(answers: Tensor, batch: Batch) -> Tensor:
    """Computes a logistic margin loss between the positives of a question and the negatives of the other questions of its group."""
    other_question = (batch.groups[:, None] == batch.groups) & (batch.questions[:, None] != batch.questions)
    counted = other_question & (batch.answers[:, None] > 0) & (batch.answers < 1)
    losses = functional.softplus(_MARGIN - (answers[:, None] - answers))
    return (losses * counted).sum() / counted.sum().clamp(min=1)
