"""Promises of reading records as news services give them: no options needed, in many languages, and remarks on what is missing."""

import io
import json

import pytest

from assistant.ingest.readers import read_document
from assistant.ingest.readers.contract import Document, ReadArticle, ReadOptions

TIDE = "The tide came late to Marrowby on Tuesday, and the ferry waited for it at the old landing."


def read(content: object, name: str = "api.json") -> list[ReadArticle]:
    data = content if isinstance(content, bytes) else json.dumps(content).encode()
    items = list(read_document(Document(name, f"/press/{name}", lambda: io.BytesIO(data)), ReadOptions()))
    assert all(isinstance(item, ReadArticle) for item in items), items
    return [item for item in items if isinstance(item, ReadArticle)]


ANSWERS = {
    "guardian": {"response": {"status": "ok", "results": [{"id": "a/1", "webTitle": "Late tide",
        "webPublicationDate": "2021-05-04T08:30:00Z", "webUrl": "https://harbour.example/1", "fields": {"bodyText": TIDE}}]}},
    "elasticsearch": {"hits": {"total": 1, "hits": [{"_id": "x", "_source": {"title": "Late tide", "body": TIDE,
        "published": "2021-05-04", "url": "https://harbour.example/1"}}]}},
    "wordpress": [{"id": 7, "date_gmt": "2021-05-04T08:30:00", "link": "https://harbour.example/1",
        "title": {"rendered": "Late tide"}, "content": {"rendered": f"<p>{TIDE}</p>"}}],
    "nested results": {"articles": {"results": [{"title": "Late tide", "body": TIDE,
        "dateTime": "2021-05-04T08:30:00Z", "url": "https://harbour.example/1"}], "count": 1}},
    "data": {"pagination": {"limit": 1}, "data": [{"title": "Late tide", "content": TIDE,
        "published_at": "2021-05-04T08:30:00+00:00", "url": "https://harbour.example/1"}]},
    "ninjs": {"uri": "urn:1", "headline": "Late tide", "body_text": TIDE, "versioncreated": "2021-05-04T08:30:00Z",
        "url": "https://harbour.example/1"},
    "docs": {"response": {"docs": [{"headline": {"main": "Late tide"}, "lead_paragraph": TIDE,
        "pub_date": "2021-05-04T08:30:00+0000", "web_url": "https://harbour.example/1"}]}},
    "ninjs with roles": {"firstCreated": "2021-05-04T08:30:00Z", "versionCreated": "2021-06-04T08:30:00Z",
        "headlines": [{"role": "main", "value": "Late tide"}], "url": "https://harbour.example/1",
        "bodies": [{"contentType": "text/html", "value": f"<p>{TIDE}</p>"}, {"contentType": "text/plain", "value": TIDE}]},
}  # fmt: skip


@pytest.mark.parametrize("service", sorted(ANSWERS))
def test_the_answer_of_a_news_service_is_read_without_options(service):
    (article,) = read(ANSWERS[service])
    parsed = article.parsed
    assert (parsed.title, parsed.text, parsed.url) == ("Late tide", TIDE, "https://harbour.example/1")
    assert parsed.published is not None
    assert parsed.published.date().isoformat() == "2021-05-04"


@pytest.mark.parametrize(
    "fields",
    [
        {"provider": [{"name": "The Harbour Post"}], "author": "By Ada Holt"},
        {"origin": {"streamId": "feed/1", "title": "The Harbour Post"}, "byline": {"original": "By Ada Holt"}},
        {"feed": {"id": 2, "title": "The Harbour Post"}, "authors": [{"name": "Ada Holt"}]},
    ],
)
def test_nested_publications_and_authors_are_read(fields):
    (article,) = read({"value": [{"title": "Tide &amp; ferry", "content": TIDE, **fields}]})
    assert (article.parsed.source, article.parsed.authors) == ("The Harbour Post", ("Ada Holt",))
    assert article.parsed.title == "Tide & ferry"


def test_a_text_that_was_cut_off_is_marked_and_the_mark_is_not_text():
    record = {
        "title": "Late tide - The Harbour Post",
        "source": {"name": "The Harbour Post"},
        "content": "The tide came late to Marrow… [+1746 chars]",
    }
    (article,) = read({"articles": [record]})
    assert article.parsed.text == "The tide came late to Marrow…"
    assert article.parsed.title == "Late tide"
    assert article.parsed.is_incomplete


def test_a_dash_in_a_title_is_not_the_name_of_the_publication():
    (article,) = read({"articles": [{"title": "Late tide - again", "source": "The Harbour Post", "content": TIDE}]})
    assert article.parsed.title == "Late tide - again"


HEADERS = [
    "Titel;Datum;Quelle;Text",
    "Titre;Date;Journal;Texte",
    "Título;Fecha;Fuente;Contenido",
    "Titolo;Data;Fonte;Testo",
    "Titel;Datum;Bron;Tekst",
    "Tytuł;Data publikacji;Źródło;Treść",
    "Заголовок;Дата;Источник;Текст",
    "Başlık;Tarih;Kaynak;Metin",
    "标题;日期;来源;正文",
    "見出し;日付;出典;本文",
]


@pytest.mark.parametrize("header", HEADERS)
def test_tables_with_headers_in_other_languages_are_read(header):
    (article,) = read(f"{header}\nSpät;2021-05-04;Hafenbote;{TIDE}\n".encode(), "all.csv")
    parsed = article.parsed
    assert (parsed.title, parsed.source, parsed.text) == ("Spät", "Hafenbote", TIDE)
    assert parsed.published is not None


def test_a_table_without_a_column_for_the_date_says_which_were_not_used():
    first, second = read(f'Title,When,Text\nLate,2021-05-04,"{TIDE}"\nEarly,2021-05-05,"{TIDE}"\n'.encode(), "all.csv")
    assert any("the date; not used: When" in remark for remark in first.remarks)
    assert second.remarks == (), "it is said once"


def test_a_table_that_declares_its_delimiter_is_read():
    (article,) = read(f"sep=;\r\nTitle;Date;Text\r\nLate, very late;2021-05-04;{TIDE}\r\n".encode(), "all.csv")
    assert (article.parsed.title, article.parsed.text) == ("Late, very late", TIDE)
