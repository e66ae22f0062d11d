"""Conversations are kept, found again, and nobody's but their owner's; feedback is kept with what it is about."""

import json
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from cli_runs import run
from hypothesis import given
from hypothesis import strategies as st

from assistant import Assistant
from assistant.answers.answer import Answer, Citation, PassageRef, Statement
from assistant.conversations.store import (
    ConversationNotFoundError,
    ConversationStore,
    RatedPassage,
    browser_owner,
    login_owner,
)
from assistant.ingest.errors import LibraryError, LibraryVersionError, UsageError

ADA, BEN = login_owner("ada"), browser_owner("ben")

ADDER = """
import sys
from pathlib import Path
from assistant.answers.answer import Answer
from assistant.conversations.store import ConversationStore
folder, owner, conversation, name = sys.argv[1:]
with ConversationStore(Path(folder)) as store:
    for number in range(20):
        question = f"{name} {number}?"
        store.add_turn(owner, conversation, Answer(question=question, standalone_question=question, status="not_found", text="-",
            as_of="2026-06-01", answerer="extractive"))
"""


@pytest.fixture
def store(tmp_path: Path) -> Iterator[ConversationStore]:
    with ConversationStore(tmp_path) as opened:
        yield opened


def answer(question: str = "When did the bridge reopen?", text: str = "It reopened on Monday.") -> Answer:
    cited = Citation(
        number=1, article_id="a1", title="Bridge reopens", source="The Post", url="https://post.example/a", published=date(2026, 5, 23),
        start=3, end=9, quote="bridge", score=0.9, also_in=("The Courier",),
    )  # fmt: skip
    return Answer(
        question=question, standalone_question=question, status="answered", text=f"{text} [1]",
        statements=(Statement(text=text, citations=(1,), supported=True, short_answer=(0, 2)),), citations=(cited,),
        passages=(PassageRef(article_id="a1", start=0, end=40, score=0.8),), as_of=date(2026, 6, 1),
        newest_source=date(2026, 5, 23), answerer="extractive", timings_ms={"retrieve": 3},
    )  # fmt: skip


def begin(store: ConversationStore, owner: str, *questions: str) -> str:
    conversation_id = store.create(owner).summary.id
    for question in questions:
        store.add_turn(owner, conversation_id, answer(question))
    return conversation_id


def test_a_conversation_is_found_again_after_a_restart_with_every_word(tmp_path: Path) -> None:
    with ConversationStore(tmp_path) as store:
        conversation_id = begin(store, ADA, "When did Tannery Bridge reopen?", "Why?")
    with ConversationStore(tmp_path) as store:
        found = store.get(ADA, conversation_id)
        assert [turn.answer for turn in found.turns] == [answer("When did Tannery Bridge reopen?"), answer("Why?")]
        assert (found.summary.title, found.summary.turns) == ("When did Tannery Bridge reopen?", 2)


def test_a_follow_up_is_completed_from_stored_answers(store: ConversationStore) -> None:
    found = store.get(ADA, begin(store, ADA, "When was Tannery Bridge closed?"))
    assert found.conversation().stand_alone("Why?") == "Why was Tannery Bridge closed?"


@given(
    question=st.text(st.characters(exclude_categories=["Cs"]), min_size=1),
    text=st.text(st.characters(exclude_categories=["Cs"])),
)
def test_any_words_come_back_as_they_were(tmp_path_factory: pytest.TempPathFactory, question: str, text: str) -> None:
    with ConversationStore(tmp_path_factory.getbasetemp() / "any words") as store:
        given_answer = answer(question, text)
        conversation_id = store.create(ADA).summary.id
        store.add_turn(ADA, conversation_id, given_answer)
        assert store.get(ADA, conversation_id).turns[0].answer == given_answer


