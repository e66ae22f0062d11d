"""The QA model as torch trains it, its batches and its losses."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from pathlib import Path

import torch
from torch import Tensor, nn
from torch.nn import functional
from transformers import BertConfig, BertModel

from assistant.eval.training.qa_model.examples import YES_NO, Group, Label
from assistant.eval.training.qa_model.initial import answer_head_of_graph, encoder_of_graph
from assistant.extractive.qa_model.candidates import QAInput, QATokenizer
from assistant.ingest.embedders.minilm import packaged_model_folder

UNKNOWN = -100
"""Instead of a target that is not known, or not meaningful."""

_FROZEN_LAYERS = 1  # and the embeddings: the token table stays the package's own, and need not be shipped
_DROPOUT = 0.0  # it takes a processor longer than a product of matrices, and few passes are made
_MASKED = -1e4
_MARGIN = 1.0


class QANetwork(nn.Module):
    """The packaged encoder with three heads: does the sentence answer, where does the answer begin and end, and yes, no or undecided.

    Args:
        graph: An exported graph whose encoder is taken instead of the packaged one; embeddings and frozen layers are always the package's.
    """

    def __init__(self, graph: Path | None = None) -> None:
        super().__init__()
        folder = packaged_model_folder()
        config = BertConfig.from_pretrained(folder)
        config.hidden_dropout_prob = config.attention_probs_dropout_prob = _DROPOUT
        # On a processor, plain attention is quicker for texts this short than the fused one.
        self.bert = BertModel.from_pretrained(
            folder, config=config, add_pooling_layer=False, attn_implementation="eager"
        )
        if graph is not None:
            frozen = tuple(f"encoder.layer.{number}." for number in range(_FROZEN_LAYERS))
            weights = {name: value for name, value in encoder_of_graph(graph).items() if not name.startswith(frozen)}
            self.bert.load_state_dict(weights, strict=False)
        for part in (self.bert.embeddings, *self.bert.encoder.layer[:_FROZEN_LAYERS]):
            part.requires_grad_(requires_grad=False)
        hidden = self.bert.config.hidden_size
        self.answers, self.span, self.yes_no = (
            nn.Linear(hidden, 1),
            nn.Linear(hidden, 2),
            nn.Linear(hidden, len(YES_NO)),
        )
        if graph is not None:
            weight, bias = answer_head_of_graph(graph)
            self.answers.load_state_dict({"weight": weight, "bias": bias})

    @property
    def device(self) -> torch.device:
        """Where it is."""
        return self.answers.weight.device

    def forward(self, batch: Batch) -> Output:
        """The logits for a batch."""
        with torch.autocast(batch.ids.device.type, torch.bfloat16):
            tokens = self.bert(input_ids=batch.ids, attention_mask=batch.seen).last_hidden_state
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
class Encoded:
    """A labelled candidate, token by token.

    Attributes:
        given: The input.
        answers: Whether the sentence answers.
        span: The positions of the first and last token of the answer; 0 and 0 where there is none; `UNKNOWN` where it is not known.
        yes_no: The position in `YES_NO`, or `UNKNOWN`.
        question: The question's position in its group.
    """

    given: QAInput
    answers: bool
    span: tuple[int, int]
    yes_no: int
    question: int

    @classmethod
    def of(cls, text: str, label: Label, question: int, *, asks_yes_no: bool, tokenizer: QATokenizer) -> Encoded:
        """Encodes one candidate of a question."""
        given = tokenizer.encode(text, label.candidate)
        span = (UNKNOWN, UNKNOWN)
        if not label.answers and not asks_yes_no:
            span = (0, 0)
        elif label.span is not None:
            span = given.positions(*label.span) or span
        yes_no = UNKNOWN if label.yes_no is None else YES_NO.index(label.yes_no)
        return cls(given, label.answers, span, yes_no, question)


EncodedGroup = tuple[Encoded, ...]


def encode(group: Group, tokenizer: QATokenizer) -> EncodedGroup:
    """All candidates of all questions of a group."""
    return tuple(
        Encoded.of(one.question, label, place, asks_yes_no=one.asks_yes_no, tokenizer=tokenizer)
        for place, one in enumerate(group.questions)
        for label in one.labels
    )


@dataclass(frozen=True, slots=True)
class Batch:
    """Inputs of some groups.

    Attributes:
        ids: Token ids; shape (inputs, tokens), padded with 0.
        seen: 1 where there is a token.
        spannable: Where an answer may begin or end: the tokens of the sentence, and the first token, which stands for no answer.
        answers: 1 where the sentence answers; shape (inputs,).
        spans: Positions of the first and last token of the answer; shape (inputs, 2).
        yes_no: Classes; shape (inputs,).
        questions: The question that each input belongs to; shape (inputs,).
        groups: The group that each input belongs to; shape (inputs,).
    """

    ids: Tensor
    seen: Tensor
    spannable: Tensor
    answers: Tensor
    spans: Tensor
    yes_no: Tensor
    questions: Tensor
    groups: Tensor

    @classmethod
    def of(cls, groups: Sequence[EncodedGroup]) -> Batch:
        """Of the inputs of each group."""
        rows = [(number, one) for number, group in enumerate(groups) for one in group]
        ids = nn.utils.rnn.pad_sequence([torch.tensor(one.given.ids) for _, one in rows], batch_first=True)
        lengths = torch.tensor([len(one.given.ids) for _, one in rows])
        place = torch.arange(ids.shape[1])
        first = torch.tensor([one.given.sentence_from for _, one in rows])[:, None]
        last = torch.tensor([one.given.sentence_to for _, one in rows])[:, None]
        return cls(
            ids,
            (place < lengths[:, None]).long(),
            ((place >= first) & (place < last)) | (place == 0),
            torch.tensor([float(one.answers) for _, one in rows]),
            torch.tensor([one.span for _, one in rows]),
            torch.tensor([one.yes_no for _, one in rows]),
            torch.tensor([number * 16 + one.question for number, one in rows]),
            torch.tensor([number for number, _ in rows]),
        )

    def on(self, device: torch.device) -> Batch:
        """The same, on a device."""
        return Batch(*(getattr(self, field.name).to(device, non_blocking=True) for field in fields(self)))


def loss(output: Output, batch: Batch) -> Tensor:
    """The sum of the losses: each sentence judged, ranked among those of its question and its twin, the span and yes/no found."""
    judged = functional.binary_cross_entropy_with_logits(output.answers, batch.answers)
    spans = [
        functional.cross_entropy(output.span[..., end], batch.spans[:, end], ignore_index=UNKNOWN) for end in range(2)
    ]
    known = batch.yes_no != UNKNOWN
    yes_no = (
        functional.cross_entropy(output.yes_no[known], batch.yes_no[known]) if known.any() else output.yes_no.sum() * 0
    )
    span = torch.stack([one for one in spans if not one.isnan()] or [output.span.sum() * 0]).sum()
    return judged + _listwise(output.answers, batch) / 2 + _pairwise(output.answers, batch) / 2 + span / 4 + yes_no / 2


def _listwise(answers: Tensor, batch: Batch) -> Tensor:
    """A softmax over the sentences of a question: how surprising each answering one is among those that do not answer."""
    rival = (batch.questions[:, None] == batch.questions) & (batch.answers < 1)
    own = torch.eye(len(answers), dtype=torch.bool, device=answers.device)
    among = torch.where(rival | own, answers, -torch.inf).logsumexp(1)
    counted = (batch.answers > 0) & rival.any(1)
    return ((among - answers) * counted).sum() / counted.sum().clamp(min=1)


def _pairwise(answers: Tensor, batch: Batch) -> Tensor:
    """A logistic margin between what answers one question of a group and what does not answer another."""
    other = (batch.groups[:, None] == batch.groups) & (batch.questions[:, None] != batch.questions)
    counted = other & (batch.answers[:, None] > 0) & (batch.answers < 1)
    losses = functional.softplus(_MARGIN - (answers[:, None] - answers))
    return (losses * counted).sum() / counted.sum().clamp(min=1)
