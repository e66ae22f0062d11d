"""Results of runs as they are saved: every outcome, and what is needed to repeat the run."""

from collections.abc import Sequence
from pathlib import Path
from typing import Literal, Protocol, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError, field_validator

from assistant.eval.results.environment import Environment
from assistant.ingest.errors import UsageError

PRODUCT = "assistant"
"""The name of the product among the systems of a result."""

_EARLIER_HALVES = {"choose": "dev", "report": "test"}


class FrozenRecord(BaseModel):
    """An immutable record that refuses unknown fields."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class GoldArticle(FrozenRecord):
    """An article that answers a question."""

    article_id: str
    title: str


class QuestionRecord(FrozenRecord):
    """A question of a run.

    Attributes:
        id: The identifier in the set.
        text: The question.
        as_of: The day on which it was asked; None if days played no part.
        answers: The accepted answers; any of them is right.
        answerable: Whether the articles answer it.
        gold: The articles that answer it.
    """

    id: str
    text: str
    as_of: str | None
    answers: tuple[str, ...]
    answerable: bool
    gold: tuple[GoldArticle, ...]


class RetrievedRecord(FrozenRecord):
    """A retrieved passage.

    Attributes:
        article_id: The article.
        start: The first character in the article's text.
        end: One past the last character.
        gold: Whether the article answers the question.
        holds: Whether the passage contains the answer.
        title: The article's title; only for the first passages.
        excerpt: The beginning of the passage; only for the first passages.
    """

    article_id: str
    start: int
    end: int
    gold: bool
    holds: bool
    title: str | None = None
    excerpt: str | None = None


class CitationRecord(FrozenRecord):
    """A citation of an answer.

    Attributes:
        article_id: The article.
        start: The first character in the article's text.
        end: One past the last character.
        quote: These characters.
        right: Whether the quote contains the answer or lies in the gold paragraph; None for unanswerable questions.
    """

    article_id: str
    start: int
    end: int
    quote: str
    right: bool | None


class StatementRecord(FrozenRecord):
    """A sentence of an answer.

    Attributes:
        text: The sentence.
        citations: The numbers of its citations.
        supported: Whether it is shown to the user as supported.
        holds: Whether it and one of its citations contain the answer; false for unanswerable questions.
        of_gold: Whether it cites a gold article or contains the answer.
    """

    text: str
    citations: tuple[int, ...]
    supported: bool
    holds: bool
    of_gold: bool


class AnswerRecord(FrozenRecord):
    """An answer.

    Attributes:
        status: `answered` or `not_found`.
        text: The answer without citation numbers; empty if nothing was found.
        confidence: The estimated probability that the articles answer the question.
        citations: Its citations.
        holds: Whether a statement and one of its citations contain the answer; None for unanswerable questions.
        first_holds: Whether the first statement does; None for unanswerable questions.
        exact_match: SQuAD 2.0's exact match of the short answer; of the whole text without one.
        f1: SQuAD 2.0's token F1 of the same.
        short_answer: The short answer; empty without one.
        statements: Its statements.
        answerer: The name of the answerer.
        notice: The notice to the user if a language model failed.
    """

    status: Literal["answered", "not_found"]
    text: str
    confidence: float
    citations: tuple[CitationRecord, ...]
    holds: bool | None
    first_holds: bool | None
    exact_match: float
    f1: float
    short_answer: str = ""
    statements: tuple[StatementRecord, ...] = ()
    answerer: str = ""
    notice: str = ""


class QuestionOutcome(FrozenRecord):
    """The outcome of one question with one system.

    Attributes:
        question_id: The question.
    """

    question_id: str


class Outcome(QuestionOutcome):
    """The outcome of a question of a question set.

    Attributes:
        found: The retrieved passages, best first.
        hit_rank: The rank, from 1, of the first passage from a gold article that contains the answer; None if there is none.
        article_rank: The rank of the first passage from a gold article; None if there is none.
        reciprocal_rank: 1 / `hit_rank`, or 0 without a hit; None for unanswerable questions.
        ndcg_10: nDCG@10 over the retrieved stories; None for unanswerable questions.
        answer: The answer; None for systems that only retrieve.
        timings_ms: How long each stage took, in milliseconds.
    """

    found: tuple[RetrievedRecord, ...]
    hit_rank: int | None
    article_rank: int | None
    reciprocal_rank: float | None
    ndcg_10: float | None
    answer: AnswerRecord | None
    timings_ms: dict[str, float]


class SystemResult(FrozenRecord):
    """The outcomes of all questions with one system."""

    name: str
    what: str
    outcomes: tuple[Outcome, ...]


class SetRecord(FrozenRecord):
    """The question set and the library of a run.

    Attributes:
        name: The name of the folder or file.
        content_hash: SHA-256 (hex) over questions and articles.
        half: `dev`, `test` or `all`.
        drawn: The size of the sample, answerable and other questions (`40+20`); empty for all questions.
        as_of: The rule for the day: `own`, `none`, or days later (`+365`).
        articles: The number of articles in the library.
        passages: The number of passages in the library.
        embedder: The name of the library's embedder.
    """

    name: str
    content_hash: str
    half: str
    as_of: str
    articles: int
    passages: int
    embedder: str
    drawn: str = ""

    @field_validator("half")
    @classmethod
    def _renamed_half(cls, half: str) -> str:
        """Reads the earlier names of the halves in saved results."""
        return _EARLIER_HALVES.get(half, half)


class RunRecord(FrozenRecord):
    """What a saved result states about its run.

    Attributes:
        format: The version of this format.
        made: The time of the run, in UTC.
        seed: Seeds the resampling of confidence intervals; nothing else in a run is random.
        question_set: The question set and the library.
        config: The contents of the file given with `--config`.
        settings: All settings of the run.
        environment: Package versions and the machine.
    """

    format: Literal[1] = 1
    made: str
    seed: int
    question_set: SetRecord
    config: dict[str, object]
    settings: dict[str, object]
    environment: Environment


RunRecordT = TypeVar("RunRecordT", bound=RunRecord)


class Result(RunRecord):
    """The result of a run over a question set.

    Attributes:
        questions: The questions that were asked.
        systems: The product, then the baselines.
    """

    questions: tuple[QuestionRecord, ...]
    systems: tuple[SystemResult, ...]


class NamedSystem(Protocol):
    """A system's part of a result."""

    @property
    def name(self) -> str:
        """The name of the system."""
        ...


