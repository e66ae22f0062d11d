"""All commands share exit codes, output streams, quick starts, and one line per error."""

import signal
import subprocess
import sys
from pathlib import Path

import pytest
from cli_runs import assert_one_error_line, command, environment, make_library, run

import assistant
from assistant.cli import main
from assistant.cli.output import OutputClosedError
from assistant.cli.terminal_text import one_line, without_control_characters
from assistant.ingest.errors import LibraryError, UsageError

HEAVY = {"torch", "gradio", "sentence_transformers", "llama_index", "transformers"}
NOT_FOR_A_SMALL_LIBRARY = {
    "chromadb",
    "httpx",
    "tenacity",
    "trafilatura",
    "sklearn",
    "scipy",
    "matplotlib",
    "rich",
}


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_library(tmp_path_factory.mktemp("cli"))


@pytest.fixture(autouse=True)
def _own_surroundings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("ASSISTANT_LIBRARY", "ASSISTANT_EMBEDDER", "ASSISTANT_DEBUG"):
        monkeypatch.delenv(name, raising=False)


def imported_by(*arguments: str | Path, cwd: Path) -> set[str]:
    """Returns the packages that a command imports."""
    done = subprocess.run(
        [sys.executable, "-X", "importtime", *command(*arguments)[1:]],
        cwd=cwd,
        capture_output=True,
        text=True,
        env=environment(),
    )
    assert done.returncode == 0, done.stderr[-2000:]
    lines = [line for line in done.stderr.splitlines() if line.startswith("import time:")]
    return {line.rpartition("|")[2].strip().partition(".")[0] for line in lines}


def test_help_and_version_succeed_and_import_nothing_heavy(tmp_path, capsys):
    modules = imported_by("--help", cwd=tmp_path)
    assert not modules & (HEAVY | {"chromadb", "numpy", "pydantic", "onnxruntime", "rich"})
    assert main(["--version"]) == 0
    assert capsys.readouterr().out == f"assistant {assistant.__version__}\n"


def test_asking_a_small_library_imports_no_torch_no_page_no_chroma_and_nothing_that_talks_to_models(library, tmp_path):
    modules = imported_by("ask", "Who is the captain of the ferry Petrel?", "--library", library, cwd=tmp_path)
    assert "onnxruntime" in modules
    assert modules & (HEAVY | NOT_FOR_A_SMALL_LIBRARY) == set()


@pytest.mark.parametrize("name", ["ingest", "ask", "chat", "serve", "demo", "reindex", "doctor", "articles"])
def test_every_command_explains_itself(name, capsys):
    assert main([name, "--help"]) == 0
    assert f"Usage: assistant {name}" in capsys.readouterr().out


@pytest.mark.parametrize("arguments", [[], ["articles"]])
def test_without_a_command_the_help_goes_to_stderr_and_the_exit_code_is_2(arguments, capsys):
    assert main(arguments) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert "Usage: assistant" in err


@pytest.mark.parametrize(
    "arguments",
    [
        ["nonsense"],
        ["ask"],
        ["ask", "--nonsense", "Who?"],
        ["ask", "Who is it?", "--as-of", "20.10.2016"],
        ["ask", "Who is it?", "--as-of", "2016-02-30"],
        ["ask", "Who is it?", "--top-k", "many"],
        ["ingest"],
        ["ingest", "somewhere", "--column", "body"],
        ["ingest", "somewhere", "--column", "headline=title"],
        ["articles", "list", "--limit", "0"],
        ["articles", "show"],
        ["serve", "--port", "70000"],
    ],
)
def test_wrong_usage_is_one_line_that_names_the_help_and_exits_2(arguments, capsys):
    assert main(arguments) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert "--help" in assert_one_error_line(err)
    assert len(err.splitlines()) == 1


@pytest.mark.parametrize(
    "arguments",
    [
        ["ask", "Who is the captain?"],
        ["ask", "Who is the captain?", "--search-only"],
        ["chat"],
        ["serve"],
        ["articles", "list"],
        ["articles", "show", "x"],
        ["articles", "remove", "x"],
        ["reindex"],
    ],
)
def test_a_missing_library_is_one_line_with_the_way_to_make_it_and_is_not_made(arguments, tmp_path, capsys):
    assert main([*arguments, "--library", "nowhere"]) == 1
    out, err = capsys.readouterr()
    assert out == ""
    assert "there is no library at nowhere" in assert_one_error_line(err)
    assert "assistant ingest PATH --library nowhere" in err
    assert not (tmp_path / "nowhere").exists()


