"""Tokenizes a question and a text for the QA model, for training and for use."""

from dataclasses import dataclass
from pathlib import Path

from assistant.ingest.embedders.minilm import packaged_model_folder

MAX_TOKENS = 160
"""The largest number of tokens of question and text together; the rest is cut off."""

_MAX_QUESTION = 40


@dataclass(frozen=True, slots=True)
class TokenPair:
    """The tokens of a question and a text.

    Attributes:
        ids: The token ids: [CLS] question [SEP] text [SEP].
        text_from: The index of the first token of the text.
        spans: The first character of each token of the text and one past its last.
    """

    ids: tuple[int, ...]
    text_from: int
    spans: tuple[tuple[int, int], ...]


class PairTokens:
    """The packaged embedder's tokenizer, for two texts at once.

    Args:
        folder: The folder of the embedder; by default the packaged one.

    Raises:
        EmbedderError: If the package with the model is not installed.
    """

    def __init__(self, folder: Path | None = None) -> None:
        from tokenizers import Tokenizer

        self._tokenizer = Tokenizer.from_file(str((folder or packaged_model_folder()) / "tokenizer.json"))
        self._tokenizer.no_padding()
        self._tokenizer.no_truncation()
        # The special tokens that the tokenizer puts around a text.
        self._begin, self._end = self._tokenizer.encode("").ids

    def of(self, question: str, text: str) -> TokenPair:
        """Returns the tokens of a question and a text."""
        asked = self._tokenizer.encode(question, add_special_tokens=False).ids[:_MAX_QUESTION]
        read = self._tokenizer.encode(text, add_special_tokens=False)
        room = MAX_TOKENS - len(asked) - 3
        ids = (self._begin, *asked, self._end, *read.ids[:room], self._end)
        return TokenPair(ids, len(asked) + 2, tuple(read.offsets[:room]))


def sentence_in_context(title: str, before: str, sentence: str) -> str:
    """Returns a sentence with its context: the title of its article and the sentence before it; both may be empty.

    The title names the topic, and the sentence before names who "he" is.
    """
    told = f"{before} {sentence}" if before else sentence
    return f"{title}\n{told}" if title else told
