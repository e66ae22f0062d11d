"""Promises of reading each format: its text in paragraphs, its metadata, and the reason if it cannot be read."""

import io
import struct
import zipfile
from datetime import UTC, datetime
from xml.sax.saxutils import escape

import docx
import pytest
from pypdf import PdfReader, PdfWriter
from reportlab.lib.pagesizes import A5
from reportlab.lib.styles import getSampleStyleSheet
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Paragraph, SimpleDocTemplate

from assistant.ingest.errors import UnreadableError
from assistant.ingest.readers import read_document
from assistant.ingest.readers.contract import Document, ReadArticle, ReadFailure, ReadOptions
from assistant.ingest.readers.paragraphs import join_lines, join_pages

TIDE = "The tide came late to Marrowby on Tuesday, and the ferry waited for it at the old landing."
BRIDGE = "The swing bridge stays open to walkers until the new landing has been finished, the council said."


def read(data: bytes, name: str, options: ReadOptions | None = None, **more) -> list[ReadArticle | ReadFailure]:
    document = Document(name, f"/press/{name}", lambda: io.BytesIO(data), **more)
    return list(read_document(document, options or ReadOptions()))


def article_of(data: bytes, name: str, **more):
    (found,) = read(data, name, **more)
    assert isinstance(found, ReadArticle), found
    return found.parsed


def reason_of(data: bytes, name: str, options: ReadOptions | None = None) -> str:
    (failed,) = read(data, name, options)
    assert isinstance(failed, ReadFailure), failed
    return failed.reason


# Markdown


def test_markdown_reads_like_print():
    source = (
        "# Ferry *back* in [service](https://harbour.example)\n\nThe **ferry** runs\nagain, &amp; `daily`. ![a boat](boat.png)\n\n"
        "## Times\n\n- six\n- [seven](x)\n\n1. first\n2. second\n\n> Late, they said.\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n"
        "```\ncode  stays\n```\n\n<div>raw <b>words</b></div>\n"
    )
    parsed = article_of(source.encode(), "ferry.md")
    assert parsed.title == "Ferry back in service"
    assert parsed.text == (
        "Ferry back in service\n\nThe ferry runs again, & daily.\n\nTimes\n\nsix\nseven\n\n1. first\n2. second\n\nLate, they said.\n\n"
        "a  b\n1  2\n\ncode  stays\n\nraw words"
    )


def test_front_matter_is_metadata_and_not_text():
    source = (
        "---\ntitle: 'Late: the tide'\ndate: 2021-05-04\nauthor: Ada Holt and Jon Reed\nsource: The Harbour Post\n"
        "url: https://harbour.example/1\nlang: en\n---\n# Another heading\n\n" + TIDE
    )
    parsed = article_of(source.encode(), "tide.markdown")
    assert parsed.title == "Late: the tide"
    assert parsed.published == datetime(2021, 5, 4, tzinfo=UTC)
    assert parsed.authors == ("Ada Holt", "Jon Reed")
    assert (parsed.source, parsed.url, parsed.language) == ("The Harbour Post", "https://harbour.example/1", "en")
    assert parsed.text == f"Another heading\n\n{TIDE}"


@pytest.mark.parametrize("front", ["---\ntitle: [\n---\n", "---\ndate: 2016-13-45\n---\n"])
def test_broken_front_matter_does_not_lose_the_text(front):
    assert article_of(f"{front}{TIDE}".encode(), "tide.md").text == TIDE


def test_a_rule_at_the_start_is_no_front_matter():
    assert article_of(f"---\n\nNot: a\n mapping - at all\n\n---\n\n{TIDE}".encode(), "tide.md").text.endswith(TIDE)


# web pages

PAGE = f"""<!doctype html><html lang="en-GB"><head><title>Late tide | The Harbour Post</title>
<meta property="og:title" content="Late tide in Marrowby"><meta property="og:site_name" content="The Harbour Post">
<meta name="author" content="Ada Holt"><link rel="canonical" href="https://harbour.example/late-tide">
<meta property="article:published_time" content="2021-05-04T08:30:00+01:00"></head>
<body><nav><a href="/">Home</a> <a href="/sport">Sport</a></nav><article><h1>Late tide in Marrowby</h1>
<p>{TIDE} It was the first time in eleven years that the ferry had to wait for so long a while.</p>
<h2>A bridge that stays</h2><p>{BRIDGE}
The line goes on here, and says that nothing is <b>decided</b> yet.</p>
<ul><li>Carts must wait until noon.</li><li>Walkers need not wait at all.</li></ul></article>
<footer>Copyright 2019 The Harbour Post. Cookies.</footer></body></html>"""


