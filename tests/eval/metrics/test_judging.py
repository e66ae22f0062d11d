"""What counts as right, and the numbers made of it."""

from datetime import date
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import roc_auc_score

from assistant.answers.answer import Answer, Citation, Statement
from assistant.eval.metrics.abstention import abstention_curve, abstention_metrics
from assistant.eval.metrics.answers import answer_metrics
from assistant.eval.metrics.metric import Auroc, Percentile, Ratio
from assistant.eval.metrics.ranking import rank_scores
from assistant.eval.metrics.squad import exact_match, token_f1
from assistant.eval.metrics.text_match import contains_answer, normalize_text
from assistant.eval.question_sets.question_set import EvalQuestion
from assistant.eval.results.result import AnswerRecord, QuestionRecord
from assistant.eval.systems.judging import judge_answer


def question(*answers: str, answerable: bool = True, paragraph: str = "") -> EvalQuestion:
    gold = frozenset({"a1"}) if answerable else frozenset()
    return EvalQuestion("q", "What?", None, answers, answerable, gold, paragraph)


def answered(*cited: tuple[str, str], article: str = "a1") -> Answer:
    """An answer of statements, each with one quote."""
    return Answer(
        question="What?",
        standalone_question="What?",
        status="answered" if cited else "not_found",
        text="",
        statements=tuple(Statement(text=text, citations=(n,), supported=True) for n, (text, _) in enumerate(cited, 1)),
        citations=tuple(
            Citation(
                number=n,
                article_id=article,
                title="",
                source="",
                url=None,
                published=None,
                start=0,
                end=len(quote),
                quote=quote,
                score=1.0,
            )
            for n, (_, quote) in enumerate(cited, 1)
        ),
        as_of=date(2026, 1, 1),
        answerer="test",
    )


def test_an_answer_is_held_only_as_whole_words() -> None:
    assert contains_answer("It was thick FOG, they said.", ["fog"])
    assert not contains_answer("It was a foghorn.", ["fog"])
    assert normalize_text("Café – “New  York’s” 3rd") == "cafe new yorks 3rd"


@pytest.mark.parametrize("text", ["Ashby’s race goes to a second round.", "ASHBY'S race", "In the end it is Ashby's."])
def test_a_name_in_the_possessive_is_the_name(text: str) -> None:
    assert contains_answer(text, ["Ashby"])
    assert contains_answer(text, ["Ashby's"])
    assert not contains_answer("The Ashbys race.", ["Ashby"])


def test_an_answer_holds_the_gold_answer_only_if_its_citation_does() -> None:
    assert judge_answer(question("fog"), answered(("Fog did it.", "Thick fog."))).holds is True
    assert judge_answer(question("fog"), answered(("Fog did it.", "Thin ice."))).holds is False
    second = judge_answer(question("fog"), answered(("Ice.", "Ice."), ("Fog.", "Fog.")))
    assert (second.holds, second.first_holds) == (True, False)


def test_a_citation_is_right_if_it_holds_the_answer_or_lies_in_the_gold_paragraph() -> None:
    asked = question("fog", paragraph="Thin ice, said Ada. Thick fog, said Bo.")
    for article, right in (("a1", True), ("a2", False)):
        (cited,) = judge_answer(asked, answered(("Ice.", "Thin ice, said Ada."), article=article)).citations
        assert cited.right is right
    both = judge_answer(asked, answered(("Fog.", "Thick fog"), ("Sun.", "Bright sun")))
    precision = next(one for one in answer_metrics([both]) if one.name == "citation precision")
    assert precision.value(1) == 0.5


def test_exact_match_and_f1_follow_squad() -> None:
    assert exact_match("The Eiffel-Tower!", ["eiffeltower"]) == 1
    assert exact_match("", []) == token_f1("", []) == 1
    assert exact_match("Paris", []) == token_f1("Paris", []) == 0
    assert token_f1("the cat sat", ["cat", "a dog"]) == pytest.approx(2 / 3)


def test_what_a_near_miss_names_is_no_answer_to_it() -> None:
    refused = judge_answer(question("India", answerable=False), answered())
    assert (refused.exact_match, refused.f1, refused.holds) == (1, 1, None)


