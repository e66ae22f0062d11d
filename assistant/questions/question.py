"""A question, and what its words tell: the kind of answer, content words, names."""

import re
from dataclasses import dataclass
from datetime import date
from enum import Enum
from functools import cached_property

from assistant.ingest.errors import UsageError
from assistant.ingest.language.capitalised import names_and_numbers
from assistant.ingest.language.content_words import content_stems
from assistant.ingest.language.detection import question_language
from assistant.ingest.language.english import ENGLISH
from assistant.ingest.language.language import Language
from assistant.ingest.language.languages import QUESTION_LANGUAGES, language_of
from assistant.ingest.language.tokens import stem, tokenize
from assistant.ingest.library.scope import EVERYTHING, Scope
from assistant.questions.direct_question import direct_question
from assistant.questions.form import FORM_WORDS, QuestionForm, question_form
from assistant.questions.locale_time_range import locale_date_range
from assistant.questions.source_comparison import SourceComparison
from assistant.questions.state_question import AskedState, asked_state
from assistant.questions.time_range import DateRange, question_date_range, without_named_time

MAX_QUESTION_CHARS = 4_000


_FORM_WORD = re.compile(rf"\b(?:{'|'.join(sorted(FORM_WORDS))})\b", re.IGNORECASE)
_FORM_STEMS = frozenset(map(stem, FORM_WORDS))


class QuestionKind(Enum):
    """The kind of answer that a question asks for."""

    PERSON = "who"
    TIME = "when"
    PLACE = "where"
    AMOUNT = "how many"
    REASON = "why"
    YES_NO = "yes or no"
    OTHER = "what"

    @property
    def is_answered_by_few_words(self) -> bool:
        """Whether a name, a time, a place or an amount answers."""
        return self in (QuestionKind.PERSON, QuestionKind.TIME, QuestionKind.PLACE, QuestionKind.AMOUNT)


@dataclass(frozen=True)
class Question:
    """A question that can be searched for.

    Attributes:
        text: The standalone question, which is searched for.
        as_of: The date of the question.
        original: The question as it was asked; only white space is normalised.
        sources: The publications that are searched; all if it is empty.
        story: The number of the story that is searched; all articles if None.
        comparison: The publications that it names, to be quoted side by side; None if it names none.
        topic: The words of the topic that a follow-up continues, which are not repeated in `text`; else empty.
    """

    text: str
    as_of: date
    original: str
    sources: frozenset[str] = frozenset()
    story: int | None = None
    comparison: SourceComparison | None = None
    topic: str = ""

    @property
    def scope(self) -> Scope:
        """The articles that are searched."""
        return Scope(self.as_of, self.sources, self.story)

    @cached_property
    def language(self) -> Language:
        """The language that it is asked in."""
        return language_of(question_language(self.text, QUESTION_LANGUAGES))

    @cached_property
    def kind(self) -> QuestionKind:
        """The kind of answer that it asks for."""
        return question_kind(self.text, self.language)

    @cached_property
    def date_range(self) -> DateRange | None:
        """The time that it names; None if it names none."""
        if self.language is ENGLISH:
            return question_date_range(self.text, self.as_of)
        return locale_date_range(self.text, self.as_of, self.language.tag)

    @cached_property
    def text_without_time(self) -> str:
        """The text without the days that it names; empty if it names nothing else."""
        return without_named_time(self.text, self.as_of)

    @cached_property
    def subject_text(self) -> str:
        """The text; of a question for an overview without the time that it names and the words that only ask for one."""
        if not self.asks_for_overview:
            return self.text
        return " ".join(_FORM_WORD.sub(" ", self.text_without_time).split()) or self.text_without_time

    @cached_property
    def state(self) -> AskedState | None:
        """The state that it asks for; None if it asks for none that is known to change."""
        return asked_state(self.text) if self.kind is QuestionKind.YES_NO else None

    @cached_property
    def form(self) -> QuestionForm:
        """The form of the answer that it asks for."""
        if self.comparison is not None and len(self.comparison.sources) > 1:
            return QuestionForm.BY_SOURCE
        if self.comparison is not None and self.comparison.is_topic:
            return QuestionForm.SUMMARY
        is_yes_no = self.kind is QuestionKind.YES_NO
        return question_form(self.text, is_yes_no=is_yes_no, asks_for_state=self.state is not None)

    @cached_property
    def asks_for_overview(self) -> bool:
        """Whether it asks for news, a timeline or a summary, which no single sentence answers completely."""
        if self.form is QuestionForm.BY_SOURCE:
            return self.comparison is not None and self.comparison.is_topic
        return self.form in (QuestionForm.LATEST, QuestionForm.TIMELINE, QuestionForm.SUMMARY)

    @cached_property
    def stems(self) -> frozenset[str]:
        """The stems of its content words; of a question for an overview without the words that only ask for one."""
        stems = frozenset(content_stems(self.text, self.language))
        return stems - _FORM_STEMS or stems if self.asks_for_overview else stems

    @cached_property
    def added_stems(self) -> frozenset[str]:
        """The stems of the content words that a follow-up adds to its topic; empty for any other question."""
        if not self.topic:
            return frozenset()
        topic_stems = frozenset(content_stems(self.topic, self.language))
        return self.stems - topic_stems - _FORM_STEMS

    @cached_property
    def subject_stems(self) -> frozenset[str]:
        """The stems of the words that name its subject: all content words, without those of the state that it asks for."""
        if self.state is None:
            return self.stems
        return (
            frozenset(content_stems(self.state.without_state_words(self.text), self.language)) & self.stems
            or self.stems
        )

    @cached_property
    def names(self) -> frozenset[str]:
        """The stems of its proper names and numbers."""
        return frozenset(
            stem(term, self.language.tag)
            for word in names_and_numbers(self.text, self.language)
            for term in tokenize(word)
        )


