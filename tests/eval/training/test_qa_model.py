"""The training of the reader: from published files to an ONNX file, in miniature."""

import json
import random
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.eval.training.qa_model.examples import Paragraph, SourceQuestion, about_something_else, examples_of
from assistant.eval.training.qa_model.export import export
from assistant.eval.training.qa_model.model import NO_SPAN, Batch, TokenisedText, TrainableQAModel
from assistant.eval.training.qa_model.sources import joined, read_everyday, read_prose
from assistant.eval.training.qa_model.train import auroc, tokenise, train
from assistant.extractive.qa_model import PairTokens, QAModel
from assistant.ingest.errors import UsageError

TEXT = (
    "Dorothea Quill was elected mayor of Ashby in 1987. Eleven members of the council voted for her. "
    "Edda Marlow had been mayor since 1979. The harbour bridge of Corran was closed in March."
)
QUESTIONS = {
    "Who was elected mayor of Ashby in 1987?": "Dorothea Quill",
    "How many members of the council voted for Quill?": "Eleven",
    "Who had been mayor since 1979?": "Edda Marlow",
    "Which bridge was closed in March?": "The harbour bridge",
}


@pytest.fixture
def published(tmp_path: Path) -> Path:
    asked = [
        {"question": question, "answers": [{"text": answer, "answer_start": TEXT.index(answer)}]}
        for question, answer in QUESTIONS.items()
    ]
    gone = {"question": "Who resigned?", "answers": [{"text": "Nobody", "answer_start": 3}]}
    none = {"question": "Who resigned?", "answers": [], "is_impossible": True}
    squad = {"data": [{"title": "Ashby", "paragraphs": [{"context": TEXT, "qas": [*asked, gone, none]}]}]}
    for name in ("new_wiki", "amazon_reviews", "reddit"):
        (tmp_path / f"{name}_v1.0.json").write_text(json.dumps(squad))
    qamr = tmp_path / "qamr"
    qamr.mkdir()
    sentences = ("a\tQuill opened the `` old '' mill -LRB- 1987 -RRB- .", "b\tMarlow opened the school in 1979 .")
    (qamr / "wiki-sentences.tsv").write_text("\n".join(sentences) + "\n")
    rows = (
        "a\t0\t1\t0\t0\tWho opened the mill?\t0\t2:0\t3:0",
        "a\t0\t1\t1\t0\tWho closed the mill?\t0\t2:7\t3:0",  # the checkers do not agree
        "b\t0\t1\t0\t0\tWhat did Marlow open?\t2 3\t2:3\t3:2 3",
    )
    (qamr / "dev.tsv").write_text("\n".join(rows) + "\n")
    (qamr / "test.tsv").write_text("")
    selqa = [
        {"question": "Who was elected?", "article": "Ashby", "candidates": ["Quill was.", "It rained."], "answers": [0]}
    ]
    for half in ("dev", "test"):
        (tmp_path / f"selqa-ass-{half}.json").write_text(json.dumps(selqa))
    qed = {
        "question_text": "who opened the mill",
        "title_text": "Mill",
        "paragraph_text": "Quill opened the mill. It is old.",
        "sentence_starts": [0, 23],
        "original_nq_answers": [[{"start": 0, "end": 5, "string": "Quill"}]],
        "annotation": {"selected_sentence": {"start": 0, "end": 22}},
    }
    (tmp_path / "qed-dev.jsonlines").write_text(json.dumps(qed) + "\n")
    return tmp_path


def test_every_file_gives_examples_of_which_at_most_one_text_answers(published: Path) -> None:
    examples = [*read_prose(published, random.Random(1)), *read_everyday(published, random.Random(1))]
    questions = {one.question for one in examples}
    assert {*QUESTIONS, "Who opened the mill?", "What did Marlow open?", "Who was elected?"} <= questions
    assert not questions & {"Who resigned?", "Who closed the mill?"}
    assert all(sum(read.answers for read in one.texts) <= 1 for one in examples)
    marked = [(one.question, read.text[slice(*read.answer)]) for one in examples for read in one.texts if read.answer]
    assert set(QUESTIONS.items()) <= set(marked)


