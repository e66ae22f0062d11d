"""The training of the QA model: hard negatives by rule, and from twins to an ONNX file, in miniature."""

import json
import random
from pathlib import Path

import pytest
import torch

from assistant.eval.training.qa_model.batches import Plan, batches
from assistant.eval.training.qa_model.examples import sentences_of
from assistant.eval.training.qa_model.export import Calibration, export
from assistant.eval.training.qa_model.initial import encoder_of_graph
from assistant.eval.training.qa_model.measure import table, twin_scores
from assistant.eval.training.qa_model.model import Batch, QANetwork, encode, loss
from assistant.eval.training.qa_model.paragraph_sources import group_of, squad_answered, squad_impossible
from assistant.eval.training.qa_model.rules import HELD_OUT, TRAINED, Asked, changed_question
from assistant.eval.training.qa_model.scoring import auroc, overlap_f1, qa_judge, refused_rightly
from assistant.eval.training.qa_model.train import Schedule, load, train
from assistant.eval.training.qa_model.twins import TwinArticle, read_twins, twin_groups
from assistant.eval.training.qa_model.yes_no_sources import statement_groups
from assistant.extractive.qa_model import Candidate, QAModel, QATokenizer

TEXT = (
    "ASHBY, March 3 (Post) - Dorothea Quill was elected mayor of Ashby in 1987. Eleven members of the council voted for her. "
    "The old mill was opened by Edda Marlow in 1979. The harbour bridge was not repaired last year."
)
PAIRS = [
    {
        "kind": "who", "question": "who is the new mayor", "sentences": ["Dorothea Quill was elected mayor of Ashby in 1987."],
        "span": "Dorothea Quill", "yes_no": None, "near_miss": "who was mayor before Quill", "way": "b",
        "tempting": "ASHBY, March 3 (Post) - Dorothea Quill was elected mayor of Ashby in 1987.",
    },
    {
        "kind": "yesno", "question": "did they fix the bridge", "sentences": ["The harbour bridge was not repaired last year."],
        "span": None, "yes_no": "no", "near_miss": "did they fix the mill", "way": "c",
        "tempting": "The old mill was opened by Edda Marlow in 1979.",
    },
]  # fmt: skip


@pytest.fixture
def twins(tmp_path: Path) -> list[TwinArticle]:
    article = {"id": "n1", "story": None, "title": "Quill elected", "text": TEXT, "pairs": PAIRS}
    (tmp_path / "part-1.jsonl").write_text(json.dumps(article) + "\n")
    return read_twins(tmp_path)


@pytest.fixture
def squad(tmp_path: Path) -> Path:
    start = TEXT.index("Edda Marlow")
    answer = {"text": "Edda Marlow", "answer_start": start}
    questions = [
        {"question": "Who opened the old mill in 1979?", "answers": [answer], "is_impossible": False},
        {"question": "Who closed the old mill?", "answers": [], "plausible_answers": [answer], "is_impossible": True},
    ]
    articles = [{"title": title, "paragraphs": [{"context": TEXT, "qas": questions}]} for title in ("Ashby", "Corran")]
    (tmp_path / "squad.json").write_text(json.dumps({"data": articles}))
    return tmp_path / "squad.json"


@pytest.mark.parametrize(
    ("rule", "question", "expected"),
    [
        ("name", "What did people in Ashby see Quill do?", "Marlow"),
        ("year", "Who was elected in 1987?", "1979"),
        ("interrogative", "Who opened the old mill?", "How many people"),
        ("tense", "When did Marlow open the mill?", "will"),
        ("relation", "Who owned the old mill?", "the old mill"),
        ("constraint", "Who opened the old mill?", "Who opened the old mill "),
    ],
)
def test_a_rule_changes_what_is_asked_and_nothing_else(rule: str, question: str, expected: str) -> None:
    asked = Asked(question, "The old mill was opened by Edda Marlow.", TEXT, ("the old mill",))
    changed = [TRAINED[rule](asked, random.Random(seed)) for seed in range(20)]
    assert any(one and expected in one for one in changed)
    assert question not in changed


def test_no_rule_that_is_held_out_is_trained() -> None:
    assert not set(TRAINED) & set(HELD_OUT)
    assert (
        HELD_OUT["antonym"](Asked("Who won?", "Quill won.", "Quill won.", ("Quill",)), random.Random(1)) == "Who lost?"
    )
    assert changed_question(Asked("Why?", "Because.", "Because.", ("Because",)), random.Random(1)) is None or True


