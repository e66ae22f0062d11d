"""A follow-up question takes over what it needs from the turns before it, and a new question takes over nothing."""

import random
import string
from dataclasses import replace
from itertools import pairwise

import pytest
from bench_questions import every_question
from hypothesis import given
from hypothesis import strategies as st

from assistant.conversations.follow_ups.mentioned_names import MentionedNames
from assistant.conversations.follow_ups.ordinals import replace_ordinal
from assistant.conversations.follow_ups.referents import Referents
from assistant.conversations.follow_ups.rewriting import rewrite_follow_up
from assistant.conversations.past_turns import PastTurn
from assistant.ingest.language.proper_names import Name

BRIDGE = [PastTurn("When was Tannery Bridge closed?", "Tannery Bridge was shut on 3 March 2026, the town said.")]
MEETING = [
    PastTurn(
        "Did Ada Moreno meet Milo Vance in 2019?",
        "Ada Moreno and Milo Vance met in Port Ashby in June 2019.",
        ("Captain and baker meet",),
    )
]
CUP = [PastTurn("Who won the Corran Cup in 2014?", "Rovers won by three goals to two.")]


@pytest.mark.parametrize(
    ("follow_up", "expected"),
    [
        ("What did he say?", "What did Milo Vance say?"),
        ("What did she say?", "What did Ada Moreno say?"),
        ("Who is her brother?", "Who is Ada Moreno’s brother?"),
        ("What did Moreno say?", "What did Ada Moreno say?"),
        ("Did Otto Brandt meet her?", "Did Otto Brandt meet Ada Moreno?"),
        ("Who wants her gone?", "Who wants Ada Moreno gone?"),
    ],
)
def test_a_person_pronoun_becomes_a_person(follow_up: str, expected: str) -> None:
    assert rewrite_follow_up(follow_up, MEETING) == expected


def test_there_becomes_a_place_and_that_year_a_time() -> None:
    assert rewrite_follow_up("What happened there?", MEETING).startswith("What happened in Port Ashby?")
    assert "in 2019" in rewrite_follow_up("Who was mayor that year?", MEETING)


@pytest.mark.parametrize(
    ("follow_up", "expected"),
    [
        ("Why?", "Why was Tannery Bridge closed?"),
        ("And why?", "Why was Tannery Bridge closed?"),
        ("Why not?", "Why wasn't Tannery Bridge closed?"),
        ("Why was that?", "Why was Tannery Bridge closed?"),
        ("When will it reopen?", "When will Tannery Bridge reopen?"),
        ("Who crossed it last?", "Who crossed Tannery Bridge last?"),
        ("What is its length?", "What is Tannery Bridge’s length?"),
        ("What about Skerry Bridge?", "When was Skerry Bridge closed?"),
        ("Who decided that?", "Who decided that? (Tannery Bridge)"),
        ("Who were the engineers?", "Who were the engineers? (Tannery Bridge)"),
    ],
)
def test_it_and_a_fragment_become_the_topic(follow_up: str, expected: str) -> None:
    assert rewrite_follow_up(follow_up, BRIDGE) == expected


def test_a_name_that_the_last_question_has_in_lower_case_is_found_in_its_answer() -> None:
    typed = [replace(turn, question=turn.question.lower()) for turn in BRIDGE]
    assert rewrite_follow_up("is it open?", typed) == "is Tannery Bridge open?"


@pytest.mark.parametrize(
    ("follow_up", "expected"),
    [
        ("And in 2015?", "Who won the Corran Cup in 2015?"),
        ("And 2015?", "Who won the Corran Cup in 2015?"),
        ("What about last year?", "Who won the Corran Cup last year?"),
        ("And the Ashby Shield?", "Who won the Ashby Shield in 2014?"),
        ("How about the Ashby Shield?", "Who won the Ashby Shield in 2014?"),
    ],
)
def test_an_ellipsis_keeps_the_frame_and_exchanges_the_part(follow_up: str, expected: str) -> None:
    assert rewrite_follow_up(follow_up, CUP) == expected


def test_an_ellipsis_without_names_exchanges_the_noun() -> None:
    assert (
        rewrite_follow_up("And the ferry?", [PastTurn("How much does the bus cost?")])
        == "How much does the ferry cost?"
    )


def test_a_noun_is_completed_by_how_it_was_called() -> None:
    turns = [PastTurn("What did Lena Ruiz release?", "Lena Ruiz released the album Harbour Lights in 2020.")]
    assert "Harbour Lights" in rewrite_follow_up("How was the album received?", turns)


@pytest.mark.parametrize(
    "question",
    [
        "Who won the Corran Cup final?",
        "Did Otto Brandt lose his job?",
        "Does Otto Brandt say that he will stay on Gull Island?",
        "Is it true that inflation fell in Spain?",
        "How many children were born in Skerry this year?",
        "Was there a storm in Skerry?",
        "will inflation and unemployment fall again soon",
        "Which company recalled one of its electric cars after a fire?",
        "Scientists revived which animal that had been frozen for centuries?",
    ],
)
def test_a_change_of_subject_takes_over_nothing(question: str) -> None:
    assert rewrite_follow_up(question, BRIDGE) == question


def test_after_a_change_of_subject_the_new_subject_counts() -> None:
    turns = [*BRIDGE, PastTurn("Who won the Corran Cup final?", "Rovers won it.")]
    said = rewrite_follow_up("Where was it played?", turns)
    assert "Corran Cup" in said
    assert "Tannery" not in said


