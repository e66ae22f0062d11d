"""The conversations that are kept, and what readers think of the answers: one SQLite file beside the catalog.

Every operation names the owner, and nobody finds, reads or changes what is another's. An owner is any string: `login_owner` and
`browser_owner` make it for those who have logged in and for those who have not.

    store = ConversationStore(library_folder)
    mine = store.create(owner)
    answer = assistant.ask(question, conversation=mine.conversation())
    turn = store.add_turn(owner, mine.summary.id, answer)
    store.get(owner, mine.summary.id).conversation()   # to go on from, after a restart too
"""

from assistant.conversations.store.feedback import Feedback, RatedPassage, Rating
from assistant.conversations.store.owners import THIS_COMPUTER, browser_owner, key_owner, login_owner
from assistant.conversations.store.records import ConversationSummary, StoredConversation, StoredTurn
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
