"""Decides whether a sentence certainly says yes or no to a question; returns nothing if it is uncertain.

A sentence is certain if one of its clauses holds every content word of the question and little else, and affirms or negates it.
Neither the question nor the clause may have a word that can change the meaning: a quantifier, a comparison, a condition, a report of
what others want. A question "is X the same as Y?" is certain if one is called the other, or is said to differ from it.
These rules rarely apply.
"""

import re
from collections.abc import Sequence

from assistant.answers.answer import YesNo
from assistant.ingest.language.english import ENGLISH, FUNCTION_WORDS
from assistant.ingest.language.tokens import stem, tokenize

_MIN_DENSITY = 0.3  # share of the clause that is the question's words, to affirm
_MIN_DENSITY_NEGATED = 0.5
_MAX_ALIAS_GAP = 6  # words between the two names of one thing
_WORDS_BEFORE = 4  # words before the clause that can negate it
_WORDS_AFTER = 2

_CONTENT_HERE = frozenset({"won", "off", "out", "under", "over", "between", "once"})
"""Function words that change what a yes-or-no question asks."""

_UNCERTAIN_QUESTION = re.compile(
    r"\b(?:all|every|each|both|ever|only|same|different|difference|equal|never|not|no|new|always|still|now|more|most|least|than|other|before"
    r"|after|any|real|true|legal|necessary|first|last|won|win)\b|n['’]t\b",
    re.IGNORECASE,
)
_MEANING_CHANGERS = frozenset(
    {
        *("although", "however", "unlike", "rarely", "seldom", "few", "fictional", "former", "formerly", "originally", "except", "unless"),
        *("instead", "proposed", "planned", "canceled", "cancelled", "illegal", "unlawful", "prohibited", "banned", "forbidden", "unable"),
        *("but", "if", "whether", "until", "may", "might", "could", "would"),
        *("should", "allegedly", "reportedly", "rumoured", "rumored", "denied", "denies", "refused", "rejected", "expected", "hopes"),
        *("resisted", "declined", "failed", "opposed", "ruled", "refuses", "rejects", "declines", "fails", "opposes", "resists"),
        *("hoped", "wants", "wanted", "urged", "demanded", "asked", "called", "considering", "possible", "possibly", "perhaps", "likely"),
    }
    | ENGLISH.negative_words
)  # fmt: skip
"""Words that can change the meaning of a clause: conditions, reports of what others want, quantifiers."""

_MONTH_MAY = re.compile(r"(?<=\w )May\b")
_PRESENT = frozenset({"is", "are", "am"})
_PAST = frozenset({"was", "were", "had"})
_NEGATION_TOKENS = ENGLISH.negations | {"t"}  # the tokenizer separates the "t" of "n't"
_ASKS_IDENTITY = re.compile(r"\bthe same\b|\bsame (?:thing )?as\b", re.IGNORECASE)
_ALIAS = re.compile(
    r"\b(?:also|known as|called|or|synonym\w*|another name|other names?|abbreviat\w*|alternatively|sometimes)\b",
    re.IGNORECASE,
)
_EXCLUDES_ALIAS = re.compile(
    r"\b(?:differ\w*|distinct\w*|unlike|not|whereas|while|between|in contrast|compared|than|similar\w*|minus|but)\b|n['’]t\b",
    re.IGNORECASE,
)
_DIFFERS = re.compile(
    r"\b(?:differs? from|different from|distinct from|not (?:necessarily )?the same|unlike)\b", re.IGNORECASE
)


def yes_or_no(question: str, sentences: Sequence[str]) -> YesNo | None:
    """Returns what the sentences say to a yes-or-no question; None if they are uncertain or say both.

    Args:
        question: A question that can be answered with yes or no.
        sentences: Whole sentences, as quoted.
    """
    verdicts = {verdict for sentence in sentences if (verdict := _verdict(question, sentence))}
    return verdicts.pop() if len(verdicts) == 1 else None


def _verdict(question: str, sentence: str) -> YesNo | None:
    if _ASKS_IDENTITY.search(question):
        return _identity_verdict(question, sentence)
    return _clause_verdict(question, sentence)


def _identity_verdict(question: str, sentence: str) -> YesNo | None:
    """Returns the verdict on "is X the same as Y?"."""
    stems = [word for word in _question_stems(question) if word not in {"same", stem("thing")}]
    clause = _shortest_clause(stems, sentence)
    if clause is None:
        return None
    first, last = clause
    if _DIFFERS.search(sentence):
        return "no"
    clause_text = " ".join(tokenize(sentence)[first:last])
    is_short = last - first <= len(set(stems)) + _MAX_ALIAS_GAP
    return "yes" if is_short and _ALIAS.search(clause_text) and not _EXCLUDES_ALIAS.search(sentence) else None


def _clause_verdict(question: str, sentence: str) -> YesNo | None:
    """Returns the verdict of the clause of a sentence that repeats the question."""
    stems = _question_stems(question)
    if len(stems) != len(set(stems)) or _UNCERTAIN_QUESTION.search(question):
        return None
    clause = _shortest_clause(stems, sentence)
    if clause is None or not _in_order(stems, sentence, clause):
        return None
    first, last = clause
    density = len(stems) / (last - first)
    context = tokenize(sentence)[max(0, first - _WORDS_BEFORE) : last + _WORDS_AFTER]
    allowed = {*tokenize(question), *(["may"] if _MONTH_MAY.search(sentence) else [])}
    # "It was opened in 1931" does not say that it is open.
    if tokenize(question)[0] in _PRESENT and _PAST & set(context) and not _PRESENT & set(context):
        return None
    is_changed = bool((_MEANING_CHANGERS & set(context)) - allowed)
    if is_changed or ("will" in context) != ("will" in tokenize(question)):
        return None
    if _NEGATION_TOKENS & set(context):
        return "no" if density >= _MIN_DENSITY_NEGATED else None
    return "yes" if density >= _MIN_DENSITY else None


def _in_order(stems: Sequence[str], sentence: str, clause: tuple[int, int]) -> bool:
    """Checks whether the clause has the words in the question's order: who does what to whom."""
    clause_stems = [stem(word) for word in tokenize(sentence)][clause[0] : clause[1]]
    positions = [clause_stems.index(word) for word in stems]
    return positions == sorted(positions)


def _question_stems(question: str) -> list[str]:
    """Returns the stems of the words that carry the question's meaning, in order."""
    return [stem(word) for word in tokenize(question) if word not in FUNCTION_WORDS or word in _CONTENT_HERE]


def _shortest_clause(stems: Sequence[str], sentence: str) -> tuple[int, int] | None:
    """Returns the shortest run of a sentence's words that holds all the stems, from its first word to one past its last.

    Returns:
        None if the sentence does not hold them all, or if they are fewer than two.
    """
    required = set(stems)
    if len(required) < 2:
        return None
    last_position: dict[str, int] = {}
    best: tuple[int, int] | None = None
    for position, word in enumerate(map(stem, tokenize(sentence))):
        if word not in required:
            continue
        last_position[word] = position
        if len(last_position) == len(required):
            first = min(last_position.values())
            if best is None or position + 1 - first < best[1] - best[0]:
                best = (first, position + 1)
    return best
