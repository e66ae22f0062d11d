"""Promises of reading mail, saved pages, rich text and newsroom XML: the article with its title, source and day."""

import io
from email.message import EmailMessage

import pytest

from assistant.ingest.article import ParsedArticle
from assistant.ingest.readers import read_document
from assistant.ingest.readers.contract import Document, ReadArticle, ReadFailure, ReadOptions

TIDE = "The tide came late to Marrowby on Tuesday, and the ferry waited for it at the old landing."
BRIDGE = "The swing bridge stays open to walkers until the new landing has been finished, the council said."


def read(data: bytes, name: str) -> list[ReadArticle | ReadFailure]:
    return list(read_document(Document(name, f"/press/{name}", lambda: io.BytesIO(data)), ReadOptions()))


def article_of(data: bytes, name: str) -> ParsedArticle:
    (item,) = read(data, name)
    assert isinstance(item, ReadArticle), item
    return item.parsed


def day_of(article: ParsedArticle) -> str | None:
    return article.published.date().isoformat() if article.published else None


def mail(text: str, html: str | None = None) -> bytes:
    message = EmailMessage()
    message["Subject"] = "Marrowby keeps its swing bridge – für Fußgänger"
    message["From"] = "Ada Holt <ada@harbour.example>"
    message["Date"] = "Tue, 04 May 2021 08:30:00 +0100"
    message.set_content(text)
    if html:
        message.add_alternative(html, subtype="html")
    return message.as_bytes()


def test_a_mail_message_is_an_article():
    article = article_of(mail(f"{TIDE}\n\n{BRIDGE}\n", f"<p>{TIDE}</p>"), "tide.eml")
    assert article.text == f"{TIDE}\n\n{BRIDGE}"
    assert article.title == "Marrowby keeps its swing bridge – für Fußgänger"
    assert (article.source, article.authors, day_of(article)) == ("Ada Holt", ("Ada Holt",), "2021-05-04")


def test_a_mail_message_in_html_is_read_as_text():
    message = EmailMessage()
    message.set_content(f"<html><body><p>{TIDE}</p><p>{BRIDGE}</p></body></html>", subtype="html")
    assert article_of(message.as_bytes(), "tide.eml").text == f"{TIDE}\n\n{BRIDGE}"


def test_a_saved_web_page_is_an_article():
    page = f"<html><head><title>Late tide</title></head><body><article><p>4 May 2021</p><p>{TIDE}</p><p>{BRIDGE}</p></article></body></html>"
    saved = (
        "From: <Saved by a browser>\r\nSnapshot-Content-Location: https://harbour.example/tide\r\nMIME-Version: 1.0\r\n"
        'Content-Type: multipart/related; boundary="b"\r\n\r\n--b\r\nContent-Type: text/html; charset=utf-8\r\n\r\n'
        f"{page}\r\n--b\r\nContent-Type: image/png\r\n\r\nx\r\n--b--\r\n"
    )
    article = article_of(saved.encode(), "tide.mhtml")
    assert TIDE in article.text
    assert (article.title, article.url) == ("Late tide", "https://harbour.example/tide")


def test_rich_text_is_read_in_its_letters():
    data = rb"{\rtf1\ansi\ansicpg1252{\info{\title Late tide}{\author Ada Holt}}\f0 Die F\'e4hre wartete.\par Die Br\'fccke \u8211? offen.\par}"
    article = article_of(data, "tide.rtf")
    assert article.text == "Die Fähre wartete.\n\nDie Brücke – offen."
    assert (article.title, article.authors) == ("Late tide", ("Ada Holt",))


NITF = f"""<?xml version="1.0" encoding="UTF-8"?>
<nitf><head><title>Tide</title><docdata><doc-id id-string="t1"/><date.issue norm="20210504T083000Z"/></docdata>
<pubdata name="The Harbour Post"/></head><body><body.head><hedline><hl1>Late tide</hl1></hedline><byline>By <person>Ada Holt</person></byline>
</body.head><body.content><p>{TIDE}</p><media media-type="image"><media-caption><p>A ferry.</p></media-caption></media>
<ul><li><p>{BRIDGE}</p></li></ul></body.content></body></nitf>"""

NEWSML = f"""<?xml version="1.0" encoding="UTF-8"?>
<newsMessage xmlns="http://iptc.org/std/nar/2006-10-01/"><itemSet><newsItem guid="urn:t1"><itemMeta><provider><name>The Harbour Post</name></provider>
<firstCreated>2021-05-04T08:30:00Z</firstCreated><versionCreated>2021-05-06T08:30:00Z</versionCreated></itemMeta>
<contentMeta><headline>Late tide</headline><by>By Ada Holt</by></contentMeta><contentSet><inlineXML contenttype="application/xhtml+xml">
<html xmlns="http://www.w3.org/1999/xhtml"><head><title>x</title></head><body><p>{TIDE}</p><p>{BRIDGE}</p></body></html></inlineXML></contentSet>
</newsItem></itemSet></newsMessage>"""

