"""Checks whether a sentence reports something as done that its source only expects: "was inducted" for "will be inducted"."""

import re
from collections.abc import Iterator, Sequence

from assistant.ingest.language.english import FUNCTION_WORDS
from assistant.ingest.language.tokens import stem, tokenize

_EXPECTED = re.compile(
    r"\b(?:(?:wi|sha)ll|would|(?-i:may)|might|could|['’]ll|won['’]t"
    r"|(?:set|due|preparing|prepares?|prepared|seeks?|seeking|tries|trying|tried"
    r"|expected|scheduled|planned|planning|plans?|likely|unlikely|going|about|intends?|intended|hopes?|hoped|hoping|wants?|wanted"
    r"|aims?|aimed|agreed|promised|vowed|pledged|ready|reported|yet|is|are|was|were) to)\s+"
    r"(?:(?:not|never|also|then|now|soon|again|formally|officially)\s+)*(?:(?:have|be|been|being)\s+)*(?P<verb>[a-z]{3,})",
    re.IGNORECASE,
)
_DONE_WITH_AUXILIARY = re.compile(
    r"\b(?:was|were|has|have|had|been|got)\s+(?:(?:also|already|just|now|then|later|recently|formally|officially|first)\s+)*(?:been\s+)?"
    r"(?P<verb>[a-z]{3,})",
    re.IGNORECASE,
)
_REGULAR_PAST = re.compile(r"\b[a-z]{2,}ed\b")
_IRREGULAR_FORMS = {
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
    """Returns a verb that is in the past in a statement, and only expected in its sources; None if there is none.

    Args:
        statement: The sentence to check.
        sources: The sentences of the article that support it. A verb that they also have in another form is accepted.
    """
    expected = {_base(match["verb"]) for source in sources for match in _EXPECTED.finditer(source)}
    if not expected:
        return None
    other_verbs = {_base(term) for source in sources for term in tokenize(_EXPECTED.sub(" ", source))}
    return next((verb for verb in _completed_verbs(statement) if _base(verb) in expected - other_verbs), None)


def _completed_verbs(statement: str) -> Iterator[str]:
    """Yields the verbs of a statement that are in the past."""
    rest = _EXPECTED.sub(" ", statement)
    for match in _DONE_WITH_AUXILIARY.finditer(rest):
        if match["verb"].lower() not in FUNCTION_WORDS:
            yield match["verb"]
    yield from (match.group() for match in _REGULAR_PAST.finditer(rest))
    yield from (term for term in tokenize(rest) if term in _IRREGULAR_FORMS)


def _base(verb: str) -> str:
    """Returns the stem of the base form of a verb."""
    return stem(_IRREGULAR_FORMS.get(verb.lower(), verb.lower()))
