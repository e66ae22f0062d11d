"""What a reader does with conversations: open one, look further back, rate an answer, and what the list of them shows."""

from assistant.assistant import Assistant
from assistant.conversations.store import ConversationStore, RatedPassage, Rating
from assistant.ingest.errors import UsageError
from assistant.web.chat.conversation_list import conversation_list
from assistant.web.chat.session import Session, Turn

_TURNS = 20  # so many of a long conversation are shown at once


def open_conversation(store: ConversationStore, owner: str, conversation_id: str, list_of: Session) -> Session:
    """A session that shows the last turns of a conversation.

    Args:
        store: Keeps the conversations.
        owner: Who wants to see it.
        conversation_id: Which.
        list_of: The session before; the list of conversations stays as it was there.

    Raises:
        ConversationNotFoundError: If it is not one of the owner's.
    """
    found = store.get(owner, conversation_id, last=_TURNS)
    session = Session(found.summary.id, searched=list_of.searched, listed=list_of.listed)
    session.show_before(found.turns, found.summary.turns - len(found.turns))
    return session


def show_earlier(store: ConversationStore, owner: str, session: Session) -> None:
    """Shows more of the turns before those that are shown."""
    first = next((turn.number for turn in session.turns if turn.number is not None), None)
    before = store.get(owner, session.conversation_id, last=_TURNS, before=first)
    session.show_before(before.turns, max(0, session.earlier - len(before.turns)))


def rate(
    assistant: Assistant, store: ConversationStore, owner: str, session: Session, turn: Turn, rating: Rating
) -> None:
    """Keeps what a reader thinks of an answer, with its evidence; the same once more takes it back.

    Raises:
        UsageError: If the answer is not kept.
    """
    if turn.number is None or turn.answer is None:
        raise UsageError("this answer is not kept, so it cannot be rated; ask again")
    chosen = None if turn.rating == rating else rating
    texts: dict[str, str] = {}
    for passage in turn.answer.passages:
        if passage.article_id not in texts:
            article = assistant.library.catalog.article(passage.article_id)
            texts[passage.article_id] = article.text if article else ""
    evidence = [
        RatedPassage(text=texts[one.article_id][one.start : one.end], **one.model_dump())
        for one in turn.answer.passages
    ]
    store.rate(owner, session.conversation_id, turn.number, chosen, evidence)
    turn.rating = chosen


def list_view(store: ConversationStore, owner: str, session: Session) -> str:
    """The list of conversations as HTML."""
    if not owner:
        return conversation_list([], 0, "", "")
    listed = store.list(owner, session.searched, limit=session.listed)
    return conversation_list(listed, store.count(owner, session.searched), session.conversation_id, session.searched)
