"""Comparisons in a sentence: "earlier than", "more people than". A source has to compare too, or the comparison is a conclusion."""

import re
from collections.abc import Sequence

_COMPARATIVE = re.compile(
    r"\b(?!(?:oth|rath|eith|neith)er\b)(?P<word>\w{2,}er|more|less|worse)\b(?:[ -]\w+){0,4}? than\b"
    r"(?! (?:\d|an? |one |half |ever |usual|expected|before|previously))",
    re.IGNORECASE,
)
_COMPARES = re.compile(r"\bthan\b|\bcompared (?:to|with)\b", re.IGNORECASE)


def unsaid_comparison(statement: str, sources: Sequence[str]) -> str:
    """Returns the comparative word of a statement if none of its sources compares anything; else an empty string.

    Args:
        statement: The statement.
        sources: The sentences that support it.
    """
    comparative = _COMPARATIVE.search(statement)
    if comparative is None:
        return ""
    word = comparative["word"].lower()
    says_so = any(_COMPARES.search(source) or word in source.lower().split() for source in sources)
    return "" if says_so else word
