"""The reader as torch trains it, and what it is trained to do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields

import torch
from torch import Tensor, nn
from torch.nn import functional
from transformers import BertModel

from assistant.eval.training.qa_model.examples import Read
from assistant.extractive.qa_model.tokens import PairTokens
from assistant.ingest.embedders.minilm import packaged_model_folder

NO_SPAN = -100
"""Instead of a token: where the answer stands is not known."""

_FROZEN_LAYERS = 1  # and the table of tokens: what the package has stays as it is, and need not be shipped


class TrainedReader(nn.Module):
    """The packaged encoder with one number from the first token, whether the text answers, and two from each, where the answer begins and ends.

    Where it stands is only asked while training: it shows the encoder what an answer is.
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
        """Where it is."""
        return self.answers.weight.device

    def forward(self, batch: Batch) -> tuple[Tensor, Tensor]:
        """Log odds in shape (texts,), and beginnings and ends in shape (texts, tokens, 2)."""
        with torch.autocast(batch.ids.device.type, torch.bfloat16):
            tokens = self.bert(input_ids=batch.ids, attention_mask=batch.seen).last_hidden_state
            answers, span = self.answers(tokens[:, 0]).squeeze(-1), self.span(tokens)
        return answers.float(), span.float().masked_fill(batch.seen[..., None] == 0, -1e4)


@dataclass(frozen=True, slots=True)
class TokenisedText:
    """A question with one text.

    Attributes:
        ids: Its tokens.
        answers: Whether the text answers.
        begin: The token at which the answer begins; 0, the first of all, where there is none; `NO_SPAN` where it is not known.
        end: The token at which it ends.
    """

    ids: tuple[int, ...]
    answers: bool
    begin: int
    end: int

    @classmethod
    def of(cls, question: str, read: Read, tokens: PairTokens) -> TokenisedText:
        """Token by token."""
        pair = tokens.of(question, read.text)
        if not read.answers:
            return cls(pair.ids, answers=False, begin=0, end=0)
        start, end = read.answer or (0, 0)
        within = [place for place, span in enumerate(pair.spans) if span[0] < end and span[1] > start]
        # The answer may be cut off, too.
        if not within or pair.spans[-1][1] < end:
            return cls(pair.ids, answers=True, begin=NO_SPAN, end=NO_SPAN)
        return cls(pair.ids, answers=True, begin=pair.text_from + within[0], end=pair.text_from + within[-1])


@dataclass(frozen=True, slots=True)
class Batch:
    """Texts of some questions.

    Attributes:
        ids: Shape (texts, tokens), filled up with 0.
        seen: 1 where there is a token; the same shape.
        answers: 1 where a text answers; shape (texts,).
        spans: The first and the last token of the answer; shape (texts, 2).
        questions: Which question each text is read for; shape (texts,).
    """

    ids: Tensor
    seen: Tensor
    answers: Tensor
    spans: Tensor
    questions: Tensor

    @classmethod
    def of(cls, examples: Sequence[Sequence[TokenisedText]]) -> Batch:
        """Of the texts of each question."""
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
        """The same, on a device."""
        return Batch(*(getattr(self, field.name).to(device, non_blocking=True) for field in fields(self)))


def loss(answers: Tensor, spans: Tensor, batch: Batch) -> Tensor:
    """What training makes small: each text judged right, the one that answers above the others of its question, and the answer found in it."""
    judged = functional.binary_cross_entropy_with_logits(answers, batch.answers)
    ends = [functional.cross_entropy(spans[..., end], batch.spans[:, end], ignore_index=NO_SPAN) for end in range(2)]
    return judged + _ranked(answers, batch) / 2 + (ends[0] + ends[1]) / 2


def _ranked(answers: Tensor, batch: Batch) -> Tensor:
    """How surprising it is, among the texts of its question, that it is this one that answers (a softmax over them)."""
    own = batch.questions[:, None] == batch.questions
    among = torch.where(own, answers, -torch.inf).logsumexp(1)
    has_rivals = (own.sum(1) > 1) & (batch.answers > 0)
    return ((among - answers) * has_rivals).sum() / has_rivals.sum().clamp(min=1)
