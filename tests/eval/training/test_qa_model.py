"""Tests the training of the QA model: hard negatives by rule, the readers of data, and a tiny run from twins to an ONNX file."""

import json
import random
import shutil
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pytest
import torch
from transformers import BertConfig, BertModel

from assistant.eval.training.qa_model.average import average
from assistant.eval.training.qa_model.batches import Plan, batches
from assistant.eval.training.qa_model.examples import sentences_of
from assistant.eval.training.qa_model.export import Calibration, export
from assistant.eval.training.qa_model.initial import encoder_of_graph
from assistant.eval.training.qa_model.measure import table, twin_scores
from assistant.eval.training.qa_model.mine import mine
from assistant.eval.training.qa_model.model import Batch, QANetwork, encode, loss
from assistant.eval.training.qa_model.paragraph_sources import group_of, squad_answered, squad_impossible
from assistant.eval.training.qa_model.rules import HELD_OUT, TRAINED, RuleInput, changed_question, swap_detail
from assistant.eval.training.qa_model.scoring import auroc, qa_judge, refused_rightly
from assistant.eval.training.qa_model.sentence_sources import qamr_groups, qed_groups, selqa_groups
from assistant.eval.training.qa_model.topics import topic_names, with_topic
from assistant.eval.training.qa_model.train import Schedule, load, train
from assistant.eval.training.qa_model.twins import TwinArticle, read_language_twins, read_twins, twin_groups
from assistant.eval.training.qa_model.yes_no_sources import statement_groups
from assistant.extractive.qa_model import Candidate, Judgement, PackagedQAModel, QATokenizer
from assistant.extractive.qa_model.packaged import MultilingualQAModel
from assistant.ingest.embedders import MULTILINGUAL_EMBEDDER, open_embedder
from assistant.ingest.embedders.e5_file import e5_file_path
from assistant.ingest.embedders.minilm import packaged_model_folder
from assistant.ingest.embedders.multilingual_e5 import MultilingualE5Embedder

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
def test_a_rule_changes_one_part_of_the_question(rule: str, question: str, expected: str) -> None:
    rule_input = RuleInput(question, "The old mill was opened by Edda Marlow.", TEXT, ("the old mill",))
    changed_questions = [TRAINED[rule](rule_input, random.Random(seed)) for seed in range(20)]
    assert any(changed and expected in changed for changed in changed_questions)
    assert question not in changed_questions


def test_a_held_out_rule_is_not_trained() -> None:
    assert not set(TRAINED) & set(HELD_OUT)
    rule_input = RuleInput("Who won?", "Quill won.", "Quill won.", ("Quill",))
    assert HELD_OUT["antonym"](rule_input, random.Random(1)) == "Who lost?"


def test_a_changed_question_comes_with_the_name_of_its_rule() -> None:
    rule_input = RuleInput("Who was elected in 1987?", TEXT, TEXT, ("Dorothea Quill",))
    changes = [changed_question(rule_input, random.Random(seed)) for seed in range(20)]
    assert ("Who was elected in 1979?", "year") in changes
    assert not any(change and change[0] == rule_input.question for change in changes)


def test_a_detail_is_replaced_by_another_of_the_same_kind() -> None:
    rule_input = RuleInput("Who was elected in 1987?", TEXT, TEXT, ("Dorothea Quill",))
    assert swap_detail(rule_input, random.Random(1)) == "Who was elected in 1979?"
    assert swap_detail(RuleInput("Why?", "Because.", "Because.", ("Because",)), random.Random(1)) is None


def test_a_negative_lacks_the_answer_and_excluded_articles_are_left_out(squad: Path) -> None:
    (answered,) = squad_answered(squad, without=frozenset({"Corran"}))
    assert answered.key.startswith("squad/Ashby")
    group = group_of(answered, "squad", random.Random(1), change=1.0)
    right, *wrong = group.questions[0].labels
    assert right.answers
    assert right.span is not None
    assert right.candidate.sentence[slice(*right.span)] == "Edda Marlow"
    assert not any(label.answers or "Marlow" in label.candidate.sentence for label in wrong)
    assert all(not label.answers for question in group.questions[1:] for label in question.labels)
    (pair,) = squad_impossible(squad, random.Random(1), frozenset({"Corran"}))
    assert [question.labels[0].answers for question in pair.questions] == [True, False]