def test_nobody_finds_reads_or_changes_what_is_anothers(store: ConversationStore) -> None:
    conversation_id = begin(store, ADA, "When?")
    turn = store.get(ADA, conversation_id).turns[0].number
    assert store.list(BEN) == []
    assert store.count(BEN) == 0
    bens = begin(store, BEN, "Where?")
    for forbidden in (
        lambda: store.get(BEN, conversation_id),
        lambda: store.add_turn(BEN, conversation_id, answer()),
        lambda: store.drop_turns(BEN, conversation_id, 0),
        lambda: store.rename(BEN, conversation_id, "Mine"),
        lambda: store.delete(BEN, conversation_id),
        lambda: store.rate(BEN, conversation_id, turn, "up"),
        lambda: store.rate(BEN, bens, turn, "up"),
        lambda: store.get("", conversation_id),
    ):
        with pytest.raises(ConversationNotFoundError):
            forbidden()
    assert store.get(ADA, conversation_id).summary.title == "When?"
    assert list(store.feedback()) == []


def test_a_login_and_a_browser_are_never_the_same_owner() -> None:
    assert login_owner("x") != browser_owner("x")
    assert login_owner("browser:x") != browser_owner("x")


def test_the_one_changed_last_is_listed_first_page_by_page(store: ConversationStore) -> None:
    ids = [begin(store, ADA, f"Question {number}?") for number in range(5)]
    store.add_turn(ADA, ids[1], answer())
    expected = [ids[1], ids[4], ids[3], ids[2], ids[0]]
    assert [conversation.id for conversation in store.list(ADA)] == expected
    assert [conversation.id for conversation in store.list(ADA, limit=2, offset=2)] == expected[2:4]
    assert store.count(ADA) == 5


@pytest.mark.parametrize("text", ["tannery", "ÜBER die Brücke", "MONDAY", "50%", "a_b", "mine"])
def test_conversations_are_found_by_title_question_and_answer(store: ConversationStore, text: str) -> None:
    wanted = begin(store, ADA, "Tannery 50% über die brücke a_b?")
    store.rename(ADA, wanted, "Mine")
    other = store.create(ADA, "Other").summary.id
    store.add_turn(ADA, other, answer("50 axb?", "No."))
    assert [conversation.id for conversation in store.list(ADA, text)] == [wanted]
    assert store.count(ADA, text) == 1


def test_a_renamed_conversation_keeps_its_name(store: ConversationStore) -> None:
    conversation_id = begin(store, ADA)
    store.rename(ADA, conversation_id, "  The\nbridge ")
    store.add_turn(ADA, conversation_id, answer())
    assert store.get(ADA, conversation_id).summary.title == "The bridge"
    with pytest.raises(UsageError, match="needs a name"):
        store.rename(ADA, conversation_id, " \n ")
    store.rename(ADA, conversation_id, "x" * 1000)
    assert len(store.get(ADA, conversation_id).summary.title) == 100


def test_only_the_last_turns_are_read_where_the_rest_is_not_wanted(store: ConversationStore) -> None:
    conversation_id = begin(store, ADA, "A?", "B?", "C?")
    found = store.get(ADA, conversation_id, last=2)
    assert [turn.answer.question for turn in found.turns] == ["B?", "C?"]
    assert found.summary.turns == 3


def test_a_question_asked_in_other_words_replaces_what_followed(store: ConversationStore) -> None:
    conversation_id = begin(store, ADA, "A?", "B?", "C?")
    second = store.get(ADA, conversation_id).turns[1].number
    store.drop_turns(ADA, conversation_id, second)
    added = store.add_turn(ADA, conversation_id, answer("B, then?"))
    assert [turn.answer.question for turn in store.get(ADA, conversation_id).turns] == ["A?", "B, then?"]
    assert added.number > second + 1