def test_a_page_gives_its_article_and_nothing_around_it():
    parsed = article_of(PAGE.encode(), "late.html")
    assert (parsed.title, parsed.source, parsed.authors) == ("Late tide in Marrowby", "The Harbour Post", ("Ada Holt",))
    assert (parsed.url, parsed.language) == ("https://harbour.example/late-tide", "en-GB")
    assert parsed.published.isoformat() == "2021-05-04T08:30:00+01:00"
    paragraphs = parsed.text.split("\n\n")
    assert "A bridge that stays" in paragraphs
    assert f"{BRIDGE} The line goes on here, and says that nothing is decided yet." in paragraphs
    assert "Carts must wait until noon.\nWalkers need not wait at all." in paragraphs
    assert "Cookies" not in parsed.text
    assert "Sport" not in parsed.text


def test_a_page_without_a_date_gets_none():
    page = PAGE.replace('<meta property="article:published_time" content="2021-05-04T08:30:00+01:00">', "")
    assert article_of(page.encode(), "late.html").published is None


def test_the_date_of_linked_data_is_found():
    linked = (
        '<script type="application/ld+json">{"@type": "NewsArticle", "datePublished": "2031-05-04T08:30:00Z"}</script>'
    )
    page = PAGE.replace('<meta property="article:published_time" content="2021-05-04T08:30:00+01:00">', linked)
    assert article_of(page.encode(), "late.html").published == datetime(2031, 5, 4, 8, 30, tzinfo=UTC)


def test_a_page_declares_its_own_charset():
    page = PAGE.replace("<head>", '<head><meta charset="windows-1251">').replace("nothing is", "ничего не")
    assert "ничего не" in article_of(page.encode("cp1251"), "late.html").text


def test_a_page_without_an_article_says_so():
    assert "holds no article text" in reason_of(b"<html><body><script>draw()</script></body></html>", "app.html")


# PDF


def pdf(*pages: str, title: str = "Late tide", encrypt: str | None = None) -> bytes:
    out = io.BytesIO()
    canvas = Canvas(out, encrypt=encrypt)
    canvas.setTitle(title)
    canvas.setAuthor("Ada Holt")
    for page in pages:
        for number, line in enumerate(page.split("\n")):
            canvas.drawString(50, 780 - 14 * number, line)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def test_the_lines_of_a_pdf_are_joined_to_paragraphs():
    out = io.BytesIO()
    body = getSampleStyleSheet()["BodyText"]
    article = [Paragraph(f"{TIDE} {BRIDGE}", body), Paragraph(f"{BRIDGE} So it stays.", body)]
    SimpleDocTemplate(out, pagesize=A5, title="Late tide").build(article)
    assert article_of(out.getvalue(), "tide.pdf").text == f"{TIDE} {BRIDGE}\n\n{BRIDGE} So it stays."


def test_a_pdf_says_who_wrote_it_and_when():
    parsed = article_of(pdf(TIDE), "tide.pdf")
    assert (parsed.title, parsed.authors) == ("Late tide", ("Ada Holt",))
    assert parsed.published is not None


@pytest.mark.parametrize("title", ["untitled", "(anonymous)", "Microsoft Word - tide.docx", "tide_final.indd"])
def test_placeholders_of_programs_are_not_titles(title):
    assert article_of(pdf(TIDE, title=title), "tide.pdf").title is None


def test_a_protected_pdf_says_so():
    assert reason_of(pdf(TIDE, encrypt="secret"), "tide.pdf").startswith("is protected by a password; ")


def test_a_pdf_protected_only_against_change_is_read():
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(pdf(TIDE))))
    writer.encrypt(user_password="", owner_password="secret", algorithm="AES-256")
    out = io.BytesIO()
    writer.write(out)
    assert article_of(out.getvalue(), "tide.pdf").text == TIDE


@pytest.mark.parametrize("share", [0.1, 0.3, 0.5, 0.7, 0.9])
def test_a_pdf_that_is_cut_off_says_so(share):
    whole = pdf(*[TIDE] * 5)
    assert reason_of(whole[: int(len(whole) * share)], "tide.pdf").startswith("is cut off")


def test_a_pdf_of_images_says_so():
    out = io.BytesIO()
    canvas = Canvas(out)
    canvas.rect(50, 50, 100, 100, fill=1)
    canvas.showPage()
    canvas.save()
    assert reason_of(out.getvalue(), "scan.pdf").startswith("holds only images, no text; run OCR")


def test_another_file_with_the_suffix_pdf_is_reported():
    assert reason_of(b"Just words.", "tide.pdf") == "is not a PDF file, though it is named one"


