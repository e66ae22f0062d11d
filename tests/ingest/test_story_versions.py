"""Promises about versions of a story: other numbers, days or names make an update, another length or dateline a copy."""

from datetime import UTC, datetime

import pytest

from assistant.ingest.article import Article
from assistant.ingest.story_versions import contains_quote, is_update, leading_version

STORY = (
    "SKELL, April 4 (Coastwire) - Seven barges broke loose in the Skell canal on Saturday, harbour master Rune Holt said. "
    "Tugs from Marrow caught four of them before dusk.\n\nThe canal stays closed until Monday."
)


@pytest.mark.parametrize(
    "newer",
    [
        STORY.replace("Seven barges", "Nine barges"),
        STORY.replace("four of them", "all 7 of them"),
        STORY.replace("until Monday", "until Thursday"),
        STORY.replace("Rune Holt", "Asta Brandt"),
    ],
)
def test_other_numbers_days_or_names_make_an_update(newer):
    assert is_update(newer, STORY)
    assert is_update(STORY, newer)


@pytest.mark.parametrize(
    "copy",
    [
        STORY,
        STORY.replace("April 4", "April 5"),
        STORY.partition("\n\n")[0],
        f"{STORY}\n\nThe last such accident was in 1998, when Ole Berg was master.",
        STORY.replace(" Tugs", "\n\nTugs"),
    ],
)
def test_another_length_dateline_or_layout_is_a_copy(copy):
    assert not is_update(copy, STORY)


def article(name: str, text: str, day: int | None) -> Article:
    published = datetime(2026, 4, day, tzinfo=UTC) if day else None
    return Article(name, "Barges adrift", text, name, f"/{name}", published=published)


def test_the_newest_update_leads_and_a_newer_copy_does_not():
    first, copy = article("first", STORY, 4), article("copy", STORY, 6)
    update = article("update", STORY.replace("Seven", "Nine"), 5)
    undated = article("undated", STORY.replace("Seven", "Eight"), None)
    assert leading_version([first, copy]) is first
    assert leading_version([first, update, undated]) is update
    assert leading_version([update, first]) is update


def test_a_quote_is_in_a_copy_only_with_all_its_words():
    copy = article("copy", STORY.replace("Seven", "Nine"), 5)
    assert contains_quote(copy, "Tugs from  Marrow caught four of them before dusk")
    assert not contains_quote(copy, "Seven barges broke loose in the Skell canal on Saturday")
