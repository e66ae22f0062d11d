import pytest

from assistant.ingest.language.english import ENGLISH
from assistant.ingest.language.languages import find_language, primary_tag


@pytest.mark.parametrize("tag", ["en", "en-GB", "EN", None, "", "xx", "de-AT"])
def test_a_language_is_found_by_its_tag_and_is_english_if_it_is_not_supported(tag: str | None) -> None:
    assert find_language(tag) is ENGLISH


@pytest.mark.parametrize(("tag", "primary"), [("de-AT", "de"), ("ZH-Hans-CN", "zh"), (None, "en"), ("", "en")])
def test_the_primary_tag_is_the_language_alone(tag: str | None, primary: str) -> None:
    assert primary_tag(tag) == primary
