"""Makes hard negatives by rule: changes a question so that its sentence still resembles an answer, but is none.

A rule returns None if it does not apply. A rule is named after the part of the question that it changes; results are reported by these names.
"""

import random
import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass

_YEAR = re.compile(r"\b(?:1[0-9]\d{2}|20\d{2})\b")
_NUMBER = re.compile(r"\b\d[\d,.]*\b(?!\.)")
_NAME = re.compile(r"\b[A-Z][\w’'-]+(?: (?:(?:of|the|de|van) )?[A-Z][\w’'-]+)*")
_NO_NAME = re.compile(
    r"(?:wh(?:o|at|en|ere|ich|y|ose|om)|how|in|on|at|the|an?|for|during|after|before|by|to|from|with|of|do|does|did|is|was|are|were|i|it|he|she"
    r"|they|this|that|these|those|its|his|her|their|as|if|while|although|many|most|some|there|and|but)\b",
    re.IGNORECASE,
)
_DAY = re.compile(
    r"\b(?:\d{4}|(?:Jan|Febr)uary|March|April|May|June|July|August|(?:Septem|Octo|Novem|Decem)ber|(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day"
    r"|century|year|today|yesterday|morning|evening|when|after|before|during)\b"
)
_PLACE = re.compile(r"\b(?:in|at|near|from|to|on|outside|across) (?:the )?[A-Z]|\b(?:where|there|here|home)\b")
_REASON = re.compile(r"\b(?:because|due|since|so that|in order|reason|cause[ds]?|result|for|to|by|after|as)\b")
_ANY_NUMBER = re.compile(
    r"\d|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|dozen|hundred|thousand|million|billion|several|many)\b"
)
_AUXILIARY = r"(?=(?:did|was|were|is|are|do|does|has|have|had|will|would|can) )"
_PAST_RELATIONS = (
    "built", "designed", "bought", "sold", "closed", "criticised", "visited", "founded", "owned", "led", "painted", "directed", "wrote", "produced",
    "sued", "banned", "approved", "rejected", "signed", "cancelled", "praised", "discovered", "destroyed", "recorded", "created", "invented",
    "developed", "published", "proposed", "supported", "opposed", "replaced", "joined", "managed", "funded", "released", "named", "played",
)  # fmt: skip
_ANTONYMS = {
    "won": "lost", "win": "lose", "bought": "sold", "buy": "sell", "before": "after", "first": "last", "largest": "smallest", "most": "least",
    "highest": "lowest", "increase": "decrease", "increased": "decreased", "rise": "fall", "rose": "fell", "began": "ended", "begin": "end",
    "start": "end", "started": "ended", "opened": "closed", "open": "close", "born": "buried", "north": "south", "northern": "southern",
    "east": "west", "eastern": "western", "above": "below", "accepted": "refused", "allowed": "forbidden", "supported": "opposed",
    "more": "less", "longest": "shortest", "oldest": "youngest", "male": "female", "best": "worst", "good": "bad", "arrived": "left",
    "like": "dislike", "liked": "disliked", "inside": "outside", "early": "late", "positive": "negative", "married": "divorced",
}  # fmt: skip
_OPPOSITE = _ANTONYMS | {right: left for left, right in _ANTONYMS.items()}
_CONSTRAINTS = (
    "for the second time", "as a child", "in the final week", "after the trial", "before the war", "at night", "by accident", "in the first half",
    "on a Sunday", "without permission", "for the last time", "twice", "abroad", "in public", "under a false name", "during the strike",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class RuleInput:
    """A question with the texts that a rule needs to change it.

    Attributes:
        question: The question.
        sentence: The sentence that answers it.
        text: The text around that sentence; other names, years and numbers are taken from it.
        answers: The accepted answers.
    """

    question: str
    sentence: str
    text: str
    answers: tuple[str, ...]


Rule = Callable[[RuleInput, random.Random], str | None]


def swap_name(rule_input: RuleInput, draw: random.Random) -> str | None:
    """Replaces a name of the question by another name of the text."""
    return _swapped(rule_input, _NAME, draw)


def swap_year(rule_input: RuleInput, draw: random.Random) -> str | None:
    """Replaces a year of the question by another year of the text, or by a year that the text lacks."""
    swapped = _swapped(rule_input, _YEAR, draw)
    match = _YEAR.search(rule_input.question)
    if swapped or not match:
        return swapped
    year = str(int(match[0]) + draw.choice((-11, -4, -2, -1, 1, 2, 3, 7)))
    return None if year in rule_input.text else rule_input.question.replace(match[0], year)


def swap_number(rule_input: RuleInput, draw: random.Random) -> str | None:
    """Replaces a number of the question by another number of the text."""
    return None if _YEAR.search(rule_input.question) else _swapped(rule_input, _NUMBER, draw)


def swap_interrogative(rule_input: RuleInput, draw: random.Random) -> str | None:
    """Asks for a place, a time, a reason or a number that the sentence does not give."""
    question, sentence = rule_input.question, rule_input.sentence
    absent = {
        "where": not _PLACE.search(sentence),
        "when": not _DAY.search(sentence),
        "why": not _REASON.search(sentence),
        "how often": not _ANY_NUMBER.search(sentence),
    }
    match = re.match(r"(when|where|why|how) " + _AUXILIARY, question, re.IGNORECASE)
    if match:
        options = [word for word, is_absent in absent.items() if is_absent and word != match[1].lower()]
        return f"{draw.choice(options).capitalize()} {question[match.end() :]}" if options else None
    exchanges = (
        (r"how (?:many|much) (?=\w+ )", "Which ", True),
        (r"(?:in |on )?(?:what|which) (?:year|day|month|date) ", "Which city ", absent["where"]),
        (r"(?:in )?(?:what|which) (?:city|country|town|state|place) ", "In which year ", absent["when"]),
        (r"who (?=was|is|did|has|will)", "When ", absent["when"]),
        (r"who (?=\w+ed )", "How many people ", absent["how often"]),
    )
    for pattern, instead, allowed in exchanges:
        match = re.match(pattern, question, re.IGNORECASE)
        if match and allowed:
            return instead + question[match.end() :]
    return None


def swap_tense(rule_input: RuleInput, draw: random.Random) -> str | None:
    """Asks about the future if the question is about the past, and the reverse; or asks whether a past state lasts."""
    question = rule_input.question
    past = re.search(r"\b(did|was|were) ", question, re.IGNORECASE)
    if past and not re.search(r"\b(?:will|would|plan\w*|going to)\b", rule_input.sentence):
        start, rest = question[: past.start()], question[past.end() :]
        if past[1].lower() == "did":
            return f"{start}will {rest}"
        participle = re.search(r"\b(?:\w+ed|born|held|made|built|found|sold|given|taken|known|won|seen)\b", rest)
        if participle:
            subject, predicate = rest[: participle.start()], rest[participle.start() :]
            present = "is" if past[1].lower() == "was" else "are"
            if draw.random() < 0.5:
                return f"{start}{present} {subject}now {predicate}"
            return f"{start}will {subject}be {predicate}"
    future = re.search(r"\bwill (be )?", question)
    if future and not future[1]:
        return f"{question[: future.start()]}did {question[future.end() :]}"
    return None


def swap_relation(rule_input: RuleInput, draw: random.Random) -> str | None:
    """Asks for another relation between the same things."""
    match = re.search(r"\b(" + "|".join(_PAST_RELATIONS) + r")\b", rule_input.question, re.IGNORECASE)
    if not match:
        return None
    lowered = rule_input.text.casefold()
    others = [verb for verb in _PAST_RELATIONS if verb[:5] not in lowered and verb != match[1].lower()]
    return (
        rule_input.question[: match.start()] + draw.choice(others) + rule_input.question[match.end() :]
        if others
        else None
    )


def add_constraint(rule_input: RuleInput, draw: random.Random) -> str | None:
    """Adds a year or a circumstance that the text does not give."""
    stem = rule_input.question.rstrip("?. ")
    if (
        draw.random() < 0.5
        and not _DAY.search(rule_input.question)
        and not re.match("when|what year", stem, re.IGNORECASE)
    ):
        year = str(draw.randint(1950, 2024))
        return None if year in rule_input.text else f"{stem} in {year}?"
    return f"{stem} {draw.choice(_CONSTRAINTS)}?"


def swap_antonym(rule_input: RuleInput, draw: random.Random) -> str | None:  # noqa: ARG001  # the signature of all rules
    """Asks for the opposite: "who lost" instead of "who won"."""
    for match in re.finditer(r"[a-z]+", rule_input.question):
        opposite = _OPPOSITE.get(match[0])
        if opposite and opposite not in rule_input.text.casefold().split():
            return rule_input.question[: match.start()] + opposite + rule_input.question[match.end() :]
    return None


TRAINED: Mapping[str, Rule] = {
    "name": swap_name,
    "year": swap_year,
    "number": swap_number,
    "interrogative": swap_interrogative,
    "tense": swap_tense,
    "relation": swap_relation,
    "constraint": add_constraint,
}
"""The rules of training."""

HELD_OUT: Mapping[str, Rule] = {"antonym": swap_antonym}
"""The rules that only the measurement uses."""

_PROBABILITIES = {
    "name": 1.0,
    "year": 1.0,
    "number": 1.0,
    "interrogative": 0.8,
    "tense": 0.5,
    "relation": 0.8,
    "constraint": 0.3,
}


def changed_question(rule_input: RuleInput, draw: random.Random) -> tuple[str, str] | None:
    """Changes the question by one of the rules of training; returns it with the name of the rule, or None if none applies."""
    names = list(TRAINED)
    draw.shuffle(names)
    for name in names:
        if draw.random() < _PROBABILITIES[name]:
            question = TRAINED[name](rule_input, draw)
            if question and question.casefold() != rule_input.question.casefold():
                return question, name
    return None


def swap_detail(rule_input: RuleInput, draw: random.Random) -> str | None:
    """Replaces a name, year or number of the question by another one of the text."""
    has_year = _YEAR.search(rule_input.question)
    kinds = [_NAME, _YEAR if has_year else _NUMBER]
    draw.shuffle(kinds)
    return next((changed for kind in kinds if (changed := _swapped(rule_input, kind, draw))), None)


def _swapped(rule_input: RuleInput, kind: re.Pattern[str], draw: random.Random) -> str | None:
    question = rule_input.question
    matches = list(kind.finditer(question))
    draw.shuffle(matches)
    for match in matches:
        if _NO_NAME.match(match[0]) or (kind is _NAME and match.start() == 0):
            continue
        others = [
            other for other in _others(kind, rule_input.text, match[0]) if _is_new(other, question, rule_input.answers)
        ]
        if others:
            return question[: match.start()] + draw.choice(others) + question[match.end() :]
    return None


def _others(kind: re.Pattern[str], text: str, than: str) -> list[str]:
    """Returns other matches of the same kind with about as many words, each once."""
    matches = dict.fromkeys(match[0] for match in kind.finditer(text))
    length = len(than.split())
    return [
        other for other in matches if abs(len(other.split()) - length) <= 1 and than.casefold() not in other.casefold()
    ]


def _is_new(other: str, question: str, answers: Collection[str]) -> bool:
    folded = other.casefold()
    if folded in question.casefold() or _NO_NAME.match(other):
        return False
    return not any(folded in answer.casefold() or answer.casefold() in folded for answer in answers)
