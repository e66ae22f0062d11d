"""`assistant doctor`: it finds what is wrong and says what to do about it."""

import json
import shutil
import sqlite3
from pathlib import Path

import pytest
from cli_runs import make_library, run
from older_library import revert_schema

from assistant import Assistant, doctor
from assistant.cli import main
from assistant.doctor import Check, examine
from assistant.ingest.embedders import DEFAULT_EMBEDDER
from assistant.ingest.library.write_lock import write_lock
from assistant.settings import load_settings


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_library(tmp_path_factory.mktemp("doctor"))


@pytest.fixture
def library(whole: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(whole, tmp_path / "library"))


def found(library: Path, embedder: str | None = None) -> dict[str, Check]:
    return {check.name: check for check in examine(load_settings(library=library, embedder=embedder))}


def test_a_whole_library_is_found_in_order_on_one_screen(library, tmp_path):
    done = run("doctor", cwd=tmp_path)
    assert done.code == 0, done.out
    lines = done.out.splitlines()
    assert len(lines) <= 24
    assert "3 articles, 3 passages, the newest of 2026-04-12" in done.out
    assert not any(line.startswith("wrong") for line in lines)
    assert done.err.splitlines() == ["checking the installation and the library library"]


def test_the_languages_of_the_articles_are_named_with_how_well_they_are_understood(tmp_path):
    texts = {
        "ru": "Портовая контора откроет весной новую паромную линию, и цены на билеты останутся прежними.",
        "nl": "Het havenkantoor opent in het voorjaar een nieuwe veerdienst, en de prijzen blijven dit jaar gelijk.",
        "vi": "Văn phòng cảng sẽ mở một tuyến phà mới vào mùa xuân, và giá vé vẫn giữ nguyên cho đến cuối năm.",
    }
    for tag, text in texts.items():
        (tmp_path / f"{tag}.txt").write_text(text, "utf-8")
    with Assistant.open(tmp_path / "library", embedder=DEFAULT_EMBEDDER) as assistant:
        assistant.ingest([tmp_path / f"{tag}.txt" for tag in texts])
    check = found(tmp_path / "library")["languages"]
    assert (check.status, check.detail) == ("ok", "full support: ru; partial support: nl; no support: vi")
    revert_schema(tmp_path / "library", 8)
    check = found(tmp_path / "library")["languages"]
    assert check.status == "warning"
    assert "assistant reindex" in check.advice


def test_as_json_it_is_one_object(library, capsys):
    assert main(["doctor", "--json", "--library", str(library)]) == 0
    report = json.loads(capsys.readouterr().out)
    assert report["ok"] is True
    assert {
        "python",
        "packages",
        "sqlite",
        "embedder",
        "QA model",
        "library",
        "articles",
        "languages",
        "writer",
        "catalog",
        "index",
        "disk",
    } <= {check["name"] for check in report["checks"]}
    assert all(set(check) == {"name", "status", "detail", "advice"} for check in report["checks"])


def test_a_missing_library_is_not_wrong_and_is_not_made(tmp_path, capsys):
    assert main(["doctor", "--library", str(tmp_path / "nowhere")]) == 0
    out = capsys.readouterr().out
    assert "no library yet at" in out
    assert "assistant ingest PATH" in out
    assert not (tmp_path / "nowhere").exists()


def test_a_lost_vector_index_is_wrong_and_reindex_mends_it(library, capsys):
    for folder in library.glob("vectors-*"):
        shutil.rmtree(folder)
    assert main(["doctor", "--library", str(library)]) == 1
    assert f"→ assistant reindex --library {library}" in capsys.readouterr().out
    assert main(["reindex", "--library", str(library)]) == 0
    assert main(["doctor", "--library", str(library)]) == 0


def test_while_somebody_writes_an_index_that_lags_is_only_a_warning(library):
    for folder in library.glob("vectors-*"):
        shutil.rmtree(folder)
    with write_lock(library, "a test", 0):
        checks = found(library)
    assert "a test" in checks["writer"].detail
    assert checks["index"].status == "warning"


def test_an_index_that_an_interrupted_ingest_left_behind_is_only_a_warning(library, tmp_path, monkeypatch):
    def interrupted(*_):
        raise KeyboardInterrupt

    (tmp_path / "kiosk.txt").write_text("Kiosk opens\n\nA kiosk opened on Rope Street on Monday.\n")
    with monkeypatch.context() as patch, Assistant.open(library) as assistant:
        patch.setattr("assistant.ingest.library.index_maintenance.update_index", interrupted)
        with pytest.raises(KeyboardInterrupt):
            assistant.ingest(tmp_path / "kiosk.txt")
    check = found(library)["index"]
    assert check.status == "warning"
    assert "found all the same" in check.detail


def test_a_catalog_that_contradicts_itself_is_wrong(library):
    with sqlite3.connect(library / "catalog.sqlite3") as connection:
        connection.execute("DELETE FROM vectors")
    connection.close()
    check = found(library)["catalog"]
    assert check.status == "wrong"
    assert check.advice


def test_a_library_that_is_no_library_is_wrong_and_the_rest_is_still_checked(library):
    (library / "catalog.sqlite3").write_bytes(b"this is no database" * 1000)
    for name in ("catalog.sqlite3-wal", "catalog.sqlite3-shm"):
        (library / name).unlink(missing_ok=True)
    checks = found(library)
    assert checks["library"].status == "wrong"
    assert checks["library"].advice
    assert checks["embedder"].status == "ok"


def test_another_embedder_than_the_librarys_is_wrong(library):
    check = found(library, embedder="other-model")["vectors by"]
    assert check.status == "wrong"
    assert "assistant reindex" in check.advice
    assert "--embedder other-model" in check.advice


def test_a_missing_package_is_named_with_the_command_that_installs_it(monkeypatch, tmp_path):
    monkeypatch.setattr(doctor, "_required", lambda: ["chromadb", "no-such-package"])
    check = found(tmp_path / "nowhere")["packages"]
    assert (check.status, check.advice) == ("wrong", "pip install no-such-package")


def test_a_full_disk_is_wrong_and_a_nearly_full_one_a_warning(monkeypatch, tmp_path):
    usage = shutil.disk_usage(tmp_path)
    for free, status in ((10_000_000, "wrong"), (500_000_000, "warning"), (50_000_000_000, "ok")):
        monkeypatch.setattr(shutil, "disk_usage", lambda _, free=free: usage._replace(free=free))
        assert found(tmp_path / "nowhere")["disk"].status == status


def test_a_qa_model_that_cannot_be_loaded_is_wrong(monkeypatch, tmp_path):
    broken = tmp_path / "qa_model.onnx"
    broken.write_bytes(b"no graph")
    monkeypatch.setattr("assistant.extractive.qa_model.onnx_model.files", lambda package: tmp_path)
    check = found(tmp_path / "nowhere")["QA model"]
    assert check.status == "wrong"
    assert "cannot be used" in check.detail
    assert check.advice.startswith("pip install")


def test_an_embedder_that_cannot_be_loaded_is_wrong(monkeypatch, tmp_path):
    def fail(*_: object) -> None:
        raise RuntimeError("the graph is damaged")

    monkeypatch.setattr("assistant.ingest.embedders.open_embedder", fail)
    check = found(tmp_path / "nowhere")["embedder"]
    assert check.status == "wrong"
    assert "the graph is damaged" in check.detail
    assert check.advice