NEWSML_1 = f"""<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE NewsML SYSTEM "NewsML_1.2.dtd">
<NewsML Version="1.2"><NewsEnvelope><DateAndTime>20210509T120000Z</DateAndTime></NewsEnvelope>
<NewsItem><Identification><NewsIdentifier><ProviderId>harbour.example</ProviderId><DateId>20210504</DateId><NewsItemId>t1</NewsItemId>
<PublicIdentifier>urn:newsml:harbour.example:20210504:t1:1</PublicIdentifier></NewsIdentifier></Identification>
<NewsManagement><FirstCreated>20210504T083000+0000</FirstCreated><ThisRevisionCreated>20210506T083000Z</ThisRevisionCreated></NewsManagement>
<NewsComponent><NewsLines><HeadLine>Late tide</HeadLine><ByLine>By Ada Holt</ByLine></NewsLines>
<AdministrativeMetadata><Provider><Party FormalName="The Harbour Post"/></Provider></AdministrativeMetadata>
<NewsComponent><Role FormalName="Main"/><ContentItem><MediaType FormalName="Text"/><DataContent>CONTENT</DataContent></ContentItem></NewsComponent>
<NewsComponent><Role FormalName="Picture"/><NewsLines><HeadLine>A ferry</HeadLine></NewsLines><NewsComponent><Role FormalName="Caption"/>
<ContentItem><DataContent><p>{"A ferry waits at the landing. " * 20}</p></DataContent></ContentItem></NewsComponent></NewsComponent>
</NewsComponent></NewsItem></NewsML>"""
WRAPPED_BRIDGE = BRIDGE.replace(" until", "\nuntil")
CONTENTS_1 = {
    "paragraphs": f"<p>{TIDE}</p><p>{BRIDGE}</p>",
    "page": f"<html><body><h1></h1><p>{TIDE}</p><p>{BRIDGE}</p></body></html>",
    "NITF": f"<nitf><body><body.content><p>{TIDE}</p><p>{BRIDGE}</p></body.content></body></nitf>",
    "plain text": f"\n{TIDE}\n\n{WRAPPED_BRIDGE}\n",
    "escaped": f"&lt;p&gt;{TIDE}&lt;/p&gt;&lt;p&gt;{BRIDGE}&lt;/p&gt;",
}
NEWSML_1_FORMS = {f"NewsML 1, {name}": NEWSML_1.replace("CONTENT", content) for name, content in CONTENTS_1.items()}


@pytest.mark.parametrize("source", [NITF, NEWSML, *NEWSML_1_FORMS.values()], ids=["NITF", "NewsML-G2", *NEWSML_1_FORMS])
def test_newsroom_xml_is_an_article(source):
    article = article_of(source.encode(), "tide.xml")
    assert article.text == f"{TIDE}\n\n{BRIDGE}"
    assert (article.title, article.source, article.authors) == ("Late tide", "The Harbour Post", ("Ada Holt",))
    assert day_of(article) == "2021-05-04"


def test_each_item_of_newsml_1_is_an_article_with_its_own_identifier():
    source = NEWSML_1.replace("CONTENT", CONTENTS_1["paragraphs"])
    item = source[source.index("<NewsItem>") : source.index("</NewsML>")]
    second = item.replace(":t1:", ":t2:").replace("Late tide", "Open bridge")
    first, other = read(source.replace("</NewsML>", f"{second}</NewsML>").encode(), "tide.xml")
    assert isinstance(first, ReadArticle)
    assert isinstance(other, ReadArticle)
    assert (first.parsed.title, other.parsed.title) == ("Late tide", "Open bridge")
    assert first.origin != other.origin


def test_entities_of_newsroom_xml_are_not_fetched():
    source = NITF.replace("<nitf>", '<!DOCTYPE nitf [<!ENTITY x SYSTEM "file:///etc/hostname">]><nitf>').replace(
        BRIDGE, "&x; ends."
    )
    items = read(source.encode(), "tide.xml")
    assert all("hostname" not in str(item) for item in items)


@pytest.mark.parametrize("name", ["a.eml", "a.mhtml", "a.rtf"])
@pytest.mark.parametrize(
    "data",
    [b"\x00\xff" * 50, b"no such format", b"{\\rtf1}", b"Content-Type: multipart/related; boundary=b\r\n\r\n--b"],
)
def test_a_broken_file_is_one_clear_line(name, data):
    (item,) = read(data, name)
    if isinstance(item, ReadFailure):
        assert item.reason
        assert "\n" not in item.reason
