"""The result of a run as it is saved: every outcome, and everything needed to repeat it."""

from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from assistant.eval.results.environment import Environment
from assistant.ingest.errors import UsageError

PRODUCT = "assistant"
"""The name of the product among the systems of a result."""


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class GoldArticle(_Frozen):
    """An article that answers a question."""

    article_id: str
    title: str


class AskedQuestion(_Frozen):
    """A question as it was asked.

    Attributes:
        id: Its identifier in the set.
        text: The question.
        as_of: The day it was asked on; None where days played no part.
        answers: What counts as the answer, any of them.
        answerable: Whether the articles answer it.
        gold: The articles that do.
    """

    id: str
    text: str
    as_of: str | None
    answers: tuple[str, ...]
    answerable: bool
    gold: tuple[GoldArticle, ...]


class FoundRecord(_Frozen):
    """A passage that was found.

    Attributes:
        article_id: The article.
        start: The first character in its text.
        end: One past the last character.
        gold: Whether the article answers the question.
        holds: Whether the passage holds the answer.
        title: The article's title, of the first passages only.
        excerpt: How the passage reads, of the first passages only.
    """

    article_id: str
    start: int
    end: int
    gold: bool
    holds: bool
    title: str | None = None
    excerpt: str | None = None


class CitedRecord(_Frozen):
    """A citation of an answer.

    Attributes:
        article_id: The article.
        start: The first character in its text.
        end: One past the last character.
        quote: Those characters.
        right: Whether the quote holds the answer or lies in the gold paragraph; None for unanswerable questions.
    """

    article_id: str
    start: int
    end: int
    quote: str
    right: bool | None


class StatementRecord(_Frozen):
    """A sentence of an answer.

    Attributes:
        text: The sentence.
        citations: The numbers that it cites.
        supported: Whether the reader is shown it as backed.
        holds: Whether it and one of its citations hold the answer; false for unanswerable questions.
        of_gold: Whether it cites an article that answers the question, or holds the answer.
    """

    text: str
    citations: tuple[int, ...]
    supported: bool
    holds: bool
    of_gold: bool


class AnswerRecord(_Frozen):
    """What was answered.

    Attributes:
        status: `answered` or `not_found`.
        text: The answer without citation numbers; empty where nothing was found.
        confidence: How likely the assistant thought that the articles answer.
        citations: What it cited.
        holds: Whether a statement and a citation of it hold the answer; None for unanswerable questions.
        first_holds: Whether the first statement does; None for unanswerable questions.
        exact_match: SQuAD 2.0's exact match.
        f1: SQuAD 2.0's token F1.
        statements: Its sentences.
        answerer: What made it.
        notice: What the reader was told where a language model did not do what it should.
    """

    status: Literal["answered", "not_found"]
    text: str
    confidence: float
    citations: tuple[CitedRecord, ...]
    holds: bool | None
    first_holds: bool | None
    exact_match: float
    f1: float
    statements: tuple[StatementRecord, ...] = ()
    answerer: str = ""
    notice: str = ""


class Outcome(_Frozen):
    """How one question went with one system.

    Attributes:
        question_id: The question.
        found: The passages found, best first.
        hit_rank: The rank of the first passage from a gold article that holds the answer, from 1; None where there is none.
        article_rank: The rank of the first passage from a gold article; None where there is none.
        reciprocal_rank: 1 / `hit_rank`, or 0; None for unanswerable questions.
        ndcg_10: nDCG@10 over the stories found; None for unanswerable questions.
        answer: What was answered; None for systems that only find.
        timings_ms: How long each stage took, in milliseconds.
    """

    question_id: str
    found: tuple[FoundRecord, ...]
    hit_rank: int | None
    article_rank: int | None
    reciprocal_rank: float | None
    ndcg_10: float | None
    answer: AnswerRecord | None
    timings_ms: dict[str, float]


class SystemResult(_Frozen):
    """How all questions went with one system."""

    name: str
    what: str
    outcomes: tuple[Outcome, ...]


class SetRecord(_Frozen):
    """Which questions were asked, of how much.

    Attributes:
        name: The name of the folder or file.
        content_hash: SHA-256 (hex) over questions and articles.
        half: Which half was asked, or all.
        drawn: How many of its questions, answerable and others (`40+20`); empty for all.
        as_of: On which day: `own`, `none`, or so many days later (`+365`).
        articles: How many articles the library holds.
        passages: How many passages.
        embedder: What its vectors were made with.
    """

    name: str
    content_hash: str
    half: str
    as_of: str
    articles: int
    passages: int
    embedder: str
    drawn: str = ""


class Result(_Frozen):
    """A run.

    Attributes:
        format: The version of this format.
        made: When, in UTC.
        seed: Seeds the resampling of confidence intervals; nothing else in a run is drawn by chance.
        question_set: Which questions were asked.
        config: What the file given with `--config` says.
        settings: All settings, as they were in force.
        environment: With which versions, on what machine.
        questions: The questions as they were asked.
        systems: The product, then its baselines.
    """

    format: Literal[1] = 1
    made: str
    seed: int
    question_set: SetRecord
    config: dict[str, object]
    settings: dict[str, object]
    environment: Environment
    questions: tuple[AskedQuestion, ...]
    systems: tuple[SystemResult, ...]

    def system(self, name: str) -> SystemResult:
        """One of the systems.

        Raises:
            UsageError: If it is not among them.
        """
        for one in self.systems:
            if one.name == name:
                return one
        raise UsageError(f"the result has no system {name!r}; it has {', '.join(one.name for one in self.systems)}")


def require_writable(file: Path) -> None:
    """Finds out before a long run whether its result can be saved.

    Raises:
        UsageError: If it cannot.
    """
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        with file.open("a"):
            pass
    except OSError as error:
        raise UsageError(f"{file} cannot be written ({error.strerror})") from error


def save_result(result: Result, file: Path) -> None:
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
    """Reads a saved result.

    Raises:
        UsageError: If it cannot be read, or is none.
    """
    try:
        return Result.model_validate_json(file.read_bytes())
    except OSError as error:
        raise UsageError(f"{file} cannot be read ({error.strerror})") from error
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(map(str, first["loc"])) or "the file"
        raise UsageError(f"{file} is no result of `assistant eval --save` ({place}: {first['msg']})") from error
