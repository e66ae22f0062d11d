import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]


def test_imports_go_one_way(tmp_path: Path) -> None:
    package = tmp_path / "assistant"
    package.mkdir()
    for entry in [*(ROOT / "assistant").iterdir(), ROOT / "ingest", ROOT / "prompts", ROOT / "eval"]:
        (package / entry.name).symlink_to(entry)
    linter = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run(
        [linter, "--config", ROOT / "pyproject.toml", "--no-cache"],
        cwd=tmp_path,
        env={**os.environ, "COLUMNS": "200"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout
