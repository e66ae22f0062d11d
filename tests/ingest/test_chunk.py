"""Passages: slices of about 260 words that lose nothing and cut nothing apart that belongs together."""

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from invented import story
from odd_texts import GRAPHEMES, texts

from assistant.ingest.article import Article, Passage
from assistant.ingest.chunk import PassageSize, count_words, split_passages
from assistant.ingest.language.sentences import Sentence, split_sentences

SMALL = PassageSize(target=40, paragraph_from=30, least=10)
MOST_CHARS = 6_000

_words = st.lists(
    st.sampled_from(["harbour", "bridge", "of", "tide", "Marrowby", "水", "🚢", "12"]), min_size=1, max_size=25
)
_lines = st.builds(lambda words, end: " ".join(words) + end, _words, st.sampled_from([".", ".", ".", "!", "", "。"]))
_paragraphs = st.lists(_lines, min_size=1, max_size=8).map(" ".join)
articles = st.lists(_paragraphs, min_size=1, max_size=12).map("\n\n".join)


def article(text: str, language: str | None = None) -> Article:
    return Article("a1", "Report", text, "The Invented Post", "/invented/1", language=language)


def passages(text: str, size: PassageSize | None = None) -> list[Passage]:
    return split_passages(article(text), size)


def within(sentences: list[Sentence], passage: Passage) -> list[Sentence]:
    return [one for one in sentences if passage.start <= one.start and one.end <= passage.end]


@settings(max_examples=60)
@given(st.one_of(articles, texts))
def test_every_sentence_lies_whole_in_a_passage_and_passages_begin_and_end_with_sentences(text):
    sentences = split_sentences(text)
    found = passages(text, SMALL)
    assert all(any(one.start <= s.start and s.end <= one.end for one in found) for s in sentences)
    assert {one.start for one in found} <= {s.start for s in sentences}
    assert {one.end for one in found} <= {s.end for s in sentences}
    assert bool(found) == bool(text.strip())


@settings(max_examples=60)
@given(articles)
def test_passages_follow_one_another_and_share_at_most_one_sentence(text):
    sentences = split_sentences(text)
    found = passages(text, SMALL)
    for one, following in itertools.pairwise(found):
        assert one.start < following.start
        assert one.end < following.end
        shared = [s for s in sentences if following.start <= s.start and s.end <= one.end]
        assert len(shared) <= 1
        assert not text[one.end : max(one.end, following.start)].strip()


@settings(max_examples=60)
@given(articles)
def test_a_passage_is_no_longer_than_was_asked_for_with_its_last_sentence_and_a_short_tail(text):
    sentences = split_sentences(text)
    longest = max(count_words(text[s.start : s.end]) for s in sentences)
    for one in passages(text, SMALL):
        words = sum(count_words(text[s.start : s.end]) for s in within(sentences, one))
        assert words < SMALL.target + longest + SMALL.least


@settings(max_examples=60)
@given(texts)
def test_no_text_makes_a_passage_that_nobody_could_read(text):
    assert all(one.end - one.start <= MOST_CHARS for one in passages(text * 20))


@pytest.mark.parametrize("unit", ["🚢", "x", "A1b2C3d4", "— ", "ไทย", "?! "], ids=ascii)
def test_text_without_words_is_cut_all_the_same(unit):
    text = unit * 20_000
    found = passages(text)
    assert max(one.end - one.start for one in found) <= MOST_CHARS
    assert found[-1].end == len(text.rstrip())


@settings(max_examples=60)
@given(articles)
def test_a_heading_stays_with_what_follows(text):
    sentences = split_sentences(text)
    for one in passages(text, SMALL):
        inside = within(sentences, one)
        if inside[-1].is_heading and inside[-1] != sentences[-1]:
            assert all(s.is_heading for s in inside)


def test_a_heading_opens_the_passage_of_what_follows_and_is_not_repeated():
    first = " ".join(f"The tide of day {day} came late." for day in range(31))
    text = f"{first}\n\nWhat the mayor says\n\nThe bridge will open. " + "Nobody knows when it will be. " * 30
    one, following, *_ = passages(text)
    assert text[one.start : one.end] == first
    assert text[following.start :].startswith("What the mayor says")


def test_passages_have_about_260_words_and_end_with_a_paragraph_where_one_is_near():
    text = story(1, paragraphs=30)
    found = passages(text)
    words = [count_words(text[one.start : one.end]) for one in found]
    assert all(200 <= count <= 310 for count in words[:-1])
    ends = [text[one.end : one.end + 2] for one in found[:-1]]
    assert ends.count("\n\n") > len(ends) / 2


def test_a_short_article_is_one_passage():
    assert passages("  The tide is out.\n") == [Passage("a1", 2, 18)]


def test_a_short_rest_joins_the_passage_before_it():
    text = "\n\n".join([" ".join(["tide"] * 220) + ".", " ".join(["bridge"] * 20) + "."])
    assert [(one.start, one.end) for one in passages(text)] == [(0, len(text))]


@settings(max_examples=60)
@given(st.lists(st.sampled_from(GRAPHEMES), min_size=5, max_size=30), st.sampled_from([" ", ". ", "\n\n", ""]))
def test_an_emoji_or_an_accented_letter_at_a_border_stays_whole(some, between):
    parts = some * 30
    text = between.join(parts)
    borders, at = set(), 0
    for part in parts:
        borders |= {at, at + len(part)}
        at += len(part) + len(between)
    # a full stop belongs to the sentence it ends
    borders |= {place + 1 for place in borders if text[place : place + 1] == "."}
    for one in passages(text, SMALL):
        assert {one.start, one.end} <= borders


@pytest.mark.parametrize(
    ("sentence", "language"),
    [
        ("أعيد فتح الجسر فوق النهر يوم الثلاثاء بعد سنوات من الأعمال.", "ar"),
        ("הגשר מעל הנהר נפתח מחדש ביום שלישי אחרי שנים של עבודה.", "he"),
        ("横跨河流的桥梁经过多年施工后于星期二重新开放。", "zh"),
        ("橋は何年もの工事の後、火曜日に再び開通した。", "ja"),
        ("강 위의 다리가 수년간의 공사 끝에 화요일에 다시 열렸다.", "ko"),
        ("नदी पर बना पुल वर्षों के काम के बाद मंगलवार को फिर से खुला।", "hi"),
    ],
    ids=["ar", "he", "zh", "ja", "ko", "hi"],
)
def test_passages_end_with_sentences_in_scripts_of_all_kinds(sentence, language):
    text = (sentence if language in {"zh", "ja"} else sentence + " ") * 100
    for tag in (language, None):
        found = split_passages(article(text.strip(), tag))
        assert len(found) > 3
        assert all(text[one.start : one.end].startswith(sentence[:8]) for one in found)
        assert all(text[one.start : one.end].endswith(sentence[-1]) for one in found)


def test_five_megabytes_are_cut():
    text = "\n\n".join(story(number, paragraphs=1) for number in range(9_000))
    assert len(text.encode()) > 5_000_000
    found = passages(text)
    assert found[-1].end == len(text)
    assert all(one.end - one.start <= MOST_CHARS for one in found)
    assert max(after.start - before.end for before, after in itertools.pairwise(found)) <= 2


def test_five_megabytes_on_one_line_are_cut():
    text = story(1, paragraphs=1, sentences=200).replace(".", "") * 300
    assert len(text) > 5_000_000
    assert all(one.end - one.start <= MOST_CHARS for one in passages(text))
