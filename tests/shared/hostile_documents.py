"""Strategies for documents of every format: pieces that mean something in the format, in any order, nested and repeated."""

import io
import zipfile

from hypothesis import strategies as st

MAX_BYTES = 200_000

WORDS = [
    "Ebb ",
    "U.S. ",
    "1 May 2020 ",
    "“",
    "\n",
    "\n\n",
    "\u00a0",
    "e\u0301",
    "水。",
    "x",
    "A\u00a0. ",
    "- ",
    "? ",
    "http://a/b ",
]
HTML = [
    *("<p>", "</p>", "<div>", "</div>", "<b><i>", "<table><tr><td>", "<ul><li>", "<a href='/x'>", "<h1>", "<article>"),
    *(
        "<!--",
        "-->",
        "<![CDATA[",
        "<",
        ">",
        "&amp;",
        "&#x41;",
        "<br>",
        "<p a=1 ",
        "a=1 ",
        "<svg>",
        "<template>",
        "<time datetime=",
    ),
    *(
        "<script type='application/ld+json'>",
        '{"@type":"NewsArticle","datePublished":"2020-01-01","articleBody":"',
        "</script>",
    ),
    *(
        "<meta property='article:published_time' content='2020-01-01'>",
        "<title>",
        "<html lang=en>",
        "window.__STATE__={",
    ),
]
XML = [
    *(
        "<rss version='2.0'><channel>",
        "<item>",
        "</item>",
        "<title>",
        "</title>",
        "<description>",
        "<![CDATA[",
        "]]>",
        "<link>",
    ),
    *(
        "<feed xmlns='http://www.w3.org/2005/Atom'>",
        "<entry>",
        "</entry>",
        "<content type='xhtml'>",
        "<nitf><body>",
        "&e;",
    ),
    *(
        "<?xml version='1.0'?>",
        "<!DOCTYPE a [",
        "<!ENTITY e 'x'>",
        "]>",
        "<pubDate>1 May 2020</pubDate>",
        "<a b='c' ",
        "</",
    ),
]
JSON = [
    "{",
    "}",
    "[",
    "]",
    '"id":',
    '"text":',
    '"a"',
    ":",
    ",",
    "\n",
    "1",
    "1e999",
    "null",
    '"\\ud800"',
    '{"id":1,"text":"x"}\n',
]
CSV = ["id,text\n", '"', '""', ",", ";", "\t", "\n", "a", '1,"x\n', "'", "\\"]
MARKDOWN = [
    "# ",
    "- ",
    "> ",
    "* ",
    "**",
    "_",
    "`",
    "```\n",
    "[a](b",
    "[",
    "]",
    "(",
    "![",
    "|a|b|\n|-|-|\n",
    "---\n",
    "title: x\n",
    "<b>",
]
RTF = ["{\\rtf1 ", "{", "}", "\\par ", "\\u8220 ", "\\'e9", "\\bin9999 ", "{\\*\\x ", "\\", "{\\field{\\fldrslt "]
MAIL = [
    *(
        "From: A <a@b>\n",
        "Subject: ",
        "=?utf-8?q?=41?= ",
        "=?utf-8?b?QQ==?=",
        "Content-Type: multipart/mixed; boundary=x\n",
        "--x\n",
    ),
    *(
        "\n",
        "--x--\n",
        "Content-Transfer-Encoding: base64\n",
        "Content-Type: text/html; charset=utf-7\n",
        "Date: 1 May 2020\n",
        "(",
        "a;b=",
    ),
]
PDF = [
    *(
        "%PDF-1.4\n",
        "1 0 obj\n",
        "endobj\n",
        "<</Type/Catalog/Pages 2 0 R>>",
        "<</Type/Pages/Kids[3 0 R 2 0 R]/Count 9>>",
    ),
    *(
        "<</Type/Page/Parent 2 0 R/Contents 4 0 R>>",
        "<</Length 9>>stream\n",
        "endstream\n",
        "[",
        "<<",
        "(",
        "\\",
        "/A ",
        "1 0 R ",
    ),
    *(
        "BT (a) Tj ET ",
        "trailer<</Size 9/Root 1 0 R>>\n",
        "xref\n0 1\n",
        "startxref\n0\n%%EOF",
        "/Filter/FlateDecode",
        "2 0 obj\n",
    ),
]
WORD = [
    *(
        "<w:p>",
        "</w:p>",
        "<w:r><w:t>x</w:t></w:r>",
        "<w:tbl><w:tr><w:tc>",
        "</w:tc></w:tr></w:tbl>",
        "<w:p/>",
        "<w:ins><w:r>",
    ),
    *(
        '<w:tcPr><w:gridSpan w:val="99999999"/></w:tcPr>',
        "<w:hyperlink>",
        "<w:sdt><w:sdtContent>",
        "<w:footnoteReference w:id='1'/>",
    ),
]
OPEN_DOCUMENT = [
    *("<text:p>", "</text:p>", "<text:h>", "</text:h>", "<text:span>", "</text:span>", "<text:s/>", "<text:tab/>"),
    *("<table:table><table:table-row><table:table-cell>", "</table:table-cell></table:table-row></table:table>"),
    *("<text:note><text:note-body>", "</text:note-body></text:note>", "<text:list><text:list-item>"),
    *("<draw:text-box>", "</draw:text-box>", "<text:tracked-changes>", '<text:s text:c="99999999"/>', "&e;"),
    '<table:table-cell table:number-columns-repeated="99999999"/>',
]
EPUB = [
    *('<itemref idref="a"/>', '<itemref idref="b"/>', '<item id="a" href="a.xhtml"/>', '<item id="b" href="../b"/>'),
    *("<dc:title>", "</dc:title>", "<dc:date>2020-01-01</dc:date>", "<dc:creator>", "&e;", "<spine>", "</spine>"),
    *('<item id="b" href="%00"/>', '<item id="a" href="http://a/b"/>', '<item id="a" href="OPS/book.opf"/>'),
]
WARC = [
    *(
        "WARC/1.0\r\n",
        "WARC/1.1\r\n",
        "WARC-Type: response\r\n",
        "WARC-Type: request\r\n",
        "WARC-Target-URI: https://a.test/\r\n",
    ),
    *(
        "Content-Type: application/http; msgtype=response\r\n",
        "Content-Length: 40\r\n",
        "Content-Length: -1\r\n",
        "\r\n",
    ),
    *(
        "Content-Length: 99999999999\r\n",
        "HTTP/1.1 200 OK\r\n",
        "Content-Type: text/html\r\n",
        "Content-Encoding: gzip\r\n",
    ),
    *("Transfer-Encoding: chunked\r\n", "ffffffff\r\n", "<html><p>The bridge was closed on Tuesday.</p></html>"),
]

