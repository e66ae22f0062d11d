"""The QA model's input, its spans and, once it is packaged, its judgements."""

from concurrent.futures import ThreadPoolExecutor
from importlib.resources import files

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.extractive.qa_model import Candidate, PackagedQAModel, QATokenizer
from assistant.extractive.qa_model.candidates import MAX_TOKENS
from assistant.extractive.qa_model.onnx_model import MAX_SPAN_TOKENS, best_span

WORDS = st.lists(
    st.sampled_from(["Quill", "was", "elected", "in", "1987", "élan", "“no”", "3.1", "harbour-bridge"]), max_size=90
)


@pytest.fixture(scope="module")
def tokenizer() -> QATokenizer:
    return QATokenizer.of_folder()


@pytest.fixture(scope="module")
def model() -> PackagedQAModel:
    return PackagedQAModel()


@given(question=WORDS, title=WORDS, before=WORDS, sentence=WORDS)
def test_an_input_is_never_too_long_and_its_spans_are_characters_of_the_sentence(
    tokenizer: QATokenizer, question: list[str], title: list[str], before: list[str], sentence: list[str]
) -> None:
    candidate = Candidate(" ".join(title), " ".join(before), " ".join(sentence))
    encoded = tokenizer.encode(" ".join(question), candidate)
    assert len(encoded.ids) <= MAX_TOKENS
    assert all(0 <= start < end <= len(candidate.sentence) for start, end in encoded.spans)
    if encoded.spans:
        start, end = encoded.characters(encoded.sentence_from, encoded.sentence_to - 1)
        assert encoded.positions(start, end) == (encoded.sentence_from, encoded.sentence_to - 1)


def test_the_sentence_is_told_from_its_context(tokenizer: QATokenizer) -> None:
    sentence_first = tokenizer.encode("Who won?", Candidate("Ashby", "It rained.", "Quill won."))
    context_first = tokenizer.encode("Who won?", Candidate("Ashby", "Quill won.", "It rained."))
    assert sentence_first.ids != context_first.ids
    assert len(sentence_first.ids) == len(context_first.ids)


@given(seed=st.integers(0, 1000), words=st.integers(0, 70))
def test_a_span_lies_in_the_sentence_and_is_not_long(tokenizer: QATokenizer, seed: int, words: int) -> None:
    sentence = " ".join(["word"] * words)
    encoded = tokenizer.encode("Who?", Candidate("", "", sentence))
    logits = np.random.default_rng(seed).normal(size=(len(encoded.ids), 2)).astype(np.float32)
    span, _ = best_span(encoded, logits)
    if not words:
        assert span is None
    else:
        assert span is not None
        assert 0 <= span[0] < span[1] <= len(sentence)
        assert len(sentence[slice(*span)].split()) <= MAX_SPAN_TOKENS


@pytest.mark.parametrize(
    ("question", "answers", "near", "short"),
    [
        (
            "Who was elected mayor of Ashby?",
            "Dorothea Quill was elected mayor of Ashby by eleven votes to four.",
            "The mayor of Ashby is elected by the council every four years.",
            "Dorothea Quill",
        ),
        (
            "When was the harbour bridge closed?",
            "The harbour bridge was closed for repairs on 4 March.",
            "The harbour bridge was closed because its piers had cracked.",
            "4 March",
        ),
        (
            "How much does the senator earn?",
            "The senator earns 174,000 dollars a year, her office said.",
            "The senator said that she would not run again in the autumn.",
            "174,000 dollars",
        ),
    ],
)
def test_a_sentence_that_answers_is_told_from_one_about_the_same(
    model: PackagedQAModel, question: str, answers: str, near: str, short: str
) -> None:
    right, wrong = model.read(question, [Candidate("", "", answers), Candidate("", "", near)])
    assert right.answer_logit > wrong.answer_logit
    assert right.span is not None
    assert short in answers[slice(*right.span)]


def test_yes_is_told_from_no(model: PackagedQAModel) -> None:
    question = "Did the council approve the budget?"
    said = ["The council approved the budget on Monday.", "The council did not approve the budget."]
    yes, no = model.read(question, [Candidate("", "", sentence) for sentence in said])
    assert yes.yes_no[0] - yes.yes_no[1] > no.yes_no[0] - no.yes_no[1]


def test_judgements_do_not_depend_on_what_is_read_beside_them(model: PackagedQAModel) -> None:
    candidates = [Candidate("Ashby", "", f"Quill won {number} votes.") for number in range(6)]
    together = model.read("How many votes did Quill win?", candidates)
    with ThreadPoolExecutor(4) as threads:
        alone = list(
            threads.map(lambda candidate: model.read("How many votes did Quill win?", [candidate])[0], candidates)
        )
    assert together == alone


def test_the_packaged_file_is_small() -> None:
    assert len((files("assistant.extractive.qa_model") / "qa_model.onnx").read_bytes()) < 12_000_000
