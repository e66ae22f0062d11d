"""The word lists that describe one natural language."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Language:
    """Word lists of one language; all words are in lower case.

    Attributes:
        tag: The BCP 47 tag, for example "en".
        function_words: Words that every text has; they neither find a passage nor support a sentence.
        auxiliaries: Verbs that open a yes-or-no question.
        question_words: Words that ask for something: "who", "when".
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
    function_words: frozenset[str]
    auxiliaries: tuple[str, ...]
    question_words: tuple[str, ...]
    negations: frozenset[str]
    negative_words: frozenset[str]
    months: tuple[str, ...]
    weekdays: tuple[str, ...]
    number_words: tuple[str, ...]
    question_openers: frozenset[str]
    male_given_names: frozenset[str]
    female_given_names: frozenset[str]
    male_titles: frozenset[str]
    female_titles: frozenset[str]
    titles: frozenset[str]
    non_person_words: frozenset[str]
    non_names: frozenset[str]
    noun_modifiers: frozenset[str]

    @property
    def person_openers(self) -> frozenset[str]:
        """Words that open the name of a person: given names and titles."""
        return self.male_given_names | self.female_given_names | self.titles | self.male_titles | self.female_titles
