"""The words that describe one natural language."""

import re
from dataclasses import dataclass, field
from functools import cached_property

from assistant.ingest.language.scripts import UNSPACED

NOTHING = re.compile(r"(?!)")
"""Matches nothing."""


@dataclass(frozen=True, slots=True)
class QuestionWords:
    """The words by which questions ask, as regular expressions for text in lower case.

    Attributes:
        person: Words that ask for a person.
        time: Words that ask for a time.
        place: Words that ask for a place.
        amount: Words that ask for a number.
        reason: Words that ask for a reason.
        other: Other question words.
        yes_no: What marks a question for yes or no.
        what_about: The words by which a fragment asks the last question about something else: "what about".
        is_yes_no_otherwise: Whether a question without any question word, with a question mark at its end, asks for yes or no.
    """

    person: re.Pattern[str] = NOTHING
    time: re.Pattern[str] = NOTHING
    place: re.Pattern[str] = NOTHING
    amount: re.Pattern[str] = NOTHING
    reason: re.Pattern[str] = NOTHING
    other: re.Pattern[str] = NOTHING
    yes_no: re.Pattern[str] = NOTHING
    what_about: re.Pattern[str] = NOTHING
    is_yes_no_otherwise: bool = False


@dataclass(frozen=True, slots=True)
class AnswerSigns:
    """What shows that a sentence states the kind of thing that a question asks for; None if that cannot be told.

    Attributes:
        person: A name of a person.
        time: A time.
        place: A place.
        amount: A number.
        reason: A reason.
    """

    person: re.Pattern[str] | None = None
    time: re.Pattern[str] | None = None
    place: re.Pattern[str] | None = None
    amount: re.Pattern[str] | None = None
    reason: re.Pattern[str] | None = None


@dataclass(frozen=True)
class Language:
    """Word lists and patterns of one language; all words are in lower case.

    What is not known of a language is empty. Names are only known of English.

    Attributes:
        tag: The BCP 47 tag, for example "en".
        function_words: Words that every text has; they neither find a passage nor support a sentence.
        auxiliaries: Verbs that open a yes-or-no question.
        question_words: Words that ask for something: "who", "when".
        questions: How questions ask.
        signs: How sentences answer.
        connectives: Words that connect a question to what was said before, as a pattern.
        opening_pronouns: Matches a pronoun at the start of a sentence that stands for something in the sentence before.
        negations: Words that negate the clause in which they stand.
        negative_words: Other words that make a statement negative: "nobody", "without".
        months: The twelve months, January first.
        weekdays: The seven days of the week, Monday first.
        number_words: The numbers from two to twelve as words.
        question_openers: Words that open a question or a request and are no names there.
        male_given_names: Given names of men.
        female_given_names: Given names of women.
        male_titles: Titles of men: "mr", "king".
        female_titles: Titles of women: "ms", "queen".
        titles: Titles of persons of either sex: "dr", "president".
        non_person_words: Words in names of places, organisations and works, and hardly ever in names of persons.
        non_names: Capitalised words that alone name nothing that a question is about: "Monday", "French".
        noun_modifiers: Words before a noun that are not part of its name: "first", "main".
    """

    tag: str
    function_words: frozenset[str] = field(repr=False)
    auxiliaries: tuple[str, ...] = ()
    question_words: tuple[str, ...] = ()
    questions: QuestionWords = QuestionWords()
    signs: AnswerSigns = AnswerSigns()
    connectives: str = "(?!)"
    opening_pronouns: re.Pattern[str] = NOTHING
    negations: frozenset[str] = frozenset()
    negative_words: frozenset[str] = frozenset()
    months: tuple[str, ...] = ()
    weekdays: tuple[str, ...] = ()
    number_words: tuple[str, ...] = ()
    question_openers: frozenset[str] = frozenset()
    male_given_names: frozenset[str] = frozenset()
    female_given_names: frozenset[str] = frozenset()
    male_titles: frozenset[str] = frozenset()
    female_titles: frozenset[str] = frozenset()
    titles: frozenset[str] = frozenset()
    non_person_words: frozenset[str] = frozenset()
    non_names: frozenset[str] = frozenset()
    noun_modifiers: frozenset[str] = frozenset()

    @property
    def person_openers(self) -> frozenset[str]:
        """Words that open the name of a person: given names and titles."""
        return self.male_given_names | self.female_given_names | self.titles | self.male_titles | self.female_titles

    @cached_property
    def opening_connectives(self) -> re.Pattern[str]:
        """Matches the connectives at the start of a question."""
        return re.compile(rf"^(?:(?:{self.connectives})\b[\s,]*)+", re.IGNORECASE)

    @cached_property
    def unspaced_function_words(self) -> re.Pattern[str]:
        """Matches the function words that are written without spaces around them, the longest first."""
        words = sorted(
            (word for word in self.function_words if UNSPACED.search(word)), key=lambda word: (-len(word), word)
        )
        return re.compile("|".join(map(re.escape, words))) if words else NOTHING
