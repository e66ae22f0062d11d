"""Makes a library what an earlier version of the schema was."""

import re
import sqlite3
from importlib.resources import files
from pathlib import Path

from assistant.ingest.library.library import CATALOG_FILE
from assistant.ingest.library.schema import read_migrations


def revert_schema(folder: Path, version: int) -> None:
    """Removes the tables and columns that later versions than this one added."""
    migrations = read_migrations(files("assistant.ingest.library").joinpath("migrations"))
    later = "\n".join(sql for number, sql in migrations.items() if number > version)
    with sqlite3.connect(folder / CATALOG_FILE) as connection:
        for table in reversed(re.findall(r"CREATE TABLE (\w+)", later)):
            connection.execute(f"DROP TABLE {table}")
        for table, column in re.findall(r"ALTER TABLE (\w+) ADD COLUMN (\w+)", later):
            connection.execute(f"ALTER TABLE {table} DROP COLUMN {column}")
        connection.execute(f"PRAGMA user_version = {version}")
    connection.close()
