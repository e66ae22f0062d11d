"""An answer is right only if its citation supports it; nothing answers an unanswerable question."""

from datetime import date

from assistant.answers.answer import Answer, Citation, ShortAnswer, Statement
from assistant.eval.metrics.answers import answer_metrics
from assistant.eval.question_sets.question_set import EvalQuestion
from assistant.eval.systems.judging import judge_answer


def question(*answers: str, answerable: bool = True, paragraph: str = "") -> EvalQuestion:
    gold = frozenset({"a1"}) if answerable else frozenset()
    return EvalQuestion("q", "What?", None, answers, answerable, gold, paragraph)


def answer_of(*quoted: tuple[str, str], article: str = "a1") -> Answer:
    """An answer of statements, each with one quote."""
    return Answer(
        question="What?",
        standalone_question="What?",
        status="answered" if quoted else "not_found",
        text="",
        statements=tuple(Statement(text=text, citations=(n,), supported=True) for n, (text, _) in enumerate(quoted, 1)),
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
            for n, (_, quote) in enumerate(quoted, 1)
        ),
        as_of=date(2026, 1, 1),
        answerer="test",
    )


def test_an_answer_holds_the_gold_answer_only_if_its_citation_does() -> None:
    assert judge_answer(question("fog"), answer_of(("Fog did it.", "Thick fog."))).holds is True
    assert judge_answer(question("fog"), answer_of(("Fog did it.", "Thin ice."))).holds is False
    second = judge_answer(question("fog"), answer_of(("Ice.", "Ice."), ("Fog.", "Fog.")))
    assert (second.holds, second.first_holds) == (True, False)


def test_a_citation_is_right_if_it_holds_the_answer_or_lies_in_the_gold_paragraph() -> None:
    gold = question("fog", paragraph="Thin ice, said Ada. Thick fog, said Bo.")
    for article, right in (("a1", True), ("a2", False)):
        (citation,) = judge_answer(gold, answer_of(("Ice.", "Thin ice, said Ada."), article=article)).citations
        assert citation.right is right
    both = judge_answer(gold, answer_of(("Fog.", "Thick fog"), ("Sun.", "Bright sun")))
    precision = next(metric for metric in answer_metrics([both]) if metric.name == "citation precision")
    assert precision.value(1) == 0.5


def test_the_words_of_a_near_miss_do_not_answer_an_unanswerable_question() -> None:
    refused = judge_answer(question("India", answerable=False), answer_of())
    assert (refused.exact_match, refused.f1, refused.holds) == (1, 1, None)


def test_squad_metrics_are_those_of_the_short_answer_where_there_is_one() -> None:
    whole = answer_of(("Thick fog delayed it.", "Thick fog delayed it."))
    short = whole.model_copy(update={"short_answer": ShortAnswer(text="Thick fog", citation=1, start=0, end=9)})
    gold = question("thick fog", "a fog")
    records = [judge_answer(gold, answer) for answer in (short, whole, answer_of())]
    assert [record.exact_match for record in records] == [1, 0, 0]
    assert records[1].f1 == 2 / 3
    near_miss = judge_answer(question("fog", answerable=False), short)
    metrics = {metric.name: metric.value(4) for metric in answer_metrics([*records, near_miss])}
    assert metrics["exact match"] == 1 / 4
    assert metrics["exact match, answered"] == 1 / 2
