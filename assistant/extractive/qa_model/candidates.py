"""A question and a candidate sentence as the tokens that the QA model is given, in training and at run time."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.ingest.embedders.minilm import packaged_model_folder

if TYPE_CHECKING:
    from tokenizers import Tokenizer

MAX_TOKENS = 128
"""The limit for question, sentence and context together; the rest is cut off."""

_MAX_QUESTION = 32
_MAX_SENTENCE = 72
_MAX_TITLE = 18
_CONTEXT_END = "."


@dataclass(frozen=True, slots=True)
class Candidate:
    """A sentence that may answer, with its context.

    Attributes:
        title: The title of its article; may be empty.
        before: The sentence before it; may be empty.
        sentence: The sentence itself.
    """

    title: str
    before: str
    sentence: str


@dataclass(frozen=True, slots=True)
class QAInput:
    """The tokens `[CLS] question [SEP] sentence [SEP] title. sentence before [SEP]`.

    Attributes:
        ids: The token ids.
        sentence_from: The position of the sentence's first token.
        spans: The characters of each token in the sentence: the first, and one past the last.
    """

    ids: tuple[int, ...]
    sentence_from: int
    spans: tuple[tuple[int, int], ...]

    @property
    def sentence_to(self) -> int:
        """One past the position of the sentence's last token."""
        return self.sentence_from + len(self.spans)

    def characters(self, first: int, last: int) -> tuple[int, int]:
        """Returns the characters of the sentence from the token at one position to the token at another, both included."""
        return self.spans[first - self.sentence_from][0], self.spans[last - self.sentence_from][1]

    def positions(self, start: int, end: int) -> tuple[int, int] | None:
        """Returns the positions of the first and the last token of some characters of the sentence; None if one of them is cut off."""
        inside = [number for number, span in enumerate(self.spans) if span[0] < end and span[1] > start]
        if not inside or self.spans[-1][1] < end:
            return None
        return self.sentence_from + inside[0], self.sentence_from + inside[-1]


class QATokenizer:
    """Encodes questions and candidates with the tokenizer of an embedder.

    Args:
        tokenizer: The tokenizer, without padding. It may cut off texts of more than `MAX_TOKENS` tokens.
    """

    def __init__(self, tokenizer: Tokenizer) -> None:
        self._tokenizer = tokenizer
        self._begin, self._end = self._tokenizer.encode("").ids
        self._period = self._ids(_CONTEXT_END)
        # Titles and questions repeat from candidate to candidate.
        self._cached_ids = lru_cache(maxsize=256)(self._ids)

    @classmethod
    def of_folder(cls, folder: Path | None = None) -> QATokenizer:
        """Reads the tokenizer of a model.

        Args:
            folder: The model's folder; that of the packaged embedder unless given.

        Raises:
            EmbedderError: If the package with the packaged embedder is not installed.
        """
        from tokenizers import Tokenizer

        tokenizer = Tokenizer.from_file(str((folder or packaged_model_folder()) / "tokenizer.json"))
        tokenizer.no_padding()
        tokenizer.no_truncation()
        return cls(tokenizer)

    def encode(self, question: str, candidate: Candidate) -> QAInput:
        """Returns the input for one candidate; of a long sentence before, the end is kept."""
        question_ids = self._cached_ids(question)[:_MAX_QUESTION]
        encoded = self._tokenizer.encode(candidate.sentence, add_special_tokens=False)
        sentence_ids = encoded.ids[:_MAX_SENTENCE]
        title_ids = self._cached_ids(candidate.title)[:_MAX_TITLE] if candidate.title else ()
        title_ids += self._period if title_ids else ()
        room = max(0, MAX_TOKENS - len(question_ids) - len(sentence_ids) - len(title_ids) - 4)
        before_ids = self._ids(candidate.before)[-room:] if candidate.before and room else ()
        ids = (self._begin, *question_ids, self._end, *sentence_ids, self._end, *title_ids, *before_ids, self._end)
        spans = (_without_space(candidate.sentence, *span) for span in encoded.offsets[:_MAX_SENTENCE])
        return QAInput(ids, len(question_ids) + 2, tuple(spans))

    def _ids(self, text: str) -> tuple[int, ...]:
        return tuple(self._tokenizer.encode(text, add_special_tokens=False).ids)


def _without_space(sentence: str, start: int, end: int) -> tuple[int, int]:
    """Returns the characters of a token without the space before it, which a SentencePiece token includes."""
    token = sentence[start:end]
    return end - len(token.lstrip()), end
