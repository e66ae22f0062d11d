"""Reads question sets that cannot be shipped, if they lie beside the project. Tests that need them are skipped elsewhere."""

import json
from pathlib import Path

_SETS = Path(__file__).parents[3] / "shared" / "bench"


def every_question(*names: str) -> list[str]:
    """Returns the questions of the sets that are there."""
    files = [_SETS / name / "questions.jsonl" for name in names]
    return [
        json.loads(line)["question"] for file in files if file.exists() for line in file.read_text("utf-8").splitlines()
    ]
