"""Sentences: spans that lose nothing and end where a sentence ends."""

import time
import unicodedata
from itertools import accumulate

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from odd_texts import GRAPHEMES, texts

from assistant.ingest.language.sentences import MAX_SENTENCE_CHARS, split_sentences

tags = st.sampled_from([None, "en", "ar", "he", "zh", "ja", "hi", "de-AT", "xx", ""])


def sentences(text: str, language: str | None = None) -> list[str]:
    return [text[sentence.start : sentence.end] for sentence in split_sentences(text, language)]


@settings(max_examples=150)
@given(texts, tags)
def test_spans_are_in_order_and_only_white_space_is_outside_of_them(text, language):
    previous_end = 0
    for sentence in split_sentences(text, language):
        assert previous_end <= sentence.start < sentence.end <= len(text)
        assert sentence.end - sentence.start <= MAX_SENTENCE_CHARS
        assert not text[previous_end : sentence.start].strip()
        assert text[sentence.start : sentence.end].strip() == text[sentence.start : sentence.end]
        previous_end = sentence.end
    assert not text[previous_end:].strip()


@settings(max_examples=100)
@given(st.lists(st.sampled_from(GRAPHEMES), min_size=1, max_size=40), st.integers(1, 90))
def test_no_sentence_starts_or_ends_inside_a_grapheme(some, times):
    graphemes = some * times
    boundaries = {0, *accumulate(map(len, graphemes))}
    text = "".join(graphemes)
    for sentence in split_sentences(text):
        assert {sentence.start, sentence.end} <= boundaries, [
            unicodedata.name(char, "?") for char in text[sentence.end - 2 : sentence.end + 2]
        ]


def test_a_wire_dateline_belongs_to_the_sentence_that_it_opens():
    assert sentences("MARROWBY, October 19. /HPA/. The bridge is open. Nobody came.") == [
        "MARROWBY, October 19. /HPA/. The bridge is open.",
        "Nobody came.",
    ]
    assert sentences("ST. OSWALD, 3 March 2026. The tide came late. It left early.")[0].endswith("The tide came late.")


def test_lines_wrapped_at_a_column_do_not_end_a_sentence():
    wrapped = (
        "The council of Marrowby met on Tuesday and spoke at length about\n"
        "the bridge over the Elm, which has been closed since the storm of\n"
        "last week. Nobody voted."
    )
    assert sentences(wrapped) == [wrapped[: wrapped.index(" Nobody")], "Nobody voted."]


def test_wrapped_lines_may_end_with_spaces():
    wrapped = (
        "The council of Marrowby met on Tuesday and spoke at length about \n"
        "the bridge over the Elm, which has been closed since the storm of  \n"
        "last week. Nobody voted."
    )
    assert sentences(wrapped) == [wrapped[: wrapped.index(" Nobody")], "Nobody voted."]


def test_headings_and_list_items_are_sentences_of_their_own():
    text = "What happens next\nThe repair begins in May.\n- new piers\n- a wider road\n\nThe mayor agreed."
    parts = split_sentences(text)
    assert [text[part.start : part.end] for part in parts if part.is_heading] == [
        "What happens next",
        "- new piers",
        "- a wider road",
    ]
    assert parts[-1].paragraph > parts[1].paragraph


def test_abbreviations_initials_and_numbers_do_not_end_a_sentence():
    text = "Dr. A. B. Moreno paid 3.1 million euros, i.e. half of it, to Mr. Vance at 9 a.m. on Monday. He left."
    assert sentences(text) == [text[: text.index(" He")], "He left."]
    text = "Mira Dahl, R-La. is facing a vote of no confidence. no one knows when."
    assert sentences(text)[0] == "Mira Dahl, R-La. is facing a vote of no confidence."


def test_chinese_arabic_and_hebrew_text_is_split():
    assert sentences("桥梁于五月重新开放。市长感到高兴！谁来付钱？") == [
        "桥梁于五月重新开放。",
        "市长感到高兴！",
        "谁来付钱？",
    ]
    assert sentences("أعيد فتح الجسر. هل دفعت المدينة؟ نعم.", "ar") == ["أعيد فتح الجسر.", "هل دفعت المدينة؟", "نعم."]
    assert sentences("הגשר נפתח מחדש. ראש העיר שמח.", "he") == ["הגשר נפתח מחדש.", "ראש העיר שמח."]


def test_long_white_space_is_fast():
    text = "The bridge is open" + " " * 300_000 + "\n" + "\t" * 300_000 + "\n \n" * 20_000 + "and the tide is out."
    assert "".join(" ".join(sentences(text)).split()) == "".join(text.split())


@pytest.mark.parametrize("text", ["“", "« ", "‘a ", "A. ", '"', "( ", "a", "「", "A\u00a0. ", "x! “"])
def test_splitting_takes_linear_time_whatever_the_text_repeats(text):
    def seconds(length: int) -> float:
        repeated = (text * length)[:length]
        started = time.process_time()
        split_sentences(repeated)
        return time.process_time() - started

    short, long = seconds(60_000), seconds(480_000)
    assert long < 30 * short + 1  # quadratic time would be 64 times as long
    assert long < 8


def test_a_long_paragraph_is_split_at_the_same_places_as_short_ones():
    paragraph = " ".join(f"On day {number} Mr. Holt said “the ferry sails” at 5 p.m. and left." for number in range(40))
    split = [sentence for _ in range(20) for sentence in sentences(paragraph)]
    long = " ".join([paragraph] * 20)
    assert len(long) > 20_000
    assert sentences(long) == split