def test_a_question_about_a_tokenised_sentence_has_the_agreed_answer(tmp_path: Path) -> None:
    sentences = ["Quill was elected mayor of Ashby in 1987 .", "Marlow was elected mayor of Corran in 1979 ."]
    (tmp_path / "wiki-sentences.tsv").write_text(
        "".join(f"s{number}\t{text}\n" for number, text in enumerate(sentences))
    )
    rows = [
        "s0\t0\tx\tWho was elected mayor of Ashby?\t0\tw1: 0\tw2: 0",
        "s0\t0\tx\tWhen was Quill elected?\t7\tw1: 7\tw2: 6",
    ]
    (tmp_path / "dev.tsv").write_text("\n".join(rows) + "\n")
    (tmp_path / "test.tsv").write_text("")
    (group,) = qamr_groups(tmp_path, random.Random(1))
    right, wrong = group.questions[0].labels
    assert right.span == (0, len("Quill"))
    assert right.candidate.sentence == "Quill was elected mayor of Ashby in 1987."
    assert (wrong.answers, wrong.candidate.sentence[:6]) == (False, "Marlow")


def test_a_marked_sentence_answers_and_the_others_do_not(tmp_path: Path) -> None:
    sentences = ["Quill was elected mayor of Ashby.", "The mayor of Ashby lives in a mill.", "The harbour is old."]
    selqa = {"question": "Who was elected mayor?", "article": "Ashby_town", "candidates": sentences, "answers": [0]}
    (tmp_path / "selqa.json").write_text(json.dumps([selqa]))
    text = " ".join(sentences)
    starts = [text.index(sentence) for sentence in sentences]
    qed = {
        "question_text": "who was elected mayor", "title_text": "Ashby", "paragraph_text": text, "sentence_starts": starts,
        "annotation": {"selected_sentence": {"start": 0, "end": len(sentences[0])}}, "original_nq_answers": [[{"string": "Quill"}]],
    }  # fmt: skip
    (tmp_path / "qed.jsonlines").write_text(json.dumps(qed) + "\n")
    for groups in (
        selqa_groups(tmp_path / "selqa.json", random.Random(1)),
        qed_groups(tmp_path / "qed.jsonlines", random.Random(1)),
    ):
        (group,) = groups
        labels = group.questions[0].labels
        assert [label.answers for label in labels] == [True, False, False]
        assert labels[0].candidate.sentence == sentences[0]


def test_yes_no_questions_are_made_from_statements() -> None:
    groups = list(statement_groups([("Ashby", sentences_of("", TEXT))], random.Random(2)))
    labels = {question.question: question.labels[0] for group in groups for question in group.questions}
    assert labels["Was the old mill opened by Edda Marlow in 1979?"].yes_no == "yes"
    assert labels["Was the harbour bridge repaired last year?"].yes_no == "no"


def test_the_sentences_of_a_twin_are_labelled(twins: list[TwinArticle]) -> None:
    first, second = twin_groups(twins, random.Random(1))
    answerable, near_miss = first.questions
    right = answerable.labels[0]
    assert right.candidate == Candidate("Quill elected", "", "Dorothea Quill was elected mayor of Ashby in 1987.")
    assert right.span == (0, len("Dorothea Quill"))
    assert [label.answers for label in answerable.labels].count(True) == 1
    assert not any(label.answers for label in near_miss.labels)
    assert right.candidate in [label.candidate for label in near_miss.labels]
    assert second.questions[0].labels[0].yes_no == "no"


