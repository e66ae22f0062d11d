"""Measures the rule for yes and no on questions with a passage: how often it decides, and how often it is right."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from assistant.answers.answer import YesNo
from assistant.eval.question_sets.json_lines import read_records, required_field
from assistant.eval.question_sets.question_set import Half, half_of
from assistant.extractive.yes_no import yes_or_no
from assistant.ingest.errors import UsageError
from assistant.ingest.language.sentences import split_sentences

_EXPECTED = "yes/no questions are lines of JSON with question, passage and answer"
Rule = Callable[[str, Sequence[str]], YesNo | None]


@dataclass(frozen=True, slots=True)
class YesNoQuestion:
    """A yes/no question with a passage that answers it.

    Attributes:
        number: Its line in the file, counted from 0.
        text: The question.
        sentences: The sentences of the passage.
        answer: The right answer.
    """

    number: int
    text: str
    sentences: tuple[str, ...]
    answer: YesNo

    @property
    def half(self) -> Half:
        """The half that the question belongs to, drawn by its number."""
        return half_of(str(self.number))


@dataclass(frozen=True, slots=True)
class VerdictCounts:
    """Counts of one verdict of a rule.

    Attributes:
        verdict: The verdict; "either" for yes and no together.
        questions: The number of questions.
        spoken: The number of questions with this verdict.
        right: The number of these that are right.
    """

    verdict: str
    questions: int
    spoken: int
    right: int


def read_yes_no_questions(file: Path) -> list[YesNoQuestion]:
    """Reads lines of JSON with `question`, `passage` and `answer` (true or false).

    Raises:
        UsageError: If the file cannot be read, or a line has another form.
    """
    questions = []
    for number, (location, record) in enumerate(read_records(file, _EXPECTED)):
        question, passage, answer = (
            required_field(record, name, location) for name in ("question", "passage", "answer")
        )
        if not isinstance(answer, bool):
            raise UsageError(f"{location} has the answer {answer!r}, which is neither true nor false")
        text = str(passage)
        sentences = tuple(text[sentence.start : sentence.end] for sentence in split_sentences(text, "en"))
        questions.append(YesNoQuestion(number, str(question), sentences, "yes" if answer else "no"))
    if not questions:
        raise UsageError(f"{file} has no questions")
    return questions


def measure_yes_no(questions: Sequence[YesNoQuestion], rule: Rule = yes_or_no) -> list[VerdictCounts]:
    """Counts the verdicts of a rule, and those of a rule that always says yes."""
    verdicts = [(rule(question.text, question.sentences), question.answer) for question in questions]
    decided = [(verdict, answer) for verdict, answer in verdicts if verdict]
    rows = [VerdictCounts("either", len(verdicts), len(decided), sum(verdict == answer for verdict, answer in decided))]
    for value in ("yes", "no"):
        answers = [answer for verdict, answer in decided if verdict == value]
        rows.append(VerdictCounts(value, len(verdicts), len(answers), answers.count(value)))
    yes_answers = sum(answer == "yes" for _, answer in verdicts)
    return [*rows, VerdictCounts("always yes", len(verdicts), len(verdicts), yes_answers)]
