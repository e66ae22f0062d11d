"""Recognises questions about a current state: "Is the bridge open?", "Has he resigned?"."""

import re
from dataclasses import dataclass

from assistant.ingest.language.english_states import STATES, UNSPECIFIC_STATES
from assistant.ingest.language.states import StateWords

_SUBORDINATE = re.compile(
    r"\b(?:who|that|which|after|for|because|against|despite|when|before|since|during|if)\b", re.IGNORECASE
)
_PASSIVE_PERFECT = re.compile(r"\bbeen\b(?=.*\w)", re.IGNORECASE)
_ASPECT = re.compile(r"\b(?:still|already|currently|any ?more|any longer|by now|at the moment)\b", re.IGNORECASE)
_PAST = re.compile(r"did\b", re.IGNORECASE)
_ONLY_PRESENT = frozenset({"required"})  # "Did people have to leave?" asks for an event
_AUXILIARY = re.compile(
    r"\b(?:(?P<present>am|are|can|do|does|has|have|is|may|must|will)|could|did|had|might|should|was|were|would)(?:n['’]?t)?\b",
    re.IGNORECASE,
)
_NAME = re.compile(r"(?<=[a-z0-9,’'] )(?:[A-Z][\w’'.-]*(?: (?=[A-Z]))?)+")

_SINCE_WHEN = re.compile(
    r"(?:(?:and|so|but),? )?(?:since when|(?:for )?how long)(?:['’]s)? (?P<state>(?:is|are|has|have)\b.+)",
    re.IGNORECASE | re.DOTALL,
)

_QUESTION_WORD = re.compile(
    r"(?:(?:and|so|but),? )?(?:since when|when|why|where|how(?: come)?|(?P<subject>who))\b ", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class AskedState:
    """The state that a question asks for.

    Attributes:
        words: The words of the state.
        asks_end: Whether it asks if the state has ended.
    """

    words: StateWords
    asks_end: bool

    def without_state_words(self, question: str) -> str:
        """Returns the question without the words that name the state and its time; a statement of its opposite does not have them."""
        return _ASPECT.sub(" ", self.words.question_pattern.sub(" ", question))


def asks_for_present(text: str) -> bool:
    """Checks whether the first auxiliary verb of a question is in the present or the future: "is", "has", "will"."""
    auxiliary = _AUXILIARY.search(text)
    return auxiliary is not None and auxiliary["present"] is not None


def state_of_since_when(question: str) -> str | None:
    """Returns the yes-or-no question for the state whose beginning a question asks for; None if it asks for something else.

    "Since when is the bridge closed?" presupposes an answer to "is the bridge closed?".
    """
    match = _SINCE_WHEN.match(question)
    return match["state"] if match and asked_state(match["state"]) is not None else None


def state_of_event(question: str) -> AskedState | None:
    """Returns the state whose beginning a question with a question word asks about: "closed" in "When was the bridge closed?".

    None if it asks about none that is known.
    """
    match = _QUESTION_WORD.match(question)
    if match is None:
        return None
    clause = question[match.end() :]
    # "Who opened the bridge?" has no auxiliary verb.
    return asked_state(f"did {clause}" if match["subject"] else clause)


def asked_state(question: str) -> AskedState | None:
    """Returns the state that a yes-or-no question asks for; None if it asks for none that is known.

    Args:
        question: A yes-or-no question.
    """
    for region in _predicates(question):
        matches = [
            (match, words)
            for words in STATES
            if (match := words.question_pattern.search(region))
            and not (words.name in _ONLY_PRESENT and _PAST.match(question))
        ]
        specific = [found for found in matches if found[1].name not in UNSPECIFIC_STATES]
        if specific or matches:
            match, words = min(specific or matches, key=lambda found: found[0].start())
            return AskedState(words, match["asks_end"] is not None)
    return None


def _predicates(question: str) -> list[str]:
    """Returns the parts of a question that can hold its predicate, the likeliest first."""
    question = _NAME.sub("", question)
    passive = _PASSIVE_PERFECT.search(question)
    if passive:
        return [question[passive.end() :], question]
    rest = question.partition(" ")[2]
    cut = _SUBORDINATE.search(rest)
    return [rest[: cut.start()], rest] if cut else [rest]
