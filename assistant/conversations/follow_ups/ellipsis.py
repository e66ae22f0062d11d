"""Fragments: "Why?" and "And in 2015?" keep the question before them and exchange or add one part."""

import re
from collections.abc import Sequence

from assistant.facts.capitalised_names import Name, find_names
from assistant.ingest.language.english import FUNCTION_WORDS

AUXILIARY = (
    r"(?:is|are|was|were|do|does|did|has|have|had|will|would|can|could|should|shall|may|might|must)(?:n['’]t)?\b"
)
_LEAD = r"(?:(?:and|but|so|ok|okay|then)\b[ ,]*)*"
_ASKING = (
    r"(?:why(?: not)?|when|(?:since|until) when|where(?: to| from)?|what for|who|(?:with |by )?whom|by how much"
    r"|how(?: (?:long|often|far|soon|many|much|so|come))?|(?:in|at|on) (?:which|what) [\w-]+)"
)
_BARE = re.compile(rf"^{_LEAD}(?P<asks>{_ASKING})(?: exactly)?\s*[?.!]*$", re.IGNORECASE)
_EXCHANGE = re.compile(rf"^(?:{_LEAD}(?:what|how) about|and|but|or)\b[ ,]*(?P<part>.+?)\s*[?.!]*$", re.IGNORECASE)
_INVERTED = re.compile(
    r"^(?:(?:(?:in|at|on|by|with|to|for|from) )?(?:who|whom|what|when|where|why|how(?: (?:long|often|soon))?"
    rf"|(?:which|what) (?:year|day|date|month|week|time)) )?(?P<rest>{AUXILIARY}.*)$",
    re.IGNORECASE,
)
_VERB = re.compile(rf"\b(?:{AUXILIARY}|who|what|when|where|why|how|which|whose|tell|say|said)\b", re.IGNORECASE)
_MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
_DAYS = "Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday"
_TIME = re.compile(
    rf"\b(?:(?:in|on|by|since|during|before|after|until|for|of) )?(?:(?:early|late|mid) )?"
    rf"(?:(?:the )?(?:1[5-9]|20)\d\ds?|(?:\d{{1,2}} )?(?:{_MONTHS})(?: \d{{1,2}}\b)?(?:,? (?:1[5-9]|20)\d\d)?|(?:last |this |next )?(?:{_DAYS})"
    r"|(?:last|this|next) (?:week|month|year|season|summer|winter|spring|autumn|weekend|night)|yesterday|today|tomorrow|now|currently)\b"
)
_ARTICLE = re.compile(r"^(?:the|a|an|his|her|their|its) ", re.IGNORECASE)
_MOST_WORDS = 8


def completed(fragment: str, last: str, known: frozenset[str]) -> str | None:
    """The whole question that a fragment stands for; None where it is none, or nothing in the last question fits it.

    Args:
        fragment: What was asked.
        last: The question before, standing alone.
        known: Words in lower case that are names.
    """
    bare = _BARE.match(fragment)
    if bare:
        return _asked_anew(bare["asks"], last)
    exchange = _EXCHANGE.match(fragment)
    if exchange and len(exchange["part"].split()) <= _MOST_WORDS and not _VERB.search(exchange["part"]):
        return _exchanged(exchange["part"], last, known)
    return None


def _asked_anew(asks: str, last: str) -> str:
    """What the last question asked, asked with another word: "Why was the bridge closed?" for "When was the bridge closed?"."""
    asks = re.sub(r" not$", "", asks[0].upper() + asks[1:], flags=re.IGNORECASE)
    inverted = _INVERTED.match(last)
    if inverted:
        rest = inverted["rest"]
        return f"{asks} {rest[0].lower()}{rest[1:]}"
    content = re.sub(r"^(?:who|what|which|how many|how much)\b ?", "", last, flags=re.IGNORECASE)
    return f"{asks}? ({content.replace('?', '').rstrip('!. ')})"


def _exchanged(part: str, last: str, known: frozenset[str]) -> str | None:
    time = _TIME.fullmatch(part)
    if time:
        return _with_time(part, last)
    if re.match(r"(?:in|at|on|by|since|during|from|to|for|with|near) ", part):
        return _with_phrase(part, last)
    names = find_names(part, known | frozenset(re.findall(r"[^\W_]+", part.lower())) - FUNCTION_WORDS)
    there = find_names(last, known)
    if names and there:
        old = _counterpart(names[0], there)
        return _replaced(last, old, part)
    phrase = _ARTICLE.match(part) and re.search(rf"\b{part.split()[0]} [\w-]+(?= |\?|$)", last, re.IGNORECASE)
    if phrase:
        return last[: phrase.start()] + part + last[phrase.end() :]
    return None


def _with_time(part: str, last: str) -> str:
    old = _TIME.search(last)
    new = part
    if old:
        preposition = re.match(r"(?:in|on|by|since|during|before|after|until|for|of) ", old.group())
        if preposition and part[0].isdigit():
            new = preposition.group() + part
        return last[: old.start()] + new + last[old.end() :]
    return f"{last.rstrip('?!. ')} {'in ' if part[0].isdigit() else ''}{part}?"


def _with_phrase(part: str, last: str) -> str:
    """A phrase with a preposition takes the place of the one with the same preposition, or is added."""
    old = re.search(rf"\b{part.split()[0]} (?:the )?[A-Z][\w’'-]*(?: [A-Z][\w’'-]*)*", last)
    if old:
        return last[: old.start()] + part + last[old.end() :]
    return f"{last.rstrip('?!. ')} {part}?"


def _counterpart(name: Name, names: Sequence[Name]) -> Name:
    """The name of the last question that a new one takes the place of: of the same kind, else the last."""
    same = [one for one in names if one.is_person == name.is_person]
    return (same or list(names))[-1]


def _replaced(last: str, old: Name, part: str) -> str:
    end = old.start + len(old.text)
    has_article = last[: old.start].lower().endswith("the ")
    part = re.sub(r"^the ", "", part, flags=re.IGNORECASE) if has_article else part
    return last[: old.start] + part + last[end:]
