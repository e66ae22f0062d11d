import sqlite3
from pathlib import Path

from assistant.ingest.language.tokens import separate_cjk, stem, tokenize

SAMPLES = Path(__file__).parents[3] / "assistant" / "samples"


def test_stems_are_those_of_the_full_text_index() -> None:
    samples = " ".join(file.read_text("utf-8") for file in SAMPLES.glob("*.*") if file.suffix != ".py")
    text = f"{samples} Café señor s us"
    connection = sqlite3.connect(":memory:")
    connection.execute(
        "CREATE VIRTUAL TABLE words USING fts5 (body, tokenize = 'porter unicode61 remove_diacritics 2')"
    )
    connection.execute("CREATE VIRTUAL TABLE terms USING fts5vocab (words, 'row')")
    connection.execute("INSERT INTO words VALUES (?)", (separate_cjk(text),))
    indexed = {row[0] for row in connection.execute("SELECT term FROM terms")}
    assert {stem(term) for term in tokenize(text)} == indexed
