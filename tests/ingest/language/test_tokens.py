import sqlite3
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.ingest.language.tokens import index_terms, query_terms, separate_cjk, stem, tokenize, words_of

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


@pytest.mark.parametrize(
    ("language", "forms"),
    [
        ("ru", ("моста", "мосту", "мост")),
        ("de", ("Häusern", "Hauses", "Haus")),
        ("fr", ("élèves", "élève", "eleves")),
        ("tr", ("vapurların", "vapurlar", "VAPUR")),
        ("hi", ("किताबें", "किताब")),
        ("ar", ("مدرسة", "المدرسة", "مَدْرَسَة")),
    ],
)
def test_the_forms_of_a_word_have_one_term_in_their_language(language, forms):
    assert len({tuple(index_terms(form, language)) for form in forms}) == 1


def test_text_without_spaces_is_found_by_its_parts():
    assert {"图", "书", "馆", "图书", "书馆"} == set(index_terms("图书馆", "zh"))
    assert query_terms("图书馆", "zh") == ("图书", "书馆")
    assert query_terms("馆", "zh") == ("馆",)
    assert set(query_terms("โรงเรียน", "th")) <= set(index_terms("โรงเรียนใหม่", "th"))


def test_marks_belong_to_their_word_and_emoji_to_none():
    assert words_of("प्रधानमंत्री ने", "hi") == ["प्रधानमंत्री", "ने"]
    assert words_of("hello 👍🏽 ❤️ 1️⃣ cafe\u0301") == ["hello", "1", "cafe\u0301"]


def test_a_latin_name_has_the_same_term_in_articles_of_other_scripts():
    assert index_terms("Kerry", "ru") == index_terms("Kerry", "ar") == index_terms("Kerry", "en")


@given(st.text(max_size=60), st.sampled_from(["en", "ru", "de", "tr", "zh", "th", "hi", "ar"]))
def test_a_text_is_found_by_each_of_its_words(text, language):
    terms = index_terms(text, language)
    assert all(term and " " not in term for term in terms)
    assert {term for word in words_of(text, language) for term in query_terms(word, language)} <= set(terms)
