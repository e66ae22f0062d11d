import pytest

from assistant.ingest.language.languages import primary_tag


@pytest.mark.parametrize(("tag", "primary"), [("de-AT", "de"), ("ZH-Hans-CN", "zh"), (None, "en"), ("", "en")])
def test_the_primary_tag_is_the_language_alone(tag: str | None, primary: str) -> None:
    assert primary_tag(tag) == primary
