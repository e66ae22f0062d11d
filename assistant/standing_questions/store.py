"""Stores standing questions and the changes of their answers in the library's catalog."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import numpy as np
from pydantic import ValidationError

from assistant.answers.answer import Answer
from assistant.ingest.embedders.contract import Vectors
from assistant.ingest.errors import LibraryError
from assistant.ingest.library import Catalog
from assistant.ingest.library.sql import Row, batches, placeholders
from assistant.standing_questions.comparison import ChangeKind
from assistant.standing_questions.records import AnswerChange, StandingQuestion, WatchedVector

_QUESTION = "id, question, added_at, asked_at, answer, entry_cosine, passages_through, removals"
_CHANGE = (
    "c.number, c.question, q.question, c.noticed_at, c.kind, c.before_answer, c.after_answer, c.is_seen, c.send_attempts "
    "FROM answer_changes c JOIN standing_questions q ON q.id = c.question"
)


class StandingQuestionStore:
    """The standing questions of a library. Safe to use from several threads.

    Args:
        catalog: The library's catalog.
    """

    def __init__(self, catalog: Catalog) -> None:
        self._catalog = catalog

    def questions(self) -> list[StandingQuestion]:
        """Lists the standing questions, the first added first."""
        sql = f"SELECT {_QUESTION} FROM standing_questions ORDER BY added_at, id"  # noqa: S608  # a constant
        return [_question(row) for row in self._catalog.query_side_tables(sql)]

    def question(self, question_id: str) -> StandingQuestion | None:
        """Returns a standing question; None if there is no such question."""
        sql = f"SELECT {_QUESTION} FROM standing_questions WHERE id = ?"  # noqa: S608  # a constant
        rows = self._catalog.query_side_tables(sql, (question_id,))
        return _question(rows[0]) if rows else None

    def vectors(self) -> list[WatchedVector]:
        """Lists what decides whether the questions are asked again, without their answers; no vector of another embedder."""
        rows = self._catalog.query_side_tables(
            "SELECT id, entry_cosine, passages_through, removals, CASE WHEN embedder = ? THEN vector END FROM standing_questions "
            "ORDER BY added_at, id",
            (self._embedder(),),
        )
        return [
            WatchedVector(str(name), float(entry), int(through), int(removals), _vector(vector))
            for name, entry, through, removals, vector in rows
        ]

    def _embedder(self) -> str:
        return self._catalog.metadata("embedder") or ""

    def add(self, question: StandingQuestion, vector: Vectors) -> None:
        """Adds a standing question with its vector."""
        self._run(
            f"INSERT INTO standing_questions ({_QUESTION}, vector, embedder) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",  # noqa: S608  # a constant
            (
                *(question.id, question.question, _text(question.added_at), _text(question.asked_at)),
                *(question.answer.model_dump_json(), question.entry_cosine, question.passages_through),
                *(question.removals, vector.astype("<f4").tobytes(), self._embedder()),
            ),
        )

    def remove(self, question_id: str) -> None:
        """Removes a standing question with the changes of its answer."""
        self._run("DELETE FROM standing_questions WHERE id = ?", (question_id,))

    def note_considered(self, question_ids: Sequence[str], passages_through: int, removals: int) -> None:
        """Notes that passages up to a number have been considered for some questions, and changed no answer."""
        with self._catalog.side_tables() as run:
            for batch in batches(question_ids):
                run(
                    f"UPDATE standing_questions SET passages_through = ?, removals = ? WHERE id IN ({placeholders(batch)})",  # noqa: S608
                    (passages_through, removals, *batch),
                )

    def note_answer(
        self,
        before: StandingQuestion,
        asked: StandingQuestion,
        vector: Vectors,
        kind: ChangeKind | None,
        *,
        is_sent: bool,
    ) -> None:
        """Stores a new answer, and the change that it is, in one transaction; does nothing if another process was first.

        Args:
            before: The question as it was stored.
            asked: The question with its new answer.
            vector: The vector of the question.
            kind: How they differ; None if they do not.
            is_sent: Whether the change is to be sent to a webhook.
        """
        with self._catalog.side_tables() as run:
            rows = run(
                "UPDATE standing_questions SET asked_at = ?, answer = ?, entry_cosine = ?, passages_through = ?, removals = ?, "
                "vector = ?, embedder = ? WHERE id = ? AND asked_at = ? RETURNING id",
                (
                    *(_text(asked.asked_at), asked.answer.model_dump_json(), asked.entry_cosine),
                    *(asked.passages_through, asked.removals, vector.astype("<f4").tobytes(), self._embedder()),
                    *(asked.id, _text(before.asked_at)),
                ),
            )
            if rows and kind is not None:
                run(
                    "INSERT INTO answer_changes (question, noticed_at, kind, before_answer, after_answer, is_seen, send_attempts, "
                    "send_next_at) VALUES (?, ?, ?, ?, ?, 0, 0, ?)",
                    (
                        *(asked.id, _text(asked.asked_at), kind, before.answer.model_dump_json()),
                        *(asked.answer.model_dump_json(), _text(asked.asked_at) if is_sent else None),
                    ),
                )

    def changes(self, limit: int, after: int = 0) -> list[AnswerChange]:
        """Lists changes with a number above `after`, the newest first."""
        sql = f"SELECT {_CHANGE} WHERE c.number > ? ORDER BY c.number DESC LIMIT ?"  # a constant
        return [_change(row) for row in self._catalog.query_side_tables(sql, (after, limit))]

    def unseen(self) -> int:
        """Counts the changes that nobody has looked at."""
        return int(self._catalog.query_side_tables("SELECT count(*) FROM answer_changes WHERE is_seen = 0")[0][0])

    def mark_seen(self, through: int) -> None:
        """Notes that the changes up to a number have been looked at."""
        self._run("UPDATE answer_changes SET is_seen = 1 WHERE number <= ? AND is_seen = 0", (through,))

    def to_send(self, now: datetime) -> list[AnswerChange]:
        """Lists the changes to send to the webhook now, the oldest first."""
        sql = f"SELECT {_CHANGE} WHERE c.send_next_at <= ? ORDER BY c.number"  # a constant
        return [_change(row) for row in self._catalog.query_side_tables(sql, (_text(now),))]

    def note_sent(self, change: AnswerChange, next_at: datetime | None) -> None:
        """Notes an attempt to send a change, and when to try again; None for never."""
        self._run(
            "UPDATE answer_changes SET send_attempts = ?, send_next_at = ? WHERE number = ?",
            (change.send_attempts + 1, _text(next_at) if next_at else None, change.number),
        )

    def _run(self, sql: str, values: Sequence[Any]) -> None:
        with self._catalog.side_tables() as run:
            run(sql, values)


def _vector(stored: bytes | None) -> Vectors | None:
    return None if stored is None else np.frombuffer(stored, dtype="<f4")


def _text(moment: datetime) -> str:
    return moment.isoformat(timespec="microseconds")


def _question(row: Row) -> StandingQuestion:
    question_id, question, added_at, asked_at, answer, entry_cosine, passages_through, removals = row
    moments = datetime.fromisoformat(added_at), datetime.fromisoformat(asked_at)
    return StandingQuestion(
        question_id, question, *moments, _answer(answer), float(entry_cosine), int(passages_through), int(removals)
    )


def _change(row: Row) -> AnswerChange:
    number, question_id, question, noticed_at, kind, before, after, is_seen, attempts = row
    answers = _answer(before), _answer(after)
    moment = datetime.fromisoformat(noticed_at)
    return AnswerChange(number, question_id, question, moment, kind, *answers, bool(is_seen), attempts)


def _answer(stored: str) -> Answer:
    try:
        return Answer.model_validate_json(stored)
    except ValidationError as error:
        raise LibraryError(
            "a stored answer cannot be read, it was written by another version of the assistant; upgrade with: pip install -U article-assistant"
        ) from error
