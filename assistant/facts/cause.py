"""Causes in a sentence: "because …". A source has to name a cause too, or the cause is a conclusion."""

import re
from collections.abc import Sequence

_CAUSE = re.compile(r"\b(?P<words>because|due to|as a result of|owing to)\b", re.IGNORECASE)
_TELLS_A_CAUSE = re.compile(
    r"\b(?:because|due|owing|thanks|since|as|so|for|to|after|following|amid|over|if|when|citing|caus\w*|reasons?|results?|resulting"
    r"|leads?|led|leading|blam\w+|protest\w*|makes?|made|making|avoid\w*|prevent\w*)\b",
    re.IGNORECASE,
)


def unsaid_cause(statement: str, sources: Sequence[str]) -> str:
    """Returns the words with which a statement names a cause if none of its sources names any; else an empty string.

    Args:
        statement: The statement.
        sources: The sentences that support it.
    """
    cause = _CAUSE.search(statement)
    if cause is None or any(map(_TELLS_A_CAUSE.search, sources)):
        return ""
    return cause["words"].lower()
