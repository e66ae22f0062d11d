import re
from dataclasses import fields

import pytest

from assistant.ingest.language.english import ENGLISH, auxiliary_pattern


def test_all_words_are_in_lower_case() -> None:
    values = [getattr(ENGLISH, field.name) for field in fields(ENGLISH)]
    lists = [value for value in values if isinstance(value, tuple | frozenset)]
    assert len(lists) > 10
    assert all(word and word == word.lower() for words in lists for word in words)


def test_there_are_twelve_months_and_seven_weekdays() -> None:
    assert len(set(ENGLISH.months)) == 12
    assert len(set(ENGLISH.weekdays)) == 7


@pytest.mark.parametrize(
    ("text", "matches"), [("isn't it", True), ("am I", True), ("island", False), ("who is", False)]
)
def test_an_auxiliary_is_a_whole_word(text: str, matches: bool) -> None:
    assert bool(re.match(auxiliary_pattern(), text)) == matches


def test_an_auxiliary_can_be_excluded() -> None:
    assert re.match(auxiliary_pattern("am"), "am I") is None
    assert re.match(auxiliary_pattern("am"), "are you")
