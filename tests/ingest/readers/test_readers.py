"""Promises of reading any document: clean text, one clear line for each failure, and no exception."""

import codecs
from contextlib import suppress
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.ingest.article import ParsedArticle
from assistant.ingest.errors import UnreadableError
from assistant.ingest.readers import format_for, read_document, reader_for, supported_suffixes
from assistant.ingest.readers import registry as registry_module
from assistant.ingest.readers.contract import Document, ReadArticle, ReadFailure, ReadOptions
from assistant.ingest.readers.decode import clean, clean_line, decode

OPTIONS = ReadOptions()


def document(data: bytes, name: str = "", **more) -> Document:
    return Document(name=name, origin=f"/press/{name}", open=lambda: BytesIO(data), **more)


def read(
    data: bytes, name: str = "story.txt", options: ReadOptions = OPTIONS, **more
) -> list[ReadArticle | ReadFailure]:
    return list(read_document(document(data, name, **more), options))


def text_of(data: bytes, name: str = "story.txt", **more) -> str:
    (found,) = read(data, name, **more)
    assert isinstance(found, ReadArticle), found
    return found.parsed.text


def reason_of(data: bytes, name: str = "story.txt", **more) -> str:
    (failed,) = read(data, name, **more)
    assert isinstance(failed, ReadFailure), failed
    assert "\n" not in failed.reason
    return failed.reason


def test_the_usual_formats_can_be_read():
    assert supported_suffixes() >= {
        *(".txt", ".md", ".markdown", ".html", ".htm", ".pdf", ".docx", ".json", ".jsonl", ".ndjson", ".csv", ".tsv"),
        *(".zip", ".rss", ".atom", ".xml"),
    }


# choosing a reader


@pytest.mark.parametrize(
    ("name", "media_type", "data", "kind"),
    [
        ("a.pdf", None, b"", "PDF"),
        ("A.PDF", None, b"", "PDF"),
        ("page", "text/html", b"", "a web page"),
        ("page.pdf", "text/html", b"", "a web page"),
        ("list.jsonl", "text/plain", b"", "JSON lines"),
        ("list.csv", "application/octet-stream", b"", "CSV"),
        ("feed", "application/rss+xml", b"", "a feed"),
        ("noname", None, b"%PDF-1.7\n", "PDF"),
        ("noname", None, b"<!DOCTYPE html><html><body>x</body></html>", "a web page"),
        ("noname", None, b'<?xml version="1.0"?>\n<rss version="2.0"></rss>', "a feed"),
        ("noname", None, b'<feed xmlns="http://www.w3.org/2005/Atom"></feed>', "a feed"),
        ("noname", None, b'{"text": "a"}\n{"text": "b"}\n', "JSON lines"),
        ("noname", None, b'{\n "text": "a"\n}', "JSON"),
        ("noname", None, b'[{"text": "a"}]', "JSON"),
        ("noname", None, b"[Editor's note] The tide was late.", "text"),
        ("noname", None, "Die Flut kam spät.".encode(), "text"),
        ("README", "text/plain", b"The tide was late.", "text"),
        ("story.log", None, b"The tide was late.", "text"),
    ],
)
def test_the_reader_is_chosen_by_media_type_then_suffix_then_content(name, media_type, data, kind):
    assert format_for(document(data, name, media_type=media_type)).name == kind


def test_a_character_truncated_by_the_content_check_does_not_matter():
    for shift in range(4):
        data = b"x" * shift + "ä€𝄞".encode() * 2000
        assert format_for(document(data, "noname")).name == "text"


def test_an_unreadable_kind_is_reported_with_the_readable_suffixes():
    png = b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 4
    with pytest.raises(UnreadableError, match=r"PNG.*readable are .*\.pdf"):
        reader_for(document(png, "photo"))
    assert "PNG" in reason_of(png, "photo.png")


def test_a_reader_can_be_added_with_one_decorator(monkeypatch):
    monkeypatch.setattr(registry_module, "_formats", list(registry_module.formats()))

    @registry_module.register(".shout", name="shouting")
    def read_shouting(document, options):
        with document.open() as stream:
            yield ReadArticle(ParsedArticle(stream.read().decode().upper()), document.origin)

    assert text_of(b"tide", "a.shout") == "TIDE"


