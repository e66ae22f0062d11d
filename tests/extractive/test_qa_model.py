"""The QA model: it judges whether a sentence answers a question."""

from importlib.resources import files

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.extractive.qa_model import MAX_TOKENS, PairTokens, QAModel
from assistant.extractive.qa_model.tokens import sentence_in_context


@pytest.fixture(scope="module")
def qa_model() -> QAModel:
    return QAModel()


@pytest.mark.parametrize(
    ("question", "answers", "near"),
    [
        (
            "Who was elected mayor of Ashby?",
            "Dorothea Quill was elected mayor of Ashby by eleven votes to four.",
            "The mayor of Ashby is elected by the council every four years.",
        ),
        (
            "When was the harbour bridge closed?",
            "The harbour bridge was closed for repairs in March.",
            "The harbour bridge was closed because its piers had cracked.",
        ),
        (
            "How many people were hurt in the fire at the cannery?",
            "Seven workers were hurt when a fire broke out at the cannery on Monday.",
            "The fire at the cannery broke out in the night and people saw it from far away.",
        ),
        (
            "Where will the next summit of the river states be held?",
            "The river states agreed to hold their next summit in Ferrow.",
            "The river states agreed to hold their next summit in September.",
        ),
    ],
)
def test_a_sentence_that_answers_is_judged_likelier_than_one_on_the_same_topic(
    qa_model: QAModel, question: str, answers: str, near: str
) -> None:
    right, wrong = qa_model.log_odds(question, [answers, near])
    assert right > wrong + 0.5


def test_the_title_and_the_sentence_before_are_used(qa_model: QAModel) -> None:
    sentence = "She was elected by eleven votes to four."
    before = "The council chose Dorothea Quill as mayor of Ashby."
    question = "By how many votes was Dorothea Quill elected mayor of Ashby?"
    in_context = sentence_in_context("Ashby has a new mayor", before, sentence)
    log_odds, log_odds_in_context = qa_model.log_odds(question, [sentence, in_context])
    assert log_odds_in_context > log_odds


def test_texts_judged_together_do_not_influence_each_other(qa_model: QAModel) -> None:
    question = "Who sails to Corran?"
    texts = ["Quill sails to Corran.", "The ferry to Corran is late.", "Nobody knows.", "Quill sails to Corran."]
    together = qa_model.log_odds(question, texts)
    assert together == [qa_model.log_odds(question, [text])[0] for text in texts]


def test_no_texts_give_no_log_odds(qa_model: QAModel) -> None:
    assert qa_model.log_odds("Who?", []) == []


@given(question=st.text(max_size=400), text=st.text(max_size=2_000))
def test_any_question_and_text_stay_within_the_token_limit(qa_model: QAModel, question: str, text: str) -> None:
    assert len(PAIRS.of(question, text).ids) <= MAX_TOKENS
    assert abs(qa_model.log_odds(question, [text])[0]) < 100


@given(text=st.text(alphabet=st.characters(codec="ascii"), max_size=300))
def test_the_spans_of_tokens_are_inside_the_text(text: str) -> None:
    pair = PAIRS.of("Who?", text)
    assert len(pair.spans) == len(pair.ids) - pair.text_from - 1
    assert all(0 <= start <= end <= len(text) for start, end in pair.spans)


PAIRS = PairTokens()


def test_the_packaged_model_is_small() -> None:
    assert files("assistant.extractive.qa_model").joinpath("qa_model.onnx").stat().st_size < 12_000_000  # type: ignore[attr-defined]
