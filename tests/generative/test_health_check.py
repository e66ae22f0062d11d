"""The doctor asks the language model one question and says what to do about a failure."""

from pathlib import Path

import pytest
from llm_servers import Behaviour, Fails, LLMServer, Says

from assistant.doctor import Check, examine
from assistant.generative.health_check import ModelSpeed, describe_speed, measure_speed
from assistant.settings import load_settings


def doctored(llm: str) -> Check:
    checks = examine(load_settings(library="nowhere", llm=llm))
    (check,) = [check for check in checks if check.name == "language model"]
    return check


@pytest.mark.parametrize(
    ("behaviour", "detail", "advice"),
    [
        (Says("The ferry number one sails."), "tokens per second: expect", ""),
        (Fails(401), "no key, or a wrong one", "ASSISTANT_LLM_KEY"),
        (Fails(404), "no such model", "check its name"),
        (Fails(400, message="CUDA out of memory"), "out of memory", "smaller model"),
    ],
)
def test_doctor_checks_the_model_and_says_what_to_do(behaviour: Behaviour, detail: str, advice: str) -> None:
    with LLMServer(behaviour) as server:
        check = doctored(server.setting)
    assert (check.status == "ok") == (not advice)
    assert detail in check.detail
    assert advice in check.advice


@pytest.mark.parametrize(
    ("speed", "said"),
    [
        (
            measure_speed(400, 11, 0.1, 0.2),
            "it reads 4,000 and writes 100 tokens per second: expect less than 1 s for an answer",
        ),
        (
            measure_speed(400, 21, 10.0, 20.0),
            "it reads 40 and writes 2 tokens per second: expect about 45 s for an answer; a smaller",
        ),
        (measure_speed(400, 1, 4.0, 4.0), "expect about 8 s"),
    ],
)
def test_the_doctor_says_how_long_an_answer_takes(speed: ModelSpeed, said: str) -> None:
    assert said in describe_speed(speed)


def test_doctor_says_that_nothing_answers_that_a_file_is_missing_or_none_is_set(tmp_path: Path) -> None:
    refused = doctored("http://127.0.0.1:9/v1#m")
    assert (refused.status, "start its server" in refused.advice) == ("wrong", True)
    missing = doctored(f"gguf:{tmp_path}/none.gguf")
    assert "there is no model file" in missing.detail
    broken = tmp_path / "broken.gguf"
    broken.write_bytes(b"no model")
    assert "cannot be loaded" in doctored(f"gguf:{broken}").detail
    none = {check.name: check for check in examine(load_settings(library="nowhere"))}
    assert none["language model"].detail == "none is set; answers quote the articles"


def test_the_doctor_measures_the_fast_model_by_itself() -> None:
    with LLMServer(Says("The ferry number one sails.")) as large, LLMServer(Fails(404)) as fast:
        checks = examine(load_settings(library="nowhere", llm=large.setting, llm_fast=fast.setting))
    states = {check.name: check.status for check in checks if check.name.endswith("language model")}
    assert states == {"language model": "ok", "fast language model": "wrong"}