def test_an_exception_in_a_reader_becomes_one_line(monkeypatch):
    monkeypatch.setattr(registry_module, "_formats", list(registry_module.formats()))

    @registry_module.register(".odd", name="odd")
    def read_odd(document, options):
        yield ReadArticle(ParsedArticle("first"), document.origin)
        raise KeyError("two\nlines")

    found, failed = read(b"x", "a.odd")
    assert found.parsed.text == "first"
    assert failed.reason.startswith("could not be read as odd: ")
    assert "\n" not in failed.reason


@pytest.mark.parametrize("end", [KeyboardInterrupt, SystemExit, MemoryError])
def test_the_end_of_the_program_is_raised(end):
    def opened():
        raise end

    with pytest.raises(end):
        list(read_document(Document("a.txt", "/press/a.txt", opened), OPTIONS))


def test_a_file_that_cannot_be_opened_says_why():
    def opened():
        raise PermissionError(13, "Permission denied")

    (failed,) = read_document(Document("a.txt", "/press/a.txt", opened), OPTIONS)
    assert failed.reason == "could not be opened: Permission denied"


@pytest.mark.parametrize("suffix", sorted(supported_suffixes() - {".zip"}))
@pytest.mark.parametrize("data", [b"", b"\n \n"], ids=["no bytes", "white space"])
def test_an_empty_file_of_any_kind_is_one_failure(suffix, data):
    assert reason_of(data, "a" + suffix)


@pytest.mark.parametrize("suffix", ["", *sorted(supported_suffixes())])
@given(data=st.binary(max_size=300))
def test_no_bytes_make_a_reader_raise(suffix, data):
    for item in read(data, "a" + suffix):
        assert isinstance(item, ReadArticle | ReadFailure)


@pytest.mark.parametrize("suffix", sorted(supported_suffixes()))
@given(data=st.text(alphabet='{}[]"<>/:,;\n\\ae1&#-|?!', max_size=80))
def test_no_sequence_of_punctuation_makes_a_reader_raise(suffix, data):
    for item in read(data.encode(), "a" + suffix):
        if isinstance(item, ReadArticle):
            assert item.parsed.text == clean(item.parsed.text) != ""


def test_a_larger_document_than_allowed_is_refused():
    assert "is larger than 1 KB" in reason_of(b"x" * 1025, options=ReadOptions(max_document_bytes=1024))
    assert text_of(b"x" * 1024, options=ReadOptions(max_document_bytes=1024))


def test_five_megabytes_of_text_are_one_article():
    text = "The tide came late to Marrowby again. " * 140_000
    assert text_of(text.encode()) == text.strip()


# decoding


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("Die Fähre über den Tarn fährt wieder, sagte der Bürgermeister.", "latin-1"),
        ("Le café près de l’hôtel a fermé – dit-on « à la mairie ».", "cp1252"),
        ("£5 for a crossing – it’s “fine”, she said.", "cp1252"),
        ("Café ouvert", "latin-1"),
        ("Паром через реку снова ходит каждый день, сообщил начальник порта.", "cp1251"),
        ("Přívoz přes řeku opět jezdí každý den, řekl vedoucí přístavu včera večer.", "cp1250"),
        ("Ferry — 渡し船は再び運航しています。", "utf-8"),
        ("Ferry — 渡し船は再び運航しています。", "utf-8-sig"),
        ("Ferry — 渡し船は再び運航しています。", "utf-16"),
        ("Ferry — 渡し船は再び運航しています。", "utf-32"),
        ("The ferry runs again.", "utf-16-le"),
        ("The ferry runs again.", "utf-16-be"),
        ("עבורת הנמל חזרה לפעול", "utf-8"),
        ("Ferry 🚢 runs 👩‍👩‍👧", "utf-8"),
    ],
)
def test_text_in_many_encodings_reads_properly(text, encoding):
    assert text_of(text.encode(encoding)) == text


