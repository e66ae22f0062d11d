"""Checks whether a statement and its sources agree in what they negate."""

import re
from collections.abc import Iterator, Sequence

from assistant.ingest.language.content_words import content_words
from assistant.ingest.language.english import ENGLISH
from assistant.ingest.language.tokens import all_stems, stem

_NEGATION = re.compile(
    rf"\b(?:{'|'.join(sorted(ENGLISH.negations | ENGLISH.negative_words))})\b|n['’]t\b", re.IGNORECASE
)
_NEGATIVE_VERB_OR_ADJECTIVE = re.compile(
    r"\b(?:refus|den(?:y|ie)|reject|fail|lack|stop|ban(?:s|ned)?\b|cancel|exclud|declin|absen|unable|rul\w+ out|halt|block|prevent|avoid|wrong|false"
    r"|un\w{4,}|in(?:correct|valid|complete)|few\b|little\b|closed?\b|end(?:s|ed)\b)",
    re.IGNORECASE,
)
_DENIAL = re.compile(
    rf"{_NEGATION.pattern}|\b(?:refus(?:es?|ed|ing) to|fail(?:s|ed)? to|declin(?:es?|ed) to|den(?:y|ies|ied)|rul(?:es?|ed) out)\b",
    re.IGNORECASE,
)
_NEGATED_WORDS = 2


def can_deny(sentence: str) -> bool:
    """Checks whether a sentence has a word that can deny something: "not", "never", "refused", "closed"."""
    return bool(_NEGATION.search(sentence) or _NEGATIVE_VERB_OR_ADJECTIVE.search(sentence))


def negation_agrees(statement: str, sources: Sequence[str]) -> bool:
    """Checks whether a statement and its supporting sentences agree in what they negate.

    A negation is assumed to apply to the two content words that follow it.

    Args:
        statement: The sentence to check.
        sources: The sentences of the article that support it.
    """
    source = " ".join(sources)
    if _NEGATION.search(statement):
        return can_deny(source)
    if _NEGATIVE_VERB_OR_ADJECTIVE.search(statement):
        return True
    statement_stems = all_stems(statement)
    affirmed_stems = {word for sentence in sources if not _DENIAL.search(sentence) for word in all_stems(sentence)}
    return not any(
        negated and negated <= statement_stems and not negated <= affirmed_stems
        for sentence in sources
        for negated in _negated_stems(sentence)
    )


def _negated_stems(sentence: str) -> Iterator[frozenset[str]]:
    """Yields the stems of the words to which each negation of a sentence applies."""
    for match in _DENIAL.finditer(sentence):
        words = content_words(sentence[match.end() :])[:_NEGATED_WORDS]
        yield frozenset(stem(word) for word in words)