TOKENS = {
    ".txt": WORDS,
    ".html": HTML,
    ".mhtml": [*MAIL, *HTML],
    ".eml": [*MAIL, *HTML],
    ".xml": XML,
    ".json": JSON,
    ".jsonl": JSON,
    ".csv": CSV,
    ".tsv": CSV,
    ".md": MARKDOWN,
    ".rtf": RTF,
    ".pdf": PDF,
    ".docx": WORD,
    ".odt": OPEN_DOCUMENT,
    ".epub": EPUB,
    ".warc": WARC,
    ".zip": ["a.txt", "b.html", "../c.txt", "/d.json", "e.zip", "f\x00.txt", "g" * 300 + ".txt"],
}

_DOCX_PARTS = {
    "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" '
    'ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/word/document.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>',
    "_rels/.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" '
    'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>',
}
_DOCX_BODY = '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>%s</w:body></w:document>'
_ODT_CONTENT = (
    '<office:document-content xmlns:office="o" xmlns:text="t" xmlns:table="b" xmlns:draw="d"><office:body><office:text>'
    "%s</office:text></office:body></office:document-content>"
)
_EPUB_CONTAINER = '<container><rootfiles><rootfile full-path="book.opf"/></rootfiles></container>'
_EPUB_BOOK = '<package xmlns:dc="dc"><manifest><item id="a" href="a.xhtml"/></manifest><spine><itemref idref="a"/>%s</spine></package>'


