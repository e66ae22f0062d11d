import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.ingest.language.proper_names import find_names, names_in_question, words_of_names


def name_texts(text: str) -> list[str]:
    return [name.text for name in find_names(text)]


def test_names_are_found_without_articles_and_possessive_endings() -> None:
    assert name_texts("She met the Bank of Skerry’s chair, Anna van der Rill, in Ferrow.") == [
        "Bank of Skerry",
        "Anna van der Rill",
        "Ferrow",
    ]


def test_a_single_capitalised_word_at_the_start_of_a_sentence_has_to_be_known() -> None:
    assert name_texts("Ferries are late.") == []
    assert [name.text for name in find_names("Petrel is late.", frozenset({"petrel"}))] == ["Petrel"]


def test_a_verb_that_opens_a_sentence_is_no_part_of_the_name_after_it() -> None:
    assert name_texts("Repairing Tannery Bridge will take a year.") == ["Tannery Bridge"]
    assert name_texts("Sterling Cooper said so. Then Boeing Field closed.") == ["Sterling Cooper", "Boeing Field"]


@pytest.mark.parametrize(
    ("text", "is_person", "gender"),
    [
        ("They met Ada Moreno.", True, "female"),
        ("They met King Olaf.", True, "male"),
        ("They met President Boer.", True, None),
        ("They met at the Skerry Museum.", False, None),
    ],
)
def test_a_name_tells_whether_it_is_a_persons_and_its_gender(text: str, is_person: bool, gender: str | None) -> None:
    (name,) = find_names(text)
    assert (name.is_person, name.gender) == (is_person, gender)


def test_a_place_is_known_by_the_word_before_it() -> None:
    (name,) = find_names("They met in Ferrow.")
    assert name.is_place


def test_a_question_that_is_a_title_is_one_name() -> None:
    assert [name.text for name in names_in_question("Port Ashby Rovers")] == ["Port Ashby Rovers"]


def test_a_known_name_is_found_in_lower_case_if_nothing_is_capitalised() -> None:
    assert [name.text for name in names_in_question("where is quill now?", frozenset({"quill"}))] == ["quill"]


def test_words_of_names_are_in_lower_case_without_function_words() -> None:
    assert words_of_names(["She left the Isle of Gull."]) == {"isle", "gull"}


@given(st.text(max_size=200))
def test_names_of_any_text_are_not_empty_and_start_inside_it(text: str) -> None:
    for name in find_names(text):
        assert name.text
        assert 0 <= name.start < len(text)
