"""A comparison of two texts loses no character of either, and shows what a reader would call the change."""

from hypothesis import given
from hypothesis import strategies as st

from assistant.ingest.word_diff import TextPart, word_diff

texts = st.one_of(
    st.text(), st.text(alphabet="ab. \n"), st.lists(st.sampled_from(["one ", "two ", "\n\n", "three. "])).map("".join)
)


@given(texts, texts)
def test_both_texts_can_be_read_from_a_comparison(earlier: str, later: str) -> None:
    parts = word_diff(earlier, later)
    assert "".join(part.text for part in parts if part.kind != "added") == earlier
    assert "".join(part.text for part in parts if part.kind != "removed") == later


def test_only_the_changed_words_are_marked() -> None:
    parts = word_diff("The bridge is open.\n\nTen people came.", "The bridge is closed.\n\nTen people came.")
    assert [part for part in parts if part.kind != "same"] == [TextPart("removed", "open"), TextPart("added", "closed")]


def test_changed_words_side_by_side_are_one_change() -> None:
    changed = [
        part.text
        for part in word_diff("He said two big dogs bit.", "He said nine tiny cats bit.")
        if part.kind != "same"
    ]
    assert changed == ["two big dogs", "nine tiny cats"]


def test_a_long_text_that_was_rewritten_is_replaced_as_a_whole() -> None:
    earlier, later = "a b " * 50_000, "b c " * 50_000
    assert "".join(part.text for part in word_diff(earlier, later) if part.kind != "removed") == later
