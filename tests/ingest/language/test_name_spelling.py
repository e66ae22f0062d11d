"""Promises about spellings of names: those of other languages are equal, a wrong letter is close, another name is not."""

import pytest

from assistant.ingest.language.name_spelling import first_letters, sound_key, spelling_distance


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("Goteborg", "Göteborg"),
        ("Soerensen", "Sørensen"),
        ("Wroclaw", "Wrocław"),
        ("Djukic", "Đukić"),
        ("Dukic", "Đukić"),
        ("Tschaikowski", "Chaikovsky"),
        ("Schukow", "Zhukov"),
        ("Strasse", "Straße"),
        ("Жуков", "Zhukov"),
    ],
)
def test_spellings_of_one_name_are_equal(typed, printed):
    assert spelling_distance(typed, printed) == 0
    assert spelling_distance(printed, typed) == 0
    assert first_letters(typed)[:1] in first_letters(printed)


@pytest.mark.parametrize(
    ("typed", "printed"), [("Katarzina", "Katerzyna"), ("Montgomry", "Montgomery"), ("Gorbatschow", "Gorbachev")]
)
def test_a_wrong_vowel_or_a_missing_letter_is_close(typed, printed):
    assert spelling_distance(typed, printed) == 1


@pytest.mark.parametrize(
    ("typed", "printed"), [("Hallin", "Harlin"), ("Tarn", "Torn"), ("Benson", "Henson"), ("Marlow", "Barlow")]
)
def test_another_consonant_or_a_short_word_is_another_name(typed, printed):
    assert spelling_distance(typed, printed) is None


def test_any_text_has_a_key():
    for text in ("", "東京", "🦊", "İstanbul", "ʻOkina"):
        assert isinstance(sound_key(text), str)