def test_what_a_question_says_itself_is_not_repeated() -> None:
    assert rewrite_follow_up("And why was Tannery Bridge closed?", BRIDGE).count("Tannery") == 1


def test_questions_of_real_sets_asked_one_after_the_other_hardly_ever_take_anything_over() -> None:
    questions = every_question("news-small", "news")
    if not questions:
        pytest.skip("no question sets here")
    random.Random(1).shuffle(questions)
    changed = [q for before, q in pairwise(questions) if rewrite_follow_up(q, [PastTurn(before)]) != q]
    assert len(changed) < 0.06 * len(questions), changed


sentences = st.text(string.ascii_letters + string.digits + " .,?!'’\"()-–éß\n中", max_size=120)
turns = st.lists(st.builds(PastTurn, sentences, sentences, st.tuples(sentences)), min_size=1, max_size=4)


@given(sentences, turns)
def test_any_words_can_be_asked_after_any_other(question: str, before: list[PastTurn]) -> None:
    assert isinstance(rewrite_follow_up(question, before), str)


@given(sentences)
def test_the_first_question_stays_as_it_is(question: str) -> None:
    assert rewrite_follow_up(question, []) == question


def test_very_long_turns_do_not_cost_more_than_their_length(monkeypatch: pytest.MonkeyPatch) -> None:
    compared = 0
    within = Name.within

    def counted(name: Name, other: Name) -> bool:
        nonlocal compared
        compared += 1
        return within(name, other)

    monkeypatch.setattr(Name, "within", counted)
    for answer in (
        "The harbour was closed in May 2026 and he said it. " * 40,
        " ".join(f"On Pier{number} Ada Moreno{number} said so." for number in range(40)),
    ):
        compared = 0
        turns = [PastTurn("Who won the Corran Cup?", answer)] * 12
        assert rewrite_follow_up("And when did it reopen there?", turns)
        assert compared < 12 * len(answer)


@pytest.mark.parametrize(
    ("last_question", "answer", "thing"),
    [
        ("how bad is the crack", "", "the crack"),
        ("When will the bridge reopen?", "", "the bridge"),
        ("when does the school boat leave", "The school boat leaves at 7.", "the school boat"),
        ("what does the ferry cost", "", "the ferry"),
        ("who is the driver", "", None),
        ("what happened on the last day", "", None),
        ("Why was the Tannery Bridge closed?", "", None),
    ],
)
def test_the_thing_of_the_last_question_is_what_its_noun_names(
    last_question: str, answer: str, thing: str | None
) -> None:
    names = MentionedNames([PastTurn(last_question, answer)])
    assert Referents(names).thing_of_last_question() == thing


def test_he_is_the_person_whom_the_last_question_asked_for() -> None:
    answer = "The council threatened to dismiss Ada Moreno after Milo Vance had won the vote."
    turns = [PastTurn("who won the vote", answer, short_answer="Milo Vance")]
    assert rewrite_follow_up("when was he born", turns) == "when was Milo Vance born"


def test_a_single_name_typed_in_lower_case_is_found_if_the_answer_always_capitalises_it() -> None:
    turns = [PastTurn("is velotak banned", "The council said that Velotak was banned from the tram.")]
    assert rewrite_follow_up("who owns it", turns) == "who owns Velotak"
    turns = [
        PastTurn(
            "is harbour swimming banned", "Harbour swimming was banned. The Harbour office said the harbour is dirty."
        )
    ]
    assert "Harbour" not in rewrite_follow_up("who owns it", turns)


def test_since_when_names_nothing() -> None:
    turns = [PastTurn("is the library open on sunday"), PastTurn("Since when is the library open on sunday?")]
    assert "Since" not in rewrite_follow_up("who pays for it", turns)


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("what about the second one?", "what about Aksel Moe?"),
        ("who is the first one", "who is Jonna Brandt"),
        ("and the last", "and Per Hald"),
        ("what about the fourth one?", "what about the fourth one?"),
        ("what happened on the second day", "what happened on the second day"),
    ],
)
def test_an_ordinal_means_what_the_last_answer_named_in_that_place(question: str, expected: str) -> None:
    statements = (
        "Jonna Brandt, a librarian, is against it.",
        "Moe, the treasurer, Aksel Moe, is for it.",
        "So is Per Hald.",
    )
    listed = PastTurn("who said what", " ".join(statements), statements=statements)
    assert replace_ordinal(question, listed) == expected
    named = PastTurn("who was hurt", "Three were.", short_answer="Jonna Brandt, Aksel Moe and Per Hald")
    assert replace_ordinal(question, named) == expected


def test_the_way_to_a_place_leads_to_it_and_not_in_it() -> None:
    turn = PastTurn("When does the fair in Ashby begin?", "The fair in Ashby begins on Friday.", ())
    assert rewrite_follow_up("How do children get there?", [turn]) == "How do children get to Ashby?"


def test_what_something_is_about_has_a_time_and_a_place() -> None:
    turn = PastTurn("what is the festival about", "The harbour festival has no fireworks.", ())
    assert rewrite_follow_up("when?", [turn]) == "when is the festival"


def test_a_plural_is_not_cut_to_a_singular() -> None:
    turn = PastTurn("is there a boat for the kids", "A boat takes children to school.", ())
    assert "the kid " not in rewrite_follow_up("what does it cost them", [turn])
