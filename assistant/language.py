"""Small facts about English that the question road needs: which words carry meaning, and what form of a word counts as the same."""

import unicodedata
from functools import cache
from typing import TYPE_CHECKING

from assistant.ingest.library.words import terms

if TYPE_CHECKING:
    from Stemmer import Stemmer

FUNCTION_WORDS = frozenset(
    [
        "a",
        "about",
        "after",
        "again",
        "all",
        "also",
        "am",
        "an",
        "and",
        "any",
        "are",
        "aren",
        "as",
        "at",
        "be",
        "because",
        "been",
        "before",
        "being",
        "between",
        "both",
        "but",
        "by",
        "can",
        "cannot",
        "could",
        "couldn",
        "d",
        "did",
        "didn",
        "do",
        "does",
        "doesn",
        "doing",
        "don",
        "during",
        "each",
        "either",
        "ever",
        "every",
        "few",
        "for",
        "from",
        "further",
        "had",
        "hadn",
        "has",
        "hasn",
        "have",
        "haven",
        "having",
        "he",
        "her",
        "here",
        "hers",
        "herself",
        "him",
        "himself",
        "his",
        "how",
        "however",
        "i",
        "if",
        "in",
        "into",
        "is",
        "isn",
        "it",
        "its",
        "itself",
        "just",
        "ll",
        "m",
        "may",
        "me",
        "might",
        "mine",
        "more",
        "most",
        "much",
        "must",
        "my",
        "myself",
        "neither",
        "no",
        "nor",
        "not",
        "now",
        "o",
        "of",
        "off",
        "on",
        "once",
        "one",
        "only",
        "or",
        "other",
        "our",
        "ours",
        "ourselves",
        "out",
        "over",
        "own",
        "re",
        "s",
        "same",
        "shall",
        "she",
        "should",
        "shouldn",
        "so",
        "some",
        "such",
        "t",
        "tell",
        "than",
        "that",
        "the",
        "their",
        "theirs",
        "them",
        "themselves",
        "then",
        "there",
        "these",
        "they",
        "this",
        "those",
        "through",
        "to",
        "too",
        "under",
        "until",
        "up",
        "upon",
        "us",
        "ve",
        "very",
        "was",
        "wasn",
        "we",
        "were",
        "weren",
        "what",
        "when",
        "where",
        "whether",
        "which",
        "while",
        "who",
        "whom",
        "whose",
        "why",
        "will",
        "with",
        "won",
        "would",
        "wouldn",
        "yes",
        "yet",
        "you",
        "your",
        "yours",
        "yourself",
    ]
)
"""Words that every text has; they neither find a passage nor back a sentence."""


_SHORTEST_STEMMED = 3


@cache
def stem(term: str) -> str:
    """The Porter stem of a lower-case term without its accents, as SQLite's full-text index makes it."""
    plain = "".join(char for char in unicodedata.normalize("NFKD", term) if not unicodedata.combining(char))
    return str(_stemmer().stemWord(plain)) if len(plain) >= _SHORTEST_STEMMED else plain


def content_words(text: str) -> list[str]:
    """A text's content words in lower case, in order."""
    return [term for term in terms(text) if term not in FUNCTION_WORDS]


def content_stems(text: str) -> list[str]:
    """The stems of a text's content words, in order; of all its words where it has no others."""
    found = terms(text)
    content = [term for term in found if term not in FUNCTION_WORDS]
    return [stem(term) for term in content or found]


@cache
def _stemmer() -> "Stemmer":
    from Stemmer import Stemmer

    return Stemmer("porter")