def test_a_missing_file_is_named_with_where_to_find_it(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"new_wiki_v1.0.json is missing.*sources.py"):
        read_prose(tmp_path, random.Random(1))
    with pytest.raises(UsageError, match=r"amazon_reviews_v1.0.json is missing.*sources.py"):
        read_everyday(tmp_path, random.Random(1))


@given(seed=st.integers(0, 10_000), asked=st.sampled_from(sorted(QUESTIONS)))
def test_the_text_that_answers_has_the_answer_and_its_near_misses_lack_it(seed: int, asked: str) -> None:
    answer = QUESTIONS[asked]
    start = TEXT.index(answer)
    paragraph = Paragraph.of(TEXT)
    question = SourceQuestion(asked, (answer,), (start, start + len(answer)))
    for example in examples_of(question, paragraph, [paragraph], "Ashby", random.Random(seed)):
        if example.question == asked:
            right, *near = example.texts
            assert right.answers
            assert right.answer is not None
            assert right.text[slice(*right.answer)] == answer
            assert not any(one.answers or answer in one.text for one in near)
        else:  # about something else, which the same text does not answer
            assert not any(one.answers for one in example.texts)


def test_a_question_about_something_else_exchanges_one_thing_for_another_of_the_kind() -> None:
    other = about_something_else("Who was mayor in 1987?", TEXT, ["Dorothea Quill"], random.Random(1))
    assert other == "Who was mayor in 1979?"
    assert about_something_else("Who rested?", TEXT, ["Dorothea Quill"], random.Random(1)) is None


@given(
    tokens=st.lists(st.sampled_from(["Quill", "``", "''", "-LRB-", "-RRB-", ",", "n't", "did", "$", "5"]), max_size=12)
)
def test_tokens_are_found_where_they_stand_in_the_joined_text(tokens: list[str]) -> None:
    text, spans = joined(tokens)
    written = [{"``": '"', "''": '"', "-LRB-": "(", "-RRB-": ")"}.get(token, token) for token in tokens]
    assert [text[slice(*span)] for span in spans] == written


def test_an_answer_beyond_what_is_read_is_not_looked_for(published: Path) -> None:
    example = next(one for one in read_prose(published, random.Random(1)) if one.question in QUESTIONS)
    read = next(one for one in example.texts if one.answers)
    tokens = PairTokens()
    known = TokenisedText.of(example.question, read, tokens)
    assert 0 < known.begin <= known.end
    assert read.answer is not None
    start, end = read.answer
    padded = type(read)(f"{'far ' * 400}{read.text}", answers=True, answer=(1600 + start, 1600 + end))
    assert TokenisedText.of(example.question, padded, tokens).begin == NO_SPAN


def test_what_is_trained_is_what_the_assistant_runs(published: Path, tmp_path: Path) -> None:
    import torch

    torch.manual_seed(0)
    examples = read_prose(published, random.Random(1))
    reader = TrainableQAModel()
    before = reader.bert.encoder.layer[5].output.dense.weight.clone()
    train(reader, [tokenise(examples)], random.Random(1))
    assert not torch.equal(before, reader.bert.encoder.layer[5].output.dense.weight)
    assert 0 <= auroc(reader, tokenise(examples)) <= 1
    export(reader, tmp_path / "reader.onnx")
    question, text = "Who was elected mayor of Ashby?", "Ashby\nDorothea Quill was elected mayor of Ashby."
    reader.eval()
    with torch.no_grad():
        expected = reader(
            Batch.of([[TokenisedText(PairTokens().of(question, text).ids, answers=True, begin=0, end=0)]])
        )
    (found,) = QAModel(graph=tmp_path / "reader.onnx").log_odds(question, [text])
    assert found == pytest.approx(expected[0].item(), abs=0.1)
