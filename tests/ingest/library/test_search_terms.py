"""Words in many languages: found in every inflection, the same in each database, and in libraries of earlier versions."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime

import pytest
from invented import lexical_hits, put
from older_library import revert_schema

from assistant.ingest.article import ParsedArticle
from assistant.ingest.language.content_words import content_words
from assistant.ingest.language.languages import language_of
from assistant.ingest.library import ArticleFilter, Library
from assistant.ingest.library.lexical_query import all_of, any_of

on_each_catalog = pytest.mark.parametrize("place", ["folder", "servers"], indirect=True)


@dataclass(frozen=True)
class Report:
    """An article, and a question in other forms of its words."""

    id: str
    text: str
    question: str


REPORTS = {
    "ru": Report(
        "ru-bridge",
        "Мэр Зареченска объявил о закрытии старого моста. Рабочие заменят прогнившие опоры, и движение восстановят весной. "
        "Жители окраинных улиц будут ездить в объезд по набережной.",
        "Когда закроют старый мост?",
    ),
    "de": Report(
        "de-hall",
        "Die Bürgermeisterin von Altfurt hat die Schließung der Schwimmhallen angekündigt. Die Heizungen der Gebäude sind veraltet, "
        "und die Handwerker brauchen mehrere Monate. Schulkinder fahren solange in die Nachbarstadt.",
        "Welche Schwimmhalle schließt?",
    ),
    "zh": Report(
        "zh-library",
        "临河市图书馆宣布，新建的儿童阅览室将于五月开放。馆长说，市民可以免费办理借书证，周末还有讲故事的活动。",
        "儿童阅览室什么时候开放？",
    ),
    "tr": Report(
        "tr-ferry",
        "Belediye başkanı, adaya giden vapurların kış tarifesine geçeceğini açıkladı. Yolcular sabahları daha uzun bekleyecek, "
        "çünkü iki gemi tersanede onarılıyor ve yeni gemiler gelecek yıl gelecek.",
        "Adaya kaç vapur gidiyor?",
    ),
}


def report(tag: str, language: str | None = None) -> ParsedArticle:
    one = REPORTS[tag]
    moment = datetime(2026, 3, 1, tzinfo=UTC)
    return ParsedArticle(one.text, one.id, "Invented", published=moment, language=language, id=one.id)


def found(library: Library, tag: str) -> list[str]:
    """The articles that a question finds by its words, the best first."""
    words = content_words(REPORTS[tag].question, language_of(tag))
    numbers = [number for number, _ in library.catalog.search_bm25(any_of(words, tag), 10)]
    return list(dict.fromkeys(stored.article.id for stored in library.catalog.passages(numbers)))


@on_each_catalog
def test_a_word_is_found_in_other_inflections_of_the_language_of_the_article(library):
    put(library, *(report(tag) for tag in REPORTS))
    for tag, one in REPORTS.items():
        assert found(library, tag) == [one.id]
    assert library.problems() == []


@on_each_catalog
def test_a_word_in_one_language_is_found_in_articles_of_all_languages_of_the_library(library):
    put(library, report("ru"), report("de"))
    for language in ("en", "de", "ru"):
        numbers = [number for number, _ in library.catalog.search_bm25(all_of(["schwimmhalle"], language), 10)]
        assert [stored.article.id for stored in library.catalog.passages(numbers)] == ["de-hall"]


@pytest.mark.parametrize("place", ["servers"], indirect=True)
def test_both_databases_score_every_language_alike(library, tmp_path):
    with Library(tmp_path / "embedded") as embedded:
        for each in (library, embedded):
            put(each, *(report(tag) for tag in REPORTS))
        for tag, one in REPORTS.items():
            query = any_of(content_words(one.question, language_of(tag)), tag)
            scores, expected = (
                sorted(dict(each.catalog.search_bm25(query, 9)).values()) for each in (library, embedded)
            )
            assert scores == pytest.approx(expected, rel=1e-5)
            assert scores


@on_each_catalog
def test_an_article_that_is_removed_or_changed_leaves_no_terms(library):
    put(library, *(report(tag) for tag in REPORTS))
    put(library, replace(report("ru"), text="Мост открыт, и движение идёт как прежде, говорят жители."))
    with library.writing("test") as writer:
        writer.remove(["zh-library"])
    assert found(library, "zh") == []
    assert library.catalog.document_frequencies(["опор", "阅览"]) == {}
    assert library.problems() == []


@on_each_catalog
def test_the_library_knows_its_languages_declared_or_detected(library):
    put(library, report("ru"), report("de", "de-AT"), report("zh", "en"))
    assert library.catalog.languages() == {"ru": 1, "de-AT": 1, "zh": 1}
    declared = {name: library.catalog.article(name) for name in ("ru-bridge", "de-hall", "zh-library")}
    assert {name: article.is_language_detected for name, article in declared.items()} == {
        "ru-bridge": True,
        "de-hall": False,
        "zh-library": True,
    }
    assert put(library, report("ru"), report("de", "de-AT"), report("zh", "en")).unchanged == list(declared)


@on_each_catalog
def test_the_list_of_articles_finds_the_beginning_of_a_word_in_any_language(library):
    put(library, *(report(tag) for tag in REPORTS))
    for words, name in (("набереж", "ru-bridge"), ("阅览室", "zh-library"), ("tersane", "tr-ferry")):
        assert [article.id for article in library.catalog.browse(ArticleFilter(words)).articles] == [name]


def test_a_library_of_an_earlier_version_answers_as_before_until_it_is_reindexed(tmp_path):
    with Library(tmp_path) as library:
        put(library, report("ru"), report("de"), report("zh"))
    revert_schema(tmp_path, 8)
    with Library(tmp_path) as library:
        assert library.has_outdated_terms
        assert lexical_hits(library, "опоры") == {"ru-bridge"}
        assert lexical_hits(library, "моста") == {"ru-bridge"}
        assert lexical_hits(library, "мост") == set()
        put(library, report("tr"))
        with library.writing("test") as writer:
            writer.remove(["de-hall"])
        assert lexical_hits(library, "tersanede") == {"tr-ferry"}
        assert library.problems() == []

        with library.writing("test") as writer:
            writer.renew_full_text()
        assert not library.has_outdated_terms
        assert [found(library, tag) for tag in ("ru", "zh", "tr")] == [["ru-bridge"], ["zh-library"], ["tr-ferry"]]
        assert library.catalog.languages() == {"ru": 1, "tr": 1, "zh": 1}
        assert put(library, report("ru"), report("zh")).unchanged == ["ru-bridge", "zh-library"]
        assert library.problems() == []