def test_feedback_is_kept_with_answer_and_evidence_even_when_the_question_is_asked_again(
    store: ConversationStore,
) -> None:
    conversation_id = begin(store, ADA, "When?")
    turn = store.get(ADA, conversation_id).turns[0]
    passage = RatedPassage(article_id="a1", start=0, end=3, score=0.8, text="Das")
    store.rate(ADA, conversation_id, turn.number, "up", [passage])
    store.rate(ADA, conversation_id, turn.number, "down", [passage])
    assert store.get(ADA, conversation_id).turns[0].rating == "down"
    store.drop_turns(ADA, conversation_id, turn.number)
    (kept,) = store.feedback()
    assert (kept.rating, kept.question, kept.answer, kept.evidence) == ("down", "When?", turn.answer, (passage,))
    assert "ada" not in kept.model_dump_json()


def test_feedback_can_be_taken_back_and_goes_with_its_conversation(store: ConversationStore) -> None:
    conversation_id = begin(store, ADA, "When?", "Why?")
    first, second = store.get(ADA, conversation_id).turns
    store.rate(ADA, conversation_id, first.number, "up")
    store.rate(ADA, conversation_id, first.number, None)
    assert list(store.feedback()) == []
    store.rate(ADA, conversation_id, second.number, "up")
    store.delete(ADA, conversation_id)
    assert list(store.feedback()) == []
    assert store.list(ADA) == []


def test_threads_and_processes_add_to_one_conversation_and_lose_nothing(
    store: ConversationStore, tmp_path: Path
) -> None:
    conversation_id = begin(store, ADA)
    command = [sys.executable, "-c", ADDER, str(tmp_path), ADA, conversation_id]
    processes = [subprocess.Popen([*command, f"process {number}"]) for number in range(2)]

    def add(name: str) -> None:
        for number in range(20):
            store.add_turn(ADA, conversation_id, answer(f"{name} {number}?"))

    threads = [threading.Thread(target=add, args=(f"thread {number}",)) for number in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [process.wait(60) for process in processes] == [0, 0]
    asked = [turn.answer.question for turn in store.get(ADA, conversation_id).turns]
    for name in ("process 0", "process 1", "thread 0", "thread 1"):
        assert [question for question in asked if question.startswith(name)] == [
            f"{name} {number}?" for number in range(20)
        ]


def test_a_file_of_a_newer_version_and_a_damaged_one_are_refused_in_one_line(tmp_path: Path) -> None:
    ConversationStore(tmp_path / "newer").close()
    with sqlite3.connect(tmp_path / "newer" / "conversations.db") as connection:
        connection.execute("PRAGMA user_version = 99")
    connection.close()
    with pytest.raises(LibraryVersionError, match="upgrade"):
        ConversationStore(tmp_path / "newer")
    (tmp_path / "damaged").mkdir()
    (tmp_path / "damaged" / "conversations.db").write_bytes(b"no database at all" * 100)
    with pytest.raises(LibraryError, match=r"conversations\.db is damaged") as refused:
        ConversationStore(tmp_path / "damaged")
    assert "\n" not in str(refused.value)


def test_an_answer_of_another_version_is_named_as_such(store: ConversationStore, tmp_path: Path) -> None:
    conversation_id = begin(store, ADA, "When?")
    with sqlite3.connect(tmp_path / "conversations.db") as connection:
        connection.execute("UPDATE turns SET answer = '{\"unknown\": 1}'")
    connection.close()
    with pytest.raises(LibraryError, match="another version"):
        store.get(ADA, conversation_id)


def test_what_readers_think_is_printed_for_evaluation(tmp_path: Path) -> None:
    with Assistant.open(tmp_path / "library") as assistant, ConversationStore(tmp_path / "library") as store:
        conversation_id = begin(store, ADA, "When?")
        store.rate(ADA, conversation_id, store.get(ADA, conversation_id).turns[0].number, "down")
        assert assistant.library.folder == tmp_path / "library"
    done = run("feedback", cwd=tmp_path)
    (line,) = done.out.splitlines()
    assert done.code == 0
    assert json.loads(line)["rating"] == "down"
    assert json.loads(line)["question"] == "When?"