def test_a_process_fails_with_the_same_one_line(tmp_path):
    done = run("ask", "Who is the captain?", cwd=tmp_path)
    assert (done.code, done.out) == (1, "")
    assert "there is no library at library" in assert_one_error_line(done.err)


@pytest.mark.parametrize(
    ("error", "code", "words"),
    [
        (LibraryError("the disk is full; free some space"), 1, "error: the disk is full; free some space"),
        (UsageError("the question is empty"), 2, "error: the question is empty"),
        (LibraryError("a name\nwith \x1b[31m lines"), 1, "error: a name with [31m lines"),
        (ZeroDivisionError("division by zero"), 1, "error: ZeroDivisionError: division by zero"),
    ],
)
def test_whatever_goes_wrong_is_one_line_without_a_traceback(error, code, words, library, monkeypatch, capsys):
    def fail(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr("assistant.assistant.Assistant.articles", fail)
    assert main(["articles", "list", "--library", str(library)]) == code
    line = assert_one_error_line(capsys.readouterr().err)
    assert line.startswith(words)


def test_the_unexpected_names_the_switch_that_shows_where_it_happened(library, monkeypatch, capsys):
    def fail(*_: object, **__: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("assistant.assistant.Assistant.articles", fail)
    main(["articles", "list", "--library", str(library)])
    assert "ASSISTANT_DEBUG=1" in capsys.readouterr().err
    monkeypatch.setenv("ASSISTANT_DEBUG", "1")
    assert main(["articles", "list", "--library", str(library)]) == 1
    assert "Traceback" in capsys.readouterr().err


@pytest.mark.parametrize(("error", "code"), [(KeyboardInterrupt, 130), (OutputClosedError, 141)])
def test_being_stopped_has_the_exit_code_that_shells_expect(error, code, library, monkeypatch, capsys):
    def stop(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr("assistant.assistant.Assistant.articles", stop)
    assert main(["articles", "list", "--library", str(library)]) == code
    assert "Traceback" not in capsys.readouterr().err


def test_ctrl_c_ends_an_ingest_with_one_line_and_130(library, tmp_path):
    from assistant.ingest.library.write_lock import write_lock

    (tmp_path / "new.txt").write_text("A new article about nothing much.")
    with (
        write_lock(library, "a test", 0),
        subprocess.Popen(
            command("ingest", "new.txt", "--library", library),
            cwd=tmp_path,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env=environment(),
        ) as process,
    ):
        assert process.stderr is not None
        while "waiting for" not in process.stderr.readline():
            assert process.poll() is None
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=60)
    assert (process.returncode, out) == (130, "")
    assert err.splitlines() == ["interrupted; what was finished stays finished"]


def test_a_reader_that_goes_away_is_no_error(library, tmp_path):
    with subprocess.Popen(
        command("articles", "list", "--library", library),
        cwd=tmp_path,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=environment(),
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        err = process.stderr.read()
        process.wait(timeout=60)
    assert "error" not in err.lower()
    assert "Traceback" not in err
    assert process.returncode == 141


def test_the_library_can_come_from_the_environment_or_the_settings_file(library, tmp_path, monkeypatch, capsys):
    (tmp_path / "assistant.toml").write_text(f'library = "{library}"\n')
    assert main(["articles", "list", "--json"]) == 0
    assert "ferry" in capsys.readouterr().out.lower()
    monkeypatch.setenv("ASSISTANT_LIBRARY", "elsewhere")
    assert main(["articles", "list"]) == 1
    assert "there is no library at elsewhere" in capsys.readouterr().err


def test_another_embedder_than_the_librarys_is_refused_with_the_way_out(library, capsys):
    assert main(["ask", "Who is the captain?", "--library", str(library), "--embedder", "other"]) == 1
    assert "assistant reindex --embedder other" in assert_one_error_line(capsys.readouterr().err)


def test_no_order_to_a_terminal_survives_in_shown_text():
    text = "a\x1b[31mb\x07c\x9b2Jd\u202ee\u2066f\r\ng\rh\x00i\tj\x7fk\u200bl"
    assert without_control_characters(text) == "a[31mbc2Jdef\ng\nhi\tjk\u200bl"
    assert one_line(" a\n\tb\u2028c  d ") == "a b c d"
    assert without_control_characters("שלום 你好 🚢 naïve") == "שלום 你好 🚢 naïve"
