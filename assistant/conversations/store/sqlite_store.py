"""SQLite store of conversations and ratings."""

import json
import secrets
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from importlib.resources import files
from pathlib import Path
from sqlite3 import Connection
from types import TracebackType

from pydantic import BaseModel, ValidationError

from assistant.answers.answer import Answer
from assistant.conversations.store.records import (
    ConversationSummary,
    Feedback,
    RatedPassage,
    Rating,
    StoredConversation,
    StoredTurn,
)
from assistant.ingest.errors import LibraryError, UsageError
from assistant.ingest.library.sql import Row, escape_like
from assistant.ingest.library.sqlite_file import SqliteFile

CONVERSATIONS_FILE = "conversations.db"

_TITLE_CHARACTERS = 100
_SUMMARY_COLUMNS = "c.id, c.title, c.created, c.changed, (SELECT count(*) FROM turns t WHERE t.conversation = c.id)"


class ConversationNotFoundError(UsageError):
    """Error: the owner has no such conversation, or it has no such turn."""


class ConversationStore:
    """Stores conversations and feedback. Safe to use from several threads and processes.

    Args:
        folder: The library's folder; created if it is missing.

    Raises:
        LibraryError: If the file cannot be opened; in every operation, if it cannot be read or written.
        LibraryVersionError: If a newer version of this program created it.
    """

    def __init__(self, folder: Path) -> None:
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise LibraryError(
                f"the folder {folder} for conversations cannot be made ({error.strerror or error}); choose another with --library"
            ) from error
        migrations = files("assistant.conversations.store").joinpath("migrations")
        self._file = SqliteFile(folder / CONVERSATIONS_FILE, "the file of conversations", migrations)

    def __enter__(self) -> "ConversationStore":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Closes the file."""
        self._file.close()

    # Conversations

    def create(self, owner: str, title: str = "") -> StoredConversation:
        """Creates a conversation. Without a title, its first question becomes the title."""
        conversation_id, now, title = secrets.token_urlsafe(12), _now(), _one_line(title)
        with self._file.transaction() as connection:
            connection.execute(
                "INSERT INTO conversations (id, owner, title, folded_title, created, changed) VALUES (?, ?, ?, ?, ?, ?)",
                (conversation_id, owner, title, title.casefold(), now, now),
            )
        return self.get(owner, conversation_id)

    def list(
        self, owner: str, text: str = "", limit: int | None = None, offset: int = 0
    ) -> "list[ConversationSummary]":
        """Lists the owner's conversations, the one changed last first.

        Args:
            owner: The owner.
            text: Only conversations with this text in their title, a question or an answer, regardless of case.
            limit: The maximum number; None for all.
            offset: How many to skip.
        """
        rows = self._file.all(
            f"SELECT {_SUMMARY_COLUMNS} FROM conversations c WHERE {_MATCHES_OWNER_AND_TEXT} "  # noqa: S608
            "ORDER BY c.changed DESC, c.id LIMIT :limit OFFSET :offset",
            {**_match_parameters(owner, text), "limit": -1 if limit is None else limit, "offset": offset},
        )
        return [_read_summary(row) for row in rows]

    def count(self, owner: str, text: str = "") -> int:
        """Counts the conversations that `list` returns without a limit."""
        row = self._file.one(
            f"SELECT count(*) FROM conversations c WHERE {_MATCHES_OWNER_AND_TEXT}",  # noqa: S608
            _match_parameters(owner, text),
        )
        assert row is not None
        return int(row[0])

    def get(
        self, owner: str, conversation_id: str, last: int | None = None, before: int | None = None
    ) -> StoredConversation:
        """Returns a conversation.

        Args:
            owner: The owner.
            conversation_id: The conversation.
            last: The maximum number of turns, counted from the last; None for all.
            before: Only turns with a lower number.

        Raises:
            ConversationNotFoundError: If the owner has none with this id.
        """
        row = self._file.one(
            f"SELECT {_SUMMARY_COLUMNS} FROM conversations c WHERE c.id = ? AND c.owner = ?",  # noqa: S608
            (conversation_id, owner),
        )
        if row is None:
            raise _not_found(conversation_id)
        turns = self._file.all(
            "SELECT t.number, t.asked, t.answer, f.rating FROM turns t LEFT JOIN feedback f ON f.turn = t.number "
            "WHERE t.conversation = :id AND (:before IS NULL OR t.number < :before) ORDER BY t.number DESC LIMIT :last",
            {"id": conversation_id, "before": before, "last": -1 if last is None else last},
        )
        return StoredConversation(_read_summary(row), tuple(_read_turn(turn) for turn in reversed(turns)))

    def add_turn(self, owner: str, conversation_id: str, answer: Answer) -> StoredTurn:
        """Appends a question with its answer.

        Raises:
            ConversationNotFoundError: If the owner has no such conversation.
        """
        now, title = _now(), _one_line(answer.question)
        with self._file.transaction() as connection:
            _mark_changed(connection, owner, conversation_id, now)
            connection.execute(
                "UPDATE conversations SET title = ?, folded_title = ? WHERE id = ? AND title = ''",
                (title, title.casefold(), conversation_id),
            )
            number = connection.execute(
                "INSERT INTO turns (conversation, asked, answer, folded_words) VALUES (?, ?, ?, ?)",
                (conversation_id, now, answer.model_dump_json(), f"{answer.question}\n{answer.text}".casefold()),
            ).lastrowid
        assert number is not None
        return StoredTurn(number, datetime.fromisoformat(now), answer)

    def drop_turns(self, owner: str, conversation_id: str, first: int) -> None:
        """Drops a turn and all turns after it, for example to ask its question in other words. Feedback stays.

        Raises:
            ConversationNotFoundError: If the owner has no such conversation.
        """
        with self._file.transaction() as connection:
            _mark_changed(connection, owner, conversation_id, _now())
            connection.execute("DELETE FROM turns WHERE conversation = ? AND number >= ?", (conversation_id, first))

    def rename(self, owner: str, conversation_id: str, title: str) -> None:
        """Changes the title of a conversation.

        Raises:
            ConversationNotFoundError: If the owner has no such conversation.
            UsageError: If the title is empty.
        """
        title = _one_line(title)
        if not title:
            raise UsageError("a conversation needs a name; write one, or leave it as it is")
        with self._file.transaction() as connection:
            _mark_changed(connection, owner, conversation_id, _now())
            connection.execute(
                "UPDATE conversations SET title = ?, folded_title = ? WHERE id = ?",
                (title, title.casefold(), conversation_id),
            )

    def delete(self, owner: str, conversation_id: str) -> None:
        """Deletes a conversation with its turns and its feedback.

        Raises:
            ConversationNotFoundError: If the owner has no such conversation.
        """
        with self._file.transaction() as connection:
            cursor = connection.execute(
                "DELETE FROM conversations WHERE id = ? AND owner = ?", (conversation_id, owner)
            )
            if not cursor.rowcount:
                raise _not_found(conversation_id)

    # Feedback

    def rate(
        self,
        owner: str,
        conversation_id: str,
        turn: int,
        rating: Rating | None,
        evidence: Sequence[RatedPassage] = (),
    ) -> None:
        """Stores the owner's rating of an answer, together with the answer and its evidence.

        Args:
            owner: The owner of the conversation.
            conversation_id: The conversation.
            turn: The number of the turn.
            rating: The rating; None to remove it.
            evidence: The answer's passages with their text, which may be removed before the feedback is read.

        Raises:
            ConversationNotFoundError: If the owner has no such conversation, or it has no such turn.
        """
        with self._file.transaction() as connection:
            row = connection.execute(
                "SELECT t.answer FROM turns t JOIN conversations c ON c.id = t.conversation "
                "WHERE t.number = ? AND c.id = ? AND c.owner = ?",
                (turn, conversation_id, owner),
            ).fetchone()
            if row is None:
                raise _not_found(conversation_id)
            connection.execute("DELETE FROM feedback WHERE turn = ?", (turn,))
            if rating is not None:
                connection.execute(
                    "INSERT INTO feedback (turn, conversation, rated, rating, answer, evidence) VALUES (?, ?, ?, ?, ?, ?)",
                    (turn, conversation_id, _now(), rating, row[0], _json(evidence)),
                )

    def feedback(self) -> Iterator[Feedback]:
        """Yields all ratings of all owners, the oldest first. Only for the operator of the assistant, never for users."""
        for rated, rating, answer, evidence in self._file.all(
            "SELECT rated, rating, answer, evidence FROM feedback ORDER BY rated, turn"
        ):
            rated_answer = _read_answer(answer)
            passages = tuple(RatedPassage.model_validate(passage) for passage in json.loads(evidence))
            yield Feedback(
                rated=rated, rating=rating, question=rated_answer.question, answer=rated_answer, evidence=passages
            )


_MATCHES_OWNER_AND_TEXT = (
    "c.owner = :owner AND (c.folded_title LIKE :pattern ESCAPE '\\' OR EXISTS "
    "(SELECT 1 FROM turns t WHERE t.conversation = c.id AND t.folded_words LIKE :pattern ESCAPE '\\'))"
)


def _match_parameters(owner: str, text: str) -> dict[str, object]:
    return {"owner": owner, "pattern": f"%{escape_like(text.strip().casefold())}%"}


def _mark_changed(connection: Connection, owner: str, conversation_id: str, now: str) -> None:
    cursor = connection.execute(
        "UPDATE conversations SET changed = ? WHERE id = ? AND owner = ?", (now, conversation_id, owner)
    )
    if not cursor.rowcount:
        raise _not_found(conversation_id)


def _not_found(conversation_id: str) -> ConversationNotFoundError:
    return ConversationNotFoundError(
        f"there is no conversation {conversation_id[:40]!r} here, or not that turn of it; it may have been deleted: begin a new one"
    )


def _read_summary(row: Row) -> ConversationSummary:
    conversation_id, title, created, changed, turns = row
    return ConversationSummary(
        conversation_id, title, datetime.fromisoformat(created), datetime.fromisoformat(changed), turns
    )


def _read_turn(row: Row) -> StoredTurn:
    number, asked, answer, rating = row
    return StoredTurn(number, datetime.fromisoformat(asked), _read_answer(answer), rating)


def _read_answer(stored: str) -> Answer:
    try:
        return Answer.model_validate_json(stored)
    except ValidationError as error:
        raise LibraryError(
            "a stored answer cannot be read, it was written by another version of the assistant; upgrade with: pip install -U article-assistant"
        ) from error


def _json(models: Sequence[BaseModel]) -> str:
    return json.dumps([model.model_dump(mode="json") for model in models])


def _one_line(title: str) -> str:
    line = " ".join(title.split())
    return line if len(line) <= _TITLE_CHARACTERS else f"{line[: _TITLE_CHARACTERS - 1].rstrip()}…"


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="microseconds")
