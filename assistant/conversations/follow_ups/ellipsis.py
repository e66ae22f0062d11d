"""Completes elliptical questions: "Why?" and "And in 2015?" keep the last question and replace or add one part."""

import re
from collections.abc import Sequence

from assistant.ingest.language.english import ENGLISH, FUNCTION_WORDS, auxiliary_pattern
from assistant.ingest.language.english_times import CAPITALISED_FULL_MONTH, CAPITALISED_WEEKDAY, HISTORICAL_YEAR
from assistant.ingest.language.proper_names import Name, find_names

AUXILIARY = auxiliary_pattern("am")  # "am" is also a time of day: "at 9 am"
"""Pattern of an auxiliary verb that opens a clause."""

_CONNECTIVE = r"(?:(?:and|but|so|ok|okay|then)\b[ ,]*)*"
_QUESTION_PHRASE = (
    r"(?:why(?: not)?|when|(?:since|until) when|where(?: to| from)?|what for|who|(?:with |by )?whom|by how much"
    r"|how(?: (?:long|often|far|soon|many|much|so|come))?|(?:in|at|on) (?:which|what) [\w-]+)"
)
_BARE_QUESTION = re.compile(
    rf"^{_CONNECTIVE}(?P<question_phrase>{_QUESTION_PHRASE})(?: exactly)?\s*[?.!]*$", re.IGNORECASE
)
_ABOUT_ANSWER = re.compile(
    rf"^{_CONNECTIVE}(?P<question_phrase>when|why|where|since when)(?: exactly)? (?:is|was|did) (?:that|this)(?: (?:happen|take place))?\s*[?.!]*$",
    re.IGNORECASE,
)
_REPLACEMENT = re.compile(
    rf"^(?:{_CONNECTIVE}(?:what|how) about|and|but|or)\b[ ,]*(?P<part>.+?)\s*[?.!]*$", re.IGNORECASE
)
_INVERTED_QUESTION = re.compile(
    r"^(?:(?:(?:in|at|on|by|with|to|for|from) )?(?:who|whom|what|when|where|why|how(?: (?:long|often|soon))?"
    rf"|(?:which|what) (?:year|day|date|month|week|time)) )?(?P<clause>{AUXILIARY}.*)$",
    re.IGNORECASE,
)
_ABOUT_WHAT = re.compile(r" (?:about|like)(?=\W*$)", re.IGNORECASE)  # of "what is the festival about?"
# "whom" may be part of a phrase that replaces another: "the man whom she met".
_QUESTION_WORD = "|".join(word for word in ENGLISH.question_words if word != "whom")
_VERB = re.compile(rf"\b(?:{AUXILIARY}|{_QUESTION_WORD}|tell|say|said)\b", re.IGNORECASE)
_TIME = re.compile(
    rf"\b(?:(?:in|on|by|since|during|before|after|until|for|of) )?(?:(?:early|late|mid) )?"
    rf"(?:(?:the )?{HISTORICAL_YEAR}s?|(?:\d{{1,2}} )?{CAPITALISED_FULL_MONTH}(?: \d{{1,2}}\b)?(?:,? {HISTORICAL_YEAR})?"
    rf"|(?:last |this |next )?{CAPITALISED_WEEKDAY}"
    r"|(?:last|this|next) (?:week|month|year|season|summer|winter|spring|autumn|weekend|night)|yesterday|today|tomorrow|now|currently)\b"
)
_TIME_PREPOSITION = re.compile(r"(?:in|on|by|since|during|before|after|until|for|of) ")
_PHRASE_PREPOSITION = re.compile(r"(?:in|at|on|by|since|during|from|to|for|with|near) ")
_ARTICLE = re.compile(r"^(?:the|a|an|his|her|their|its) ", re.IGNORECASE)
_MAX_PART_WORDS = 8
_REGULARLY_NEGATED = ("are", "could", "did", "do", "does", "had", "has", "have", "is", "should", "was", "were", "would")
_NEGATED = {**{verb: f"{verb}n't" for verb in _REGULARLY_NEGATED}, "can": "can't", "will": "won't"}


