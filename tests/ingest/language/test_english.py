import sqlite3
from pathlib import Path

from assistant.ingest.language.english import content_stems, stem
from assistant.ingest.language.tokens import separate_cjk, tokenize

SAMPLES = Path(__file__).parents[3] / "assistant" / "samples"


def test_stems_are_those_that_the_full_text_index_makes() -> None:
    text = (
        " ".join(file.read_text("utf-8") for file in SAMPLES.glob("*.*") if file.suffix != ".py") + " Café señor s us"
    )
    connection = sqlite3.connect(":memory:")
    connection.execute(
        "CREATE VIRTUAL TABLE words USING fts5 (body, tokenize = 'porter unicode61 remove_diacritics 2')"
    )
    connection.execute("CREATE VIRTUAL TABLE found USING fts5vocab (words, 'row')")
    connection.execute("INSERT INTO words VALUES (?)", (separate_cjk(text),))
    indexed = {row[0] for row in connection.execute("SELECT term FROM found")}
    assert {stem(term) for term in tokenize(text)} == indexed


def test_function_words_do_not_count_unless_there_are_no_others() -> None:
    assert content_stems("Who is the mayor of it?") == ["mayor"]
    assert content_stems("Why is that?") != []
