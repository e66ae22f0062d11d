"""Hard negatives by rule: a question changed so that the sentence that answered it looks as if it still did, and does not.

Each rule gives None where it does not apply. Rules are named by what a careless reader would overlook; results are reported by these names.
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
class Asked:
    """A question with what a rule has to know to change it.

    Attributes:
        question: The question.
        sentence: The sentence that answers it.
        text: The text around that sentence, from which names, years and numbers are taken.
        answers: What counts as the answer.
    """

    question: str
    sentence: str
    text: str
    answers: tuple[str, ...]


Rule = Callable[[Asked, random.Random], str | None]


def swap_name(asked: Asked, draw: random.Random) -> str | None:
    """Exchanges a name of the question for another name of the text."""
    return _swapped(asked, _NAME, draw)


def swap_year(asked: Asked, draw: random.Random) -> str | None:
    """Exchanges a year of the question for another year of the text, or one that it does not have."""
    swapped = _swapped(asked, _YEAR, draw)
    found = _YEAR.search(asked.question)
    if swapped or not found:
        return swapped
    year = str(int(found[0]) + draw.choice((-11, -4, -2, -1, 1, 2, 3, 7)))
    return None if year in asked.text else asked.question.replace(found[0], year)


def swap_number(asked: Asked, draw: random.Random) -> str | None:
    """Exchanges a number of the question for another number of the text."""
    return None if _YEAR.search(asked.question) else _swapped(asked, _NUMBER, draw)


def swap_interrogative(asked: Asked, draw: random.Random) -> str | None:
    """Asks for a place, a time, a reason or a number where the sentence tells none."""
    question, sentence = asked.question, asked.sentence
    absent = {
        "where": not _PLACE.search(sentence),
        "when": not _DAY.search(sentence),
        "why": not _REASON.search(sentence),
        "how often": not _ANY_NUMBER.search(sentence),
    }
    found = re.match(r"(when|where|why|how) " + _AUXILIARY, question, re.IGNORECASE)
    if found:
        options = [word for word, is_absent in absent.items() if is_absent and word != found[1].lower()]
        return f"{draw.choice(options).capitalize()} {question[found.end() :]}" if options else None
    exchanges = (
        (r"how (?:many|much) (?=\w+ )", "Which ", True),
        (r"(?:in |on )?(?:what|which) (?:year|day|month|date) ", "Which city ", absent["where"]),
        (r"(?:in )?(?:what|which) (?:city|country|town|state|place) ", "In which year ", absent["when"]),
        (r"who (?=was|is|did|has|will)", "When ", absent["when"]),
        (r"who (?=\w+ed )", "How many people ", absent["how often"]),
    )
    for pattern, instead, allowed in exchanges:
        found = re.match(pattern, question, re.IGNORECASE)
        if found and allowed:
            return instead + question[found.end() :]
    return None


def swap_tense(asked: Asked, draw: random.Random) -> str | None:
    """Asks about the future what the sentence tells of the past, and the other way round; asks whether a past state lasts."""
    question = asked.question
    found = re.search(r"\b(did|was|were) ", question, re.IGNORECASE)
    if found and not re.search(r"\b(?:will|would|plan\w*|going to)\b", asked.sentence):
        if found[1].lower() == "did":
            return question[: found.start()] + "will " + question[found.end() :]
        participle = re.search(
            r"\b(?:\w+ed|born|held|made|built|found|sold|given|taken|known|won|seen)\b", question[found.end() :]
        )
        if participle:
            middle = question[found.end() :]
            now = "is" if found[1].lower() == "was" else "are"
            if draw.random() < 0.5:
                return (
                    question[: found.start()]
                    + f"{now} "
                    + middle[: participle.start()]
                    + "now "
                    + middle[participle.start() :]
                )
            return (
                question[: found.start()]
                + "will "
                + middle[: participle.start()]
                + "be "
                + middle[participle.start() :]
            )
    found = re.search(r"\bwill (be )?", question)
    if found and not found[1]:
        return question[: found.start()] + "did " + question[found.end() :]
    return None


def swap_relation(asked: Asked, draw: random.Random) -> str | None:
    """Asks for another relation between the same things."""
    found = re.search(r"\b(" + "|".join(_PAST_RELATIONS) + r")\b", asked.question, re.IGNORECASE)
    if not found:
        return None
    lowered = asked.text.casefold()
    others = [verb for verb in _PAST_RELATIONS if verb[:5] not in lowered and verb != found[1].lower()]
    return asked.question[: found.start()] + draw.choice(others) + asked.question[found.end() :] if others else None


def add_constraint(asked: Asked, draw: random.Random) -> str | None:
    """Adds to the question what the text does not say: a year, a circumstance, a person."""
    stem = asked.question.rstrip("?. ")
    if draw.random() < 0.5 and not _DAY.search(asked.question) and not re.match("when|what year", stem, re.IGNORECASE):
        year = str(draw.randint(1950, 2024))
        return None if year in asked.text else f"{stem} in {year}?"
    return f"{stem} {draw.choice(_CONSTRAINTS)}?"


def swap_antonym(asked: Asked, draw: random.Random) -> str | None:  # noqa: ARG001  # as all rules
    """Asks for the opposite: who lost, for who won."""
    for found in re.finditer(r"[a-z]+", asked.question):
        opposite = _OPPOSITE.get(found[0])
        if opposite and opposite not in asked.text.casefold().split():
            return asked.question[: found.start()] + opposite + asked.question[found.end() :]
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
"""The rules that training uses."""

HELD_OUT: Mapping[str, Rule] = {"antonym": swap_antonym}
"""The rules that only measuring uses."""

_OFTEN = {
    "name": 1.0,
    "year": 1.0,
    "number": 1.0,
    "interrogative": 0.8,
    "tense": 0.5,
    "relation": 0.8,
    "constraint": 0.3,
}


def changed_question(asked: Asked, draw: random.Random) -> tuple[str, str] | None:
    """The question changed by one of the rules of training, and the name of the rule; None where none applies."""
    names = list(TRAINED)
    draw.shuffle(names)
    for name in names:
        if draw.random() < _OFTEN[name]:
            question = TRAINED[name](asked, draw)
            if question and question.casefold() != asked.question.casefold():
                return question, name
    return None


def _swapped(asked: Asked, kind: re.Pattern[str], draw: random.Random) -> str | None:
    spots = list(kind.finditer(asked.question))
    draw.shuffle(spots)
    for found in spots:
        if _NO_NAME.match(found[0]) or (kind is _NAME and found.start() == 0):
            continue
        others = [
            other for other in _others(kind, asked.text, found[0]) if _is_new(other, asked.question, asked.answers)
        ]
        if others:
            return asked.question[: found.start()] + draw.choice(others) + asked.question[found.end() :]
    return None


def _others(kind: re.Pattern[str], text: str, than: str) -> list[str]:
    """The other strings of the same kind and of about as many words."""
    found = dict.fromkeys(one[0] for one in kind.finditer(text))
    length = len(than.split())
    return [one for one in found if abs(len(one.split()) - length) <= 1 and than.casefold() not in one.casefold()]


def _is_new(other: str, question: str, answers: Collection[str]) -> bool:
    folded = other.casefold()
    if folded in question.casefold() or _NO_NAME.match(other):
        return False
    return not any(folded in one.casefold() or one.casefold() in folded for one in answers)
