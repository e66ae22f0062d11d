"""Rewrites a follow-up question as a standalone question by rules: references are replaced by their referents."""

import re
from collections.abc import Iterator, Sequence

from assistant.conversations.follow_ups.ellipsis import AUXILIARY, complete_fragment
from assistant.conversations.follow_ups.mentioned_names import MentionedNames
from assistant.conversations.follow_ups.references import Reference, find_references
from assistant.conversations.follow_ups.referents import Referents
from assistant.conversations.past_turns import PastTurn
from assistant.ingest.language.content_words import content_words
from assistant.ingest.language.proper_names import Name, names_in_question
from assistant.ingest.language.tokens import stem

_FOLLOW_UP_OPENING = re.compile(r"^(?:and|but|so|what about|how about|why|how so)\b", re.IGNORECASE)
_NEXT_CLAUSE = re.compile(r"\b(?:that|and|but|because|when|after|before|while|if|whether|why|how|since|until|to)\b|,")
# "Its" refers to the firm in "Which firm shut its shop?".
_NOUN_ASKED_FOR = re.compile(rf"\b(?:which|what) (?!{AUXILIARY})[a-z]", re.IGNORECASE)
_GENERIC_STEMS = frozenset(
    map(stem, ("week", "month", "year", "day", "today", "time", "name", "people", "country", "state", "city", "new"))
)
_MIN_STANDALONE_STEMS = 5  # with as many new content words, a question stands alone even with a pronoun
_MIN_TOPIC_STEMS = 3  # with as many new content words, a question has a topic of its own even without a name

Replacement = tuple[int, int, str]
"""(start, end, new text)"""


def rewrite_follow_up(question: str, turns: Sequence[PastTurn]) -> str:
    """Returns the standalone question: the question itself if it takes nothing over from the turns before.

    Pronouns, "there", "that year" and "the album" are replaced by their referents, and a part of a name by the full name. A fragment is
    completed from the last question. If the topic of the conversation is still missing, it is added in brackets.

    Args:
        question: The question as it was typed.
        turns: The turns before it, the newest last.
    """
    if not turns:
        return question
    names = MentionedNames(turns)
    referents = Referents(names)
    completed = complete_fragment(question, names.turns[-1].question, names.known_words)
    if completed:
        return completed
    question_names = names_in_question(question, names.known_words)
    references = [
        reference
        for reference in find_references(question)
        if _refers_to_turns(reference, question, question_names, names, referents)
    ]
    full_names = list(_full_name_replacements(question_names, names))
    if _is_standalone(question, names) or not (references or _lacks_topic(question, question_names, names)):
        return _replace(question, full_names)
    resolved = _replace(question, [*_referent_replacements(references, referents), *full_names])
    return _with_topic(resolved, references, referents)


def _is_standalone(question: str, names: MentionedNames) -> bool:
    """Checks whether a question has so many words of its own that its references are resolved in it: "Which firm closed its last shop?"."""
    stems = {stem(word) for word in content_words(question)} - _GENERIC_STEMS
    return len(stems) >= _MIN_STANDALONE_STEMS and not stems & names.stems


def _refers_to_turns(
    reference: Reference, question: str, question_names: Sequence[Name], names: MentionedNames, referents: Referents
) -> bool:
    """Checks whether a reference refers to something in the turns before, and not to something in the question itself."""
    if reference.kind == "more":
        return not question_names
    if reference.kind == "noun":
        has_new_name = any(not names.contains(name) for name in question_names)
        return not has_new_name and (reference.is_demonstrative or referents.called(reference.noun) is not None)
    if reference.is_pronoun:
        if reference.kind == "it" and _NOUN_ASKED_FOR.search(question[: reference.start]):
            return False
        names_before = [name for name in question_names if name.start < reference.start]
        return not any(_can_refer_to(reference, name, question) for name in names_before)
    return True


def _can_refer_to(reference: Reference, name: Name, question: str) -> bool:
    """Checks whether a pronoun can refer to a name before it in the question; an object only to a name of an earlier clause."""
    return not reference.is_object or bool(_NEXT_CLAUSE.search(question[name.start : reference.start]))


def _lacks_topic(question: str, question_names: Sequence[Name], names: MentionedNames) -> bool:
    """Checks whether a question without references still needs the topic: "Who were the founding members?"."""
    if question_names:
        return False
    stems = {stem(word) for word in content_words(question)}
    return bool(_FOLLOW_UP_OPENING.match(question)) or len(stems) < _MIN_TOPIC_STEMS or bool(stems & names.stems)


def _referent_replacements(references: Sequence[Reference], referents: Referents) -> Iterator[Replacement]:
    for reference in references:
        referent = _resolve(reference, referents)
        if referent:
            yield reference.start, reference.end, _phrase(reference, referent)


def _full_name_replacements(question_names: Sequence[Name], names: MentionedNames) -> Iterator[Replacement]:
    for name in question_names:
        full = names.full_name(name)
        if full.words != name.words:
            yield name.start, name.start + len(name.text), full.text


def _resolve(reference: Reference, referents: Referents) -> str | None:
    match reference.kind:
        case "male" | "female" as gender:
            return referents.person(gender)
        case "they":
            return referents.topic()
        case "it":
            return referents.thing()
        case "there":
            return referents.place()
        case "then" | "year" as kind:
            return referents.time(year_only=kind == "year")
        case "noun":
            return referents.called(reference.noun)
        case _:
            return None


def _phrase(reference: Reference, referent: str) -> str:
    """Words a referent as it must read in place of the reference."""
    if reference.kind == "noun":
        has_noun = stem(reference.noun) in {stem(word) for word in content_words(referent)}
        return f"the {referent}" if has_noun else f"the {reference.noun} {referent}"
    if reference.kind in ("there", "then", "year"):
        return f"in {referent}"
    return f"{referent}’s" if reference.is_possessive else referent


def _with_topic(question: str, references: Sequence[Reference], referents: Referents) -> str:
    """Adds the topic and the referent of "this" in brackets if the question does not name them yet.

    The topic is left out if "he" or "she" was replaced by a person.
    """
    has_person = any(reference.kind in ("male", "female") for reference in references)
    refers_to_answer = any(reference.kind == "this" or reference.is_demonstrative for reference in references)
    stems = {stem(word) for word in content_words(question)}
    additions: list[str] = []
    topic = None if has_person else referents.topic()
    answer_name = referents.first_answer_name() if refers_to_answer else None
    for addition in (topic, answer_name):
        addition_stems = {stem(word) for word in content_words(addition or "")}
        if addition and not addition_stems & stems:
            additions.append(addition)
            stems |= addition_stems
    return f"{question} ({', '.join(additions)})" if additions else question


def _replace(text: str, replacements: Sequence[Replacement]) -> str:
    """Applies replacements to a text. Of two that overlap, the first one given is applied."""
    applied: list[Replacement] = []
    for replacement in replacements:
        if all(replacement[1] <= start or end <= replacement[0] for start, end, _ in applied):
            applied.append(replacement)
    for start, end, new_text in sorted(applied, reverse=True):
        text = text[:start] + new_text + text[end:]
    return text
