"""What a question points back with: pronouns, "there", "then", "that year", "the album"."""

import re
from dataclasses import dataclass
from typing import Literal

Kind = Literal["male", "female", "they", "it", "this", "there", "then", "year", "noun", "more"]

_NO_NOUN = r"(?:is|was|were|are|did|do|does|has|have|had|will|would|can|could|happen|mean|go|about|the|an?|he|she|it|they|we|you|there|who|which)"
_CLAUSE = r"(?:the|an?|he|she|it|they|we|you|there)"  # behind "that", it opens a clause
_PATTERNS: tuple[tuple[Kind, "re.Pattern[str]"], ...] = (
    ("male", re.compile(r"\b(?:he|him|his|himself)\b", re.IGNORECASE)),
    ("female", re.compile(r"\b(?:she|her|hers|herself)\b", re.IGNORECASE)),
    ("they", re.compile(r"\b(?:they|them|their|theirs|themselves)\b", re.IGNORECASE)),
    (
        "it",
        re.compile(
            r"(?<!make )(?<!made )\b(?:its|itself|it)\b"
            r"(?! (?:true|possible|legal|clear|likely|rains?|snows?|takes? to|costs? to|that)\b)",
            re.IGNORECASE,
        ),
    ),
    (
        "year",
        re.compile(r"\b(?:in |during |of )?(?:that|the same) (?:year|time|period|era|day|month)\b", re.IGNORECASE),
    ),
    ("more", re.compile(r"\b(?:else|others?|another|(?:that|the last|the first|which|the next) one)\b", re.IGNORECASE)),
    (
        "noun",
        re.compile(
            rf"\b(?P<which>the|this|that|these|those)(?: (?:same|very|first|second|last|next|new))? (?!{_NO_NOUN}\b)(?P<noun>[a-z][a-z-]{{2,}})\b"
        ),
    ),
    (
        "this",
        re.compile(
            rf"\b(?:(?:this|these|those|that)\b(?=\s*(?:[?.,!]|$))|(?:this|these|those|that(?! {_CLAUSE}\b))\b(?= {_NO_NOUN}\b))",
            re.IGNORECASE,
        ),
    ),
    (
        "there",
        re.compile(
            r"(?<!is )(?<!are )(?<!was )(?<!were )(?<!be )(?<!been )(?<!has )(?<!have )(?<!did )(?<!will )"
            r"\bthere\b(?! (?:is|are|was|were|any|be|been|an?|will|has|have)\b)",
            re.IGNORECASE,
        ),
    ),
    (
        "then",
        re.compile(
            r"\b(?:(?:back )?then|at the time|at that time)\b(?=\s*[?.!]?$)|\b(?:since|before|by) then\b", re.IGNORECASE
        ),
    ),
)
_NOUN_BEHIND = re.compile(
    r" (?!(?:in|on|at|to|for|from|with|by|about|after|before|during|as|and|or|when|while|because|that|again|the|an?)\b)[a-z]",
    re.IGNORECASE,
)
_OF_NOW = re.compile(
    r"^(?:this|these) (?:week|weekend|month|year|morning|evening|afternoon|season|days|century)$", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Reference:
    """One word or phrase that points back.

    Attributes:
        kind: What it can mean.
        start: Where it begins in the question.
        end: One past its last character.
        words: The phrase itself.
        noun: The noun of "the album".
        demonstrative: It says "this" or "that", not just "the".
        has_noun: It is a "her" with the noun that it belongs to behind it.
    """

    kind: Kind
    start: int
    end: int
    words: str
    noun: str = ""
    demonstrative: bool = False
    has_noun: bool = False

    @property
    def is_pronoun(self) -> bool:
        """A personal pronoun."""
        return self.kind in ("male", "female", "they", "it")

    @property
    def is_object(self) -> bool:
        """It cannot mean the subject of its own clause: "him" in "Did Moreno meet him?"."""
        return self.words.lower() in {"him", "her", "them", "it"} and not self.is_possessive

    @property
    def is_possessive(self) -> bool:
        """It stands for "somebody's"."""
        return self.words.lower() in {"his", "their", "its", "hers", "theirs"} or self.has_noun


def find_references(question: str) -> list[Reference]:
    """What a question points back with, in order; no two overlap."""
    found: list[Reference] = []
    for kind, pattern in _PATTERNS:
        for match in pattern.finditer(question):
            overlaps = any(one.start < match.end() and match.start() < one.end for one in found)
            if overlaps or _OF_NOW.match(match.group()):
                continue
            parts = match.groupdict()
            demonstrative = kind == "noun" and parts["which"] != "the"
            has_noun = match.group().lower() == "her" and bool(_NOUN_BEHIND.match(question, match.end()))
            found.append(
                Reference(kind, *match.span(), match.group(), parts.get("noun") or "", demonstrative, has_noun)
            )
    return sorted(found, key=lambda one: one.start)
