"""Sentences: spans that lose nothing, cut where a reader would."""

import unicodedata

from hypothesis import given, settings
from hypothesis import strategies as st
from odd_texts import GRAPHEMES, texts

from assistant.ingest.language.sentences import MAX_SENTENCE_CHARS, split_sentences

tags = st.sampled_from([None, "en", "ar", "he", "zh", "ja", "hi", "de-AT", "xx", ""])


def sentences(text: str, language: str | None = None) -> list[str]:
    return [text[one.start : one.end] for one in split_sentences(text, language)]


@settings(max_examples=150)
@given(texts, tags)
def test_spans_are_in_order_and_all_that_is_outside_of_them_is_white_space(text, language):
    at = 0
    for one in split_sentences(text, language):
        assert at <= one.start < one.end <= len(text)
        assert one.end - one.start <= MAX_SENTENCE_CHARS
        assert not text[at : one.start].strip()
        assert text[one.start : one.end].strip() == text[one.start : one.end]
        at = one.end
    assert not text[at:].strip()


@settings(max_examples=100)
@given(st.lists(st.sampled_from(GRAPHEMES), min_size=1, max_size=40), st.integers(1, 90))
def test_no_sentence_begins_or_ends_within_what_a_person_takes_for_one_character(some, times):
    graphemes = some * times
    borders, at = {0}, 0
    for grapheme in graphemes:
        at += len(grapheme)
        borders.add(at)
    text = "".join(graphemes)
    for one in split_sentences(text):
        assert {one.start, one.end} <= borders, [
            unicodedata.name(char, "?") for char in text[one.end - 2 : one.end + 2]
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


def test_nor_do_they_where_a_mailer_left_a_space_at_the_end_of_each_line():
    wrapped = (
        "The council of Marrowby met on Tuesday and spoke at length about \n"
        "the bridge over the Elm, which has been closed since the storm of  \n"
        "last week. Nobody voted."
    )
    assert sentences(wrapped) == [wrapped[: wrapped.index(" Nobody")], "Nobody voted."]


def test_headings_and_list_items_stand_for_themselves():
    text = "What happens next\nThe repair begins in May.\n- new piers\n- a wider road\n\nThe mayor agreed."
    found = split_sentences(text)
    assert [text[one.start : one.end] for one in found if one.is_heading] == [
        "What happens next",
        "- new piers",
        "- a wider road",
    ]
    assert found[-1].paragraph > found[1].paragraph


def test_abbreviations_initials_and_numbers_do_not_end_a_sentence():
    text = "Dr. A. B. Moreno paid 3.1 million euros, i.e. half of it, to Mr. Vance at 9 a.m. on Monday. He left."
    assert sentences(text) == [text[: text.index(" He")], "He left."]


def test_chinese_arabic_and_hebrew_sentences_are_told_apart():
    assert sentences("桥梁于五月重新开放。市长感到高兴！谁来付钱？") == [
        "桥梁于五月重新开放。",
        "市长感到高兴！",
        "谁来付钱？",
    ]
    assert sentences("أعيد فتح الجسر. هل دفعت المدينة؟ نعم.", "ar") == ["أعيد فتح الجسر.", "هل دفعت المدينة؟", "نعم."]
    assert sentences("הגשר נפתח מחדש. ראש העיר שמח.", "he") == ["הגשר נפתח מחדש.", "ראש העיר שמח."]


def test_white_space_without_end_costs_no_more_than_text():
    text = "The bridge is open" + " " * 300_000 + "\n" + "\t" * 300_000 + "\n \n" * 20_000 + "and the tide is out."
    assert "".join(" ".join(sentences(text)).split()) == "".join(text.split())