def test_hyphens_at_line_ends_are_joined_as_the_text_writes_the_word():
    lines = [
        "The har-",
        "bour has a well-",
        "known light. It is well-known and has",
        "been so for a hundred years or more.",
    ]
    assert join_lines(lines) == (
        "The harbour has a well-known light. It is well-known and has been so for a hundred years or more."
    )


def test_a_heading_between_paragraphs_stays_by_itself():
    lines = [TIDE, "It went out again at noon.", "A new landing", BRIDGE, "Nothing else was said."]
    assert join_lines(lines).split("\n\n") == [
        f"{TIDE} It went out again at noon.",
        "A new landing",
        f"{BRIDGE} Nothing else was said.",
    ]


def test_headers_footers_and_page_numbers_are_no_text():
    pages = [f"The Harbour Post\n{TIDE}\nPage {number}" for number in range(1, 5)]
    assert join_pages(pages).split("\n\n") == [TIDE] * 4 or "Harbour Post" not in join_pages(pages)
    assert "Page" not in join_pages(pages)


# Word


def word(*, title: str = "", author: str = "Ada Holt") -> bytes:
    document = docx.Document()
    document.core_properties.title = title
    document.core_properties.author = author
    document.core_properties.created = datetime(2021, 5, 4, 8, 30)
    document.add_heading("Late tide in Marrowby", level=1)
    document.add_paragraph(TIDE)
    table = document.add_table(rows=2, cols=2)
    for cell, text in zip(
        (cell for row in table.rows for cell in row.cells), ["Ship", "Hour", "Heron", "six"], strict=True
    ):
        cell.text = text
    document.add_heading("A bridge that stays", level=2)
    document.add_paragraph(BRIDGE)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def test_a_word_file_gives_its_text_in_order():
    parsed = article_of(word(title="Late tide"), "tide.docx")
    assert (
        parsed.text == f"Late tide in Marrowby\n\n{TIDE}\n\nShip  Hour\nHeron  six\n\nA bridge that stays\n\n{BRIDGE}"
    )
    assert (parsed.title, parsed.authors) == ("Late tide", ("Ada Holt",))
    assert parsed.published == datetime(2021, 5, 4, 8, 30, tzinfo=UTC)


def test_a_word_file_without_a_title_has_its_first_heading():
    assert article_of(word(), "tide.docx").title == "Late tide in Marrowby"


def test_the_date_of_an_empty_template_is_no_date():
    parsed = article_of(word(author="python-docx"), "tide.docx")
    assert (parsed.published, parsed.authors) == (None, ())


def test_a_word_file_is_recognised_by_its_content():
    assert article_of(word(title="Late tide"), "noname").title == "Late tide"


@pytest.mark.parametrize("data", [word()[:2000], b"PK\x03\x04 not a zip", b"words"])
def test_a_broken_word_file_says_so(data):
    assert reason_of(data, "tide.docx").startswith("could not be read as Word: ")


def test_a_protected_or_old_word_file_says_so():
    assert "protected by a password" in reason_of(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512), "tide.docx")


def test_a_word_file_that_unpacks_to_too_much_is_refused():
    assert "unpacks to more than" in reason_of(
        packed({"word/document.xml": b"x" * 50_000}), "tide.docx", ReadOptions(max_document_bytes=10_000)
    )


# archives


