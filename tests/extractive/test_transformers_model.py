"""QA models from Hugging Face: the packaged model in their format judges alike, and others are refused with what to do."""

from datetime import date
from pathlib import Path

import pytest
from hugging_face_models import write_cross_encoder, write_encoder, write_packaged_model

from assistant import Assistant, QAModelError
from assistant.doctor import examine
from assistant.extractive.qa_model import Candidate, PackagedQAModel, QAModel, open_qa_model
from assistant.extractive.qa_model.model_files import transformers_identity
from assistant.settings import Settings

QUESTION = "Who was elected mayor of Ashby?"
CANDIDATES = [
    Candidate("Ashby council", "The council met on Tuesday.", "Dorothea Quill was elected mayor of Ashby by eleven votes."),
    Candidate("Ashby council", "", "The mayor of Ashby is elected by the council every four years."),
    Candidate("", "", "Rovers won the cup."),
    Candidate("Harbour", "It was an election night that nobody in the town will forget.", "Edda Marlow lost."),
]  # fmt: skip


@pytest.fixture(scope="module")
def converted_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_packaged_model(tmp_path_factory.mktemp("packaged") / "model")


@pytest.fixture(scope="module")
def converted(converted_folder: Path) -> QAModel:
    return open_qa_model(str(converted_folder))


def test_the_packaged_model_in_hugging_face_format_finds_the_same_spans_with_the_same_scores(
    converted: QAModel,
) -> None:
    expected = PackagedQAModel().read(QUESTION, CANDIDATES)
    judged = converted.read(QUESTION, CANDIDATES)
    assert [judgement.span_score for judgement in judged] == pytest.approx(
        [judgement.span_score for judgement in expected],
        abs=0.5,
        rel=0.07,  # 8 bits: the error grows with the score
    )
    assert judged[0].span == expected[0].span
    assert all(judgement.answer_logit == judgement.span_score for judgement in judged)
    assert judged[0].answer_logit == max(judgement.answer_logit for judgement in judged)


def test_a_span_never_leaves_the_sentence_and_judgements_keep_their_order(converted: QAModel) -> None:
    context = Candidate("Dorothea Quill elected mayor", "Dorothea Quill was elected mayor of Ashby.", "It rained.")
    together = converted.read(QUESTION, [*CANDIDATES, context])
    for candidate, judgement in zip([*CANDIDATES, context], together, strict=True):
        assert judgement.span is not None
        assert 0 <= judgement.span[0] < judgement.span[1] <= len(candidate.sentence)
        (alone,) = converted.read(QUESTION, [candidate])
        assert alone.span == judgement.span
        assert alone.answer_logit == pytest.approx(judgement.answer_logit, abs=1e-3)
    assert converted.read(QUESTION, []) == []


def test_an_assistant_answers_with_the_named_model(converted_folder: Path, samples: Path) -> None:
    settings = Settings(library=samples, qa_model=str(converted_folder))
    with Assistant.open(settings=settings, create=False) as assistant:
        answer = assistant.ask("How long is the longest crack in Tannery Bridge?", as_of=date(2026, 3, 20))
    assert answer.status == "answered"
    assert answer.short_answer is not None
    assert "34 centimetres" in answer.short_answer.text


@pytest.mark.parametrize("labels", [("score",), ("no", "yes"), ("yes", "no")])
def test_a_cross_encoder_has_a_logit_and_no_span(tmp_path: Path, labels: tuple[str, ...]) -> None:
    model = open_qa_model(str(write_cross_encoder(tmp_path / "model", labels)))
    judged = model.read(QUESTION, CANDIDATES)
    assert len({round(judgement.answer_logit, 5) for judgement in judged}) > 1
    assert all(judgement.span is None and len(set(judgement.yes_no)) == 1 for judgement in judged)


def test_yes_is_found_by_its_label(tmp_path: Path) -> None:
    no_yes = open_qa_model(str(write_cross_encoder(tmp_path / "a", ("no", "yes")))).read(QUESTION, CANDIDATES)
    yes_no = open_qa_model(str(write_cross_encoder(tmp_path / "b", ("yes", "no")))).read(QUESTION, CANDIDATES)
    assert [-judgement.answer_logit for judgement in yes_no] == pytest.approx(
        [judgement.answer_logit for judgement in no_yes]
    )


def test_a_model_that_cannot_judge_is_refused_with_what_to_choose(tmp_path: Path) -> None:
    three = write_cross_encoder(tmp_path / "three", ("contradiction", "entailment", "neutral"))
    encoder = write_encoder(tmp_path / "encoder")
    for name in (str(three), str(encoder), str(tmp_path / "nowhere"), "no such name"):
        with pytest.raises(QAModelError, match=r"deepset/roberta-base-squad2") as refused:
            open_qa_model(name)
        assert Path(name).name in str(refused.value)
        assert "\n" not in str(refused.value)


def test_code_that_comes_with_a_model_is_not_run(tmp_path: Path) -> None:
    folder = write_cross_encoder(tmp_path / "model")
    config = folder / "config.json"
    config.write_text(config.read_text().replace("{", '{"auto_map": {"AutoConfig": "evil.Evil"},', 1).replace('"bert"', '"evil"'))  # fmt: skip
    (folder / "evil.py").write_text(f"open({str(tmp_path / 'ran')!r}, 'w')\nclass Evil: ...\n")
    with pytest.raises(QAModelError):
        open_qa_model(str(folder))
    assert not (tmp_path / "ran").exists()


def test_other_weights_have_another_identity(tmp_path: Path) -> None:
    first, second = (write_cross_encoder(tmp_path / name) for name in ("first", "second"))
    assert open_qa_model(str(first)).identity == transformers_identity(str(first))
    digests = {str(transformers_identity(str(folder))).split()[1] for folder in (first, second)}
    assert len(digests) == 1
    weights = next(second.glob("*.safetensors"))
    weights.write_bytes(weights.read_bytes()[:-1] + b"\x01")
    assert str(transformers_identity(str(second))).split()[1] not in digests


def test_doctor_names_the_qa_model_and_says_when_its_weights_are_a_guess(samples: Path) -> None:
    for name, status in ((None, "ok"), ("deepset/roberta-base-squad2", "warning")):
        checks = {check.name: check for check in examine(Settings(library=samples, qa_model=name))}
        assert (name or "packaged") in checks["QA model"].detail
        assert checks["weights"].status == status
        assert ("assistant eval fit" in checks["weights"].advice) == (status == "warning")
