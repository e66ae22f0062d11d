"""Finds the references of a question: pronouns, "there", "then", "that year", "the album"."""

import re
from dataclasses import dataclass
from typing import Literal

Kind = Literal["male", "female", "they", "it", "this", "there", "then", "year", "noun", "more"]

_NOT_A_NOUN = r"(?:is|was|were|are|did|do|does|has|have|had|will|would|can|could|happen|mean|go|about|the|an?|he|she|it|they|we|you|there|who|which)"
_CLAUSE_SUBJECT = r"(?:the|an?|he|she|it|they|we|you|there)"  # after "that", it opens a clause
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
            r"\b(?P<determiner>the|this|that|these|those)(?: (?:same|very|first|second|last|next|new))? "
            rf"(?!{_NOT_A_NOUN}\b)(?P<noun>[a-z][a-z-]{{2,}})\b"
        ),
    ),
    (
        "this",
        re.compile(
            rf"\b(?:(?:this|these|those|that)\b(?=\s*(?:[?.,!]|$))|(?:this|these|those|that(?! {_CLAUSE_SUBJECT}\b))\b(?= {_NOT_A_NOUN}\b))",
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
_NOUN_AFTER = re.compile(
    r" (?!(?:in|on|at|to|for|from|with|by|about|after|before|during|as|and|or|when|while|because|that|again|the|an?"
    r"|gone|out|back|away|off|down|home|dead|alive|free|freed|fired|sacked|removed|arrested|go|leave|resign|stay|quit|step)\b)[a-z]",
    re.IGNORECASE,
)
_PRESENT_TIME = re.compile(
    r"^(?:this|these) (?:week|weekend|month|year|morning|evening|afternoon|season|days|century)$", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Reference:
    """Word or phrase that refers to something outside the question.

    Attributes:
        kind: What it can refer to.
        start: Its start in the question.
        end: One past its last character.
        words: The phrase itself.
        noun: The noun of "the album".
        is_demonstrative: It has "this" or "that", not just "the".
        has_noun: It is a "her" with its noun after it.
    """

    kind: Kind
    start: int
    end: int
    words: str
    noun: str = ""
    is_demonstrative: bool = False
    has_noun: bool = False

    @property
    def is_pronoun(self) -> bool:
        """True for a personal pronoun."""
        return self.kind in ("male", "female", "they", "it")

    @property
    def is_object(self) -> bool:
        """True if it cannot refer to the subject of its own clause, such as "him" in "Did Moreno meet him?"."""
        return self.words.lower() in {"him", "her", "them", "it"} and not self.is_possessive

    @property
    def is_possessive(self) -> bool:
        """True if it stands for "somebody's"."""
        return self.words.lower() in {"his", "their", "its", "hers", "theirs"} or self.has_noun


def find_references(question: str) -> list[Reference]:
    """Finds the references of a question, in order. They do not overlap."""
    references: list[Reference] = []
    for kind, pattern in _PATTERNS:
        for match in pattern.finditer(question):
            overlaps = any(reference.start < match.end() and match.start() < reference.end for reference in references)
            if overlaps or _PRESENT_TIME.match(match.group()):
                continue
            groups = match.groupdict()
            is_demonstrative = kind == "noun" and groups["determiner"] != "the"
            has_noun = match.group().lower() == "her" and bool(_NOUN_AFTER.match(question, match.end()))
            references.append(
                Reference(kind, *match.span(), match.group(), groups.get("noun") or "", is_demonstrative, has_noun)
            )
    return sorted(references, key=lambda reference: reference.start)