def complete_fragment(fragment: str, last_question: str, known_names: frozenset[str]) -> str | None:
    """Returns the complete question of a fragment; None if it is no fragment, or nothing in the last question fits it.

    Args:
        fragment: The question as it was typed.
        last_question: The standalone question before it.
        known_names: Words in lower case that are names.
    """
    bare = _BARE_QUESTION.match(fragment) or _ABOUT_ANSWER.match(fragment)
    if bare:
        return _with_question_phrase(bare["question_phrase"], last_question)
    replacement = _REPLACEMENT.match(fragment)
    if replacement and len(replacement["part"].split()) <= _MAX_PART_WORDS and not _VERB.search(replacement["part"]):
        return _with_part(replacement["part"], last_question, known_names)
    return None


def _with_question_phrase(phrase: str, last_question: str) -> str:
    """Asks the last question with another question word: "Why was the bridge closed?" for "When was the bridge closed?"."""
    phrase, *negation = phrase.split(" not")
    if last_question[:1].isupper():
        phrase = phrase[0].upper() + phrase[1:]
    inverted = _INVERTED_QUESTION.match(last_question)
    if inverted:
        clause = inverted["clause"][0].lower() + inverted["clause"][1:]
        clause = _ABOUT_WHAT.sub("", clause)
        return f"{phrase} {_negated(clause) if negation else clause}"
    content = re.sub(r"^(?:who|what|which|how many|how much)\b ?", "", last_question, flags=re.IGNORECASE)
    return f"{phrase}? ({content.replace('?', '').rstrip('!. ')})"


def _negated(clause: str) -> str:
    """Negates the auxiliary verb that opens a clause: "didn't she go?" for "did she go?"."""
    auxiliary = clause.split(" ", maxsplit=1)[0]
    negated = _NEGATED.get(auxiliary, auxiliary)
    return negated + clause[len(auxiliary) :]


def _with_part(part: str, last_question: str, known_names: frozenset[str]) -> str | None:
    """Puts a time, a prepositional phrase, a name or a noun phrase into the last question, in place of the corresponding part."""
    if _TIME.fullmatch(part):
        return _with_time(part, last_question)
    if _PHRASE_PREPOSITION.match(part):
        return _with_phrase(part, last_question)
    part_words = frozenset(re.findall(r"[^\W_]+", part.lower())) - FUNCTION_WORDS
    new_names = find_names(part, known_names | part_words)
    old_names = find_names(last_question, known_names)
    if new_names and old_names:
        return _replace_name(last_question, _counterpart(new_names[0], old_names), part)
    noun_phrase = _ARTICLE.match(part) and re.search(
        rf"\b{part.split()[0]} [\w-]+(?= |\?|$)", last_question, re.IGNORECASE
    )
    if noun_phrase:
        return last_question[: noun_phrase.start()] + part + last_question[noun_phrase.end() :]
    return None


def _with_time(part: str, last_question: str) -> str:
    old_time = _TIME.search(last_question)
    if old_time:
        preposition = _TIME_PREPOSITION.match(old_time.group())
        if preposition and part[0].isdigit():
            part = preposition.group() + part
        return last_question[: old_time.start()] + part + last_question[old_time.end() :]
    return f"{last_question.rstrip('?!. ')} {'in ' if part[0].isdigit() else ''}{part}?"


def _with_phrase(part: str, last_question: str) -> str:
    """Replaces the phrase with the same preposition, or adds the phrase."""
    old_phrase = re.search(rf"\b{part.split()[0]} (?:the )?[A-Z][\w’'-]*(?: [A-Z][\w’'-]*)*", last_question)
    if old_phrase:
        return last_question[: old_phrase.start()] + part + last_question[old_phrase.end() :]
    return f"{last_question.rstrip('?!. ')} {part}?"


def _counterpart(new_name: Name, old_names: Sequence[Name]) -> Name:
    """Returns the name of the last question that a new name replaces: the last of the same kind, or else the last."""
    same_kind = [name for name in old_names if name.is_person == new_name.is_person]
    return (same_kind or list(old_names))[-1]


def _replace_name(last_question: str, old_name: Name, part: str) -> str:
    end = old_name.start + len(old_name.text)
    has_article = last_question[: old_name.start].lower().endswith("the ")
    part = re.sub(r"^the ", "", part, flags=re.IGNORECASE) if has_article else part
    return last_question[: old_name.start] + part + last_question[end:]
