"""Promises of OpenDocument and EPUB, and of names in zip archives: all text in order, and one clear line for what is damaged."""

import io
import zipfile

import pytest

from assistant.ingest.readers.contract import Document, ReadArticle, ReadFailure, ReadOptions
from assistant.ingest.readers.dispatch import read_document

STORY = (
    "The swing bridge stays open to walkers until the new landing has been finished, the council of Selmouth said on Monday. "
    * 2
)
ODT = """<office:document-content xmlns:office="o" xmlns:text="t" xmlns:table="b" xmlns:draw="d"><office:body><office:text>
<text:tracked-changes><text:p>Never shown</text:p></text:tracked-changes>
<text:h>Bridge stays open</text:h><text:p>The bridge<text:s/>stays <text:span>open</text:span><text:note>
<text:note-body><text:p>Since 1931.</text:p></text:note-body></text:note>.</text:p>
<text:list><text:list-item><text:p>Walkers only</text:p></text:list-item></text:list>
<table:table><table:table-row><table:table-cell><text:p>Cars</text:p></table:table-cell><table:table-cell><text:p>40</text:p></table:table-cell>
</table:table-row></table:table><text:p><draw:frame><draw:text-box><text:p>In a box</text:p></draw:text-box></draw:frame></text:p>
</office:text></office:body></office:document-content>"""
META = """<m xmlns:dc="dc" xmlns:meta="meta"><meta:creation-date>2026-03-04T10:00:00</meta:creation-date>
<meta:initial-creator>Ada Holt</meta:initial-creator></m>"""
BOOK = """<package xmlns:dc="dc"><metadata><dc:title>Selmouth Weekly</dc:title><dc:date>2026-03-05</dc:date><dc:creator>Jon Reed</dc:creator>
</metadata><manifest><item id="two" href="second%20part.xhtml"/><item id="one" href="one.xhtml"/><item id="cover" href="cover.xhtml"/></manifest>
<spine><itemref idref="cover"/><itemref idref="one"/><itemref idref="two"/><itemref idref="lost"/></spine></package>"""
CONTAINER = '<container><rootfiles><rootfile full-path="OPS/book.opf"/></rootfiles></container>'


def packed(parts: dict[str, str | bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def read(data: bytes, name: str, options: ReadOptions | None = None) -> list[ReadArticle | ReadFailure]:
    return list(read_document(Document(name, f"/{name}", lambda: io.BytesIO(data)), options or ReadOptions()))


def page(title: str, story: str) -> str:
    return f"<html><head><title>x</title></head><body><h1>{title}</h1><p>{story}</p></body></html>"


EPUB = {
    "META-INF/container.xml": CONTAINER,
    "OPS/book.opf": BOOK,
    "OPS/cover.xhtml": page("Cover", "Issue 9"),
    "OPS/one.xhtml": page("Bridge stays open", STORY),
    "OPS/second part.xhtml": page("Crane sold", STORY.replace("bridge", "crane")),
}


@pytest.mark.parametrize("name", ["bridge.odt", "bridge"])
def test_open_document_gives_all_text_in_order_with_its_properties(name):
    (article,) = read(packed({"content.xml": ODT, "meta.xml": META}), name)
    assert isinstance(article, ReadArticle)
    blocks = [block for block in article.parsed.text.split("\n\n") if block.strip()]
    assert blocks == [
        "Bridge stays open",
        "The bridge stays open.",
        "Walkers only",
        "Cars  40",
        "In a box",
        "Since 1931.",
    ]
    assert (article.parsed.title, article.parsed.authors) == ("Bridge stays open", ("Ada Holt",))
    assert article.parsed.published is not None
    assert article.parsed.published.date().isoformat() == "2026-03-04"
    assert article.parsed.date_evidence == "document properties"


@pytest.mark.parametrize("name", ["weekly.epub", "weekly"])
def test_each_document_of_an_epub_is_an_article_in_the_reading_order(name):
    first, second = read(packed(EPUB), name)
    assert isinstance(first, ReadArticle)
    assert isinstance(second, ReadArticle)
    assert [item.parsed.title for item in (first, second)] == ["Bridge stays open", "Crane sold"]
    assert first.origin == f"/{name}#OPS/one.xhtml"
    assert (first.parsed.source, first.parsed.authors) == ("Selmouth Weekly", ("Jon Reed",))
    assert "swing bridge" in first.parsed.text


DAMAGED = {
    "empty": b"",
    "no archive": b"PK nothing",
    "cut off": packed({"content.xml": ODT})[:200],
    "no parts": packed({}),
    "no XML": packed({"content.xml": b"\xff\xfe<", "META-INF/container.xml": b"\x00"}),
    "other root": packed({"content.xml": "<a/>", "META-INF/container.xml": "<a/>"}),
    "entities": packed(
        {"content.xml": '<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><text><p>&b;</p></text>'}
    ),
    "deep": packed({"content.xml": "<text>" + "<p>" * 240 + "</p>" * 240 + "</text>"}),
    "outside": packed(
        {"META-INF/container.xml": CONTAINER, "OPS/book.opf": BOOK.replace("one.xhtml", "../../../etc/passwd")}
    ),
    "bomb": packed({"content.xml": b" " * 3_000_000, "META-INF/container.xml": b" " * 3_000_000}),
}


@pytest.mark.parametrize("data", DAMAGED.values(), ids=DAMAGED)
@pytest.mark.parametrize("suffix", [".odt", ".epub"])
def test_a_damaged_or_hostile_package_is_one_clear_line(data, suffix):
    (failure,) = read(data, f"bad{suffix}", ReadOptions(max_document_bytes=2_000_000))
    assert isinstance(failure, ReadFailure)
    assert failure.reason
    assert "\n" not in failure.reason
    assert "Traceback" not in failure.reason


@pytest.mark.parametrize(
    ("encoding", "name"),
    [
        ("cp866", "Мост открыт.txt"),
        ("cp1251", "Мост открыт.txt"),
        ("cp850", "Brücke bleibt offen.txt"),
        ("cp1252", "Café fermé.txt"),
        ("shift_jis", "橋が開く.txt"),
        ("utf-8", "橋.txt"),
        ("gbk", "大桥.txt"),
        ("gbk", "渡轮停航.txt"),
        ("gbk", "市政厅：修复桥梁（三月）.txt"),
        ("euc_kr", "다리가 다시 열린다.txt"),
    ],
)
def test_names_in_a_zip_archive_are_read_in_their_code_page(encoding, name):
    raw = name.encode(encoding)
    placeholder = b"x" * (len(raw) - 4) + b".txt"
    data = packed({placeholder.decode(): STORY}).replace(placeholder, raw)
    (article,) = read(data, "mail.zip")
    assert article.origin == f"/mail.zip#{name}"


@pytest.mark.parametrize(
    ("encoding", "names"),
    [("cp1251", ["МОСТ.txt", "Паром.txt"]), ("big5", ["大橋.txt", "渡輪停航一週.txt"]), ("gbk", ["北京.txt", "a.txt"])],
)
def test_the_names_of_an_archive_have_one_code_page(encoding, names):
    raw = [name.encode(encoding) for name in names]
    placeholders = [bytes([120 + n]) * (len(one) - 4) + b".txt" for n, one in enumerate(raw)]
    data = packed({one.decode(): STORY for one in placeholders})
    for placeholder, one in zip(placeholders, raw, strict=True):
        data = data.replace(placeholder, one)
    assert [article.origin for article in read(data, "mail.zip")] == [f"/mail.zip#{name}" for name in names]