def packed(members: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return out.getvalue()


def test_every_member_that_can_be_read_is_an_article():
    members = {
        "news/tide.txt": TIDE.encode(),
        "news/bridge.md": f"# Bridge\n\n{BRIDGE}".encode(),
        "list.jsonl": b'{"id": "a", "text": "One."}\n{"text": "Two."}\n',
        "photo.png": b"\x89PNG",
        ".hidden.txt": b"no",
        "__MACOSX/news/._tide.txt": b"no",
        "empty/": b"",
    }
    assert [item.origin for item in read(packed(members), "all.zip")] == [
        *("/press/all.zip#news/tide.txt", "/press/all.zip#news/bridge.md"),
        *("/press/all.zip#list.jsonl#a", "/press/all.zip#list.jsonl#2"),
    ]


def test_names_that_point_elsewhere_are_only_names():
    (found,) = read(packed({"../../etc/tide.txt": TIDE.encode()}), "all.zip")
    assert found.parsed.text == TIDE


def test_an_archive_in_an_archive_is_read_and_one_deeper_is_not():
    inner = packed({"tide.txt": TIDE.encode()})
    found, failed = read(packed({"a.zip": inner, "b.zip": packed({"c.zip": inner})}), "all.zip")
    assert (found.origin, found.parsed.text) == ("/press/all.zip#a.zip#tide.txt", TIDE)
    assert failed.origin == "/press/all.zip#b.zip#c.zip"
    assert "archive inside an archive inside an archive" in failed.reason


def test_a_broken_member_stops_no_other():
    data = packed({"a.pdf": b"no pdf", "b.zip": b"no zip", "c.txt": TIDE.encode()})
    first, second, third = read(data, "all.zip")
    assert first.reason == "is not a PDF file, though it is named one"
    assert second.reason.startswith("could not be read as a zip archive: ")
    assert third.parsed.text == TIDE


def test_an_archive_that_declares_too_much_is_refused_at_once():
    opened = []
    data = packed({"tide.txt": TIDE.encode(), "bomb.txt": b"x" * 3_000_000})

    class Watched(io.BytesIO):
        def read(self, size=-1):
            opened.append(self.tell())
            return super().read(size)

    document = Document("all.zip", "/press/all.zip", lambda: Watched(data))
    (failed,) = read_document(document, ReadOptions(max_archive_bytes=1_000_000))
    assert failed.reason == "unpacks to 2.9 MB, more than the 977 KB that an archive may"
    assert 0 not in opened, "no member was read"


def test_archives_in_an_archive_share_its_limit():
    inner = packed({"tide.txt": b"x" * 400_000})
    members = {f"{number}.zip": inner for number in range(5)}
    *found, last = read(packed(members), "all.zip", ReadOptions(max_archive_bytes=1_000_000))
    assert len(found) == 2
    assert last == ReadFailure("/press/all.zip", "unpacks to more than 977 KB, the most that an archive may")


def test_a_size_that_is_a_lie_gives_no_more_than_it_says():
    data = bytearray(packed({"tide.txt": b"x" * 500_000}))
    true_size, lie = struct.pack("<L", 500_000), struct.pack("<L", 10)
    for place in (data.find(true_size), data.rfind(true_size)):
        data[place : place + 4] = lie
    (failed,) = read(bytes(data), "all.zip", ReadOptions(max_archive_bytes=1000))
    assert isinstance(failed, ReadFailure)


def test_a_member_larger_than_a_document_may_be_stops_no_other():
    data = packed({"a.txt": b"x" * 5000, "b.txt": TIDE.encode()})
    failed, found = read(data, "all.zip", ReadOptions(max_document_bytes=1000))
    assert failed.reason.startswith("is larger than")
    assert found.parsed.text == TIDE


def test_a_protected_member_is_named():
    data = bytearray(packed({"tide.txt": TIDE.encode()}))
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.find(mark) + offset] |= 1
    (failed,) = read(bytes(data), "all.zip")
    assert (failed.origin, failed.reason[:26]) == ("/press/all.zip#tide.txt", "is protected by a password")


def test_an_archive_of_nothing_readable_says_so():
    assert reason_of(packed({"photo.png": b"x"}), "all.zip").startswith("holds no file that can be read; ")


def test_a_cut_archive_says_so():
    assert reason_of(packed({"tide.txt": TIDE.encode()})[:60], "all.zip").startswith(
        "could not be read as a zip archive: "
    )


# feeds

LONG = "The harbour master of Marrowby said so to all who asked. " * 10


def feed(*entries: str, language: str = "en") -> bytes:
    return (
        f'<?xml version="1.0"?><rss version="2.0"><channel><title>The Harbour Post</title><language>{language}</language>'
        f"{''.join(f'<item>{entry}</item>' for entry in entries)}</channel></rss>"
    ).encode()


def following(pages: dict[str, str]) -> ReadOptions:
    def follow(url: str) -> Document:
        if url not in pages:
            raise UnreadableError(f"{url} answered 404 Not Found")
        return Document("page", url, lambda: io.BytesIO(pages[url].encode()), url=url, media_type="text/html")

    return ReadOptions(follow=follow)


def test_the_page_behind_an_entry_is_the_article_and_the_entry_fills_its_gaps():
    page = f"<html><body><article><p>{TIDE} {BRIDGE}</p><p>{LONG}</p></article></body></html>"
    entry = (
        "<title>Late tide</title><link>https://harbour.example/1#top</link><author>Ada Holt</author>"
        "<pubDate>Tue, 04 May 2021 08:30:00 +0100</pubDate><description>In short.</description>"
    )
    (found,) = read(feed(entry, entry), "feed.xml", following({"https://harbour.example/1": page}))
    assert found.origin == "https://harbour.example/1"
    assert TIDE in found.parsed.text
    assert (found.parsed.title, found.parsed.authors, found.parsed.language) == ("Late tide", ("Ada Holt",), "en")
    assert found.parsed.published == datetime(2021, 5, 4, 7, 30, tzinfo=UTC)


