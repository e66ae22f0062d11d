"""Asks standing questions again, only if a passage has arrived that could change the answer."""

import secrets
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime

import numpy as np

from assistant.answers.answer import Answer
from assistant.extractive.answerer import ExtractiveAnswerer
from assistant.ingest.embedders.contract import Vectors
from assistant.ingest.errors import UsageError
from assistant.ingest.library import Library
from assistant.questions.question import Question, parse_question
from assistant.questions.small_talk import parse_small_talk
from assistant.retrieval.name_spelling import with_known_names
from assistant.standing_questions.comparison import compare_answers, leading_citations
from assistant.standing_questions.new_evidence import MAX_JUDGED, EvidenceJudge
from assistant.standing_questions.records import AnswerChange, StandingQuestion, WatchedVector
from assistant.standing_questions.replacement import takes_place
from assistant.standing_questions.store import StandingQuestionStore
from assistant.standing_questions.webhook import Webhook

MAX_QUESTIONS = 1_000
_ENTRY_RANK = 5  # a new passage has to be among so many of the closest to be worth asking
_BATCH_PASSAGES = 5_000


class StandingQuestions:
    """The standing questions of a library. `Assistant.standing_questions` is one. Safe to use from several threads.

    Args:
        library: The library.
        ask: Answers a question.
        answerer: Judges whether sentences of articles that arrive may answer a question.
        embed_question: Embeds a question with the embedder of the library.
        webhook: Receives changes; None for none.
    """

    def __init__(
        self,
        library: Library,
        ask: Callable[[str], Answer],
        answerer: ExtractiveAnswerer,
        embed_question: Callable[[str], Vectors],
        webhook: Webhook | None = None,
    ) -> None:
        self._library = library
        self._ask = ask
        self._judge = EvidenceJudge(library, answerer)
        self._embed_question = embed_question
        self._webhook = webhook
        self._store = StandingQuestionStore(library.catalog)
        self._vectors: dict[tuple[str | None, str], Vectors] = {}

    def add(self, question: str) -> StandingQuestion:
        """Asks a question, and from now on again when relevant articles arrive.

        Raises:
            UsageError: If it is no question to the articles, is a standing question already, or there are too many.
        """
        question = " ".join(question.split())
        if parse_small_talk(question) is not None:
            raise UsageError(f"{question[:100]!r} is no question that articles answer; ask for a fact")
        known = self._store.questions()
        if any(_key(one.question) == _key(question) for one in known):
            raise UsageError(f"{question[:100]!r} is a standing question already")
        if len(known) >= MAX_QUESTIONS:
            raise UsageError(f"there are {MAX_QUESTIONS:,} standing questions already, and no more can be added")
        now = datetime.now(UTC)
        position = self._position()  # what arrives while it is asked is considered later
        answer = self._ask(question)
        entry = self._entry_cosine(question, answer)
        asked = StandingQuestion(secrets.token_hex(4), question, now, now, answer, entry, *position)
        self._store.add(asked, self._vector(question))
        return asked

    def questions(self) -> list[StandingQuestion]:
        """Lists the standing questions with their newest answers, the first added first."""
        return self._store.questions()

    def remove(self, name: str) -> StandingQuestion:
        """Removes a standing question, by its id or its text, with the changes of its answer.

        Raises:
            UsageError: If there is no such question.
        """
        for question in self._store.questions():
            if name == question.id or _key(name) == _key(question.question):
                self._store.remove(question.id)
                return question
        raise UsageError(f"{name[:100]!r} is no standing question; list them with: assistant watch list")

    def changes(self, limit: int = 100, after: int = 0) -> Sequence[AnswerChange]:
        """Lists the changes of answers with a number above `after`, the newest first."""
        return self._store.changes(limit, after)

    def unseen(self) -> int:
        """Counts the changes that nobody has looked at."""
        return self._store.unseen()

    def mark_seen(self, through: int) -> None:
        """Notes that the changes up to a number have been looked at."""
        self._store.mark_seen(through)

    def check(self) -> Sequence[AnswerChange]:
        """Asks the questions again whose answers may have changed since they were asked, and sends changes to the webhook.

        Returns:
            The new changes, the oldest first.

        Raises:
            LibraryError: If the library cannot be read or written.
        """
        before = max((change.number for change in self._store.changes(1)), default=0)
        through, removals = self._position()
        pending = [one for one in self._store.vectors() if (one.passages_through, one.removals) != (through, removals)]
        near, changed = self._near_new_passages(pending), self._with_changed_citations(pending, removals)
        affected = [*changed, *(one for one in near if one not in changed and self._may_answer(one, near[one]))]
        self._store.note_considered([one.id for one in pending if one.id not in affected], through, removals)
        for question_id in affected:
            question = self._store.question(question_id)
            if question is not None:
                self._ask_again(question, has_changed_citation=question_id in changed)
        self.send_changes()
        return self._store.changes(MAX_QUESTIONS, before)[::-1]

    def send_changes(self) -> None:
        """Sends the changes that wait for the webhook; those that fail are tried again later."""
        if self._webhook is None:
            return
        now = datetime.now(UTC)
        for change in self._store.to_send(now):
            self._store.note_sent(change, self._webhook.send(change, now))

    def _near_new_passages(self, questions: Sequence[WatchedVector]) -> dict[str, list[int]]:
        """Returns the questions to which passages are close that have arrived since they were asked, with these passages."""
        near: dict[str, list[int]] = {}
        if not questions:
            return near
        matrix = np.stack([self._stored_vector(one) for one in questions])
        entry = np.array([one.entry_cosine for one in questions])[:, None]
        considered = np.array([one.passages_through for one in questions])[:, None]
        after = int(considered.min())
        while True:
            numbers, vectors = self._library.catalog.vectors(after, _BATCH_PASSAGES)
            if not len(numbers):
                return near
            after = int(numbers[-1])
            is_near = (matrix @ vectors.T >= entry) & (numbers[None, :] > considered)
            for row in np.flatnonzero(is_near.any(axis=1)).tolist():
                near.setdefault(questions[row].id, []).extend(numbers[is_near[row]].tolist())

    def _may_answer(self, question_id: str, passages: Sequence[int]) -> bool:
        """Checks whether passages that are close to a question may answer it: reading a few sentences costs much less than an answer."""
        stored = self._store.question(question_id)
        if stored is None:
            return False
        if len(passages) > MAX_JUDGED:
            return True
        return self._judge.may_answer(self._parsed(stored.question), self._vector(stored.question), passages)

    def _parsed(self, question: str) -> Question:
        return with_known_names(parse_question(question, date.today()), self._library.catalog)

    def _with_changed_citations(self, questions: Sequence[WatchedVector], removals: int) -> dict[str, None]:
        """Returns the questions whose cited article is gone or changed; reads their answers only if an article was removed or replaced."""
        suspected = [one.id for one in questions if one.removals != removals]
        stored = (self._store.question(question_id) for question_id in suspected)
        return {one.id: None for one in stored if one is not None and self._has_changed_citation(one.answer)}

    def _has_changed_citation(self, answer: Answer) -> bool:
        stored = ((one, self._library.catalog.content_hash(one.article_id)) for one in answer.citations)
        return any(found is None or not found[0].startswith(citation.edition) for citation, found in stored)

    def _ask_again(self, question: StandingQuestion, *, has_changed_citation: bool) -> None:
        """Asks a question again, and stores the new answer and the change.

        As long as its citations stand, an answer stays unless what has arrived surely supports another one.
        """
        through, removals = self._position()
        answer = self._ask(question.question)
        asked = replace(
            question,
            asked_at=datetime.now(UTC),
            answer=answer,
            entry_cosine=self._entry_cosine(question.question, answer),
            passages_through=through,
            removals=removals,
        )
        stays = not has_changed_citation and not self._is_replaced_by_news(question, asked.answer)
        if stays:
            asked = replace(asked, answer=question.answer)
        kind = None if stays else compare_answers(question.answer, asked.answer)
        vector = self._vector(question.question)
        self._store.note_answer(question, asked, vector, kind, is_sent=self._webhook is not None)

    def _is_replaced_by_news(self, question: StandingQuestion, answer: Answer) -> bool:
        """Checks whether what leads a new answer cites a passage that has arrived, and surely answers."""
        citations = leading_citations(question.answer, answer)
        cited = [
            (passage.article_id, passage.start)
            for passage in answer.passages
            for citation in citations
            if citation.article_id == passage.article_id
            and passage.start < citation.end
            and citation.start < passage.end
        ]
        numbers = self._library.catalog.passages_at(cited)
        if not any(number > question.passages_through for number in numbers):
            return False
        parsed = self._parsed(question.question)
        support = self._judge.support(parsed, self._vector(question.question), citations, numbers)
        return support is not None and takes_place(parsed, question.answer, answer, support)

    def _entry_cosine(self, question: str, answer: Answer) -> float:
        """Returns how similar to a question a passage has to be to be among the closest of its evidence."""
        vector, catalog = self._vector(question), self._library.catalog
        numbers = catalog.passages_at([(passage.article_id, passage.start) for passage in answer.passages])
        cosines = sorted((float(found @ vector) for found in catalog.vectors_of(numbers).values()), reverse=True)
        return cosines[_ENTRY_RANK - 1] if len(cosines) >= _ENTRY_RANK else 0.0

    def _position(self) -> tuple[int, int]:
        """Returns the number of the newest passage, and the number of removals so far."""
        catalog = self._library.catalog
        return catalog.last_passage(), int(catalog.metadata("removals") or 0)

    def _stored_vector(self, question: WatchedVector) -> Vectors:
        """Returns the vector of a question; embeds it if an earlier version of this program stored it, or another embedder made it."""
        if question.vector is not None:
            return question.vector
        stored = self._store.question(question.id)
        return self._vector(stored.question if stored else "")

    def _vector(self, question: str) -> Vectors:
        """Returns the vector of a question by the library's embedder, which `assistant reindex` may change."""
        key = self._library.embedder_name, question
        if key not in self._vectors:
            self._vectors[key] = self._embed_question(question)
        return self._vectors[key]


def _key(question: str) -> str:
    """Returns what two spellings of one question have in common: its words without case and final marks."""
    return " ".join(question.casefold().split()).rstrip("?!. ")
