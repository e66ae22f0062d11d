"""How often the rule for yes and no speaks, and how often it is right, measured on questions with a passage that answers them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from assistant.eval.question_sets.json_lines import read_records, required_field
from assistant.eval.question_sets.question_set import Half, half_of
from assistant.extractive.yes_no import YesNo, yes_or_no
from assistant.ingest.errors import UsageError
from assistant.ingest.language.sentences import split_sentences

_EXPECTED = "yes/no questions are lines of JSON with question, passage and answer"
Rule = Callable[[str, Sequence[str]], YesNo | None]


@dataclass(frozen=True, slots=True)
class YesNoQuestion:
    """A question with a passage that answers it.

    Attributes:
        number: Its line in the file, counted from 0.
        text: The question.
        sentences: The sentences of the passage.
        answer: What is right.
    """

    number: int
    text: str
    sentences: tuple[str, ...]
    answer: YesNo

    @property
    def half(self) -> Half:
        """The half it belongs to."""
        return half_of(str(self.number))


@dataclass(frozen=True, slots=True)
class Spoken:
    """What a rule said over some questions.

    Attributes:
        verdict: What it said, or "either".
        questions: How many there are.
        spoken: To how many it said so.
        right: How many of these were right.
    """

    verdict: str
    questions: int
    spoken: int
    right: int


def read_yes_no_questions(file: Path) -> list[YesNoQuestion]:
    """Reads lines of JSON with `question`, `passage` and `answer` (true or false).

    Raises:
        UsageError: If the file cannot be read, or a line is not like that.
    """
    found = []
    for number, (where, record) in enumerate(read_records(file, _EXPECTED)):
        question, passage, answer = (required_field(record, name, where) for name in ("question", "passage", "answer"))
        if not isinstance(answer, bool):
            raise UsageError(f"{where} has the answer {answer!r}, which is neither true nor false")
        text = str(passage)
        sentences = tuple(text[one.start : one.end] for one in split_sentences(text, "en"))
        found.append(YesNoQuestion(number, str(question), sentences, "yes" if answer else "no"))
    if not found:
        raise UsageError(f"{file} has no questions")
    return found


def measure_yes_no(questions: Sequence[YesNoQuestion], rule: Rule = yes_or_no) -> list[Spoken]:
    """What the rule says, all in all and by what it said; and what saying always yes would be worth."""
    said = [(rule(one.text, one.sentences), one.answer) for one in questions]
    spoken = [(verdict, answer) for verdict, answer in said if verdict]
    rows = [Spoken("either", len(said), len(spoken), sum(verdict == answer for verdict, answer in spoken))]
    for verdict in ("yes", "no"):
        answers = [answer for one, answer in spoken if one == verdict]
        rows.append(Spoken(verdict, len(said), len(answers), answers.count(verdict)))
    always = sum(answer == "yes" for _, answer in said)
    return [*rows, Spoken("always yes", len(said), len(said), always)]
