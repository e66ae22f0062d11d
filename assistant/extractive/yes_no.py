"""Whether a sentence plainly says yes or no to a question; silent wherever it is not plain.

Plain is: one clause of the sentence holds every content word of the question and little else, affirms or negates it outright, and
neither question nor clause has a word that could turn the meaning: a quantifier, a comparison, a condition, a report of what others
want. To "is X the same as Y?", plain is that one is called the other, or said to differ from it. Such rules speak seldom.
"""

import re
from collections.abc import Sequence
from typing import Literal

from assistant.ingest.language.english import FUNCTION_WORDS, stem
from assistant.ingest.language.tokens import tokenize

YesNo = Literal["yes", "no"]

_LEAST_DENSITY = 0.3  # share of the clause that is the question's words, to affirm
_LEAST_DENSITY_NEGATED = 0.5
_ALIAS_GAP = 6  # words between the two names of one thing
_LOOK_BEFORE = 4  # words before the clause that can negate it
_LOOK_BEHIND = 2

_CARRIES_MEANING = frozenset({"won", "off", "out", "under", "over", "between", "once"})
"""Function words elsewhere; here they change what is asked."""

_OPEN_QUESTION = re.compile(
    r"\b(?:all|every|each|both|ever|only|same|different|difference|equal|never|not|no|new|always|still|now|more|most|least|than|other|before"
    r"|after|any|real|true|legal|necessary|first|last|won|win)\b|n['’]t\b",
    re.IGNORECASE,
)
_TURNS = frozenset(
    {
        *("although", "however", "unlike", "rarely", "seldom", "few", "fictional", "former", "formerly", "originally", "except", "unless"),
        *("instead", "proposed", "planned", "canceled", "cancelled", "illegal", "unlawful", "prohibited", "banned", "forbidden", "unable"),
        *("without", "neither", "nor", "none", "nobody", "nothing", "but", "if", "whether", "until", "may", "might", "could", "would"),
        *("should", "allegedly", "reportedly", "rumoured", "rumored", "denied", "denies", "refused", "rejected", "expected", "hopes"),
        *("resisted", "declined", "failed", "opposed", "ruled", "refuses", "rejects", "declines", "fails", "opposes", "resists"),
        *("hoped", "wants", "wanted", "urged", "demanded", "asked", "called", "considering", "possible", "possibly", "perhaps", "likely"),
    }
)  # fmt: skip
_MONTH_OF_MAY = re.compile(r"(?<=\w )May\b")
_NEGATES = frozenset({"not", "no", "never", "cannot", "t"})
_SAME = re.compile(r"\bthe same\b|\bsame (?:thing )?as\b", re.IGNORECASE)
_ALIAS = re.compile(
    r"\b(?:also|known as|called|or|synonym\w*|another name|other names?|abbreviat\w*|alternatively|sometimes)\b",
    re.IGNORECASE,
)
_NOT_ALIAS = re.compile(
    r"\b(?:differ\w*|distinct\w*|unlike|not|whereas|while|between|in contrast|compared|than|similar\w*|minus|but)\b|n['’]t\b",
    re.IGNORECASE,
)
_DIFFERS = re.compile(
    r"\b(?:differs? from|different from|distinct from|not (?:necessarily )?the same|unlike)\b", re.IGNORECASE
)


def yes_or_no(question: str, sentences: Sequence[str]) -> YesNo | None:
    """What the sentences plainly say to a question of yes or no; None where they do not, or say both.

    Args:
        question: A question that can be answered with yes or no.
        sentences: Whole sentences, as quoted.
    """
    said = {verdict for sentence in sentences if (verdict := _says(question, sentence))}
    return said.pop() if len(said) == 1 else None


def _says(question: str, sentence: str) -> YesNo | None:
    return _says_same(question, sentence) if _SAME.search(question) else _says_plainly(question, sentence)


def _says_same(question: str, sentence: str) -> YesNo | None:
    """To "is X the same as Y?"."""
    words = [word for word in _asked_words(question) if word not in {"same", stem("thing")}]
    clause = _clause(words, sentence)
    if clause is None:
        return None
    first, last = clause
    if _DIFFERS.search(sentence):
        return "no"
    named = " ".join(tokenize(sentence)[first:last])
    is_near = last - first <= len(set(words)) + _ALIAS_GAP
    return "yes" if is_near and _ALIAS.search(named) and not _NOT_ALIAS.search(sentence) else None


def _says_plainly(question: str, sentence: str) -> YesNo | None:
    words = _asked_words(question)
    if len(words) != len(set(words)) or _OPEN_QUESTION.search(question):
        return None
    clause = _clause(words, sentence)
    if clause is None:
        return None
    first, last = clause
    if not _in_order(words, sentence, clause):
        return None
    density = len(words) / (last - first)
    around = tokenize(sentence)[max(0, first - _LOOK_BEFORE) : last + _LOOK_BEHIND]
    harmless = {*tokenize(question), *(["may"] if _MONTH_OF_MAY.search(sentence) else [])}
    turned = (_TURNS & set(around)) - harmless
    if turned or ("will" in around) != ("will" in tokenize(question)):
        return None
    if _NEGATES & set(around):
        return "no" if density >= _LEAST_DENSITY_NEGATED else None
    return "yes" if density >= _LEAST_DENSITY else None


def _in_order(words: Sequence[str], sentence: str, clause: tuple[int, int]) -> bool:
    """Whether the clause says the words in the question's order: who does what to whom."""
    found = [stem(word) for word in tokenize(sentence)][clause[0] : clause[1]]
    places = [found.index(word) for word in words]
    return places == sorted(places)


def _asked_words(question: str) -> list[str]:
    """The stems of the words that carry the question's meaning, in order."""
    words = (word for word in tokenize(question) if word not in FUNCTION_WORDS or word in _CARRIES_MEANING)
    return [stem(word) for word in words]


def _clause(words: Sequence[str], sentence: str) -> tuple[int, int] | None:
    """The shortest run of a sentence's words that holds all of these, from its first to one past its last; None where there is none."""
    wanted = set(words)
    if len(wanted) < 2:
        return None
    found = [stem(word) for word in tokenize(sentence)]
    newest: dict[str, int] = {}
    best: tuple[int, int] | None = None
    for at, word in enumerate(found):
        if word not in wanted:
            continue
        newest[word] = at
        if len(newest) == len(wanted):
            first = min(newest.values())
            if best is None or at + 1 - first < best[1] - best[0]:
                best = (first, at + 1)
    return best
