"""What a sentence states about a state: a plan is a plan, a denial a denial, a past event decides nothing."""

import pytest

from assistant.facts.states import StateReading, read_state
from assistant.ingest.language.english_states import STATES

WORDS = {words.name: words for words in STATES}


@pytest.mark.parametrize(
    ("sentence", "state", "reading"),
    [
        ("The council closed the bridge on Tuesday.", "open", StateReading.ENDED),
        ("The bridge reopened at 6 a.m. on Saturday.", "open", StateReading.HOLDS),
        ("It closed on Tuesday and reopened on Thursday.", "open", StateReading.HOLDS),
        ("The bridge has not reopened.", "open", StateReading.ENDED),
        ("The bridge will reopen in May.", "open", StateReading.PLANNED),
        ("The bridge may reopen in May.", "open", StateReading.UNDECIDED),
        ("The bridge is still expected to be out of use until 12 June.", "open", StateReading.ENDED),
        ("The bridge was opened in 1931.", "open", StateReading.PAST),
        ("The council lifted the ban on Monday.", "banned", StateReading.ENDED),
        ("A bill to ban plastic cups was debated.", "banned", StateReading.MENTIONED),
        ("Mayor Quill refuses to resign.", "in office", StateReading.HOLDS),
        ("Mayor Quill announced her resignation.", "in office", StateReading.END_PLANNED),
        ("Mayor Quill resigned.", "in office", StateReading.ENDED),
        ("No meeting of the mayors is planned.", "planned", StateReading.ENDED),
        ("The mayors plan a meeting in June.", "planned", StateReading.HOLDS),
        ("Everyone was found after reports of 40 people missing.", "found", StateReading.HOLDS),
        ("The court will decide whether to fine the firm.", "punished", StateReading.UNDECIDED),
    ],
)
def test_a_sentence_is_read_with_its_modality(sentence: str, state: str, reading: StateReading) -> None:
    assert read_state(sentence, WORDS[state], 2026) is reading


def test_a_clause_about_another_thing_states_nothing_about_the_subject() -> None:
    sentence = "A boat will take children to school while the bridge is closed."
    assert read_state(sentence, WORDS["open"], 2026, subject=frozenset({"school"})) is None
    assert read_state(sentence, WORDS["open"], 2026, subject=frozenset({"bridg"})) is StateReading.ENDED


def test_a_sentence_about_something_else_states_nothing() -> None:
    assert read_state("The mayor likes football.", WORDS["open"], 2026) is None