def parse_question(text: str, as_of: date, standalone: str | None = None, scope: Scope = EVERYTHING) -> Question:
    """Checks and normalises a question.

    Args:
        text: The question as the user typed it, perhaps with a greeting or asked politely.
        as_of: The date of the question.
        standalone: The complete question if it is a follow-up; by default the question itself.
        scope: The publications and the story to search.

    Raises:
        UsageError: If the question is empty or too long.
    """
    original = " ".join(text.split())
    if not tokenize(original):
        raise UsageError("the question is empty; ask something like: Who chairs the council?")
    if len(original) > MAX_QUESTION_CHARS:
        raise UsageError(
            f"the question has {len(original):,} characters, and at most {MAX_QUESTION_CHARS:,} can be asked; shorten it"
        )
    asked = direct_question(" ".join((standalone or original).split()))
    return Question(asked, as_of, original, scope.sources, scope.story)


_QUESTION_MARKS = ("?", "؟", "？")


def question_kind(text: str, language: Language = ENGLISH) -> QuestionKind:
    """Classifies the answer that a question asks for; of several question words, the first one decides.

    Args:
        text: The question.
        language: The language that it is asked in.
    """
    question = language.opening_connectives.sub("", text).lower()
    words = language.questions
    if words.yes_no.search(question):
        return QuestionKind.YES_NO
    kinds = (
        (QuestionKind.AMOUNT, words.amount),
        (QuestionKind.TIME, words.time),
        (QuestionKind.PLACE, words.place),
        (QuestionKind.PERSON, words.person),
        (QuestionKind.REASON, words.reason),
        (QuestionKind.OTHER, words.other),
    )
    matches = [(match.start(), kind) for kind, pattern in kinds if (match := pattern.search(question))]
    if matches:
        return min(matches, key=lambda match: match[0])[1]
    is_yes_no = words.is_yes_no_otherwise and text.rstrip().endswith(_QUESTION_MARKS)
    return QuestionKind.YES_NO if is_yes_no else QuestionKind.OTHER
