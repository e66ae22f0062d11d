"""The QA model in torch, its batches and its loss."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields

import torch
from torch import Tensor, nn
from torch.nn import functional
from transformers import BertModel

from assistant.eval.training.qa_model.examples import ContextText
from assistant.extractive.qa_model.tokens import PairTokens
from assistant.ingest.embedders.minilm import packaged_model_folder

NO_SPAN = -100
"""Stands for a token if the position of the answer is unknown."""

_FROZEN_LAYERS = 1  # like the token embeddings, they equal those of the packaged encoder and need not be shipped


class TrainableQAModel(nn.Module):
    """The packaged encoder with two heads: an answer logit from the first token, and a start and an end logit from each token.

    The span is used only in training, to teach the encoder what an answer is.
    """

    def __init__(self) -> None:
        super().__init__()
        self.bert = BertModel.from_pretrained(packaged_model_folder(), add_pooling_layer=False)
        for part in (self.bert.embeddings, *self.bert.encoder.layer[:_FROZEN_LAYERS]):
            part.requires_grad_(requires_grad=False)
        self.answers = nn.Linear(self.bert.config.hidden_size, 1)
        self.span = nn.Linear(self.bert.config.hidden_size, 2)

    @property
    def device(self) -> torch.device:
        """The device of the weights."""
        return self.answers.weight.device

    def forward(self, batch: Batch) -> tuple[Tensor, Tensor]:
        """Returns answer logits, shape (texts,), and start and end logits, shape (texts, tokens, 2)."""
        with torch.autocast(batch.ids.device.type, torch.bfloat16):
            tokens = self.bert(input_ids=batch.ids, attention_mask=batch.seen).last_hidden_state
            answers, span = self.answers(tokens[:, 0]).squeeze(-1), self.span(tokens)
        return answers.float(), span.float().masked_fill(batch.seen[..., None] == 0, -1e4)


@dataclass(frozen=True, slots=True)
class TokenisedText:
    """A question with one text.

    Attributes:
        ids: The token ids.
        answers: Whether the text answers.
        begin: The first token of the answer; 0 if there is none; `NO_SPAN` if it is unknown.
        end: The last token of the answer.
    """

    ids: tuple[int, ...]
    answers: bool
    begin: int
    end: int

    @classmethod
    def of(cls, question: str, read: ContextText, tokens: PairTokens) -> TokenisedText:
        """Tokenizes a question with a text."""
        pair = tokens.of(question, read.text)
        if not read.answers:
            return cls(pair.ids, answers=False, begin=0, end=0)
        start, end = read.answer or (0, 0)
        within = [place for place, span in enumerate(pair.spans) if span[0] < end and span[1] > start]
        # The answer may be truncated.
        if not within or pair.spans[-1][1] < end:
            return cls(pair.ids, answers=True, begin=NO_SPAN, end=NO_SPAN)
        return cls(pair.ids, answers=True, begin=pair.text_from + within[0], end=pair.text_from + within[-1])


@dataclass(frozen=True, slots=True)
class Batch:
    """Texts of several questions, padded.

    Attributes:
        ids: Token ids, padded with 0; shape (texts, tokens).
        seen: 1 for tokens, 0 for padding; shape (texts, tokens).
        answers: 1 if a text answers, else 0; shape (texts,).
        spans: The first and the last token of the answer; shape (texts, 2).
        questions: The index of the question of each text; shape (texts,).
    """

    ids: Tensor
    seen: Tensor
    answers: Tensor
    spans: Tensor
    questions: Tensor

    @classmethod
    def of(cls, examples: Sequence[Sequence[TokenisedText]]) -> Batch:
        """Makes a batch of the texts of each question."""
        texts = [text for example in examples for text in example]
        ids = nn.utils.rnn.pad_sequence([torch.tensor(text.ids) for text in texts], batch_first=True)
        lengths = torch.tensor([len(text.ids) for text in texts])
        return cls(
            ids,
            (torch.arange(ids.shape[1]) < lengths[:, None]).long(),
            torch.tensor([float(text.answers) for text in texts]),
            torch.tensor([(text.begin, text.end) for text in texts]),
            torch.repeat_interleave(torch.tensor([len(example) for example in examples])),
        )

    def on(self, device: torch.device) -> Batch:
        """Moves the batch to a device."""
        return Batch(*(getattr(self, field.name).to(device, non_blocking=True) for field in fields(self)))


def loss(answers: Tensor, spans: Tensor, batch: Batch) -> Tensor:
    """Returns the training loss: answer classification, ranking among the texts of a question, and the span."""
    judged = functional.binary_cross_entropy_with_logits(answers, batch.answers)
    ends = [functional.cross_entropy(spans[..., end], batch.spans[:, end], ignore_index=NO_SPAN) for end in range(2)]
    return judged + _ranked(answers, batch) / 2 + (ends[0] + ends[1]) / 2


def _ranked(answers: Tensor, batch: Batch) -> Tensor:
    """Returns the cross-entropy of the answering text in a softmax over the texts of its question."""
    own = batch.questions[:, None] == batch.questions
    among = torch.where(own, answers, -torch.inf).logsumexp(1)
    has_rivals = (own.sum(1) > 1) & (batch.answers > 0)
    return ((among - answers) * has_rivals).sum() / has_rivals.sum().clamp(min=1)
