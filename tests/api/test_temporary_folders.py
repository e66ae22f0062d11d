"""Files that were uploaded are deleted, also after the server was killed; those of a running server stay."""

import signal
import subprocess
from pathlib import Path

import pytest
from invented import CHILD_ENVIRONMENT, python_command

from assistant.api.temporary_folders import TemporaryFolder, delete_abandoned_folders

HOLD_A_FOLDER = """
import time
from assistant.api.temporary_folders import TemporaryFolder
folder = TemporaryFolder()
(folder.path / "upload").write_text("secret")
print(folder.path, flush=True)
time.sleep(300)
"""


@pytest.fixture(autouse=True)
def _own_temporary_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))


def test_a_folder_is_deleted_at_its_end(tmp_path: Path) -> None:
    folder = TemporaryFolder()
    (folder.path / "upload").write_text("secret")
    assert folder.path.stat().st_mode & 0o077 == 0
    folder.delete()
    assert list(tmp_path.iterdir()) == []


def test_the_folder_of_a_killed_process_is_deleted_and_that_of_a_running_one_is_kept(tmp_path: Path) -> None:
    environment = CHILD_ENVIRONMENT | {"TMPDIR": str(tmp_path)}
    with (
        subprocess.Popen(python_command(HOLD_A_FOLDER), stdout=subprocess.PIPE, text=True, env=environment) as killed,
        subprocess.Popen(python_command(HOLD_A_FOLDER), stdout=subprocess.PIPE, text=True, env=environment) as running,
    ):
        try:
            assert killed.stdout
            assert running.stdout
            abandoned, kept = Path(killed.stdout.readline().strip()), Path(running.stdout.readline().strip())
            killed.send_signal(signal.SIGKILL)
            killed.wait(30)
            assert (abandoned / "upload").exists()
            assert delete_abandoned_folders() == 1
            assert not abandoned.exists()
            assert (kept / "upload").exists()
        finally:
            running.kill()


def test_the_next_server_deletes_what_a_killed_one_has_left(tmp_path: Path) -> None:
    environment = CHILD_ENVIRONMENT | {"TMPDIR": str(tmp_path)}
    with subprocess.Popen(python_command(HOLD_A_FOLDER), stdout=subprocess.PIPE, text=True, env=environment) as killed:
        assert killed.stdout
        abandoned = Path(killed.stdout.readline().strip())
        killed.kill()
    start = "from assistant.web.library.uploads import Uploads; Uploads(1)"
    subprocess.run(python_command(start), check=True, env=environment, timeout=120)
    assert not abandoned.exists()
    assert list(tmp_path.iterdir()) == []


def test_a_folder_of_the_same_name_without_a_lock_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "assistant-upload-of-others").mkdir()
    assert delete_abandoned_folders() == 0
    assert (tmp_path / "assistant-upload-of-others").exists()
