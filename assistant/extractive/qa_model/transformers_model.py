"""Opens any Hugging Face model for extractive question answering, or any cross-encoder, as a QA model.

The models run on transformers. Code that comes with a model is never run.
"""

from __future__ import annotations

import threading
from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from assistant.extractive.qa_model.candidates import Candidate
from assistant.extractive.qa_model.contract import Judgement, QAModel
from assistant.extractive.qa_model.model_files import transformers_identity
from assistant.ingest.errors import QAModelError, first_line

if TYPE_CHECKING:
    from torch import Tensor

_MAX_TOKENS = 256  # of question, sentence and context; the rest is cut off
_MAX_SPAN_TOKENS = 24
_BATCH_SIZE = 8
_NO_YES_NO = (0.0, 0.0, 0.0)
_YES_LABELS = {"yes", "true", "1", "label_1", "entailment"}
_NO_LABELS = {"no", "false", "0", "label_0", "not_entailment"}
_ADVICE = (
    "give a Hugging Face model for question answering with unanswerable questions, such as deepset/roberta-base-squad2, or a cross-encoder "
    "with one label or the labels no and yes, by hub name or folder"
)


def open_transformers_model(name: str) -> QAModel:
    """Loads a model by hub name or folder; a hub model is downloaded when it is first used.

    Raises:
        QAModelError: If it cannot be loaded, or is of another kind.
    """
    from transformers import AutoConfig

    try:
        config = AutoConfig.from_pretrained(name, trust_remote_code=False)
    except Exception as error:
        raise _cannot_be_loaded(name, error) from error
    heads = [str(architecture) for architecture in config.architectures or ()]
    if any(head.endswith("ForQuestionAnswering") for head in heads):
        return SpanModel(name)
    if any(head.endswith("ForSequenceClassification") for head in heads):
        return CrossEncoder(name, _yes_label(name, config.id2label))
    raise QAModelError(
        f"the QA model {name!r} is {' and '.join(heads) or 'of unknown kind'}, which does not judge sentences; {_ADVICE}"
    )


def _yes_label(name: str, labels: Mapping[int, str]) -> int | None:
    """Returns the position of "yes" among two labels; None for one label.

    Raises:
        QAModelError: If the labels are others.
    """
    if len(labels) == 1:
        return None
    lower = [str(labels[position]).lower() for position in sorted(labels)]
    if len(lower) == 2:
        for position in range(2):
            if lower[position] in _YES_LABELS and lower[1 - position] in _NO_LABELS:
                return position
    raise QAModelError(f"the QA model {name!r} has the labels {', '.join(lower)}; {_ADVICE}")


def _cannot_be_loaded(name: str, error: Exception) -> QAModelError:
    return QAModelError(
        f"the QA model {name!r} cannot be loaded ({first_line(error)}); {_ADVICE}, and check the network if it has to be downloaded"
    )


class _TransformersModel(ABC):
    """Reads pairs of question and sentence in batches of similar length.

    The input is `question [SEP] sentence [SEP] title. sentence before`, with the model's own separators.

    Args:
        name: The hub name or folder.
        auto_class: The class of transformers that loads the model.
    """

    is_english = False

    def __init__(self, name: str, auto_class: str) -> None:
        import torch
        import transformers

        try:
            self._tokenizer: Any = transformers.AutoTokenizer.from_pretrained(name, trust_remote_code=False)
            loader: Any = getattr(transformers, auto_class)
            self._device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
            self._model: Any = loader.from_pretrained(name, trust_remote_code=False).to(self._device).eval()
        except Exception as error:
            raise _cannot_be_loaded(name, error) from error
        if not self._tokenizer.is_fast:
            raise QAModelError(
                f"the QA model {name!r} has a tokenizer that does not tell where its tokens are in a text; choose a model with a fast tokenizer"
            )
        self._name = name
        self._max_tokens = min(_MAX_TOKENS, self._tokenizer.model_max_length)
        self._identity = transformers_identity(name) or name
        # Encoding changes the tokenizer's state.
        self._lock = threading.Lock()

    @property
    def identity(self) -> str:
        """See `QAModel.identity`."""
        return self._identity

    def read(self, question: str, candidates: Sequence[Candidate]) -> list[Judgement]:
        """See `QAModel.read`."""
        import torch

        if not candidates:
            return []
        contexts = [self._context(candidate) for candidate in candidates]
        judgements: dict[int, Judgement] = {}
        with torch.inference_mode():
            for numbers in _batches([len(context) for context in contexts]):
                encoded = self._encode(question, [contexts[number] for number in numbers])
                model_input = {
                    key: encoded[key].to(self._device) for key in self._tokenizer.model_input_names if key in encoded
                }
                sentences = [candidates[number].sentence for number in numbers]
                batch = self._judge(self._model(**model_input), encoded, sentences)
                judgements.update(zip(numbers, batch, strict=True))
        return [judgements[number] for number in range(len(candidates))]

    def _context(self, candidate: Candidate) -> str:
        title = f"{candidate.title}." if candidate.title else ""
        about = " ".join(part for part in (title, candidate.before) if part)
        separator = self._tokenizer.sep_token or ""
        return f"{candidate.sentence} {separator} {about}" if about else candidate.sentence

    def _encode(self, question: str, contexts: Sequence[str]) -> Any:  # noqa: ANN401  # transformers' BatchEncoding
        with self._lock:
            return self._tokenizer(
                [question] * len(contexts),
                list(contexts),
                truncation="longest_first",
                max_length=self._max_tokens,
                padding=True,
                return_offsets_mapping=True,
                return_tensors="pt",
            )

    @abstractmethod
    def _judge(self, output: Any, encoded: Any, sentences: Sequence[str]) -> list[Judgement]:  # noqa: ANN401
        """Makes the judgements of a batch from the model's output."""


