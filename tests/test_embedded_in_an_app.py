"""Other apps have folders named `prompts`, `eval` and `ingest` of their own: the assistant must not get into their way."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
TRAINING_DATA = Path("eval/training/twins")  # only read to train the QA model, which the wheel holds

APP = """
import eval, ingest, prompts
from assistant import Assistant
import assistant, assistant.eval, assistant.ingest, assistant.prompts

assert (eval.OWNER, ingest.OWNER, prompts.OWNER) == ("the app",) * 3
with Assistant.open("library") as opened:
    report = opened.ingest("note.txt")
    answer = opened.ask("Who painted the lighthouse?")
print(assistant.__file__)
print(len(report.added), answer.status, answer.citations[0].quote)
"""


def make_app(folder: Path) -> None:
    for name in ("eval", "ingest", "prompts"):
        (folder / name).mkdir()
        (folder / name / "__init__.py").write_text("OWNER = 'the app'\n")
    (folder / "app.py").write_text(APP)
    (folder / "note.txt").write_text(
        "Lighthouse painted\n\nEdda Marlow painted the lighthouse of Port Ashby in June.\n"
    )


def run_app(folder: Path, *path: Path) -> list[str]:
    start = f"import sys; sys.path[:0] = {[str(folder), *map(str, path)]!r}; exec(open('app.py').read())"
    done = subprocess.run([sys.executable, "-c", start], cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()


def files_under(folder: Path) -> set[Path]:
    files = (file.relative_to(folder) for file in folder.rglob("*") if file.is_file())
    return {file for file in files if "__pycache__" not in file.parts}


def installed_from_the_source_tree() -> set[Path]:
    """Every file of the four folders but the training data, where it belongs in the one package."""
    parts = (Path(name) / file for name in ("eval", "ingest", "prompts") for file in files_under(ROOT / name))
    installed = (part for part in (*files_under(ROOT / "assistant"), *parts) if part.parent != TRAINING_DATA)
    return {part for part in installed if part.suffix != ".po"}  # the .mo files are made of them


def test_an_app_with_folders_of_the_same_names_embeds_the_assistant(tmp_path: Path) -> None:
    make_app(tmp_path)
    assert run_app(tmp_path)[-1] == "1 answered Edda Marlow painted the lighthouse of Port Ashby in June."


def test_the_wheel_holds_one_package_with_everything_in_it(tmp_path: Path) -> None:
    app, site = tmp_path / "app", tmp_path / "site"
    app.mkdir()
    make_app(app)
    # Into a folder of its own, without its dependencies, which are here already.
    install = [sys.executable, "-m", "pip", "install", "-q", "--no-deps", "--no-compile", "--target", site, ROOT]
    done = subprocess.run(install, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert {entry.name for entry in site.iterdir() if not entry.name.endswith(".dist-info")} <= {"assistant", "bin"}
    assert installed_from_the_source_tree() - files_under(site / "assistant") == set()
    origin, last = run_app(app, site)
    assert Path(origin).is_relative_to(site)
    assert last.startswith("1 answered")
