"""Two editions are compared in the terminal as `wdiff` prints it."""

from assistant.cli.rendering.editions import change_lines
from assistant.ingest.word_diff import word_diff


def test_removed_and_added_words_stand_apart_and_what_follows_is_not_marked() -> None:
    parts = word_diff("The bridge is open for cars.\nIt is old.", "The bridge is closed for cars.\nIt is very old.")
    lines = ["".join(part.text for part in line) for line in change_lines(parts)]
    assert lines == ["The bridge is [-open-] {+closed+} for cars.", "It is {+very +}old."]
