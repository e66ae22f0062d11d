"""From a sentence to the question that it answers, by its form alone: what is asked for is taken out, the rest stays as the article has it.

Only forms whose question is sure to be good English are turned: a person's name before a verb (who), a number of things before a verb (how many), a
form of "be" or "will" and a time or a reason at the end (when, why). All other sentences give no question.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date

from assistant.extractive.short_answer import find_times, short_answer
from assistant.facts.capitalised_names import find_names
from assistant.ingest.language.content_words import content_words
from assistant.questions.question import Question, parse_question

_LEAST_WORDS = 4
_MOST_WORDS = 14
_LEAST_CONTENT = 3
_MOST_OF_A_SUBJECT = 6
_MOST_OF_A_NAME = 4  # words; longer runs of capitals are titles
_NAMES_ASKED_ABOUT = 3
_ARTICLES = {"the", "a", "an"}
_OPENS_CLAUSE = {"that", "who", "which", "whose", "where", "when", "as", "if", "but", "and", "or", "explained", "says"}
_CLAUSE_ENDS = re.compile(r",(?!\d)|[;:(–—?!]| - |\.$")
_POINTS_ELSEWHERE = re.compile(
    r"\b(?:he|she|it|they|them|him|his|her|hers|its|their|theirs|we|us|our|i|me|my|you|your|this|these|those|here|there|also|however"
    r"|latter|former|meanwhile|said|says|told|added|asked|not|no|never|reporter|correspondent|columnist|editor|covers)\b|n['’]t\b"
    r"|[\"“”‘«»\[\]*]",
    re.IGNORECASE,
)
_TURNS = re.compile(
    r"(?P<subject>.+?) (?P<verb>was|were|is|are|will) (?P<rest>.+?)"
    r" (?:(?P<reason>(?:because|due to|so that) .+)|(?P<time>(?:on|in|by|since|from|until|at) (?!.* (?:because|due to|so that) ).+))"
)
_NUMBER = re.compile(
    r"(?:(?:about|around|nearly|almost|more than|at least|some|over) )?"
    r"(?:\d[\d,.]*(?: (?:thousand|million|billion))?|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twenty|thirty|forty|fifty)"
    r" (?=[a-z])",
    re.IGNORECASE,
)
_FINITE = re.compile(
    r"(?:is|was|will|has|had|won|led|became|began|took|wrote|made|gave|left|lost|met|ran|beat|chose|fell|found|got|held|kept|paid|put|rose"
    r"|sold|sent|shot|stood|built|bought|brought|caught|drew|drove|flew|set|spent|taught|threw|wore|broke|spoke"
    r"|[a-z]{2,}ed|[a-z]{2,}[^s\W]s(?!.*\b(?:is|are|was|were|will|has|have|had)\b))\b"
)
_PLURAL_VERB = re.compile(
    r"(?:[a-z]+ ){1,4}?(?:were|are|will|have|had|won|took|left|lost|met|died|fell|came|went|live|work)\b"
)


def questions_from(sentence: str, names: frozenset[str]) -> Iterator[str]:
    """The questions that a sentence answers, the plainest first; none where its form does not make that sure.

    Args:
        sentence: A sentence of an article, without its dateline.
        names: The words, in lower case, that the article writes with a capital inside of sentences; see `capitalised`.
    """
    clause = _first_clause(sentence)
    for question in (_who(clause), _how_many(clause), _turned(clause, names)):
        if question and _can_stand_alone(question):
            yield question


def questions_about_names(texts: Sequence[str]) -> Iterator[str]:
    """What is known about each name of two words or more, those that are named most often first.

    Args:
        texts: The sentences of an article.
    """
    counted = Counter(
        name.text
        for text in texts
        for name in find_names(text)
        if 1 < len(name.words) <= _MOST_OF_A_NAME and "." not in name.text and not any(find_times(name.text))
    )
    for name, times in counted.most_common(_NAMES_ASKED_ABOUT):
        if times > 1:
            yield f"What is known about {name}?"


def _first_clause(sentence: str) -> str:
    """Its words up to the first comma or the like: what comes after is told besides."""
    text = " ".join(sentence.split())
    end = _CLAUSE_ENDS.search(text)
    return (text[: end.start()] if end else text).strip()


def _who(clause: str) -> str | None:
    """The person that the sentence opens with, asked for."""
    person = next((name for name in find_names(clause) if name.start == 0), None)
    if person is None or not person.is_person:
        return None
    rest = clause[len(person.text) :].strip()
    question = f"Who {rest}?"
    return question if _FINITE.match(rest) and _asks_for(question, clause, person.text) else None


def _how_many(clause: str) -> str | None:
    """The number that the sentence opens with, asked for."""
    number = _NUMBER.match(clause)
    if number is None or not _PLURAL_VERB.match(clause[number.end() :]):
        return None
    return f"How many {clause[number.end() :]}?"


def _turned(clause: str, names: frozenset[str]) -> str | None:
    """The time or the reason that the sentence ends with, asked for: its verb and its subject change places."""
    parts = _TURNS.fullmatch(clause)
    if (
        parts is None
        or not _is_subject(parts["subject"], names)
        or any(find_times(f"{parts['subject']} {parts['rest']}"))
    ):
        return None
    subject = _without_capital(parts["subject"])
    if parts["reason"]:
        return f"Why {parts['verb']} {subject} {parts['rest']}?"
    question = f"When {parts['verb']} {subject} {parts['rest']}?"
    return question if _asks_for(question, clause, parts["time"]) else None


def _asks_for(question: str, clause: str, wanted: str) -> bool:
    """Whether what was taken out is what the question is seen to ask for, and nothing else in the sentence can be meant."""
    found = short_answer(_as_question(question), clause)
    return found is not None and clause[slice(*found)] in wanted


def _can_stand_alone(question: str) -> bool:
    words = question.split()
    return (
        _LEAST_WORDS <= len(words) <= _MOST_WORDS
        and not _POINTS_ELSEWHERE.search(question)
        and len(set(content_words(question))) >= _LEAST_CONTENT
        and bool(_as_question(question).names)
    )


def _is_subject(text: str, names: frozenset[str]) -> bool:
    """Whether the words before the verb are one thing: a name, or a noun with its article."""
    first, *others = text.lower().split()
    if len(others) > _MOST_OF_A_SUBJECT or any(word in _OPENS_CLAUSE or word.endswith("ed") for word in others):
        return False
    return first in _ARTICLES or re.sub(r"['’]s?$", "", first) in names


def _without_capital(subject: str) -> str:
    first, _, rest = subject.partition(" ")
    return f"{first.lower()} {rest}" if first.lower() in _ARTICLES else subject


def _as_question(text: str) -> Question:
    return parse_question(text, date.max)
