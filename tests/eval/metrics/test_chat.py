"""Metrics of chat sets count the questions that they are about, and no others."""

import pytest

from assistant.eval.metrics.chat import chat_groups, chat_metrics, questions_by_kind
from assistant.eval.results.chat_result import ChatOutcome, ChatQuestionRecord, ChatStatementRecord


def question(
    identifier: str,
    *,
    answerable: bool = True,
    kind: str = "fact-who",
    yes_no: str | None = None,
    pair: str | None = None,
    is_follow_up: bool = False,
    group: str = "",
) -> ChatQuestionRecord:
    return ChatQuestionRecord(
        id=identifier,
        text="?",
        as_of=None,
        kind=kind,
        answerable=answerable,
        yes_no=yes_no,
        is_follow_up=is_follow_up,
        group=group or pair or identifier,
        pair=pair,
    )


def outcome(
    of: ChatQuestionRecord,
    *,
    good: bool = True,
    refused: bool = False,
    lead: str | None = None,
    confidence: float = 0.5,
    to_the_point: tuple[bool, ...] = (),
    newest: bool | None = None,
) -> ChatOutcome:
    return ChatOutcome(
        question_id=of.id,
        standalone_question="?",
        text="",
        status="not_found" if refused else "answered",
        lead=lead,
        confidence=confidence,
        statements=tuple(ChatStatementRecord(text="", quotes=(), to_the_point=value) for value in to_the_point),
        facts=float(good) if of.answerable else None,
        right=good if of.answerable else None,
        first=good if of.answerable else None,
        newest=newest,
        good=good,
        problems=(),
        ask_ms=10.0,
    )


def values(pairs: list[tuple[ChatQuestionRecord, ChatOutcome]]) -> dict[str, float | None]:
    metrics = chat_metrics([asked for asked, _ in pairs], [answer for _, answer in pairs])
    return {name: metric.value(len(pairs)) for name, metric in metrics.items()}


def test_refusals_are_right_for_unanswerable_questions_only() -> None:
    answerable, unanswerable = question("a"), question("m", answerable=False)
    measured = values(
        [
            (answerable, outcome(answerable, refused=True, good=False)),
            (answerable, outcome(answerable)),
            (unanswerable, outcome(unanswerable, refused=True)),
            (unanswerable, outcome(unanswerable, good=False)),
            (unanswerable, outcome(unanswerable, good=False)),
        ]
    )
    assert measured["refused wrongly"] == 0.5
    assert measured["refused rightly"] == pytest.approx(1 / 3)
    assert measured["right"] == 0.5
    assert measured["good"] == pytest.approx(2 / 5)


def test_precision_counts_the_statements_of_answerable_questions() -> None:
    answerable, unanswerable = question("a"), question("m", answerable=False)
    measured = values(
        [
            (answerable, outcome(answerable, to_the_point=(True, False, False))),
            (answerable, outcome(answerable, to_the_point=(True,))),
            (unanswerable, outcome(unanswerable, to_the_point=(False, False))),
        ]
    )
    assert measured["precision"] == 0.5


def test_an_undecided_question_is_right_without_yes_or_no() -> None:
    yes, no, undecided = (question(value, yes_no=value, kind="yesno") for value in ("yes", "no", "undecided"))
    measured = values(
        [
            (yes, outcome(yes, lead="yes")),
            (no, outcome(no, lead="yes")),
            (yes, outcome(yes)),
            (undecided, outcome(undecided)),
            (undecided, outcome(undecided, lead="no")),
            (question("who"), outcome(question("who"))),
        ]
    )
    assert measured["lead right"] == pytest.approx(2 / 5)
    assert measured["lead wrong"] == pytest.approx(2 / 5)


def test_a_pair_counts_once_and_only_if_both_answers_are_good() -> None:
    first, second, third, alone = (question(name, pair=name[0]) for name in ("1a", "1m", "2a", "3a"))
    fourth = question("2m", pair="2")
    measured = values(
        [
            (first, outcome(first)),
            (third, outcome(third)),
            (second, outcome(second)),
            (alone, outcome(alone)),
            (fourth, outcome(fourth, good=False)),
        ]
    )
    assert measured["pairs"] == 0.5


def test_the_auroc_compares_the_confidence_of_answerable_and_other_questions() -> None:
    answerable, unanswerable = question("a"), question("m", answerable=False)
    measured = values(
        [
            (answerable, outcome(answerable, confidence=0.9)),
            (answerable, outcome(answerable, confidence=0.4)),
            (unanswerable, outcome(unanswerable, confidence=0.4)),
            (unanswerable, outcome(unanswerable, confidence=0.7)),
        ]
    )
    assert measured["auroc"] == pytest.approx((2 + 0.5) / 4)


def test_metrics_without_their_questions_have_no_value() -> None:
    who = question("who")
    measured = values([(who, outcome(who))])
    assert [measured[name] for name in ("refused rightly", "lead right", "newest", "pairs", "auroc")] == [None] * 5


def test_kinds_list_every_question_once_and_follow_ups_again() -> None:
    questions = [
        question("1", kind="why"),
        question("2", kind="why", answerable=False),
        question("3", kind="list", is_follow_up=True),
    ]
    assert questions_by_kind(questions) == {"list": [2], "not answerable": [1], "why": [0], "follow-ups": [2]}


def test_a_conversation_and_a_pair_are_one_group_each() -> None:
    questions = [
        question("1", group="talk"),
        question("2", pair="p"),
        question("3", group="talk"),
        question("4", pair="p"),
    ]
    assert chat_groups(questions).tolist() == [0, 1, 0, 1]
