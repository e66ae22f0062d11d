"""The reader: whether a sentence answers, read together with the question."""

from importlib.resources import files

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.extractive.qa_model import MAX_TOKENS, PairTokens, QAModel
from assistant.extractive.qa_model.tokens import sentence_in_context


@pytest.fixture(scope="module")
def reader() -> QAModel:
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
def test_a_sentence_that_answers_is_likelier_to_than_one_that_is_about_the_same(
    reader: QAModel, question: str, answers: str, near: str
) -> None:
    right, wrong = reader.log_odds(question, [answers, near])
    assert right > wrong + 0.5


def test_the_title_and_the_sentence_before_say_who_is_meant(reader: QAModel) -> None:
    said = "She was elected by eleven votes to four."
    before = "The council chose Dorothea Quill as mayor of Ashby."
    question = "By how many votes was Dorothea Quill elected mayor of Ashby?"
    alone, placed = reader.log_odds(question, [said, sentence_in_context("Ashby has a new mayor", before, said)])
    assert placed > alone


def test_no_judgement_depends_on_what_is_read_beside_it(reader: QAModel) -> None:
    question = "Who sails to Corran?"
    texts = ["Quill sails to Corran.", "The ferry to Corran is late.", "Nobody knows.", "Quill sails to Corran."]
    together = reader.log_odds(question, texts)
    assert together == [reader.log_odds(question, [text])[0] for text in texts]


def test_nothing_is_read_for_nothing(reader: QAModel) -> None:
    assert reader.log_odds("Who?", []) == []


@given(question=st.text(max_size=400), text=st.text(max_size=2_000))
def test_whatever_is_asked_and_said_is_read_within_the_limit(reader: QAModel, question: str, text: str) -> None:
    assert len(PAIRS.of(question, text).ids) <= MAX_TOKENS
    assert abs(reader.log_odds(question, [text])[0]) < 100


@given(text=st.text(alphabet=st.characters(codec="ascii"), max_size=300))
def test_tokens_of_the_text_stand_for_characters_of_it(text: str) -> None:
    pair = PAIRS.of("Who?", text)
    assert len(pair.spans) == len(pair.ids) - pair.text_from - 1
    assert all(0 <= start <= end <= len(text) for start, end in pair.spans)


PAIRS = PairTokens()


def test_the_packaged_reader_is_small() -> None:
    assert files("assistant.extractive.qa_model").joinpath("qa_model.onnx").stat().st_size < 12_000_000  # type: ignore[attr-defined]
