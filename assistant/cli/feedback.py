"""`assistant feedback`: exports the ratings of answers, for evaluation."""

from typing import TYPE_CHECKING

from assistant.cli.library import open_assistant
from assistant.cli.options import CsvOption, LibraryOption
from assistant.cli.output import print_result, print_status
from assistant.prompts.wording import quantity

if TYPE_CHECKING:
    from assistant.cli.rendering.csv_table import CsvCell
    from assistant.conversations.store import Feedback

_COLUMNS = ("rated", "rating", "question", "searched for", "status", "answer", "confidence", "articles", "answerer")


def feedback(library: LibraryOption = None, csv_file: CsvOption = None) -> None:
    """Print the ratings that users gave on the web page: one JSON object per line, with question, answer and evidence."""
    from assistant.cli.rendering.csv_table import write_csv
    from assistant.conversations.store import ConversationStore

    with open_assistant(library) as assistant, ConversationStore(assistant.library.folder) as store:
        ratings = list(store.feedback())
        if csv_file is not None:
            write_csv(csv_file, _COLUMNS, map(_cells, ratings))
        else:
            for feedback_entry in ratings:
                print_result(feedback_entry.model_dump_json())
    print_status(f"{quantity(len(ratings), 'rating')} in {assistant.library.folder if csv_file is None else csv_file}")


def _cells(entry: "Feedback") -> "tuple[CsvCell, ...]":
    answer = entry.answer
    cited = ", ".join(dict.fromkeys(citation.article_id for citation in answer.citations))
    return (
        entry.rated,
        entry.rating,
        entry.question,
        answer.standalone_question,
        answer.status,
        answer.text,
        answer.confidence,
        cited,
        answer.answerer,
    )
