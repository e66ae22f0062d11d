"""The heading of a wire story: its headline, its agency, and a date only if one is given."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.ingest.language.wire_heading import read_wire_heading

PROSE = (
    "The harbour council of Marrowby decided on Tuesday to keep the old swing bridge open to carts and walkers until"
    " the new ferry landing has been finished, the harbour master told reporters after the meeting."
)


def test_the_headline_is_the_title():
    heading = read_wire_heading(f"Marrowby keeps its swing bridge open\n\n{PROSE}")
    assert heading.title == "Marrowby keeps its swing bridge open"
    assert (heading.published, heading.agency, heading.dateline_place) == (None, None, None)


def test_a_section_label_is_not_the_title():
    text = f"All news\n\nMarrowby keeps its swing bridge open\n\nCouncil turns down the mayor's plan\n\n{PROSE}"
    assert read_wire_heading(text).title == "Marrowby keeps its swing bridge open"


@pytest.mark.parametrize("label", ["World", "Business", "Harbour Desk", "BREAKING NEWS"])
def test_labels_of_a_word_or_two_before_a_headline_are_skipped(label):
    assert (
        read_wire_heading(f"{label}\nBridge over the Tarn stays open\n\n{PROSE}").title
        == "Bridge over the Tarn stays open"
    )


def test_a_short_headline_stays_the_title():
    assert read_wire_heading(f"Bridge reopens\n\n{PROSE}").title == "Bridge reopens"


def test_a_headline_right_above_its_story_is_the_title():
    assert read_wire_heading(f"Bridge over the Tarn stays open\n{PROSE}").title == "Bridge over the Tarn stays open"


def test_without_a_headline_the_first_words_are_the_title():
    title = read_wire_heading(PROSE).title
    assert title == "The harbour council of Marrowby decided on Tuesday to keep the old…"


def test_without_a_headline_the_dateline_is_not_in_the_title():
    title = read_wire_heading(f"MARROWBY, May 4 (Tidewire) - {PROSE}").title
    assert title.startswith("The harbour council")


def test_prose_broken_into_lines_is_not_a_headline():
    wrapped = (
        "The harbour council of Marrowby decided on Tuesday to keep\nthe old swing bridge open to carts and walkers until the\n"
        "new ferry landing has been finished, the harbour master\ntold reporters."
    )
    assert read_wire_heading(wrapped).title == "The harbour council of Marrowby decided on Tuesday to keep the old…"


@pytest.mark.parametrize(
    ("dateline", "place", "agency", "published"),
    [
        ("MARROWBY, October 19. /TIDE/.", "MARROWBY", "TIDE", None),
        ("MARROWBY, Oct 19 (Tidewire) -", "MARROWBY", "Tidewire", None),
        ("MARROWBY (TW) —", "MARROWBY", "TW", None),
        ("MARROWBY, 19 October 2016 —", "MARROWBY", None, datetime(2016, 10, 19, tzinfo=UTC)),
        (
            "NEW MARROWBY, Jan. 5, 2024 /QuayNewswire/ --",
            "NEW MARROWBY",
            "QuayNewswire",
            datetime(2024, 1, 5, tzinfo=UTC),
        ),
        ("Marrowby (Tidewire) —", "Marrowby", "Tidewire", None),
        ("MARROWBY, Tarnland (TW) —", "MARROWBY, Tarnland", "TW", None),
        ("ST. OLAVE (Tidewire) -", "ST. OLAVE", "Tidewire", None),
        ("MARROWBY —", "MARROWBY", None, None),
        ("(Tidewire) -", None, "Tidewire", None),
    ],
)
def test_a_dateline_gives_place_agency_and_date(dateline, place, agency, published):
    heading = read_wire_heading(f"Swing bridge over the Tarn stays open\n\n{dateline} {PROSE}")
    assert heading.title == "Swing bridge over the Tarn stays open"
    assert (heading.dateline_place, heading.agency, heading.published) == (place, agency, published)


@pytest.mark.parametrize(
    ("line", "place", "agency"),
    [
        ("Tidewire —", None, "Tidewire"),
        ("TW —", None, "TW"),
        ("New Marrowby TW Business —", "New Marrowby", "TW Business"),
        ("Marrowby, Tarnland TW —", "Marrowby, Tarnland", "TW"),
    ],
)
def test_an_agency_on_a_line_of_its_own_is_no_headline(line, place, agency):
    heading = read_wire_heading(f"{line}\n\n{PROSE}")
    assert (heading.dateline_place, heading.agency) == (place, agency)
    assert heading.title.startswith("The harbour council")


@pytest.mark.parametrize("start", ["(TW) ", "(TW)"])
def test_an_agency_in_brackets_before_the_first_word_is_not_in_the_title(start):
    heading = read_wire_heading(start + PROSE)
    assert heading.agency == "TW"
    assert heading.title.startswith("The harbour council")


def test_a_date_below_a_picture_in_the_story_is_not_the_date():
    assert read_wire_heading(f"Bridge stays open for now\n\n{PROSE}\n\nOct 19, 2016").published is None
    assert read_wire_heading(f"Bridge stays open for now\n\n{PROSE}\n\nPublished Oct 19, 2016").published is not None


@pytest.mark.parametrize(
    "line",
    [
        "Published: 2016-10-19",
        "October 19, 2016",
        "19 Oct 2016 00:00 GMT",
        "Wednesday, October 19, 2016",
        "Date: 19 October 2016",
    ],
)
@pytest.mark.parametrize(
    "order",
    ["{line}\n\nBridge over the Tarn stays open\n\n{prose}", "Bridge over the Tarn stays open\n{line}\n\n{prose}"],
)
def test_a_date_on_a_line_of_its_own_is_the_date(line, order):
    heading = read_wire_heading(order.format(line=line, prose=PROSE))
    assert heading.published == datetime(2016, 10, 19, tzinfo=UTC)
    assert heading.title == "Bridge over the Tarn stays open"


def test_a_date_without_a_year_is_no_date():
    assert (
        read_wire_heading(f"Bridge stays open for now\n\nOctober 19\n\nMARROWBY, October 19. /TIDE/. {PROSE}").published
        is None
    )


def test_the_day_of_an_update_is_not_the_day_of_publication():
    assert read_wire_heading(f"Bridge stays open for now\n\nUpdated: October 20, 2016\n\n{PROSE}").published is None


@pytest.mark.parametrize(
    "prose",
    [
        "Nobody — not even the mayor — knew of it.",
        "The mayor (Ada Holt) said so.",
        "Well-known people - many of them - came.",
    ],
)
def test_a_dash_in_prose_makes_no_dateline(prose):
    heading = read_wire_heading(f"Bridge over the Tarn stays open\n\n{prose}")
    assert (heading.dateline_place, heading.agency) == (None, None)


@pytest.mark.parametrize("line", ["By Ada Holt", "By Ada Holt and Jon Reed", "BY ADA HOLT, Tidewire"])
def test_a_byline_is_no_headline(line):
    assert (
        read_wire_heading(f"{line}\n\nBridge over the Tarn stays open\n\n{PROSE}").title
        == "Bridge over the Tarn stays open"
    )


def test_a_headline_may_begin_like_a_byline():
    assert read_wire_heading(f"By the Tarn, a bridge stays open\n\n{PROSE}").title == "By the Tarn, a bridge stays open"


def test_an_empty_text_has_no_heading():
    assert read_wire_heading("").title is None


@given(st.text())
def test_any_text_can_be_read(text):
    title = read_wire_heading(text).title
    assert title is None or title.strip()


@given(
    st.lists(
        st.sampled_from(["MARROWBY", ",", "(", ")", "/", "-", "—", "May", "4", "2016", ".", "a", "\n"]), max_size=40
    )
)
def test_any_sequence_of_dateline_parts_can_be_read(parts):
    read_wire_heading(" ".join(parts))
