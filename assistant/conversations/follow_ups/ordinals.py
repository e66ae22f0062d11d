"""Replaces "the second one" by what the last answer named second."""

import re
from collections.abc import Sequence

from assistant.conversations.past_turns import PastTurn
from assistant.ingest.language.proper_names import Name, find_names

_POSITIONS = {"first": 0, "second": 1, "third": 2, "fourth": 3, "fifth": 4, "last": -1}
_ORDINAL = re.compile(rf"\bthe ({'|'.join(_POSITIONS)})(?: one\b|(?=\s*[?.!]*$))", re.IGNORECASE)


def replace_ordinal(question: str, last_turn: PastTurn) -> str:
    """Returns the question with "the second one" replaced by a name; unchanged if the last answer did not name as many.

    Args:
        question: The question as it was typed.
        last_turn: The turn before it.
    """
    ordinal = _ORDINAL.search(question)
    if ordinal is None:
        return question
    named = _named_in_order(last_turn)
    position = _POSITIONS[ordinal[1].lower()]
    if len(named) < 2 or position >= len(named):
        return question
    return question[: ordinal.start()] + named[position] + question[ordinal.end() :]


def _named_in_order(turn: PastTurn) -> Sequence[str]:
    """Returns the names of the short answer if it has several; else the first name that each statement adds, a person if it adds one."""
    in_short_answer = _names(turn.short_answer)
    if len(in_short_answer) > 1:
        return [name.text for name in in_short_answer]
    seen = {name.words for name in _names(turn.question)}
    named: list[str] = []
    for statement in turn.statements:
        new = [name for name in _names(statement) if name.words not in seen]
        named += [name.text for name in sorted(new, key=lambda name: not name.is_person)[:1]]
        seen.update(name.words for name in new)
    return named


def _names(text: str) -> list[Name]:
    return list({name.words: name for name in find_names(text)}.values())
