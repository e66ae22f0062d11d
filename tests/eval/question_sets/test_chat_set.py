"""A chat set is checked while it is read, and its halves split neither pairs nor conversations."""

from pathlib import Path
from typing import Any

import pytest
from chat_sets import chat_question, sample_chat_set, write_chat_set

from assistant import Assistant, UsageError
from assistant.eval.question_sets.chat_set import ChatSet, read_chat_set
from assistant.eval.question_sets.question_set import half_of


def read(library: Path, folder: Path, *sets: list[dict[str, Any]]) -> ChatSet:
    files = [write_chat_set(folder / f"set-{number}.jsonl", records) for number, records in enumerate(sets)]
    with Assistant.open(library, create=False) as assistant:
        return read_chat_set(files, assistant.library)


def test_several_files_are_one_set(samples: Path, tmp_path: Path) -> None:
    records = sample_chat_set(samples)
    chat_set = read(samples, tmp_path, records[:2], records[2:])
    assert [question.id for question in chat_set.questions] == [record["id"] for record in records]
    assert chat_set.name == "set-0.jsonl+set-1.jsonl"
    assert chat_set.missing_quotes == 0


def test_evidence_is_found_in_its_article(samples: Path, tmp_path: Path) -> None:
    records = sample_chat_set(samples)
    chat_set = read(samples, tmp_path, records)
    with Assistant.open(samples, create=False) as assistant:
        for question, record in zip(chat_set.questions, records, strict=True):
            quotes = [assistant.article(span.article_id).text[span.start : span.end] for span in question.evidence]
            assert quotes == [evidence["quote"] for evidence in record["evidence"]]


def test_a_quote_that_its_article_lacks_is_counted_and_left_out(samples: Path, tmp_path: Path) -> None:
    record = sample_chat_set(samples)[0]
    record["evidence"].append({"article": record["gold_articles"][0], "quote": "nobody wrote this"})
    chat_set = read(samples, tmp_path, [record])
    assert (len(chat_set.questions[0].evidence), chat_set.missing_quotes) == (1, 1)


def test_follow_ups_have_a_standalone_question(samples: Path, tmp_path: Path) -> None:
    by_id = {question.id: question for question in read(samples, tmp_path, sample_chat_set(samples)).questions}
    assert by_id["c1-2"].standalone == "Did Mayor Quill know of the cracks?"
    assert by_id["c1-1"].standalone == by_id["c1-1"].text


def test_pairs_and_conversations_stay_in_one_half(samples: Path, tmp_path: Path) -> None:
    records = [
        record
        for number in range(40)
        for record in (
            chat_question(f"t{number}a", "Who?"),
            chat_question(f"t{number}m", "Who else?"),
            chat_question(f"c{number}-1", "Where?", conversation=f"c{number}", turn=1),
            chat_question(f"c{number}-2", "When?", conversation=f"c{number}", turn=2),
            chat_question(f"s{number}-before", "Open?", note=f"pair {number}, before: closed"),
            chat_question(f"s{number}-after", "Open?", note=f"pair {number}, after: open again"),
            chat_question(f"single-{number}", "Why?"),
        )
    ]
    questions = read(samples, tmp_path, records).questions
    halves: dict[str, set[str]] = {}
    for question in questions:
        halves.setdefault(question.group, set()).add(question.half)
        assert question.half == half_of(question.group)
    assert len(halves) == 160
    assert all(len(half) == 1 for half in halves.values())
    assert set.union(*halves.values()) == {"dev", "test"}
    assert {question.half for question in questions if question.pair is None and not question.conversation} == {
        "dev",
        "test",
    }
    assert sum(question.pair is not None for question in questions) == 160


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"question": None}, "no field 'question'"),
        ({"answerable": None}, "no field 'answerable'"),
        ({"must": "fog"}, "'must' that is not a list"),
        ({"evidence": ["fog"]}, "not an object with article and quote"),
        ({"gold_articles": ["nowhere"]}, "'nowhere', which is not in the library"),
        ({"as_of": "soon"}, "as_of 'soon'"),
    ],
)
def test_a_broken_line_is_named(samples: Path, tmp_path: Path, change: dict[str, object], message: str) -> None:
    record = {name: value for name, value in (chat_question("q1", "Who?") | change).items() if value is not None}
    record.setdefault("as_of", None)
    with pytest.raises(UsageError, match=message) as caught:
        read(samples, tmp_path, [record])
    assert "line 1" in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_set_without_questions_or_with_an_id_twice_is_refused(samples: Path, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="has no questions"):
        read(samples, tmp_path, [])
    with pytest.raises(UsageError, match="line 2 has the id 'q1' of another question"):
        read(samples, tmp_path, [chat_question("q1", "Who?"), chat_question("q1", "When?")])


def test_the_hash_follows_the_questions(samples: Path, tmp_path: Path) -> None:
    first = read(samples, tmp_path, [chat_question("q1", "Who?")]).content_hash
    assert read(samples, tmp_path, [chat_question("q1", "Who?")]).content_hash == first
    assert read(samples, tmp_path, [chat_question("q1", "When?")]).content_hash != first
