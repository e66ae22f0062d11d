"""`assistant feedback`: what readers think of answers, for evaluation."""

from typing import TYPE_CHECKING

from assistant.cli.open_library import opened
from assistant.cli.options import CsvOption, LibraryOption
from assistant.cli.output import note, result
from assistant.cli.terminal_text import counted

if TYPE_CHECKING:
    from assistant.cli.rendering.csv_table import Cell
    from assistant.conversations.store import Feedback

_COLUMNS = ("rated", "rating", "question", "searched for", "status", "answer", "confidence", "articles", "answerer")


def feedback(library: LibraryOption = None, csv_file: CsvOption = None) -> None:
    """Print the ratings that readers gave on the web page: a JSON object a line, with question, answer and evidence."""
    from assistant.cli.rendering.csv_table import write_csv
    from assistant.conversations.store import ConversationStore

    with opened(library) as assistant, ConversationStore(assistant.library.folder) as store:
        rated = list(store.feedback())
        if csv_file is not None:
            write_csv(csv_file, _COLUMNS, map(_cells, rated))
        else:
            for one in rated:
                result(one.model_dump_json())
    note(f"{counted(len(rated), 'rating')} in {assistant.library.folder if csv_file is None else csv_file}")


def _cells(given: "Feedback") -> "tuple[Cell, ...]":
    answer = given.answer
    cited = ", ".join(dict.fromkeys(one.article_id for one in answer.citations))
    return (
        given.rated,
        given.rating,
        given.question,
        answer.standalone_question,
        answer.status,
        answer.text,
        answer.confidence,
        cited,
        answer.answerer,
    )