@given(st.text(max_size=40), st.lists(st.text(max_size=40), max_size=3))
def test_an_exact_match_has_an_f1_of_one_and_both_are_shares(answer: str, gold: list[str]) -> None:
    f1 = token_f1(answer, gold)
    assert 0 <= exact_match(answer, gold) <= f1 <= 1
    assert token_f1(answer, [*gold, answer]) == 1


@given(st.integers(1, 8), st.integers(0, 12))
def test_a_perfect_order_scores_one(gold: int, others: int) -> None:
    stories = [str(number) for number in range(gold + others)]
    scores = rank_scores([True] * gold + [False] * others, stories, set(stories[:gold]))
    assert scores.reciprocal_rank == pytest.approx(1)
    assert scores.ndcg_10 == pytest.approx(1)


@given(st.lists(st.booleans(), min_size=1, max_size=20))
def test_the_reciprocal_rank_is_that_of_the_first_hit(hits: list[bool]) -> None:
    found = rank_scores(hits, ["s"] * len(hits), {"s"}).reciprocal_rank
    assert found == pytest.approx(1 / (hits.index(True) + 1) if any(hits) else 0)


def test_showing_a_story_once_loses_nothing() -> None:
    collapsed = rank_scores([True, False], ["a", "b"], {"a"})
    repeated = rank_scores([True, True, False], ["a", "a", "b"], {"a"})
    assert collapsed.ndcg_10 == repeated.ndcg_10 == 1


def asked(answerable: bool) -> QuestionRecord:
    return QuestionRecord(id="q", text="?", as_of=None, answers=(), answerable=answerable, gold=())


def record(confidence: float, refused: bool) -> AnswerRecord:
    return AnswerRecord(
        status="not_found" if refused else "answered",
        text="",
        confidence=confidence,
        citations=(),
        contains_answer=None,
        first_holds=None,
        exact_match=0,
        f1=0,
    )


def test_abstention_is_counted_on_the_unanswerable_questions() -> None:
    questions = [asked(True), asked(True), asked(False), asked(False)]
    answers = [record(0.9, False), record(0.2, True), record(0.1, True), record(0.6, False)]
    numbers = {one.name: one.value(4) for one in abstention_metrics(questions, answers)}
    assert numbers["abstention precision"] == numbers["abstention recall"] == 0.5
    assert numbers["refused, though answerable"] == 0.5
    assert numbers["abstention AUROC"] == 0.75
    curve = abstention_curve(questions, answers)
    assert curve is not None
    assert curve.operating_point == (0.5, 0.5)


def test_without_a_question_of_the_kind_there_is_no_number() -> None:
    numbers = {one.name: one.value(1) for one in abstention_metrics([asked(True)], [record(0.9, False)])}
    assert numbers["abstention precision"] is None
    assert numbers["abstention AUROC"] is None
    assert abstention_curve([asked(True)], [record(0.9, False)]) is None


SCORES = st.lists(st.tuples(st.integers(0, 5), st.booleans()), min_size=2, max_size=30)


@given(SCORES, st.randoms(use_true_random=False))
def test_a_resample_is_measured_as_if_its_questions_were_there_so_often(
    pairs: list[tuple[int, bool]], chance: object
) -> None:
    scores = np.array([float(score) for score, _ in pairs])
    positive = np.array([float(label) for _, label in pairs])
    drawn = [chance.randrange(len(pairs)) for _ in pairs]  # type: ignore[attr-defined]
    counts = np.bincount(drawn, minlength=len(pairs)).astype(float)[None]
    again, labels = scores[drawn], positive[drawn]
    assert Ratio(scores, np.ones(len(pairs))).over(counts)[0] == pytest.approx(again.mean())
    assert Percentile(scores, 95).over(counts)[0] == np.percentile(again, 95, method="inverted_cdf")
    if len(set(labels)) == 2:
        assert Auroc(scores, positive).over(counts)[0] == pytest.approx(roc_auc_score(labels, again))
    else:
        assert np.isnan(Auroc(scores, positive).over(counts)[0])


def test_the_package_holds_the_pages_template() -> None:
    from assistant.eval.reports import html_report

    assert Path(html_report.__file__).with_name("report.html.jinja").is_file()
