"""A follow-up becomes a question that stands alone: what it points back to is put in its place, without a language model."""

import re
from collections.abc import Iterator, Sequence

from assistant.conversations.follow_ups.ellipsis import AUXILIARY, completed
from assistant.conversations.follow_ups.mentions import Mentions
from assistant.conversations.follow_ups.references import Reference, find_references
from assistant.conversations.past_turn import PastTurn
from assistant.facts.capitalised_names import Name, names_in_question
from assistant.ingest.language.content_words import content_words
from assistant.ingest.language.tokens import stem

_OPENS_FOLLOW_UP = re.compile(r"^(?:and|but|so|what about|how about|why|how so)\b", re.IGNORECASE)
_NEXT_CLAUSE = re.compile(r"\b(?:that|and|but|because|when|after|before|while|if|whether|why|how|since|until|to)\b|,")
# "Its" means the firm in "Which firm shut its shop?".
_ASKED_THING = re.compile(rf"\b(?:which|what) (?!{AUXILIARY})[a-z]", re.IGNORECASE)
_MANY_WORDS = 5  # so many, none of them said before, are a whole question even with a pronoun
_GENERIC = frozenset(
    map(stem, ("week", "month", "year", "day", "today", "time", "name", "people", "country", "state", "city", "new"))
)
_OWN_WORDS = 3  # so many content words, none of them said before, are a new subject even without a name

Change = tuple[int, int, str]


def stand_alone(question: str, turns: Sequence[PastTurn]) -> str:
    """The question with all that it takes over from the turns before; unchanged where it takes over nothing.

    A pronoun, "there", "that year" and "the album" are replaced by what they mean, a part of a name by the whole name, a fragment is
    completed from the question before it; where the subject of the conversation is still missing then, it is added in brackets.

    Args:
        question: As it was asked.
        turns: The turns before, the newest last.
    """
    if not turns:
        return question
    past = Mentions(turns)
    whole = completed(question, past.last.question, past.known)
    if whole:
        return whole
    own = names_in_question(question, past.known)
    back = [one for one in find_references(question) if _points_back(one, question, own, past)]
    if _is_whole(question, past) or not (back or _lacks_subject(question, own, past)):
        return _changed(question, list(_full_names(own, past)))
    resolved = _changed(question, [*_replacements(back, past), *_full_names(own, past)])
    return _with_subject(resolved, back, past)


def _is_whole(question: str, past: Mentions) -> bool:
    """Whether it says so much of its own that what seems to point back means something in it: "Which firm closed its last shop?"."""
    content = {stem(word) for word in content_words(question)} - _GENERIC
    return len(content) >= _MANY_WORDS and not content & past.stems


def _points_back(reference: Reference, question: str, own: Sequence[Name], past: Mentions) -> bool:
    """Whether it means something in the turns before, and nothing that the question itself says."""
    if reference.kind == "more":
        return not own
    if reference.kind == "noun":
        is_new = any(not past.knows(name) for name in own)
        return not is_new and (reference.demonstrative or past.called(reference.noun) is not None)
    if reference.is_pronoun:
        if reference.kind == "it" and _ASKED_THING.search(question[: reference.start]):
            return False
        before = [name for name in own if name.start < reference.start]
        return not any(_can_mean(reference, name, question) for name in before)
    return True


def _can_mean(reference: Reference, name: Name, question: str) -> bool:
    """Whether a pronoun can mean a name before it in the same question: as an object, only one of an earlier clause."""
    return not reference.is_object or bool(_NEXT_CLAUSE.search(question[name.start : reference.start]))


def _lacks_subject(question: str, own: Sequence[Name], past: Mentions) -> bool:
    """Whether a question that points at nothing needs the subject all the same: "Who were the founding members?"."""
    if own:
        return False
    content = {stem(word) for word in content_words(question)}
    return bool(_OPENS_FOLLOW_UP.match(question)) or len(content) < _OWN_WORDS or bool(content & past.stems)


def _replacements(back: Sequence[Reference], past: Mentions) -> Iterator[Change]:
    for reference in back:
        meant = _meant(reference, past)
        if meant:
            yield reference.start, reference.end, _in_place(reference, meant)


def _full_names(own: Sequence[Name], past: Mentions) -> Iterator[Change]:
    for name in own:
        full = past.full(name)
        if full.words != name.words:
            yield name.start, name.start + len(name.text), full.text


def _meant(reference: Reference, past: Mentions) -> str | None:
    match reference.kind:
        case "male" | "female" as gender:
            return past.person(gender)
        case "they":
            return past.topic()
        case "it":
            return past.thing()
        case "there":
            return past.place()
        case "then" | "year" as kind:
            return past.time(year_only=kind == "year")
        case "noun":
            return past.called(reference.noun)
        case _:
            return None


def _in_place(reference: Reference, meant: str) -> str:
    """How the meaning reads where the reference stood."""
    if reference.kind == "noun":
        named = stem(reference.noun) in {stem(word) for word in content_words(meant)}
        return f"the {meant}" if named else f"the {reference.noun} {meant}"
    if reference.kind in ("there", "then", "year"):
        return f"in {meant}"
    return f"{meant}’s" if reference.is_possessive else meant


def _with_subject(question: str, back: Sequence[Reference], past: Mentions) -> str:
    """The question, with the subject of the conversation and what "this" stands for in brackets where it does not name them yet.

    Beside a person that "he" or "she" was replaced by, the subject is left out.
    """
    has_person = any(one.kind in ("male", "female") for one in back)
    points_at_answer = any(one.kind == "this" or one.demonstrative for one in back)
    said = {stem(word) for word in content_words(question)}
    missing: list[str] = []
    for words in (None if has_person else past.topic(), past.answered() if points_at_answer else None):
        stems = {stem(word) for word in content_words(words or "")}
        if words and not stems & said:
            missing.append(words)
            said |= stems
    return f"{question} ({', '.join(missing)})" if missing else question


def _changed(text: str, changes: Sequence[Change]) -> str:
    """The text with the changes made; of two that overlap, the first one given."""
    kept: list[Change] = []
    for change in changes:
        if all(change[1] <= start or end <= change[0] for start, end, _ in kept):
            kept.append(change)
    for start, end, new in sorted(kept, reverse=True):
        text = text[:start] + new + text[end:]
    return text