def test_metadata_of_the_page_wins_over_the_entry():
    entry = "<title>Other</title><link>https://harbour.example/1</link><pubDate>Tue, 11 May 2021 08:30:00 GMT</pubDate>"
    (found,) = read(feed(entry), "feed.xml", following({"https://harbour.example/1": PAGE}))
    assert found.parsed.title == "Late tide in Marrowby"
    assert found.parsed.published.date().isoformat() == "2021-05-04"


def test_an_entry_with_enough_text_replaces_a_missing_page():
    entry = (
        f"<title>Tide &amp;amp; "
        f"time</title><link>https://harbour.example/2</link><description>&lt;p&gt;{LONG}&lt;/p&gt;&lt;p&gt;End.&lt;/p&gt;</description>"
    )
    (found,) = read(feed(entry), "feed.rss", following({}))
    assert found.parsed.text == f"{LONG.strip()}\n\nEnd."
    assert (found.parsed.title, found.parsed.source) == ("Tide & time", "The Harbour Post")
    assert found.parsed.url == found.origin == "https://harbour.example/2"


def test_an_entry_with_little_text_fails_alone():
    good = f"<guid>g1</guid><description>{LONG}</description>"
    bad = "<link>https://harbour.example/3</link><description>In short.</description>"
    first, second = read(feed(bad, good), "feed.rss", following({}))
    assert first == ReadFailure(
        "https://harbour.example/3", "answered 404 Not Found (and the feed itself gives only 2 words of it)"
    )
    assert (second.origin, second.parsed.id) == ("/press/feed.rss#g1", "g1")


CONTENT = "<p>Ferries wait for the tide at the old landing.</p><p>{}</p>".format(
    "A queue of ninety carts was counted there in the morning, and carters asked the council for a second ferry."
)


def content_entry(content: str, title: str = "Late tide") -> str:
    body = f"<content:encoded xmlns:content='http://purl.org/rss/1.0/modules/content/'>{content}</content:encoded>"
    return f"<title>{title}</title><link>http://tide.example/gone</link><guid>1</guid>{body}"


def test_a_short_entry_with_its_whole_content_replaces_a_missing_page():
    parsed = article_of(feed(content_entry(escape(CONTENT))), "feed.xml", options=following({}))
    assert parsed.text.endswith("a second ferry.")
    assert not parsed.is_incomplete


@pytest.mark.parametrize("end", ["[…]", "… Read more", "Continue reading Late tide"])
def test_an_entry_whose_content_is_cut_off_does_not_replace_its_page(end):
    (failure,) = read(feed(content_entry(escape(f"{CONTENT}<p>It rained {end}</p>"))), "feed.xml", following({}))
    assert isinstance(failure, ReadFailure)


@pytest.mark.parametrize("times", [1, 2, 3])
def test_an_entry_is_read_however_often_its_markup_was_escaped(times):
    content, title = CONTENT, "Ada’s “late tide” & rain"
    for _ in range(times):
        content, title = escape(content), escape(title)
    parsed = article_of(feed(content_entry(content, title)), "feed.xml", options=following({}))
    assert parsed.title == "Ada’s “late tide” & rain"
    assert parsed.text.startswith("Ferries wait for the tide at the old landing.\n\nA queue of ninety carts")


def test_a_link_that_is_no_web_address_is_not_followed():
    asked = []
    options = ReadOptions(follow=lambda url: asked.append(url))
    (failed,) = read(feed("<link>file:///etc/hostname</link>"), "feed.rss", options)
    assert isinstance(failed, ReadFailure)
    assert not asked


def test_an_atom_feed_is_read():
    atom = (
        '<feed xmlns="http://www.w3.org/2005/Atom"><title>The Harbour Post</title><entry><id>tag:1</id><title>Tide</title>'
        f'<updated>2021-05-04T08:30:00Z</updated><content type="html">&lt;p&gt;{LONG}&lt;/p&gt;</content></entry></feed>'
    )
    (found,) = read(atom.encode(), "feed.atom")
    assert found.parsed.published == datetime(2021, 5, 4, 8, 30, tzinfo=UTC)
    assert (found.origin, found.parsed.text) == ("/press/feed.atom#tag:1", LONG.strip())


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"<?xml version='1.0'?><note>hi</note>", "is XML, but not an RSS or Atom feed"),
        (feed(), "is a feed without entries"),
    ],
)
def test_xml_without_articles_says_so(data, reason):
    assert reason_of(data, "feed.xml") == reason
