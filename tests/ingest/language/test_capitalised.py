from hypothesis import given
from hypothesis import strategies as st

from assistant.ingest.language.capitalised import (
    capitalised_phrases,
    capitalised_runs,
    capitalised_stems,
    names_and_numbers,
)


def test_stems_of_capitalised_words_have_no_function_words() -> None:
    assert capitalised_stems("The ferry Petrel left On Monday") == {"petrel", "mondai"}


def test_names_and_numbers_of_a_question_leave_out_its_first_word() -> None:
    assert names_and_numbers("Fireworks at Quill’s festival in 2026?") == ["Quill", "2026"]
    assert names_and_numbers("TASS said what?") == ["TASS"]


def test_a_phrase_joins_names_and_loses_a_possessive_ending() -> None:
    text = "The captain Anna van der Rill’s brother left the Isle of Gull."
    assert [text[start:end] for start, end in capitalised_phrases(text)] == ["Anna van der Rill", "Isle of Gull"]


def test_a_run_is_separated_by_other_words_and_punctuation() -> None:
    assert capitalised_runs("Anna Rill met Steffan Boer, Ada Moreno and Mr Quill in May.") == [
        ("Anna", "Rill"),
        ("Steffan", "Boer"),
        ("Ada", "Moreno"),
        ("Quill",),
    ]


def test_the_first_word_of_a_text_is_no_run_unless_it_has_a_capital_inside() -> None:
    assert capitalised_runs("Fireworks were cancelled.") == []
    assert capitalised_runs("McQuill was cancelled.") == [("McQuill",)]


@given(st.text(max_size=200))
def test_phrases_of_any_text_are_inside_it_and_in_order(text: str) -> None:
    spans = list(capitalised_phrases(text))
    assert spans == sorted(spans)
    assert all(0 <= start < end <= len(text) for start, end in spans)
