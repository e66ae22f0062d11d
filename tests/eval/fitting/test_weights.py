import pytest

from assistant.eval.fitting.ranked_questions import QuestionFeatures
from assistant.eval.fitting.weights import WRONGLY_REFUSED, fit_confidence, fit_threshold
from assistant.extractive.sentence_reranking import ConfidenceFeatures


def rows(answerable: bool, late_interaction: float, answers: float, count: int = 20) -> list[QuestionFeatures]:
    """Returns questions of one kind; each differs a little from the others."""
    return [
        QuestionFeatures(answerable, True, ConfidenceFeatures(late_interaction, 1.0, answers + number / 10))
        for number in range(count)
    ]


ANSWERED = rows(True, 0.9, 2.0)
NEAR_MISSES = rows(False, 0.9, -4.0)
OTHER_TOPICS = rows(False, 0.3, 0.0)


def test_neither_a_near_miss_nor_another_topic_gets_the_confidence_of_an_answer() -> None:
    weights = fit_confidence([ANSWERED + NEAR_MISSES, ANSWERED + OTHER_TOPICS])
    lowest = min(row.confidence(weights) for row in ANSWERED)
    assert lowest > max(row.confidence(weights) for row in NEAR_MISSES + OTHER_TOPICS)


def test_the_threshold_refuses_only_the_allowed_share_of_the_answerable_questions_of_each_set() -> None:
    sets = [ANSWERED + NEAR_MISSES, rows(True, 0.7, 0.5) + OTHER_TOPICS]
    weights = fit_confidence(sets)
    threshold = fit_threshold(sets, weights)
    refused = [
        sum(row.confidence(weights) < threshold for row in questions if row.answerable) / 20 for questions in sets
    ]
    assert max(refused) <= WRONGLY_REFUSED
    assert any(row.confidence(weights) >= threshold for row in ANSWERED)


def test_the_qa_model_does_not_count_where_the_product_does_not_ask_it() -> None:
    weights = fit_confidence([ANSWERED + NEAR_MISSES])
    features = ConfidenceFeatures(0.9, 1.0, -4.0)
    judged, overview = (QuestionFeatures(True, by_qa_model, features) for by_qa_model in (True, False))
    assert overview.confidence(weights) > judged.confidence(weights)
    assert judged.confidence(weights) == pytest.approx(features.confidence(weights))
