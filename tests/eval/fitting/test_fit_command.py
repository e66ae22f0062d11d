import json
from datetime import date
from pathlib import Path

import pytest
from fit_sets import write_bakery_set, write_fit_sets, write_town_chat_set
from hugging_face_models import write_cross_encoder, write_packaged_model

from assistant import Assistant
from assistant.cli import main
from assistant.doctor import Check, examine
from assistant.extractive.answer_weights import PACKAGED_WEIGHTS, AnswerWeights, stored_weights
from assistant.settings import Settings

DAY = date(2026, 3, 1)


@pytest.fixture
def bakeries(tmp_path: Path) -> Path:
    return write_bakery_set(tmp_path / "bakeries")


@pytest.fixture
def library(bakeries: Path, tmp_path: Path) -> Path:
    with Assistant.open(tmp_path / "library") as assistant:
        assistant.ingest(bakeries / "articles.jsonl")
    return tmp_path / "library"


def weights_in_use(library: Path, qa_model: str | None = None) -> AnswerWeights:
    with Assistant.open(settings=Settings(library=library, qa_model=qa_model), create=False) as assistant:
        return assistant.extractive.weights


def weights_check(library: Path, qa_model: str | None = None) -> Check:
    checks = {check.name: check for check in examine(Settings(library=library, qa_model=qa_model))}
    return checks["weights"]


def test_fitted_weights_are_stored_in_the_library_and_used_for_this_qa_model_only(
    bakeries: Path, library: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    model = str(write_packaged_model(tmp_path / "model"))
    assert weights_in_use(library, model) == PACKAGED_WEIGHTS
    monkeypatch.setenv("ASSISTANT_QA_MODEL", model)
    assert main(["eval", "fit", str(bakeries), "--library", str(library), "--json"]) == 0
    printed = json.loads(capsys.readouterr().out)
    assert printed["questions"] == 16
    fitted = weights_in_use(library, model)
    assert fitted.threshold == pytest.approx(printed["weights"]["threshold"])
    # The model is the packaged one with another answer logit: that of its span.
    assert 0.2 < fitted.calibration.scale < 5
    assert weights_check(library, model).detail.startswith("fitted to 16 questions")
    assert weights_in_use(library) == PACKAGED_WEIGHTS
    assert weights_check(library).status == "warning"
    with Assistant.open(settings=Settings(library=library, qa_model=model), create=False) as assistant:
        answer = assistant.ask("How many loaves does the Fenlow bakery sell a day?", as_of=DAY)
    assert answer.short_answer is not None
    assert answer.short_answer.text.startswith("89")


def test_a_model_that_cannot_tell_answers_stores_nothing(
    bakeries: Path, library: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ASSISTANT_QA_MODEL", str(write_cross_encoder(tmp_path / "model")))
    assert main(["eval", "fit", str(bakeries), "--library", str(library)]) == 1
    assert "choose another model" in capsys.readouterr().err
    with Assistant.open(library) as assistant:
        assert stored_weights(assistant.library) is None


def test_too_few_questions_are_refused_with_their_number(
    tmp_path: Path, library: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    town, _ = write_fit_sets(tmp_path)
    with Assistant.open(library) as assistant:
        assistant.ingest(town / "articles.jsonl")
    chat = write_town_chat_set(tmp_path)
    assert main(["eval", "fit", str(town), "--library", str(library), "--chat", str(chat)]) == 2
    assert "6 questions that a retrieved sentence answers and 4 that the articles do not" in capsys.readouterr().err
    assert main(["eval", "fit", "--library", str(library)]) == 2