def test_the_sentences_that_a_model_scores_highest_become_negatives(twins: list[TwinArticle]) -> None:
    def judge(question: str, candidates: Sequence[Candidate]) -> list[Judgement]:
        is_tempting = [candidate.sentence.startswith("Eleven members") for candidate in candidates]
        return [Judgement(3.0 if tempting else -3.0, None, 0.0, (0.0, 0.0, 0.0)) for tempting in is_tempting]

    (first, _) = twin_groups(twins, random.Random(1), mine(twins, judge))
    answered, near_miss = first.questions
    mined = [label.candidate.sentence for label in near_miss.labels if label.method == "mined"]
    assert mined[0].startswith("Eleven members")
    # A sentence that scores high may answer a question that is answered.
    assert not [label for label in answered.labels if label.method == "mined"]


def test_plain_questions_are_added_to_the_pairs_of_their_article(twins: list[TwinArticle], tmp_path: Path) -> None:
    added = {**PAIRS[0], "question": "mayor elected 1987", "near_miss": "mayor elected 1988"}
    (tmp_path / "plain-1.jsonl").write_text(json.dumps({"id": "n1", "pairs": [added]}) + "\n")
    (article,) = read_twins(tmp_path)
    assert article.twins[:2] == twins[0].twins
    assert [twin.question for twin in article.twins[2:]] == ["mayor elected 1987"]


def test_the_story_is_added_to_both_questions_of_a_pair(twins: list[TwinArticle]) -> None:
    names = topic_names(["Quill elected in Ashby", "On Monday the council met Edda Marlow in May."])
    assert names == [("Ashby", True), ("Edda Marlow", False)]
    draw = random.Random(1)
    pairs = {
        with_topic(("who opened the mill?", "who closed the mill?"), names, date(2024, 3, 4), draw) for _ in range(200)
    }
    assert ("who opened the mill in ashby?", "who closed the mill in ashby?") in pairs
    assert ("who opened the mill?", "who closed the mill?") in pairs
    assert any("march 2024" in question for question, _ in pairs)
    assert all(first.replace("opened", "closed") == second for first, second in pairs)
    # A near miss with another place or year would contradict the story.
    for group in twin_groups(twins, random.Random(1), topics=True):
        if group.questions[0].question.startswith("did they fix"):
            assert [question.question for question in group.questions] == [
                "did they fix the bridge",
                "did they fix the mill",
            ]


def test_an_article_in_another_language_is_asked_in_its_own_language_and_in_english(tmp_path: Path) -> None:
    pair = {
        "kind": "who", "question": "谁当选市长", "question_en": "who was elected mayor", "sentences": ["陈明当选市长。"], "span": "陈明",
        "yes_no": None, "near_miss": "谁辞职了", "near_miss_en": "who resigned", "way": "d", "tempting": "陈明当选市长。",
    }  # fmt: skip
    article = {
        "id": "m1",
        "story": None,
        "language": "zh",
        "title": "选举",
        "text": "陈明当选市长。议会投了票。",
        "pairs": [pair],
    }
    (tmp_path / "languages-1.jsonl").write_text(json.dumps(article) + "\n")
    own, english = read_language_twins(tmp_path)
    assert (own.twins[0].question, english.twins[0].question) == ("谁当选市长", "who was elected mayor")
    for asked in (own, english):
        (twin,) = asked.twins
        assert asked.sentences[twin.answering[0]].candidate.sentence == "陈明当选市长。"
        assert twin.span == (0, 2)


def test_another_encoder_than_the_packaged_one_can_be_trained(twins: list[TwinArticle], tmp_path: Path) -> None:
    shutil.copy(packaged_model_folder() / "tokenizer.json", tmp_path)
    vocabulary = BertConfig.from_pretrained(packaged_model_folder()).vocab_size
    config = BertConfig(
        vocab_size=vocabulary, hidden_size=32, num_hidden_layers=3, num_attention_heads=2, intermediate_size=64
    )
    BertModel(config, add_pooling_layer=False).save_pretrained(tmp_path)
    network = QANetwork(encoder=tmp_path, frozen_layers=2)
    trained = [
        number for number, layer in enumerate(network.bert.encoder.layer) if layer.output.dense.weight.requires_grad
    ]
    assert trained == [2]
    groups = [encode(group, QATokenizer.of_folder(tmp_path)) for group in twin_groups(twins, random.Random(1))]
    train(network, [groups], Schedule(1, None, 1e-3), tmp_path / "run.pt")
    assert torch.equal(load(tmp_path / "run.pt", tmp_path).answers.weight, network.answers.weight)


