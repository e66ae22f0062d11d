"""What was said is told from who said it."""

import pytest

from assistant.conversations.follow_ups.reported_words import reported_words


@pytest.mark.parametrize(
    ("sentence", "words"),
    [
        ("The fire started in the kitchen, captain Per Hald said.", "The fire started in the kitchen"),
        ("“Nobody looked at the signal,” said tram conductor Ilse Dorn.", "Nobody looked at the signal"),
        ("Treasurer Aksel Moe said that the fees would pay for the roof.", "the fees would pay for the roof"),
        ("According to the police, the man was 61.", "the man was 61"),
        ("Repairs will cost 3 million, according to the council.", "Repairs will cost 3 million"),
    ],
)
def test_the_speaker_is_no_part_of_what_was_said(sentence: str, words: str) -> None:
    assert reported_words(sentence) == words


@pytest.mark.parametrize("sentence", ["The bridge was closed on Tuesday.", "He said so."])
def test_a_sentence_without_a_speaker_stays_as_it_is(sentence: str) -> None:
    assert reported_words(sentence) == sentence
