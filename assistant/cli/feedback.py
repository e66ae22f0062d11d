"""`assistant feedback`: what readers think of answers, for evaluation."""

from assistant.cli.opening import opened
from assistant.cli.options import LibraryOption
from assistant.cli.output import note, result
from assistant.cli.plain import counted


def feedback(library: LibraryOption = None) -> None:
    """Print the ratings that readers gave on the web page: a JSON object a line, with question, answer and evidence."""
    from assistant.conversation_store import ConversationStore

    with opened(library) as assistant, ConversationStore(assistant.library.folder) as store:
        rated = 0
        for one in store.feedback():
            result(one.model_dump_json())
            rated += 1
    note(f"{counted(rated, 'rating')} in {assistant.library.folder}")