def test_ties_count_half_and_refusals_are_measured_at_a_threshold() -> None:
    assert auroc([2.0, 3.0], [1.0, 2.0]) == pytest.approx(0.875)
    assert refused_rightly([1.0, 2.0, 3.0], [0.0, 5.0], 0.0) == 0.5


def test_the_assistant_runs_the_model_that_was_trained(twins: list[TwinArticle], tmp_path: Path) -> None:
    torch.manual_seed(0)
    tokenizer = QATokenizer.of_folder()
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
    question = groups[0].questions[0]
    (judgement,) = PackagedQAModel(graph=tmp_path / "model.onnx").read(
        question.question, [question.labels[0].candidate]
    )
    batch = Batch.of([encode(groups[0], tokenizer)])
    with torch.no_grad():
        expected = network(batch)
        assert loss(expected, batch).isfinite()
    assert judgement.answer_logit == pytest.approx(2 * expected.answers[0].item() + 0.5, abs=0.3)
    assert judgement.yes_no == pytest.approx(expected.yes_no[0].tolist(), abs=0.3)
    scores = twin_scores(twins, qa_judge(tmp_path / "model.onnx"))
    assert len(scores.answerable) == len(scores.near_misses) == 2
    assert "AUROC question/near miss" in table({"model": scores.measures()})
    exported = encoder_of_graph(tmp_path / "model.onnx")["encoder.layer.5.output.dense.weight"]
    assert (
        torch.cosine_similarity(exported.flatten(), network.bert.encoder.layer[5].output.dense.weight.flatten(), 0)
        > 0.999
    )


def test_the_mean_of_runs_has_the_weighted_mean_of_each_weight() -> None:
    first = {"matrix": torch.tensor([1.0, 2.0]), "step": torch.tensor(3)}
    second = {"matrix": torch.tensor([5.0, 6.0]), "step": torch.tensor(4)}
    mean = average([(first, 1.0), (second, 3.0)])
    assert mean["matrix"].tolist() == [4.0, 5.0]
    assert mean["step"].item() == 3


@pytest.mark.skipif(e5_file_path() is None, reason="needs the extra languages")
def test_the_multilingual_model_takes_its_tokens_from_the_embedder(tmp_path: Path) -> None:
    torch.manual_seed(0)
    config = BertConfig(
        vocab_size=9, hidden_size=384, num_hidden_layers=1, num_attention_heads=12, intermediate_size=64
    )
    BertModel(config, add_pooling_layer=False).save_pretrained(tmp_path)
    network = QANetwork(encoder=tmp_path, frozen_layers=0)
    export(network, tmp_path / "model.onnx")
    embedder = open_embedder(MULTILINGUAL_EMBEDDER)
    assert isinstance(embedder, MultilingualE5Embedder)
    model = MultilingualQAModel(embedder, tmp_path / "model.onnx")
    question, candidate = "Кто избран мэром?", Candidate("Выборы", "", "Мэром избрана Доротея Квилл.")
    (judgement,) = model.read(question, [candidate])
    ids = QATokenizer(embedder.tokenizer).encode(question, candidate).ids
    rows = torch.from_numpy(embedder.token_embeddings.of([ids])[0])[None]
    with torch.no_grad():
        expected = network.answers(network.bert.encoder(rows).last_hidden_state[:, 0]).item()
    assert judgement.answer_logit == pytest.approx(expected, abs=0.1)
    assert not model.is_english
