"""Saved results stay readable."""

import json
from pathlib import Path

import pytest

from assistant.eval.results.environment import Environment
from assistant.eval.results.result import Result, SetRecord, read_result, save_result


def saved_result(file: Path, half: str) -> Path:
    result = Result(
        made="2026-01-01T00:00:00+00:00",
        seed=1,
        question_set=SetRecord(
            name="set", content_hash="h", half="all", as_of="own", articles=1, passages=1, embedder="e"
        ),
        config={},
        settings={},
        environment=Environment(assistant="0", python="3", platform="p", cores=1, packages={}),
        questions=(),
        systems=(),
    )
    save_result(result, file)
    record = json.loads(file.read_text())
    record["question_set"]["half"] = half
    file.write_text(json.dumps(record))
    return file


@pytest.mark.parametrize(
    ("saved", "read"), [("choose", "dev"), ("report", "test"), ("dev", "dev"), ("test", "test"), ("all", "all")]
)
def test_a_result_saved_with_the_earlier_names_of_the_halves_is_read(tmp_path: Path, saved: str, read: str) -> None:
    assert read_result(saved_result(tmp_path / "result.json", saved)).question_set.half == read
