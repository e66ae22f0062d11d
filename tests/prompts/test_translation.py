"""Every message has a translation in each language, the compiled catalogues are current, and the browser chooses the language."""

from gettext import GNUTranslations
from io import BytesIO

import pytest
from translations import DOMAINS, compiled, extracted, po_file, read_translations

from assistant.prompts import render
from assistant.prompts.translation import TRANSLATED, preferred_language, translate

on_each_catalogue = pytest.mark.parametrize(
    ("language", "domain"), [(language, domain) for language in TRANSLATED for domain in DOMAINS]
)


def _messages(content: bytes) -> dict[object, str]:
    return {key: text for key, text in GNUTranslations(BytesIO(content))._catalog.items() if key}


@on_each_catalogue
def test_the_translation_files_have_exactly_the_messages_of_the_code(language: str, domain: str) -> None:
    found = {one.id for one in extracted(domain)}
    assert len(found) > 20
    assert {one.id for one in read_translations(language, domain)} == found, "run: make translations"


@on_each_catalogue
def test_every_message_is_translated_with_its_values(language: str, domain: str) -> None:
    catalogue = read_translations(language, domain)
    for one in catalogue:
        texts = one.string if isinstance(one.string, tuple) else (one.string,)
        assert not one.id or (all(texts) and not one.fuzzy), (
            f"{one.id!r} is not translated in {po_file(language, domain)}"
        )
        assert len(texts) == (catalogue.num_plurals if one.pluralizable else 1)
    assert not list(catalogue.check())


@on_each_catalogue
def test_the_compiled_catalogue_is_that_of_the_translation_file(language: str, domain: str) -> None:
    shipped = po_file(language, domain).with_suffix(".mo").read_bytes()
    assert _messages(shipped) == _messages(compiled(read_translations(language, domain))), "run: make translations"


def test_messages_are_found_in_formatted_strings_templates_and_scripts() -> None:
    messages = {one.id for one in extracted("messages")}
    assert {"Searched for", "Drop files or folders here", "The articles do not say."} <= messages
    assert ("%(number)s article", "%(number)s articles") in messages
    assert "Remove this article?" in {one.id for one in extracted("scripts")}


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("de-AT,de;q=0.9,en;q=0.5", "de"),
        ("ru", "ru"),
        ("fr,en;q=0.3,ru;q=0.7", "ru"),
        ("en-GB,de;q=0.9", "en"),
        ("de;q=0,en", "en"),
        ("fr", "en"),
        ("*", "en"),
        ("", "en"),
        ("de;q=high,;;,ru;q=0.1", "ru"),
    ],
)
def test_the_page_is_in_the_language_that_the_browser_prefers(header: str, language: str) -> None:
    assert preferred_language(header) == language


def test_a_language_without_a_catalogue_stays_in_english() -> None:
    assert translate("de", "Yes") == "Ja"
    assert translate("fr", "Yes") == "Yes"
    assert render("not_found", language="ru", nearest=None, related=()) == "В статьях об этом не сказано."
    assert render("not_found", nearest=None, related=()) == "The articles do not say."
