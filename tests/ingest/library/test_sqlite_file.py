"""A SQLite file that several processes use at once."""

import sqlite3
import threading
from contextlib import closing
from importlib.resources import files
from pathlib import Path

from assistant.ingest.library.sqlite_file import SqliteFile


def test_a_file_that_another_process_is_just_making_is_waited_for(tmp_path: Path) -> None:
    file = tmp_path / "catalog.sqlite3"
    with closing(sqlite3.connect(file, isolation_level=None, check_same_thread=False)) as other:
        other.execute("BEGIN IMMEDIATE")
        end = threading.Timer(0.3, other.execute, ["COMMIT"])
        end.start()
        opened = SqliteFile(file, "the catalog", files("assistant.ingest.library") / "migrations")
        end.join()
    assert opened.one("PRAGMA journal_mode") == ("wal",)
    opened.close()
