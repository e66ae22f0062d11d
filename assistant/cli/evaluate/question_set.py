"""The questions of a measurement, and the assistant over the articles that they are asked of."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.cli.output import note

if TYPE_CHECKING:
    from assistant.assistant import Assistant
    from assistant.eval.question_sets.question_set import QuestionSet
    from assistant.settings import Settings


@contextmanager
def opened_set(
    question_set: Path, library: Path | None, settings: "Settings", cache: Path
) -> "Iterator[tuple[QuestionSet, Assistant]]":
    """The questions, and the assistant over their library.

    Args:
        question_set: A folder, or a CSV.
        library: The library that a CSV is asked of.
        settings: All settings.
        cache: The folder in which libraries of sets are kept.

    Raises:
        UsageError: If the two do not go together, or cannot be read.
    """
    from assistant.assistant import Assistant
    from assistant.cli.progress import ingest_progress
    from assistant.eval.question_sets.csv_questions import read_csv_questions
    from assistant.eval.question_sets.question_set import read_question_set
    from assistant.eval.run import open_set
    from assistant.ingest.errors import UsageError

    if question_set.is_file():
        opened = Assistant.open(library, settings=settings, create=False)
        with opened:
            yield read_csv_questions(question_set, opened.library), opened
        return
    if library is not None:
        raise UsageError(f"--library goes with a CSV of questions, and {question_set} is not a file")
    read = read_question_set(question_set)
    note(f"articles of {question_set}; libraries and indexes are kept in {cache}")
    with ingest_progress() as progress:
        opened = open_set(read, settings, cache, progress)
    with opened:
        yield read, opened
