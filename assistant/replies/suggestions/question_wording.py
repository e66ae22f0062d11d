"""Derives from a sentence the question that it answers, by rules: the answer is taken out, and the other words stay.

Only forms that certainly give good English are used: a person's name before a verb (who), a number of things before a verb (how many), and a
form of "be" or "will" with a time or a reason at the end (when, why). Other sentences give no question.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date

from assistant.extractive.short_answer import find_times, short_answer
from assistant.ingest.language.content_words import content_words
from assistant.ingest.language.proper_names import find_names
from assistant.questions.question import Question, parse_question

_MIN_WORDS = 4
_MAX_WORDS = 14
_MIN_CONTENT_WORDS = 3
_MAX_SUBJECT_WORDS = 6
_MAX_NAME_WORDS = 4  # longer runs of capitalised words are titles
_MAX_NAMES = 3
_ARTICLES = {"the", "a", "an"}
_CLAUSE_OPENERS = {
    "that",
    "who",
    "which",
    "whose",
    "where",
    "when",
    "as",
    "if",
    "but",
    "and",
    "or",
    "explained",
    "says",
}
_CLAUSE_END = re.compile(r",(?!\d)|[;:(–—?!]| - |\.$")
_NEEDS_CONTEXT = re.compile(
    r"\b(?:he|she|it|they|them|him|his|her|hers|its|their|theirs|we|us|our|i|me|my|you|your|this|these|those|here|there|also|however"
    r"|latter|former|meanwhile|said|says|told|added|asked|not|no|never|reporter|correspondent|columnist|editor|covers)\b|n['’]t\b"
    r"|[\"“”‘«»\[\]*]",
    re.IGNORECASE,
)
_INVERTIBLE = re.compile(
    r"(?=.{1,400}\Z)(?P<subject>.+?) (?P<verb>was|were|is|are|will) (?P<rest>.+?)"
    r" (?:(?P<reason>(?:because|due to|so that) .+)|(?P<time>(?:on|in|by|since|from|until|at) (?!.* (?:because|due to|so that) ).+))"
)
_NUMBER = re.compile(
    r"(?:(?:about|around|nearly|almost|more than|at least|some|over) )?"
    r"(?:\d[\d,.]*(?: (?:thousand|million|billion))?|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twenty|thirty|forty|fifty)"
    r" (?=[a-z])",
    re.IGNORECASE,
)
_FINITE_VERB = re.compile(
    r"(?:is|was|will|has|had|won|led|became|began|took|wrote|made|gave|left|lost|met|ran|beat|chose|fell|found|got|held|kept|paid|put|rose"
    r"|sold|sent|shot|stood|built|bought|brought|caught|drew|drove|flew|set|spent|taught|threw|wore|broke|spoke"
    r"|[a-z]{2,}ed|[a-z]{2,}[^s\W]s(?!.*\b(?:is|are|was|were|will|has|have|had)\b))\b"
)
_PLURAL_VERB = re.compile(
    r"(?:[a-z]+ ){1,4}?(?:were|are|will|have|had|won|took|left|lost|met|died|fell|came|went|live|work)\b"
)


def questions_from(sentence: str, names: frozenset[str]) -> Iterator[str]:
    """Yields the questions that a sentence answers, the simplest first.

    Args:
        sentence: A sentence of an article, without its dateline.
        names: The words in lower case that are names in the article; see `words_of_names`.
    """
    clause = _first_clause(sentence)
    for question in (_who_question(clause), _how_many_question(clause), _inverted_question(clause, names)):
        if question and _stands_alone(question):
            yield question


def questions_about_names(texts: Sequence[str]) -> Iterator[str]:
    """Yields a question about each name of several words that occurs more than once, the most frequent first.

    Args:
        texts: The sentences of an article.
    """
    occurrences = Counter(
        name.text
        for text in texts
        for name in find_names(text)
        if 1 < len(name.words) <= _MAX_NAME_WORDS and "." not in name.text and not any(find_times(name.text))
    )
    for name, count in occurrences.most_common(_MAX_NAMES):
        if count > 1:
            yield f"What is known about {name}?"


def _first_clause(sentence: str) -> str:
    """Returns the words before the first comma or similar mark. The rest only adds details."""
    text = " ".join(sentence.split())
    end = _CLAUSE_END.search(text)
    return (text[: end.start()] if end else text).strip()


def _who_question(clause: str) -> str | None:
    """Asks for the person that the clause starts with."""
    person = next((name for name in find_names(clause) if name.start == 0), None)
    if person is None or not person.is_person:
        return None
    predicate = clause[len(person.text) :].strip()
    question = f"Who {predicate}?"
    return question if _FINITE_VERB.match(predicate) and _asks_for(question, clause, person.text) else None


def _how_many_question(clause: str) -> str | None:
    """Asks for the number that the clause starts with."""
    number = _NUMBER.match(clause)
    if number is None or not _PLURAL_VERB.match(clause[number.end() :]):
        return None
    return f"How many {clause[number.end() :]}?"


def _inverted_question(clause: str, names: frozenset[str]) -> str | None:
    """Asks for the time or the reason that the clause ends with. Verb and subject are inverted."""
    parts = _INVERTIBLE.fullmatch(clause)
    if (
        parts is None
        or not _is_noun_phrase(parts["subject"], names)
        or any(find_times(f"{parts['subject']} {parts['rest']}"))
    ):
        return None
    subject = _with_lower_article(parts["subject"])
    if parts["reason"]:
        return f"Why {parts['verb']} {subject} {parts['rest']}?"
    question = f"When {parts['verb']} {subject} {parts['rest']}?"
    return question if _asks_for(question, clause, parts["time"]) else None


def _asks_for(question: str, clause: str, answer: str) -> bool:
    """Checks that the short answer to the question in the clause is a part of the given answer."""
    span = short_answer(_parse(question), clause)
    return span is not None and clause[slice(*span)] in answer


def _stands_alone(question: str) -> bool:
    """Checks that a question is understood without its article."""
    words = question.split()
    return (
        _MIN_WORDS <= len(words) <= _MAX_WORDS
        and not _NEEDS_CONTEXT.search(question)
        and len(set(content_words(question))) >= _MIN_CONTENT_WORDS
        and bool(_parse(question).names)
    )


def _is_noun_phrase(text: str, names: frozenset[str]) -> bool:
    """Checks that the words before the verb are a name, or a noun with its article."""
    first, *others = text.lower().split()
    if len(others) > _MAX_SUBJECT_WORDS or any(word in _CLAUSE_OPENERS or word.endswith("ed") for word in others):
        return False
    return first in _ARTICLES or re.sub(r"['’]s?$", "", first) in names


def _with_lower_article(subject: str) -> str:
    first, _, others = subject.partition(" ")
    return f"{first.lower()} {others}" if first.lower() in _ARTICLES else subject


def _parse(text: str) -> Question:
    return parse_question(text, date.max)
