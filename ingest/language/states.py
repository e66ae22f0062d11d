"""The words by which texts say that a state holds, has ended, or is expected to begin or end."""

import re
from dataclasses import dataclass
from functools import cached_property


@dataclass(frozen=True)
class StateWords:
    """The words of one kind of state: "open" and "closed", "banned" and "allowed".

    All but the name are regular expressions in lower case, matched as whole words in any case; an empty one matches nothing.

    Attributes:
        name: The state, for example "open".
        asks: Words of a question that asks whether the state holds.
        asks_end: Words of a question that asks whether it has ended.
        holds: Words that say that it holds, or that it has begun.
        ended: Words that say that it does not hold, or that it has ended.
        beginning: Words that announce it, so that it does not hold yet.
        ending: Words that announce its end, so that it still holds.
        topic: Nouns that name the state without saying whether it holds: "the ban".
        is_event: Whether the state is that something has happened.
    """

    name: str
    asks: str
    holds: str
    ended: str = ""
    asks_end: str = ""
    beginning: str = ""
    ending: str = ""
    topic: str = ""
    is_event: bool = False

    @cached_property
    def question_pattern(self) -> re.Pattern[str]:
        """Finds what a question asks: the group `asks_end` or `asks`."""
        return _either(asks_end=self.asks_end, asks=self.asks)

    @cached_property
    def statement_pattern(self) -> re.Pattern[str]:
        """Finds what a sentence states: the group `beginning`, `ending`, `ended` or `holds`."""
        return _either(beginning=self.beginning, ending=self.ending, ended=self.ended, holds=self.holds)

    @cached_property
    def topic_pattern(self) -> re.Pattern[str]:
        """Matches nouns that name the state."""
        return _either(topic=self.topic)


def _either(**alternatives: str) -> re.Pattern[str]:
    groups = (rf"(?P<{name}>{pattern or '(?!)'})" for name, pattern in alternatives.items())
    return re.compile(rf"\b(?:{'|'.join(groups)})\b", re.IGNORECASE)