def test_the_declared_charset_is_used_unless_the_data_is_utf_8():
    data = "Паром ходит".encode("koi8-r")
    assert decode(data, "koi8-r") == "Паром ходит"
    assert decode("Паром".encode(), "koi8-r") == "Паром", "UTF-8 is never mistaken"
    assert decode(b"caf\xe9", "no-such-charset") == "café"


def test_nul_bytes_are_not_text():
    assert reason_of(b"\0" * 2000) == "holds no text: 2,000 NUL bytes among 2,000"


def test_a_stray_nul_byte_is_dropped():
    assert text_of(b"The tide came late." * 20 + b"\0") == "The tide came late." * 20


def test_a_binary_file_with_a_text_suffix_is_not_text():
    assert "holds no text" in reason_of(bytes(range(1, 32)) * 100)


# cleaning


def test_line_ends_are_unified_and_control_characters_removed():
    assert clean("a\r\nb\rc\u2028d\u2029e\x0bf\x0cg\x85h\ti\x00\x07\x1b[31mj\x9f") == "a\nb\nc\nd\ne\nf\ng\nh\ti[31mj"


def test_half_surrogate_pairs_are_replaced():
    assert clean("a\ud800b\udfffc") == "a\ufffdb\ufffdc"


def test_white_space_and_byte_order_marks_at_the_ends_are_removed():
    assert clean("\ufeff \n\x00\ufeff a \n b \u3000\ufeff\n") == "a \n b"


def test_a_title_is_one_line():
    assert clean_line(" The\u2028 tide \n\t is\x00 late ") == "The tide is late"


@given(st.text(alphabet=st.characters()))
def test_cleaning_twice_changes_nothing(text):
    once = clean(text)
    assert clean(once) == once
    assert clean_line(clean_line(text)) == clean_line(text)
    once.encode()


@given(st.text(alphabet=st.sampled_from("\r\n\x85\ufeff\x00\ud800 a\x1c\u2028"), max_size=12))
def test_cleaning_line_ends_twice_changes_nothing(text):
    assert clean(clean(text)) == clean(text)


@given(st.binary(max_size=200))
def test_decoding_gives_text_or_says_that_there_is_none(data):
    with suppress(UnreadableError):
        decode(data).encode("utf-8", "surrogatepass")


@given(st.text(min_size=1))
def test_utf_8_is_read_as_it_stands(text):
    if text.strip() and "\0" not in text and not text.encode().startswith((codecs.BOM_UTF8,)):
        assert clean(decode(text.encode() + b" tide" * 100)) == clean(text + " tide" * 100)


# fields


def test_every_field_is_cleaned(monkeypatch):
    monkeypatch.setattr(registry_module, "_formats", list(registry_module.formats()))

    @registry_module.register(".raw", name="raw")
    def read_raw(document, options):
        yield ReadArticle(
            ParsedArticle(
                text="a\r\nb\ud800",
                title="  two\nlines\x1b ",
                source=" ",
                url="javascript:alert(1)",
                authors=["Ada\nHolt", "", "Ada Holt"],
                language="en_GB",
                id="\ud800",
            ),
            "here\n#1",
        )

    (found,) = read(b"x", "a.raw")
    assert found.origin == "here #1"
    assert found.parsed == ParsedArticle(
        text="a\nb\ufffd", title="two lines", authors=("Ada Holt",), language="en-GB", id="\ufffd"
    )


def test_a_fetched_document_keeps_its_address():
    (found,) = read(b"The tide was late.", "a.txt", url="https://harbour.example/a.txt")
    assert found.parsed.url == "https://harbour.example/a.txt"


def test_a_wire_story_gets_its_title_source_and_date():
    story = "All news\n\nMarrowby keeps its swing bridge\n\nMARROWBY, 4 May 2021 /TIDE/. The council said so."
    (found,) = read(story.encode(), "tide.txt")
    assert found.parsed.text == story
    assert found.parsed.title == "Marrowby keeps its swing bridge"
    assert found.parsed.source == "TIDE"
    assert found.parsed.published.isoformat() == "2021-05-04T00:00:00+00:00"
