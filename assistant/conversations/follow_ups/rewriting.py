"""Rewrites a follow-up question as a standalone question by rules: references are replaced by their referents."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from assistant.conversations.follow_ups.context_dependence import FollowUpAnalysis
from assistant.conversations.follow_ups.ellipsis import complete_fragment
from assistant.conversations.follow_ups.ordinals import replace_ordinal
from assistant.conversations.follow_ups.references import Reference
from assistant.conversations.follow_ups.referents import Referents
from assistant.conversations.past_turns import PastTurn
from assistant.ingest.language.content_words import content_words
from assistant.ingest.language.tokens import stem

_FOLLOW_UP_OPENING = re.compile(r"^(?:and|but|so|what about|how about|why|how so)\b", re.IGNORECASE)
_MIN_TOPIC_STEMS = 3  # with as many new content words, a question has a topic of its own even without a name

_MOVES = re.compile(
    r"\b(?:get|go|come|travel|drive|fly|move|walk|sail|ride)(?:s|ing)? $|\b(?:got|went|gone|came|flew|drove) $",
    re.IGNORECASE,
)

Replacement = tuple[int, int, str]
"""(start, end, new text)"""


@dataclass(frozen=True, slots=True)
class Rewrite:
    """Standalone question.

    Attributes:
        text: The question.
        is_natural: Whether a person could have written it: only names replace references, and nothing is added in brackets.
    """

    text: str
    is_natural: bool


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
    return rewrite_analysed(FollowUpAnalysis(replace_ordinal(question, turns[-1]), turns)).text


def rewrite_analysed(analysis: FollowUpAnalysis) -> Rewrite:
    """Rewrites an analysed question; see `rewrite_follow_up`."""
    question, names, referents = analysis.question, analysis.names, analysis.referents
    completed = complete_fragment(question, names.turns[-1].question, names.known_words)
    if completed:
        return Rewrite(completed, "(" not in completed)
    full_names = list(_full_name_replacements(analysis))
    if analysis.resolves_itself or not (analysis.references or _lacks_topic(analysis)):
        return Rewrite(_replace(question, full_names), is_natural=True)
    resolved = _replace(question, [*_referent_replacements(question, analysis.references, referents), *full_names])
    with_topic = _with_topic(resolved, analysis.references, referents)
    is_natural = with_topic == resolved and all(_is_certain(reference, referents) for reference in analysis.references)
    return Rewrite(with_topic, is_natural)


def rewrite_about_thing(analysis: FollowUpAnalysis) -> str | None:
    """Returns the question with "it" replaced by the thing of the last question: "Who found the crack?"; None if this does not apply."""
    thing = analysis.referents.thing_of_last_question()
    pronouns = [reference for reference in analysis.references if reference.kind == "it"]
    if thing is None or not pronouns:
        return None
    replacements = [(pronoun.start, pronoun.end, _phrase(pronoun, thing)) for pronoun in pronouns]
    return _replace(analysis.question, replacements)


def _is_certain(reference: Reference, referents: Referents) -> bool:
    """Checks whether the referent of a reference is a name of the fitting type."""
    match reference.kind:
        case "male" | "female" as gender:
            return referents.is_person_certain(gender)
        case "it":
            return referents.is_thing_certain()
        case "they":
            return False
        case _:
            return _resolve(reference, referents) is not None


def _lacks_topic(analysis: FollowUpAnalysis) -> bool:
    """Checks whether a question without references still needs the topic: "Who were the founding members?"."""
    if analysis.question_names:
        return False
    stems = analysis.stems
    return (
        bool(_FOLLOW_UP_OPENING.match(analysis.question))
        or len(stems) < _MIN_TOPIC_STEMS
        or bool(stems & analysis.names.stems)
    )


def _referent_replacements(
    question: str, references: Sequence[Reference], referents: Referents
) -> Iterator[Replacement]:
    for reference in references:
        referent = _resolve(reference, referents)
        if referent and reference.kind == "there" and _MOVES.search(question, 0, reference.start):
            yield reference.start, reference.end, f"to {referent}"
        elif referent:
            yield reference.start, reference.end, _phrase(reference, referent)


def _full_name_replacements(analysis: FollowUpAnalysis) -> Iterator[Replacement]:
    for name in analysis.question_names:
        full = analysis.names.full_name(name)
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