def test_a_sentence_beside_the_answer_lacks_it_and_left_out_articles_are_left_out(squad: Path) -> None:
    (answered,) = squad_answered(squad, without=frozenset({"Corran"}))
    assert answered.key.startswith("squad/Ashby")
    group = group_of(answered, "squad", random.Random(1), change=1.0)
    right, *wrong = group.questions[0].labels
    assert right.answers
    assert right.span is not None
    assert right.candidate.sentence[slice(*right.span)] == "Edda Marlow"
    assert not any(one.answers or "Marlow" in one.candidate.sentence for one in wrong)
    assert all(not label.answers for question in group.questions[1:] for label in question.labels)
    (missed,) = squad_impossible(squad, random.Random(1), frozenset({"Corran"}))
    assert [question.labels[0].answers for question in missed.questions] == [True, False]


def test_yes_no_questions_are_made_from_statements() -> None:
    groups = list(statement_groups([("Ashby", sentences_of("", TEXT))], random.Random(2)))
    asked = {question.question: question.labels[0] for group in groups for question in group.questions}
    assert asked["Was the old mill opened by Edda Marlow in 1979?"].yes_no == "yes"
    assert asked["Was the harbour bridge repaired last year?"].yes_no == "no"


def test_a_twin_is_labelled_where_its_sentences_stand(twins: list[TwinArticle]) -> None:
    first, second = twin_groups(twins, random.Random(1))
    asked, missed = first.questions
    assert asked.labels[0].candidate == Candidate(
        "Quill elected", "", "Dorothea Quill was elected mayor of Ashby in 1987."
    )
    assert asked.labels[0].span == (0, len("Dorothea Quill"))
    assert [one.answers for one in asked.labels].count(True) == 1
    assert not any(one.answers for one in missed.labels)
    assert asked.labels[0].candidate in [one.candidate for one in missed.labels]
    assert second.questions[0].labels[0].yes_no == "no"


def test_measures() -> None:
    assert auroc([2.0, 3.0], [1.0, 2.0]) == pytest.approx(0.875)
    assert refused_rightly([1.0, 2.0, 3.0], [0.0, 5.0], 0.0) == 0.5
    assert overlap_f1("the old mill", "Old mill") == 1
    assert overlap_f1("mill", "old mill") == pytest.approx(2 / 3)


def test_what_is_trained_is_what_the_assistant_runs(twins: list[TwinArticle], tmp_path: Path) -> None:
    torch.manual_seed(0)
    tokenizer = QATokenizer()
    groups = list(twin_groups(twins, random.Random(1)))
    steps = list(batches(groups, [groups], Plan((1.0,), (1,)), tokenizer, random.Random(1)))
    assert sum(len(group) for step in steps for group in step) == 2 * sum(
        len(question.labels) for group in groups for question in group.questions
    )
    network = QANetwork()
    before = network.bert.encoder.layer[5].output.dense.weight.clone()
    train(network, steps * 3, Schedule(3, None, 1e-4), tmp_path / "run.pt")
    assert not torch.equal(before, network.bert.encoder.layer[5].output.dense.weight)
    resumed = QANetwork()
    train(resumed, steps * 3, Schedule(3, None, 1e-4), tmp_path / "run.pt")  # all steps are done
    assert torch.equal(resumed.answers.weight, network.answers.weight)
    network = load(tmp_path / "run.pt")
    export(network, tmp_path / "model.onnx", Calibration(2.0, 0.5))
    asked = groups[0].questions[0]
    (judged,) = QAModel(graph=tmp_path / "model.onnx").read(asked.question, [asked.labels[0].candidate])
    batch = Batch.of([encode(groups[0], tokenizer)])
    with torch.no_grad():
        expected = network(batch)
        assert loss(expected, batch).isfinite()
    assert judged.answer_logit == pytest.approx(2 * expected.answers[0].item() + 0.5, abs=0.3)
    assert judged.yes_no == pytest.approx(expected.yes_no[0].tolist(), abs=0.3)
    scores = twin_scores(twins, qa_judge(tmp_path / "model.onnx"))
    assert len(scores.asked) == len(scores.missed) == 2
    assert "AUROC question/near miss" in table({"model": scores.numbers()})
    again = encoder_of_graph(tmp_path / "model.onnx")["encoder.layer.5.output.dense.weight"]
    assert (
        torch.cosine_similarity(again.flatten(), network.bert.encoder.layer[5].output.dense.weight.flatten(), 0) > 0.999
    )
