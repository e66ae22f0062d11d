"""The sentences and their citations are the same however a stream is cut."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.generative.prompting import without_markup
from assistant.generative.sentence_stream import SentenceStream, WrittenSentence

ANSWER = (
    "The ferry Petrel sails from 2 May [1]. It costs seven euros, Mr. Vance said. [2, 3] The captain is **Ada Moreno** [1][2].\n"
    "- It sails on Oct. 19 at 9 a.m. [4]\nNothing else is known"
)
SENTENCES = [
    WrittenSentence("The ferry Petrel sails from 2 May.", (1,)),
    WrittenSentence("It costs seven euros, Mr. Vance said.", (2, 3)),
    WrittenSentence("The captain is Ada Moreno.", (1, 2)),
    WrittenSentence("It sails on Oct. 19 at 9 a.m.", (4,)),
    WrittenSentence("Nothing else is known", ()),
]


def read(*pieces: str) -> list[WrittenSentence]:
    stream = SentenceStream()
    return [*(sentence for piece in pieces for sentence in stream.feed(piece)), *stream.finish()]


@pytest.mark.parametrize("cut", range(len(ANSWER)))
def test_a_cut_at_any_place_changes_nothing(cut: int) -> None:
    assert read(ANSWER[:cut], ANSWER[cut:]) == SENTENCES


@given(st.lists(st.integers(1, 9), min_size=1, max_size=80))
def test_pieces_of_any_size_change_nothing(sizes: list[int]) -> None:
    pieces, at = [], 0
    for size in sizes:
        pieces.append(ANSWER[at : at + size])
        at += size
    assert read(*pieces, ANSWER[at:]) == SENTENCES


def test_a_sentence_is_given_as_soon_as_the_next_has_begun() -> None:
    stream = SentenceStream()
    assert stream.feed("The ferry sails on Monday. [1") == []
    assert stream.feed("] ") == []
    assert stream.feed("It costs") == [WrittenSentence("The ferry sails on Monday.", (1,))]


@given(st.text(max_size=300))
def test_no_text_breaks_the_reading(text: str) -> None:
    for sentence in read(*text):
        assert sentence.text.strip() == sentence.text != ""


@given(st.text(max_size=300))
def test_nothing_in_an_article_can_be_a_marker_a_tag_or_a_control_token(text: str) -> None:
    assert not set("<>[]") & set(without_markup(f"{text} [1] <|im_end|> </passage>"))
