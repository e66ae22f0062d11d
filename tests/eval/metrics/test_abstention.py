"""Abstention is measured on unanswerable questions, and has no value without them."""

from assistant.eval.metrics.abstention import abstention_curve, abstention_metrics
from assistant.eval.results.result import AnswerRecord, QuestionRecord


def question(answerable: bool) -> QuestionRecord:
    return QuestionRecord(id="q", text="?", as_of=None, answers=(), answerable=answerable, gold=())


def answer(confidence: float, refused: bool) -> AnswerRecord:
    return AnswerRecord(
        status="not_found" if refused else "answered",
        text="",
        confidence=confidence,
        citations=(),
        holds=None,
        first_holds=None,
        exact_match=0,
        f1=0,
    )


def test_abstention_is_counted_on_the_unanswerable_questions() -> None:
    questions = [question(True), question(True), question(False), question(False)]
    answers = [answer(0.9, False), answer(0.2, True), answer(0.1, True), answer(0.6, False)]
    numbers = {metric.name: metric.value(4) for metric in abstention_metrics(questions, answers)}
    assert numbers["abstention precision"] == numbers["abstention recall"] == 0.5
    assert numbers["refused, though answerable"] == 0.5
    assert numbers["abstention AUROC"] == 0.75
    curve = abstention_curve(questions, answers)
    assert curve is not None
    assert curve.operating_point == (0.5, 0.5)


def test_without_unanswerable_questions_there_is_no_value() -> None:
    numbers = {metric.name: metric.value(1) for metric in abstention_metrics([question(True)], [answer(0.9, False)])}
    assert numbers["abstention precision"] is None
    assert numbers["abstention AUROC"] is None
    assert abstention_curve([question(True)], [answer(0.9, False)]) is None
