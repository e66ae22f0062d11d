"""Completes elliptical questions in other languages than English: "а когда?" and "und Kerry?" repeat the last question.

A question word takes the place of that of the last question. Where another part belongs differs too much between languages: the last
question follows it in parentheses.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from assistant.conversations.past_turns import PastTurn
from assistant.ingest.language.content_words import content_stems, content_words
from assistant.ingest.language.detection import question_language
from assistant.ingest.language.english import ENGLISH
from assistant.ingest.language.language import Language, QuestionWords
from assistant.ingest.language.languages import QUESTION_LANGUAGES, language_of
from assistant.ingest.language.scripts import UNSPACED, languages_of_script
from assistant.ingest.language.tokens import words_of

_MARKS = " \t¿¡?!.。？！؟…"
_REPEATED = re.compile(r"[^()]+\? \((?P<question>.+)\)")
_MAX_PART_WORDS = 4
_MAX_UNSPACED_CHARS = 12


@dataclass(frozen=True, slots=True)
class CompletedFragment:
    """A fragment with the question that it continues.

    Attributes:
        text: The complete question.
        language: The language of the fragment.
        subject: The stems of what it asks about instead: an article without them does not answer. Empty for a question word alone.
    """

    text: str
    language: Language
    subject: frozenset[str] = frozenset()


def complete_locale_fragment(fragment: str, own: Language, turn: PastTurn) -> CompletedFragment | None:
    """Completes a fragment: a question word with nothing else, or a short phrase after "and"; None if it is neither.

    Args:
        fragment: The question as it was typed.
        own: The language that it was detected to be in. A word or two hardly tell, so the language of the last question is tried first.
        turn: The turn before it.
    """
    repeated = _REPEATED.fullmatch(turn.question)
    last = repeated["question"] if repeated else turn.question.strip(_MARKS)
    for language in _languages(fragment, own, last):
        bare = language.opening_connectives.sub("", fragment.strip(_MARKS))
        if _is_bare_question(bare, language):
            return CompletedFragment(_with_question_word(bare, last, turn.answer, language), language)
        part = language.questions.what_about.sub("", bare).strip(_MARKS)
        if part != fragment.strip(_MARKS) and _is_part(part, language):
            return CompletedFragment(
                f"{_capitalised(part)}? ({last})", language, frozenset(content_stems(part, language))
            )
    return None


def _languages(fragment: str, own: Language, last_question: str) -> Iterator[Language]:
    """Yields the languages that a fragment may be in, without English."""
    last = language_of(question_language(last_question, QUESTION_LANGUAGES))
    of_script = languages_of_script(fragment)
    is_possible = not of_script or last.tag in of_script
    for language in dict.fromkeys((last, own) if is_possible else (own,)):
        if language is not ENGLISH:
            yield language


def _is_bare_question(text: str, language: Language) -> bool:
    """Checks whether a text has a question word, and besides only function words and negations."""
    rest = _without_question_word(text, language)
    return rest != text and not set(content_words(rest, language)) - language.negations


def _with_question_word(bare: str, last: str, answer: str, language: Language) -> str:
    """Asks the last question with another question word; a name at its start stays capitalised, as it is in the answer."""
    asked = _without_question_word(last, language)
    if language.negations & set(words_of(bare, language.tag)):
        return f"{_capitalised(bare)}? ({asked})"
    word = _first_question_word(bare, language)
    words = bare[: word.end()] if word else bare
    first = re.match(r"\w+", asked)
    if first and not re.search(rf"\b{first.group()}\b", answer):
        asked = asked[0].lower() + asked[1:]
    space = "" if UNSPACED.search(words) else " "
    return f"{_capitalised(words)}{space}{asked}?"


def _is_part(text: str, language: Language) -> bool:
    """Checks whether a text is short, has a content word and asks nothing by itself."""
    longest = _MAX_UNSPACED_CHARS if UNSPACED.search(text) else _MAX_PART_WORDS
    length = len(text) if UNSPACED.search(text) else len(text.split())
    asks = any(pattern.search(text) for pattern in _question_patterns(language.questions))
    return length <= longest and bool(content_words(text, language)) and not asks


def _without_question_word(text: str, language: Language) -> str:
    """Returns a text without its first question word."""
    word = _first_question_word(text, language)
    if word is None:
        return text
    space = "" if UNSPACED.search(text) else " "
    return space.join(part for part in (text[: word.start()].strip(), text[word.end() :].strip()) if part)


def _first_question_word(text: str, language: Language) -> re.Match[str] | None:
    matches = [match for pattern in _question_patterns(language.questions) if (match := pattern.search(text))]
    return min(matches, key=lambda match: match.start(), default=None)


def _question_patterns(words: QuestionWords) -> tuple[re.Pattern[str], ...]:
    return words.amount, words.time, words.place, words.person, words.reason, words.yes_no, words.other


def _capitalised(text: str) -> str:
    return text[0].upper() + text[1:]
