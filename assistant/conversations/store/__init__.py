"""Store of conversations and of the users' ratings of answers: one SQLite file next to the catalog.

Input: answers, titles and ratings. Every operation names the owner; nobody finds, reads or changes the conversations of another owner.
Output: the conversations, whose turns the next question follows up on.
May import: `conversations.conversation`, `answers`, `ingest`.

    store = ConversationStore(library_folder)
    stored = store.create(owner)
    answer = assistant.ask(question, conversation=stored.conversation())
    turn = store.add_turn(owner, stored.summary.id, answer)
    store.get(owner, stored.summary.id).conversation()   # continues it, also after a restart
"""

from assistant.conversations.store.records import (
    THIS_COMPUTER,
    ConversationSummary,
    Feedback,
    RatedPassage,
    Rating,
    StoredConversation,
    StoredTurn,
    browser_owner,
    key_owner,
    login_owner,
)
from assistant.conversations.store.sqlite_store import ConversationNotFoundError, ConversationStore

__all__ = [
    "THIS_COMPUTER",
    "ConversationNotFoundError",
    "ConversationStore",
    "ConversationSummary",
    "Feedback",
    "RatedPassage",
    "Rating",
    "StoredConversation",
    "StoredTurn",
    "browser_owner",
    "key_owner",
    "login_owner",
]