class SpanModel(_TransformersModel):
    """An extractive question answering model: the best span inside the sentence is weighed against no answer.

    The answer logit is the score of that span minus the score of the first token, which stands for "no answer" (SQuAD 2.0).

    Args:
        name: The hub name or folder.
    """

    def __init__(self, name: str) -> None:
        super().__init__(name, "AutoModelForQuestionAnswering")

    def _judge(self, output: Any, encoded: Any, sentences: Sequence[str]) -> list[Judgement]:  # noqa: ANN401
        judgements = []
        for row, sentence in enumerate(sentences):
            offsets = encoded["offset_mapping"][row].tolist()
            inside = [
                position
                for position, (sequence, (start, end)) in enumerate(
                    zip(encoded.sequence_ids(row), offsets, strict=True)
                )
                if sequence == 1 and start < end <= len(sentence)
            ]
            starts, ends = output.start_logits[row].float(), output.end_logits[row].float()
            no_answer = float(starts[0] + ends[0])
            if not inside:
                judgements.append(Judgement(-no_answer, None, 0.0, _NO_YES_NO))
                continue
            first, last, score = _best_span(starts[inside], ends[inside])
            span = (offsets[inside[first]][0], offsets[inside[last]][1])
            logit = score - no_answer
            judgements.append(Judgement(logit, span, logit, _NO_YES_NO))
        return judgements


class CrossEncoder(_TransformersModel):
    """A sequence classification model: its logit, or that of yes against no. It has no span, and does not decide yes-or-no questions.

    Args:
        name: The hub name or folder.
        yes: The position of "yes" among two labels; None for a model with one label.
    """

    def __init__(self, name: str, yes: int | None) -> None:
        super().__init__(name, "AutoModelForSequenceClassification")
        self._yes = yes

    def _judge(self, output: Any, encoded: Any, sentences: Sequence[str]) -> list[Judgement]:  # noqa: ANN401
        del encoded, sentences
        logits = output.logits.float()
        scores = logits[:, 0] if self._yes is None else logits[:, self._yes] - logits[:, 1 - self._yes]
        return [Judgement(float(score), None, 0.0, _NO_YES_NO) for score in scores]


def _batches(lengths: Sequence[int]) -> Iterator[list[int]]:
    """Yields the positions of inputs of similar length, so that little is padded."""
    order = sorted(range(len(lengths)), key=lengths.__getitem__)
    for start in range(0, len(order), _BATCH_SIZE):
        yield order[start : start + _BATCH_SIZE]


def _best_span(starts: Tensor, ends: Tensor) -> tuple[int, int, float]:
    """Returns the positions of the first and the last token of the best span, and the sum of their logits."""
    import torch

    allowed = torch.ones(len(starts), len(starts), dtype=torch.bool, device=starts.device).triu()
    allowed &= ~allowed.triu(_MAX_SPAN_TOKENS)
    scores = (starts[:, None] + ends[None]).masked_fill(~allowed, -torch.inf)
    first, last = divmod(int(scores.argmax()), len(starts))
    return first, last, float(scores[first, last])