NamedSystemT = TypeVar("NamedSystemT", bound=NamedSystem)


def find_system(systems: Sequence[NamedSystemT], name: str) -> NamedSystemT:
    """Returns a system of a result by its name.

    Raises:
        UsageError: If the result has no such system.
    """
    for system in systems:
        if system.name == name:
            return system
    names = ", ".join(system.name for system in systems)
    raise UsageError(f"the result has no system {name!r}; it has {names}")


def require_writable(file: Path) -> None:
    """Checks before a long run that its result can be saved.

    Raises:
        UsageError: If it cannot be saved.
    """
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        with file.open("a"):
            pass
    except OSError as error:
        raise UsageError(f"{file} cannot be written ({error.strerror})") from error


def save_result(result: RunRecord, file: Path) -> None:
    """Writes a result as JSON.

    Raises:
        UsageError: If the file cannot be written.
    """
    require_writable(file)
    try:
        file.write_text(result.model_dump_json(indent=1) + "\n", "utf-8")
    except OSError as error:
        raise UsageError(f"{file} cannot be written ({error.strerror})") from error


def read_result(file: Path) -> Result:
    """Reads a saved result of a question set.

    Raises:
        UsageError: If it cannot be read, or is not such a result.
    """
    return parse_record(read_content(file), Result, file)


def read_content(file: Path) -> bytes:
    """Returns the content of a file.

    Raises:
        UsageError: If it cannot be read.
    """
    try:
        return file.read_bytes()
    except OSError as error:
        raise UsageError(f"{file} cannot be read ({error.strerror})") from error


def parse_record(content: bytes, model: type[RunRecordT], file: Path) -> RunRecordT:
    """Parses the content of a saved result.

    Raises:
        UsageError: If it is not a result of this type.
    """
    try:
        return model.model_validate_json(content)
    except ValidationError as error:
        first = error.errors()[0]
        field = ".".join(map(str, first["loc"])) or "the file"
        raise UsageError(f"{file} is no result of `assistant eval --save` ({field}: {first['msg']})") from error
