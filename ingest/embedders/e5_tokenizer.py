"""Builds the tokenizer of multilingual-e5-small: the unigram model of XLM-R (Conneau et al., 2020), with its normalisation."""

from __future__ import annotations

from typing import TYPE_CHECKING

from assistant.ingest.embedders.e5_file import Vocabulary

if TYPE_CHECKING:
    from tokenizers import Tokenizer

_REMOVED = "[\x01-\x08\x0b\x0e-\x1f\x7f\x8f\x9f]"
_SPACES = "[\t\n\x0c\r\u1680\u200b-\u200f\u2028\u2029\u2581\ufeff\ufffd]"
"""Where the normalisation of SentencePiece (`nmt_nfkc`) differs from NFKC: control characters go, separators become spaces."""

_BEGIN, _END = "<s>", "</s>"
_CONTROL = "\x01"
"""In front of the name of a control token. The normalisation removes it from every text, so that no text contains such a token."""


def e5_tokenizer(vocabulary: Vocabulary) -> Tokenizer:
    """Builds the tokenizer; its offsets are those of the given text, and a token's offsets begin at the space before it."""
    from tokenizers import Regex, Tokenizer, models, normalizers, pre_tokenizers, processors

    # Only control tokens have no probability.
    pieces = [(piece if score else _CONTROL + piece, score) for piece, score in vocabulary.pieces]
    tokenizer = Tokenizer(models.Unigram(pieces, vocabulary.unknown))
    tokenizer.normalizer = normalizers.Sequence(
        [
            normalizers.Replace(Regex(_REMOVED), ""),
            normalizers.Replace(Regex(_SPACES), " "),
            normalizers.NFKC(),
            normalizers.Replace(Regex(" {2,}"), " "),
            normalizers.Strip(),
        ]
    )
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(replacement="▁", prepend_scheme="always")
    tokenizer.post_processor = processors.TemplateProcessing(
        single=f"{_BEGIN} $A {_END}", special_tokens=[(_BEGIN, vocabulary.begin), (_END, vocabulary.end)]
    )
    return tokenizer
