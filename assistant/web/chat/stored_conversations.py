"""Opens stored conversations, loads earlier turns, rates answers, and lists conversations."""

from assistant.assistant import Assistant
from assistant.conversations.store import ConversationStore, RatedPassage, Rating
from assistant.ingest.errors import UsageError
from assistant.web.chat.conversation_list import conversation_list
from assistant.web.chat.session import Session, Turn

_TURNS_AT_ONCE = 20


def open_conversation(store: ConversationStore, owner: str, conversation_id: str, previous: Session) -> Session:
    """Makes a session that shows the last turns of a conversation.

    Args:
        store: The conversation store.
        owner: The owner of the conversation.
        conversation_id: The conversation.
        previous: The session before; the list of conversations keeps its query and size.

    Raises:
        ConversationNotFoundError: If the owner has no such conversation.
    """
    conversation = store.get(owner, conversation_id, last=_TURNS_AT_ONCE)
    session = Session(conversation.summary.id, list_query=previous.list_query, list_size=previous.list_size)
    session.prepend(conversation.turns, conversation.summary.turns - len(conversation.turns))
    return session


def load_earlier_turns(store: ConversationStore, owner: str, session: Session) -> None:
    """Adds turns before those that the session shows."""
    first = next((turn.number for turn in session.turns if turn.number is not None), None)
    earlier = store.get(owner, session.conversation_id, last=_TURNS_AT_ONCE, before=first)
    session.prepend(earlier.turns, max(0, session.earlier - len(earlier.turns)))


def rate(
    assistant: Assistant, store: ConversationStore, owner: str, session: Session, turn: Turn, rating: Rating
) -> None:
    """Stores a rating of an answer with its evidence. The same rating a second time removes it.

    Raises:
        UsageError: If the answer is not stored.
    """
    if turn.number is None or turn.answer is None:
        raise UsageError("this answer is not kept, so it cannot be rated; ask again")
    new_rating = None if turn.rating == rating else rating
    texts: dict[str, str] = {}
    for passage in turn.answer.passages:
        if passage.article_id not in texts:
            article = assistant.library.catalog.article(passage.article_id)
            texts[passage.article_id] = article.text if article else ""
    evidence = [
        RatedPassage(text=texts[passage.article_id][passage.start : passage.end], **passage.model_dump())
        for passage in turn.answer.passages
    ]
    store.rate(owner, session.conversation_id, turn.number, new_rating, evidence)
    turn.rating = new_rating


def list_view(store: ConversationStore, owner: str, session: Session) -> str:
    """Returns the list of the owner's conversations as HTML."""
    if not owner:
        return conversation_list([], 0, "", "")
    query = session.list_query
    conversations = store.list(owner, query, limit=session.list_size)
    return conversation_list(conversations, store.count(owner, query), session.conversation_id, query)
