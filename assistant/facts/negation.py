"""Whether a sentence says yes where its source says no, or the other way round."""

import re
from collections.abc import Iterator, Sequence

from assistant.ingest.language.english import FUNCTION_WORDS
from assistant.ingest.language.tokens import stem, tokenize

_NEGATION = re.compile(
    r"\b(?:not|no|never|none|nobody|nothing|neither|nor|without|cannot|no longer)\b|n['’]t\b", re.IGNORECASE
)
_NEGATIVE_WORD = re.compile(
    r"\b(?:refus|den(?:y|ie)|reject|fail|lack|stop|ban(?:s|ned)?\b|cancel|exclud|declin|absen|unable|rul\w+ out|halt|block|prevent|avoid|wrong|false"
    r"|un\w{4,}|in(?:correct|valid|complete)|few\b|little\b|closed?\b|end(?:s|ed)\b)",
    re.IGNORECASE,
)
_DENIAL = re.compile(
    rf"{_NEGATION.pattern}|\b(?:refus(?:es?|ed|ing) to|fail(?:s|ed)? to|declin(?:es?|ed) to|den(?:y|ies|ied)|rul(?:es?|ed) out)\b",
    re.IGNORECASE,
)
_SCOPE = 2


def negation_agrees(statement: str, sources: Sequence[str]) -> bool:
    """Whether a statement and the sentences that carry it agree in what they deny.

    What a negation is about is taken to be the two content words that follow it.

    Args:
        statement: The sentence to check.
        sources: The sentences of the article that carry it.
    """
    source = " ".join(sources)
    if _NEGATION.search(statement):
        return bool(_NEGATION.search(source) or _NEGATIVE_WORD.search(source))
    if _NEGATIVE_WORD.search(statement):
        return True
    said = {stem(term) for term in tokenize(statement)}
    plain = {stem(term) for one in sources if not _DENIAL.search(one) for term in tokenize(one)}
    return not any(denied and denied <= said and not denied <= plain for one in sources for denied in _denied(one))


def _denied(sentence: str) -> Iterator[frozenset[str]]:
    for match in _DENIAL.finditer(sentence):
        content = [stem(term) for term in tokenize(sentence[match.end() :]) if term not in FUNCTION_WORDS]
        yield frozenset(content[:_SCOPE])
