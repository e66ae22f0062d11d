"""Recognises follow-ups about the last answer as a whole: "Are you sure?", "Is that still true?", "Tell me more", "Who said that?"."""

import re
from enum import Enum

from assistant.ingest.language.english import CONNECTIVES

_OPENING = rf"(?:(?:{CONNECTIVES}|hm+)\b[ ,.]*)*"
_PATTERNS = {
    "CONFIRM": (
        r"(?:are|r) (?:you|u) (?:really |quite |absolutely )?(?:sure|certain)(?: (?:about|of) (?:that|this|it))?"
        r"|really|is (?:that|this|it) (?:really )?(?:so|true|right|correct)"
        r"|is (?:that|this|it) still (?:so|true|right|correct|the case|valid|up to date)|still true|how do you know(?: that)?"
    ),
    "MORE": (
        r"(?:can you |could you |please )*(?:tell|give) me (?:some )?(?:more|more (?:details|information|about (?:it|that|this)))"
        r"|more(?: (?:details|information))?|any more details|go on|continue|what else|anything else|what more"
    ),
    "SPEAKER": r"who (?:said|says|claimed|claims|told) (?:that|this|so|it)|says who|according to (?:who|whom)|who is saying (?:that|this)",
}


class Repeat(Enum):
    """Kind of a follow-up about the last answer.

    Attributes:
        CONFIRM: The last question is asked again: its sources, and others that agree or disagree.
        MORE: The last question is asked again, without the sentences that were quoted.
        SPEAKER: Asks who said the first sentence of the last answer.
    """

    CONFIRM = "confirm"
    MORE = "more"
    SPEAKER = "speaker"


_COMPILED = {
    Repeat[name]: re.compile(rf"{_OPENING}(?:{pattern})(?:,? please)?[\s?.!]*", re.IGNORECASE)
    for name, pattern in _PATTERNS.items()
}


def find_repeat(question: str) -> Repeat | None:
    """Returns the kind of a follow-up about the last answer; None for any other question."""
    return next((repeat for repeat, pattern in _COMPILED.items() if pattern.fullmatch(question.strip())), None)
