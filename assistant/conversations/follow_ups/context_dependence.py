"""Analyses how much a question depends on the turns before it: its references, names and content words."""

import re
from collections.abc import Sequence
from functools import cached_property

from assistant.conversations.follow_ups.ellipsis import AUXILIARY
from assistant.conversations.follow_ups.mentioned_names import MentionedNames
from assistant.conversations.follow_ups.references import Reference, find_references
from assistant.conversations.follow_ups.referents import Referents
from assistant.conversations.past_turns import PastTurn
from assistant.ingest.language.content_words import content_words
from assistant.ingest.language.proper_names import Name, names_in_question
from assistant.ingest.language.tokens import stem

_CONNECTIVE = re.compile(r"^(?:and|but|so|or|what about|how about|what if)\b", re.IGNORECASE)
_NEXT_CLAUSE = re.compile(r"\b(?:that|and|but|because|when|after|before|while|if|whether|why|how|since|until|to)\b|,")
# "Its" refers to the firm in "Which firm shut its shop?".
_NOUN_ASKED_FOR = re.compile(rf"\b(?:which|what) (?!{AUXILIARY})[a-z]", re.IGNORECASE)
_GENERIC_STEMS = frozenset(
    map(stem, ("week", "month", "year", "day", "today", "time", "name", "people", "country", "state", "city", "new"))
)
_OTHERS = frozenset({"else", "other", "others", "another"})
_MIN_STANDALONE_STEMS = 5  # with as many new content words, a question stands alone even with a pronoun
_MAX_FRAGMENT_STEMS = 2


class FollowUpAnalysis:
    """Analysis of one question after some turns.

    Args:
        question: The question as it was typed.
        turns: The turns before it, the newest last; at least one.
    """

    def __init__(self, question: str, turns: Sequence[PastTurn]) -> None:
        self.question = question
        self.names = MentionedNames(turns)
        self.referents = Referents(self.names)
        self.question_names = names_in_question(question, self.names.known_words)
        self.stems = {stem(word) for word in content_words(question)}

    @cached_property
    def references(self) -> list[Reference]:
        """References to something in the turns before, and not to something in the question itself."""
        return [reference for reference in find_references(self.question) if self._refers_to_turns(reference)]

    @property
    def resolves_itself(self) -> bool:
        """True if the question has so many words of its own that its references are resolved in it: "Which firm closed its last shop?"."""
        new_stems = self.stems - _GENERIC_STEMS
        return len(new_stems) >= _MIN_STANDALONE_STEMS and not new_stems & self.names.stems

    @property
    def depends_strongly(self) -> bool:
        """True if the question is hardly understood by itself: it has a reference, starts with "and" or "but", or is a fragment."""
        has_reference = any(
            reference.is_pronoun or reference.is_demonstrative or reference.kind != "noun"
            for reference in self.references
        )
        return has_reference or bool(_CONNECTIVE.match(self.question)) or len(self.stems) <= _MAX_FRAGMENT_STEMS

    @property
    def asks_for_others(self) -> bool:
        """True if the question asks for what was not said yet: "What else did she say?"."""
        return any(reference.kind == "more" and reference.words.lower() in _OTHERS for reference in self.references)

    @property
    def has_new_topic(self) -> bool:
        """True if the question names something that no turn mentions, and refers to nothing in the turns."""
        has_new_name = any(not self.names.contains(name) for name in self.question_names)
        return has_new_name and not self.references and not _CONNECTIVE.match(self.question)

    def _refers_to_turns(self, reference: Reference) -> bool:
        if reference.kind == "more":
            return not self.question_names
        if reference.kind == "noun":
            has_new_name = any(not self.names.contains(name) for name in self.question_names)
            return not has_new_name and (
                reference.is_demonstrative or self.referents.called(reference.noun) is not None
            )
        if reference.is_pronoun:
            if reference.kind == "it" and _NOUN_ASKED_FOR.search(self.question[: reference.start]):
                return False
            names_before = [name for name in self.question_names if name.start < reference.start]
            return not any(self._can_refer_to(reference, name) for name in names_before)
        return True

    def _can_refer_to(self, reference: Reference, name: Name) -> bool:
        """Checks whether a pronoun can refer to a name before it in the question; an object only to a name of an earlier clause."""
        return not reference.is_object or bool(_NEXT_CLAUSE.search(self.question[name.start : reference.start]))
