"""Opens a question set with the library that its questions are asked of, and reads the settings of a run."""

import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from assistant.cli.output import print_status

if TYPE_CHECKING:
    from assistant.assistant import Assistant
    from assistant.eval.question_sets.question_set import QuestionSet
    from assistant.settings import Settings


@contextmanager
def open_question_set(
    question_set: Path, library: Path | None, settings: "Settings", cache: Path
) -> "Iterator[tuple[QuestionSet, Assistant]]":
    """Opens a question set and its library.

    Args:
        question_set: A folder, or a CSV file.
        library: The library that the questions of a CSV file are asked of.
        settings: The settings of the assistant.
        cache: The folder that keeps the libraries of sets.

    Raises:
        UsageError: If one of them cannot be read, or a library is given for a folder.
    """
    from assistant.assistant import Assistant
    from assistant.cli.progress import ingest_progress
    from assistant.eval.article_library import open_set
    from assistant.eval.question_sets.csv_questions import read_csv_questions
    from assistant.eval.question_sets.question_set import read_question_set
    from assistant.ingest.errors import UsageError

    if question_set.is_file():
        with Assistant.open(library, settings=settings, create=False) as assistant:
            yield read_csv_questions(question_set, assistant.library), assistant
        return
    if library is not None:
        raise UsageError(f"--library goes with a CSV of questions, and {question_set} is not a file")
    questions = read_question_set(question_set)
    print_status(f"articles of {question_set}; libraries and indexes are kept in {cache}")
    with ingest_progress() as progress:
        assistant = open_set(questions, settings, cache, progress)
    with assistant:
        yield questions, assistant


def read_settings(file: Path | None, embedder: str | None, llm: str | None = None) -> "tuple[Settings, dict[str, Any]]":
    """Reads the settings of a run. A file takes precedence over variables and `assistant.toml`, options over the file.

    Args:
        file: A file in the format of `assistant.toml`.
        embedder: The value of `--embedder`.
        llm: The value of `--llm`.

    Returns:
        The settings, and the values of the file.

    Raises:
        UsageError: If the file cannot be read, or a setting in it is wrong.
    """
    from assistant.ingest.errors import UsageError
    from assistant.settings import load_settings

    config: dict[str, Any] = {}
    if file is not None:
        try:
            config = tomllib.loads(file.read_text("utf-8"))
        except (OSError, ValueError) as error:
            reason = error.strerror if isinstance(error, OSError) else error
            raise UsageError(f"{file} cannot be read ({reason}); it is written like assistant.toml") from error
    options = {name: value for name, value in (("embedder", embedder), ("llm", llm)) if value}
    return load_settings(**{**config, **options}), config
