"""A question and a text as the tokens that the reader sees, when it is trained and when it is used."""

from dataclasses import dataclass
from pathlib import Path

from assistant.ingest.embedders.minilm import packaged_model_folder

MAX_TOKENS = 160
"""Of question and text together; the rest is not seen."""

_MAX_QUESTION = 40


@dataclass(frozen=True, slots=True)
class TokenPair:
    """A question and a text, token by token.

    Attributes:
        ids: The tokens' numbers: [CLS] question [SEP] text [SEP].
        text_from: Which of them is the text's first.
        spans: Of each token of the text its first character and one past its last.
    """

    ids: tuple[int, ...]
    text_from: int
    spans: tuple[tuple[int, int], ...]


class PairTokens:
    """The packaged embedder's tokenizer, for two texts at once.

    Args:
        folder: The folder of the model; the packaged one unless given.

    Raises:
        EmbedderError: If the package with the model is not installed.
    """

    def __init__(self, folder: Path | None = None) -> None:
        from tokenizers import Tokenizer

        self._tokenizer = Tokenizer.from_file(str((folder or packaged_model_folder()) / "tokenizer.json"))
        self._tokenizer.no_padding()
        self._tokenizer.no_truncation()
        # What the tokenizer itself puts around a text.
        self._begin, self._end = self._tokenizer.encode("").ids

    def of(self, question: str, text: str) -> TokenPair:
        """The tokens of a question and a text."""
        asked = self._tokenizer.encode(question, add_special_tokens=False).ids[:_MAX_QUESTION]
        read = self._tokenizer.encode(text, add_special_tokens=False)
        room = MAX_TOKENS - len(asked) - 3
        ids = (self._begin, *asked, self._end, *read.ids[:room], self._end)
        return TokenPair(ids, len(asked) + 2, tuple(read.offsets[:room]))


def sentence_in_context(title: str, before: str, sentence: str) -> str:
    """A sentence as the reader sees it: under the title of its article, after the sentence before it, either of which may be empty.

    The title says what a sentence is about where the sentence itself does not, and the sentence before says who "he" is.
    """
    told = f"{before} {sentence}" if before else sentence
    return f"{title}\n{told}" if title else told
