"""Libraries as earlier versions of this program left them."""

import re
import sqlite3
from importlib.resources import files
from pathlib import Path

from assistant.ingest.language.tokens import separate_cjk
from assistant.ingest.library.library import CATALOG_FILE
from assistant.ingest.library.schema import read_migrations

_FIRST_WITH_LANGUAGES = 9


def revert_schema(folder: Path, version: int) -> None:
    """Removes the tables and columns that later versions than this one added."""
    migrations = read_migrations(files("assistant.ingest.library").joinpath("migrations"))
    later = "\n".join(sql for number, sql in migrations.items() if number > version)
    with sqlite3.connect(folder / CATALOG_FILE) as connection:
        if version < _FIRST_WITH_LANGUAGES:
            _revert_full_text(connection, migrations[1])
        added = re.findall(r"CREATE TABLE (\w+)", later)
        for table in reversed(added):
            connection.execute(f"DROP TABLE {table}")
        for table, column in re.findall(r"ALTER TABLE (\w+) ADD COLUMN (\w+)", later):
            if table not in added:
                connection.execute(f"ALTER TABLE {table} DROP COLUMN {column}")
        connection.execute(f"PRAGMA user_version = {version}")
    connection.close()


def _revert_full_text(connection: sqlite3.Connection, first_schema: str) -> None:
    """Makes the full-text index of the first version, which stemmed by itself and knew no language."""
    connection.execute("DROP TABLE passage_terms")
    connection.execute("DROP TABLE passage_words")
    for statement in re.findall(r"CREATE VIRTUAL TABLE [^;]+", first_schema):
        connection.execute(statement)
    rows = connection.execute(
        'SELECT p.number, a.title, substr(a.text, p.start + 1, p."end" - p.start) FROM passages p JOIN articles a ON a.number = p.article'
    ).fetchall()
    connection.executemany(
        "INSERT INTO passage_words (rowid, title, body) VALUES (?, ?, ?)",
        [(number, separate_cjk(title), separate_cjk(body)) for number, title, body in rows],
    )
    connection.execute("DELETE FROM facts WHERE name = 'terms'")
    connection.execute("UPDATE articles SET language = NULL WHERE is_language_detected = 1")