def packed(members: dict[str, str]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in members.items():
            archive.writestr(name, text.encode("utf-8", "surrogatepass"))
    return buffer.getvalue()


def hostile_texts(tokens: list[str]) -> st.SearchStrategy[str]:
    """Texts of blocks of tokens; each block is repeated up to many times."""
    block = st.lists(st.one_of(st.sampled_from(tokens), st.sampled_from(WORDS)), min_size=1, max_size=4).map("".join)
    repeated = st.tuples(block, st.sampled_from([1, 1, 2, 10, 100, 3_000, 20_000])).map(lambda pair: pair[0] * pair[1])
    return st.lists(repeated, min_size=1, max_size=6).map(lambda parts: "".join(parts)[:MAX_BYTES])


@st.composite
def hostile_documents(draw: st.DrawFn) -> tuple[str, bytes]:
    """Draws the suffix and the bytes of a document."""
    suffix = draw(st.sampled_from(sorted(TOKENS)))
    if draw(st.integers(0, 9)) == 0:
        return suffix, draw(st.binary(max_size=300)) * draw(st.sampled_from([1, 100]))
    if suffix == ".zip":
        names = draw(st.lists(st.sampled_from(TOKENS[".zip"]), min_size=1, max_size=4, unique=True))
        return suffix, packed({name: draw(hostile_texts(HTML)) for name in names})
    text = draw(hostile_texts(TOKENS[suffix]))
    if suffix == ".docx":
        return suffix, word_file(text)
    if suffix == ".odt":
        return suffix, packed({"content.xml": _ODT_CONTENT % text})
    if suffix == ".epub":
        chapter = draw(hostile_texts(HTML))
        return suffix, packed(
            {"META-INF/container.xml": _EPUB_CONTAINER, "book.opf": _EPUB_BOOK % text, "a.xhtml": chapter}
        )
    start = {".rtf": "{\\rtf1 ", ".pdf": "%PDF-1.4\n", ".warc": "WARC/1.0\r\n"}.get(suffix, "")
    return suffix, (start + text).encode("utf-8", "surrogatepass")[:MAX_BYTES]


def word_file(body: str) -> bytes:
    """A Word file with this XML as the body of its document."""
    return packed({**_DOCX_PARTS, "word/document.xml": _DOCX_BODY % body})


def pdf_of_pages(pages: int = 5_000, operators: int = 20_000) -> bytes:
    """Returns a small PDF whose text takes many minutes to extract: all pages share one long content stream."""
    content = b"BT /F1 12 Tf 72 700 Td " + b"(a) Tj 1 0 Td " * (operators // 2) + b"ET"
    first_page = 5
    kids = b" ".join(b"%d 0 R" % number for number in range(first_page, first_page + pages))
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents 3 0 R/Resources<</Font<</F1 4 0 R>>>>>>"
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[%s]/Count %d>>" % (kids, pages),
        b"<</Length %d>>stream\n" % len(content) + content + b"\nendstream",
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
        *[page] * pages,
    ]
    parts, positions, size = [b"%PDF-1.4\n"], [], 9
    for number, body in enumerate(objects, 1):
        positions.append(size)
        parts.append(b"%d 0 obj\n%s\nendobj\n" % (number, body))
        size += len(parts[-1])
    table = b"".join(b"%010d 00000 n \n" % position for position in positions)
    count = len(objects) + 1
    trailer = b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % (count, size)
    return b"".join(parts) + b"xref\n0 %d\n0000000000 65535 f \n" % count + table + trailer
