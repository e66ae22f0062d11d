"""The embedder of a new library suits the language of its first articles; otherwise the report says what to run."""

from pathlib import Path

import pytest
from invented import story

from assistant import Assistant
from assistant.ingest.embedder_choice import embedder_for
from assistant.ingest.embedders import DEFAULT_EMBEDDER, MULTILINGUAL_EMBEDDER
from assistant.ingest.embedders.e5_file import e5_file_path
from assistant.ingest.identity import identify
from assistant.ingest.readers.contract import ParsedArticle

GERMAN = "Die Fähre Petrel fährt wieder. Der Rat hat die Reparatur der Brücke am Dienstag beschlossen, und sie beginnt im Mai."
RUSSIAN = (
    "Паром «Петрель» снова ходит. Совет во вторник одобрил ремонт моста, который начнётся в мае и продлится до осени."
)

needs_languages = pytest.mark.skipif(e5_file_path() is None, reason="needs the extra languages")


def write_articles(folder: Path, *texts: str) -> Path:
    folder.mkdir(exist_ok=True)
    for number, text in enumerate(texts):
        (folder / f"{number}.txt").write_text(text, "utf-8")
    return folder


@needs_languages
def test_a_new_library_of_articles_in_another_language_gets_the_multilingual_embedder(tmp_path):
    with Assistant.open(tmp_path / "library") as assistant:
        report = assistant.ingest(write_articles(tmp_path / "articles", RUSSIAN))
        assert assistant.library.embedder_name == MULTILINGUAL_EMBEDDER
        assert report.warnings == []
        hit = assistant.search("When will the repair of the bridge begin?").hits[0]
    assert "ремонт моста" in hit.text


def test_a_new_library_of_english_articles_gets_the_default_embedder(tmp_path):
    with Assistant.open(tmp_path / "library") as assistant:
        report = assistant.ingest(write_articles(tmp_path / "articles", story(1), story(2), RUSSIAN))
        assert assistant.library.embedder_name == DEFAULT_EMBEDDER
        assert report.warnings == []


def test_without_the_extra_the_report_says_in_one_line_how_to_install_it(tmp_path, monkeypatch):
    monkeypatch.setattr("assistant.ingest.embedder_choice.e5_file_path", lambda: None)
    with Assistant.open(tmp_path / "library") as assistant:
        report = assistant.ingest(write_articles(tmp_path / "articles", RUSSIAN, GERMAN))
        assert assistant.library.embedder_name == DEFAULT_EMBEDDER
    (warning,) = report.warnings
    assert "pip install 'article-assistant[languages]' and assistant reindex --library" in warning.reason
    assert "--embedder multilingual-e5-small" in warning.reason
    assert "\n" not in warning.reason


def test_an_embedder_in_the_settings_is_used_whatever_the_language(tmp_path):
    with Assistant.open(tmp_path / "library", embedder=DEFAULT_EMBEDDER) as assistant:
        report = assistant.ingest(write_articles(tmp_path / "articles", RUSSIAN))
        assert assistant.library.embedder_name == DEFAULT_EMBEDDER
        assert report.warnings == []


@needs_languages
@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        (GERMAN, None, MULTILINGUAL_EMBEDDER),
        (RUSSIAN, None, MULTILINGUAL_EMBEDDER),
        (
            "渡轮再次开航。市议会周二批准了桥梁维修，工程将于五月开始，并持续到秋天。市长说，费用由省政府承担，居民可以继续使用旧桥。",
            None,
            MULTILINGUAL_EMBEDDER,
        ),
        (story(3), None, DEFAULT_EMBEDDER),
        (story(3), "fr", MULTILINGUAL_EMBEDDER),
        ("El pleno aprobó el martes la reparación del puente, que empezará en mayo.", None, MULTILINGUAL_EMBEDDER),
        ("The café on Rope Street sold its first crème brûlée to the mayor of Zürich.", None, DEFAULT_EMBEDDER),
        ("Ferry departs: 9.00, 10.00", "en-GB", DEFAULT_EMBEDDER),
    ],
)
def test_the_language_is_what_the_source_says_or_what_the_words_show(text, language, expected):
    article = identify(ParsedArticle(text, title="T", language=language), "/invented/one")
    assert embedder_for([article]) == expected
