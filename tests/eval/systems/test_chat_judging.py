"""An answer of a chat set is right if it states and quotes the facts; a bad one says why."""

from datetime import date

import pytest

from assistant.answers.answer import Answer, Citation, Statement, YesNo
from assistant.eval.question_sets.chat_set import ChatQuestion, EvidenceSpan
from assistant.eval.systems.chat_judging import judge_chat_answer


def question(*facts: str, kind: str = "fact-what", **fields: object) -> ChatQuestion:
    """A question whose evidence is characters 100 to 200 of article a1."""
    values: dict[str, object] = {
        "id": "q1",
        "text": "What?",
        "standalone": "What?",
        "kind": kind,
        "as_of": None,
        "conversation": "",
        "turn": 0,
        "answerable": bool(facts),
        "yes_no": None,
        "facts": tuple(tuple(fact.split("|")) for fact in facts),
        "wrong_facts": (),
        "evidence": (EvidenceSpan("a1", 100, 200),),
        "gold_articles": frozenset({"a1", "a2"}),
        "newest_gold_day": date(2026, 3, 13),
        "pair": None,
    }
    return ChatQuestion(**(values | fields))  # type: ignore[arg-type]


def answer(*sentences: str, lead: YesNo | None = None, citations: tuple[Citation, ...] = ()) -> Answer:
    """An answer of sentences that quote themselves, from an article that is not gold unless citations are given."""
    cited = citations or tuple(citation(number, sentence) for number, sentence in enumerate(sentences, 1))
    statements = tuple(
        Statement(text=sentence, citations=(number,), supported=True) for number, sentence in enumerate(sentences, 1)
    )
    return Answer(
        question="What?",
        standalone_question="What?",
        status="answered" if sentences else "not_found",
        lead=lead,
        text=" ".join(f"{sentence} [{number}]" for number, sentence in enumerate(sentences, 1))
        or "The articles do not say.",
        statements=statements,
        citations=cited if sentences else (),
        as_of=date(2026, 3, 20),
        confidence=0.7,
        answerer="test",
    )


def citation(
    number: int, quote: str, *, article: str = "other", start: int = 0, end: int = 10, published: date | None = None
) -> Citation:
    return Citation(
        number=number,
        article_id=article,
        title="",
        source="",
        url=None,
        published=published,
        start=start,
        end=end,
        quote=quote,
        score=1.0,
    )


def test_every_one_of_up_to_three_facts_is_needed() -> None:
    needed = question("fog", "ice")
    assert judge_chat_answer(needed, answer("Fog and ice."), 1).right is True
    partly = judge_chat_answer(needed, answer("Fog alone."), 1)
    assert (partly.right, partly.facts, partly.first) == (False, 0.5, True)
    assert "lacks 'ice'" in partly.problems


def test_three_in_five_of_more_facts_are_enough() -> None:
    needed = question("one", "two", "three", "four", "five")
    assert judge_chat_answer(needed, answer("One, two, three."), 1).right is True
    assert judge_chat_answer(needed, answer("One, two."), 1).right is False


def test_a_fact_that_no_quote_states_does_not_count() -> None:
    judged = judge_chat_answer(question("fog"), answer("Fog.", citations=(citation(1, "Ice."),)), 1)
    assert (judged.right, judged.first) == (False, True)
    assert "no quote states 'fog'" in judged.problems


def test_a_wrong_fact_in_the_first_sentence_makes_the_answer_wrong() -> None:
    outdated = question("3.1 million", wrong_facts=("4.8 million",))
    first = judge_chat_answer(outdated, answer("It costs 4.8 million, not 3.1 million."), 1)
    assert (first.right, first.first) == (False, False)
    assert "first sentence states '4.8 million'" in first.problems
    later = judge_chat_answer(outdated, answer("It costs 3.1 million.", "Not 4.8 million."), 1)
    assert (later.right, later.first) == (True, True)


@pytest.mark.parametrize(
    ("cited", "to_the_point"),
    [
        (citation(1, "It was.", article="a1", start=150, end=250), True),  # half of it overlaps
        (citation(1, "It was.", article="a1", start=160, end=260), False),
        (citation(1, "It was.", article="a1", start=190, end=200), True),  # the shorter text counts
        (citation(1, "It was.", article="other", start=100, end=200), False),
    ],
)
def test_a_statement_is_to_the_point_if_it_quotes_half_of_a_sentence_of_the_evidence(
    cited: Citation, to_the_point: bool
) -> None:
    (statement,) = judge_chat_answer(question("fog"), answer("It was.", citations=(cited,)), 1).statements
    assert statement.to_the_point is to_the_point


def test_a_statement_with_a_fact_is_to_the_point_if_it_cites_a_gold_article() -> None:
    for article, to_the_point in (("a2", True), ("other", False)):
        cited = (citation(1, "Fog.", article=article, start=900, end=905),)
        (statement,) = judge_chat_answer(question("fog"), answer("Fog.", citations=cited), 1).statements
        assert statement.to_the_point is to_the_point


def test_a_right_answer_is_good_if_half_of_its_statements_are_to_the_point() -> None:
    gold = citation(1, "Fog.", article="a1", start=100, end=200)
    half = answer("Fog.", "Rain.", citations=(gold, citation(2, "Rain.")))
    third = answer("Fog.", "Rain.", "Sun.", citations=(gold, citation(2, "Rain."), citation(3, "Sun.")))
    assert judge_chat_answer(question("fog"), half, 1).good is True
    judged = judge_chat_answer(question("fog"), third, 1)
    assert (judged.right, judged.good) == (True, False)
    assert judged.problems == ("1 of 3 sentences to the point",)


def test_only_a_refusal_is_good_for_an_unanswerable_question() -> None:
    refused = judge_chat_answer(question(), answer(), 1)
    assert (refused.good, refused.problems, refused.right, refused.facts) == (True, (), None, None)
    answered = judge_chat_answer(question(), answer("Fog."), 1)
    assert answered.good is False
    assert answered.problems == ("answers, although the articles do not contain the answer",)


def test_a_refusal_of_an_answerable_question_is_bad() -> None:
    refused = judge_chat_answer(question("fog"), answer(), 1)
    assert (refused.good, refused.right) == (False, False)
    assert refused.problems == ("refuses, although the articles contain the answer",)


def test_a_wrong_yes_or_no_is_a_problem_even_of_a_good_answer() -> None:
    asked = question("fog", kind="yesno", yes_no="no")
    gold = (citation(1, "Fog.", article="a1", start=100, end=200),)
    judged = judge_chat_answer(asked, answer("Fog.", lead="yes", citations=gold), 1)
    assert judged.good is True
    assert judged.problems == ("says yes; right is no",)
    assert judge_chat_answer(asked, answer("Fog.", lead="no", citations=gold), 1).problems == ()


@pytest.mark.parametrize(
    ("published", "newest"), [(date(2026, 3, 13), True), (date(2026, 3, 10), False), (None, False)]
)
def test_the_newest_statement_is_first_if_the_kind_asks_for_it(published: date | None, newest: bool) -> None:
    given = answer("Fog.", citations=(citation(1, "Fog.", published=published),))
    assert judge_chat_answer(question("fog", kind="changed"), given, 1).newest is newest
    assert judge_chat_answer(question("fog", kind="latest"), answer(), 1).newest is False
    assert judge_chat_answer(question("fog"), given, 1).newest is None
