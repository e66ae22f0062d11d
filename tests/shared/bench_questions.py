"""Question sets that cannot be shipped, where they lie beside the project: a test that needs them is skipped elsewhere."""

import json
from pathlib import Path

_SETS = Path(__file__).parents[3] / "shared" / "bench"


def every_question(*names: str) -> list[str]:
    """The questions of those sets that are there."""
    files = [_SETS / name / "questions.jsonl" for name in names]
    return [
        json.loads(line)["question"] for file in files if file.exists() for line in file.read_text("utf-8").splitlines()
    ]
