"""Stories: one wire report in ten papers is one story; two reports on the same subject are two."""

import random
from zlib import crc32

import pytest
from invented import draft, put, story, vocabulary

from assistant import Assistant
from assistant.ingest.library import Library
from assistant.ingest.near_duplicates import (
    NEAR_DUPLICATE_THRESHOLD,
    bands,
    closest_story,
    resemblance,
    signature,
)

RESCUE = """A trawler with six people on board was towed into Marrowby harbour on Sunday night after its engine failed in a storm.

The Kestrel had lost power nine miles off Gannet Head at about four in the afternoon, said the coastguard's spokeswoman, Ines Okafor.
A lifeboat from Marrowby reached it within the hour, but the sea was too rough to take the crew off, so it stayed alongside until the
tug Bulwark arrived shortly before eight. Nobody was hurt. The skipper, Tom Aldous, said the crew had tied themselves to the winch and
sung to keep warm. The harbour office will look into why the engine failed; the Kestrel had been inspected in January."""

OTHER_REPORT = """The trawler Kestrel, which was towed into Marrowby on Sunday, had reported trouble with its fuel pump twice since January.

The harbour office published the vessel's log on Wednesday. Tom Aldous, its skipper, told the Post that a mechanic had looked at the pump
in February and found nothing. The coastguard has asked the owners of four boats of the same build to have their engines checked before
they leave port again. A report is expected in the autumn, and the lifeboat crew are to be given a medal by the town."""


def copied(text: str, paper: str) -> str:
    """As another paper runs it: with a dateline of its own, a word changed, the last line cut."""
    return f"({paper}) — " + text.replace("rough", "heavy").rpartition(";")[0] + "."


def test_a_wire_copy_with_another_heading_and_a_cut_end_is_the_same_story(library):
    report = put(
        library, draft("first", RESCUE), draft("copy", copied(RESCUE, "Ashby Courier")), draft("other", OTHER_REPORT)
    )
    assert [(one.article_id, one.of) for one in report.copies] == [("acopy", "afirst")]
    assert report.added == ["afirst", "acopy", "aother"]


def test_copies_are_found_in_the_same_ingest_and_in_a_later_one(library):
    put(library, draft("first", RESCUE))
    report = put(library, draft("second", copied(RESCUE, "Courier")), draft("third", copied(RESCUE, "Echo")))
    assert [(one.article_id, one.of) for one in report.copies] == [("asecond", "afirst"), ("athird", "afirst")]
    (number,) = {one.story for one in library.catalog.articles()}
    assert [one.id for one in library.catalog.articles_of_story(number)] == ["afirst", "asecond", "athird"]


def test_different_reports_on_one_subject_are_different_stories():
    assert resemblance(signature(RESCUE), signature(OTHER_REPORT)) < 0.3


@pytest.mark.parametrize("changed", [0.0, 0.02, 0.5])
def test_the_estimate_follows_the_share_of_words_that_were_changed(changed):
    random_ = random.Random(5)
    words = story(3, paragraphs=10).split()
    other = [random_.choice(vocabulary()) if random_.random() < changed else word for word in words]
    one, two = signature(" ".join(words)), signature(" ".join(other))
    assert (closest_story(two, [(1, 1, one)]) == 1) == (changed < 0.1)
    assert (
        any(a == b for a, b in zip(bands(one), bands(two), strict=True))
        or resemblance(one, two) < NEAR_DUPLICATE_THRESHOLD
    )


def test_the_signature_does_not_depend_on_case_punctuation_or_lines():
    assert resemblance(signature(RESCUE), signature(RESCUE.upper().replace("\n", " ").replace(",", " –"))) == 1


def test_a_library_of_an_earlier_release_recognises_copies_because_signatures_stay_the_same():
    stored = [336002430, 1540753915, 394799856, 154595372, 1266799426, 177819907]
    computed = signature("The trawler Kestrel lost power nine miles off Gannet Head.")
    assert computed[:6].tolist() == stored
    assert crc32(computed.tobytes()) == 0xED7CB57D


@pytest.mark.parametrize("pair", [("🎉🎉", "🚢🚢"), ("?!", "…"), ("桥梁于五月重新开放。", "市长感到高兴。")])
def test_short_texts_without_spaces_or_words_are_no_copies_of_one_another(library, pair):
    report = put(library, *(draft(number, text) for number, text in enumerate(pair)))
    assert report.copies == []


def test_a_story_is_shown_once_and_says_where_else_it_stands(tmp_path):
    papers = tmp_path / "papers"
    papers.mkdir()
    for paper in ("Ashby Courier", "Gull Echo"):
        (papers / f"{paper}.md").write_text(
            f"---\ntitle: Trawler towed in\nsource: {paper}\n---\n\n{copied(RESCUE, paper)}"
        )
    (papers / "other.md").write_text(f"---\ntitle: Fuel pump\nsource: Marrowby Post\n---\n\n{OTHER_REPORT}")
    with Assistant.open(tmp_path / "library") as assistant:
        report = assistant.ingest(papers)
        assert len(report.copies) == 1
        answer = assistant.ask("Who is the skipper of the trawler Kestrel?")
        hits = assistant.search("Who is the skipper of the trawler Kestrel?").hits
    told = {hit.stored.article.source: hit.also_in for hit in hits}
    assert len(told) == len(hits) == 2
    # Which of the copies stands for the story is a matter of a hair's breadth.
    assert told in (
        {"Ashby Courier": ("Gull Echo",), "Marrowby Post": ()},
        {"Gull Echo": ("Ashby Courier",), "Marrowby Post": ()},
    )
    assert answer.citations
    assert all(one.also_in == told[one.source] for one in answer.citations)


@pytest.fixture
def three(library: Library) -> Library:
    put(library, *(draft(paper, copied(RESCUE, paper)) for paper in ("one", "two", "three")))
    return library


def test_when_the_first_copy_is_removed_the_story_passes_to_the_next(three):
    with three.writing("remove") as writer:
        writer.remove(["aone"])
    (number,) = {one.story for one in three.catalog.articles()}
    assert [one.id for one in three.catalog.articles_of_story(number)] == ["atwo", "athree"]
    report = put(three, draft("four", copied(RESCUE, "four")))
    assert [(one.article_id, one.of) for one in report.copies] == [("afour", "atwo")]
    assert three.problems() == []


def test_when_the_first_copy_becomes_another_article_it_leaves_the_story(three):
    put(three, draft("one", OTHER_REPORT))
    stories = {one.id: one.story for one in three.catalog.articles()}
    assert stories["atwo"] == stories["athree"] != stories["aone"]
