"""Recognises questions about an amount that changed: "How did the death toll rise?", "the cost of the bridge over time"."""

import re

_MEASURE = (
    r"(?:the |its |their )?(?:[\w'’-]+ ){0,3}?(?:number|toll|count|figure|cost|price|estimate|rate|share|total|amount|bill|percentage)s?\b"
    r".{0,80}?"
)
_CHANGED = (
    r"(?:change[sd]?|develop(?:ed)?|rise|rose|risen|grow|grew|grown|fall|fell|fallen|climb(?:ed)?|increased?|decreased?|evolved?"
    r"|(?:go|gone|went) (?:up|down))"
)
_PATTERNS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"\bhow (?:did|has|have|do|does) (?P<measure>{_MEASURE}) {_CHANGED}\b(?P<rest>.*)$",
        rf"^(?:show (?:me )?|give (?:me )?)?(?P<measure>{_MEASURE}),? over (?:the )?time\b(?P<rest>.*)$",
        rf"\b(?:development|change|changes|rise|growth|history) (?:of|in) (?P<measure>{_MEASURE}\w*)(?P<rest>)\W*$",
        r"\bhow many (?P<counted>.{3,80}?),? over (?:the )?time\b(?P<rest>.*)$",
    )
)
_NUMBER_OF = re.compile(r"^(?:the |total )*(?:number|count|total) of (?P<counted>.+)$", re.IGNORECASE)
_DEATH_TOLL = re.compile(r"^(?:the )?(?:official )?(?:death )?toll\b(?P<rest>.*)$", re.IGNORECASE)


def measured_amount(question: str) -> str | None:
    """Returns the question for the amount at one time ("How many people died?"); None if the question is not about a change of an amount."""
    for pattern in _PATTERNS:
        match = pattern.search(question.strip().rstrip("?.! "))
        if match is None:
            continue
        groups = match.groupdict(default="")
        rest = groups["rest"].strip()
        measure = " ".join(filter(None, [groups.get("measure", ""), rest]))
        counted = groups.get("counted") or ((number := _NUMBER_OF.match(measure)) and number["counted"])
        if counted:
            return f"How many {counted}?"
        toll = _DEATH_TOLL.match(measure)
        return f"How many people died{toll['rest']}?" if toll else f"How much is {measure}?"
    return None
