"""Whether a sentence tells as done what its source only expects: "was inducted" where the source says "will be inducted"."""

import re
from collections.abc import Iterator, Sequence

from assistant.ingest.language.english import FUNCTION_WORDS
from assistant.ingest.language.tokens import stem, tokenize

_TO_COME = re.compile(
    r"\b(?:(?:wi|sha)ll|would|(?-i:may)|might|could|['’]ll|won['’]t"
    r"|(?:set|due|expected|scheduled|planned|planning|plans?|likely|unlikely|going|about|intends?|intended|hopes?|hoped|hoping|wants?|wanted"
    r"|aims?|aimed|agreed|promised|vowed|pledged|ready|reported|yet|is|are|was|were) to)\s+"
    r"(?:(?:not|never|also|then|now|soon|again|formally|officially)\s+)*(?:(?:have|be|been|being)\s+)*(?P<verb>[a-z]{3,})",
    re.IGNORECASE,
)
_DONE_WITH = re.compile(
    r"\b(?:was|were|has|have|had|been|got)\s+(?:(?:also|already|just|now|then|later|recently|formally|officially|first)\s+)*(?:been\s+)?"
    r"(?P<verb>[a-z]{3,})",
    re.IGNORECASE,
)
_DONE = re.compile(r"\b[a-z]{2,}ed\b")
_IRREGULAR = {
    form: base
    for base, forms in {
        "become": "became",
        "begin": "began begun",
        "break": "broke broken",
        "bring": "brought",
        "build": "built",
        "buy": "bought",
        "choose": "chose chosen",
        "come": "came",
        "fall": "fell fallen",
        "fight": "fought",
        "find": "found",
        "fly": "flew flown",
        "get": "got",
        "give": "gave given",
        "go": "went gone",
        "hold": "held",
        "keep": "kept",
        "lead": "led",
        "leave": "left",
        "lose": "lost",
        "make": "made",
        "meet": "met",
        "pay": "paid",
        "rise": "rose risen",
        "run": "ran",
        "sell": "sold",
        "send": "sent",
        "speak": "spoke spoken",
        "spend": "spent",
        "stand": "stood",
        "take": "took taken",
        "win": "won",
        "withdraw": "withdrew withdrawn",
        "write": "wrote written",
    }.items()
    for form in forms.split()
}


def asserts_unconfirmed_completion(statement: str, sources: Sequence[str]) -> str | None:
    """The verb that a statement has in the past, and its sources only as something to come; None if there is none.

    Args:
        statement: The sentence to check.
        sources: The sentences of the article that carry it; a verb that they have otherwise too is no fault.
    """
    to_come = {_base(match["verb"]) for source in sources for match in _TO_COME.finditer(source)}
    if not to_come:
        return None
    otherwise = {_base(term) for source in sources for term in tokenize(_TO_COME.sub(" ", source))}
    return next((verb for verb in _done(statement) if _base(verb) in to_come - otherwise), None)


def _done(statement: str) -> Iterator[str]:
    plain = _TO_COME.sub(" ", statement)
    for match in _DONE_WITH.finditer(plain):
        if match["verb"].lower() not in FUNCTION_WORDS:
            yield match["verb"]
    yield from (match.group() for match in _DONE.finditer(plain))
    yield from (term for term in tokenize(plain) if term in _IRREGULAR)


def _base(verb: str) -> str:
    return stem(_IRREGULAR.get(verb.lower(), verb.lower()))
