"""Promises of reading records: usual names are recognised, a broken record stops no other, and files may have any size."""

import csv
import io
import json

import pytest

from assistant.ingest.readers import read_document
from assistant.ingest.readers.contract import Document, ReadArticle, ReadFailure, ReadOptions

TIDE = "The tide came late to Marrowby."


def read(data: bytes, name: str, options: ReadOptions | None = None) -> list[ReadArticle | ReadFailure]:
    return list(read_document(Document(name, f"/press/{name}", lambda: io.BytesIO(data)), options or ReadOptions()))


def reason_of(data: bytes, name: str, options: ReadOptions | None = None) -> str:
    (failed,) = read(data, name, options)
    assert isinstance(failed, ReadFailure), failed
    return failed.reason


def lines(*records: object) -> bytes:
    return "".join(json.dumps(record) + "\n" for record in records).encode()


def table(*rows: list[str], delimiter: str = ",") -> bytes:
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter).writerows(rows)
    return out.getvalue().encode()


def test_every_line_is_an_article_with_its_own_id():
    first, second = read(lines({"id": "a1", "text": TIDE, "title": "Late tide"}, {"text": "Early tide."}), "all.jsonl")
    assert (first.parsed.id, first.parsed.title, first.origin) == ("a1", "Late tide", "/press/all.jsonl#a1")
    assert (second.parsed.id, second.origin) == (None, "/press/all.jsonl#2")


@pytest.mark.parametrize(
    ("record", "field", "value"),
    [
        ({"Body": TIDE}, "text", TIDE),
        ({"CONTENT": TIDE}, "text", TIDE),
        ({"article": TIDE}, "text", TIDE),
        ({"maintext": TIDE}, "text", TIDE),
        ({"text": ["One.", "Two."]}, "text", "One.\n\nTwo."),
        ({"text": "<p>One &amp; one.</p><p>Two.</p>"}, "text", "One & one.\n\nTwo."),
        ({"text": "2 < 3 & 4 > 1"}, "text", "2 < 3 & 4 > 1"),
        ({"text": TIDE, "Headline": "Late"}, "title", "Late"),
        ({"text": TIDE, "link": "https://harbour.example/1"}, "url", "https://harbour.example/1"),
        ({"text": TIDE, "url": "javascript:alert(1)"}, "url", None),
        ({"text": TIDE, "publisher": "The Harbour Post"}, "source", "The Harbour Post"),
        ({"text": TIDE, "source": {"id": None, "name": "The Harbour Post"}}, "source", "The Harbour Post"),
        ({"text": TIDE, "domain": "harbour.example"}, "source", "harbour.example"),
        ({"text": TIDE, "author": "Ada Holt; Jon Reed and Mia Lund"}, "authors", ("Ada Holt", "Jon Reed", "Mia Lund")),
        ({"text": TIDE, "byline": "By Ada Holt"}, "authors", ("Ada Holt",)),
        ({"text": TIDE, "authors": ["Ada Holt", "Jon Reed"]}, "authors", ("Ada Holt", "Jon Reed")),
        ({"text": TIDE, "authors": "['Ada Holt', 'Jon Reed']"}, "authors", ("Ada Holt", "Jon Reed")),
        ({"text": TIDE, "authors": [{"name": "Ada Holt"}]}, "authors", ("Ada Holt",)),
        ({"text": TIDE, "lang": "en"}, "language", "en"),
        ({"text": TIDE, "guid": 7}, "id", "7"),
    ],
)
def test_fields_are_recognised_by_their_usual_names(record, field, value):
    (found,) = read(lines(record), "all.jsonl")
    assert getattr(found.parsed, field) == value


@pytest.mark.parametrize(
    "key", ["published", "date", "pubDate", "published_at", "publish_date", "Publication Date", "publishedAt"]
)
def test_dates_are_recognised_by_their_usual_names(key):
    (found,) = read(lines({"text": TIDE, key: "2016-10-19"}), "all.jsonl")
    assert found.parsed.published.isoformat() == "2016-10-19T00:00:00+00:00"


def test_an_option_names_the_columns():
    options = ReadOptions(columns={"text": "summary", "title": "text"})
    (found,) = read(lines({"summary": TIDE, "text": "Late tide"}), "all.jsonl", options)
    assert (found.parsed.text, found.parsed.title) == (TIDE, "Late tide")


def test_a_broken_line_does_not_stop_the_others():
    data = lines({"text": "One."}) + b'{"text": "Tw\n' + b"[1]\n\n" + lines({"text": "Three."})
    first, second, third, fourth = read(data, "all.jsonl")
    assert (first.parsed.text, fourth.parsed.text) == ("One.", "Three.")
    assert second.origin == "/press/all.jsonl#2"
    assert second.reason.startswith("line 2 is not valid JSON: ")
    assert third.reason == "line 3 is JSON, but not an object with keys and values"
    assert fourth.origin == "/press/all.jsonl#5"


def test_a_record_without_text_says_what_it_has_and_what_to_do():
    reason = reason_of(lines({"id": 1, "blurb": TIDE}), "all.jsonl")
    assert reason == (
        "line 1 has no text under a usual name; its keys are id, blurb. Say which one holds it: --column text=NAME"
    )


def test_a_record_with_an_empty_text_is_told_so():
    assert reason_of(lines({"id": 1, "text": " "}), "all.jsonl") == "line 1 has no text: its text is empty"


def test_a_line_in_another_encoding_is_read():
    data = '{"text": "Die Fähre fährt wieder."}\n'.encode("latin-1") + '{"text": "Früh."}\n'.encode()
    assert [item.parsed.text for item in read(data, "all.jsonl")] == ["Die Fähre fährt wieder.", "Früh."]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_a_file_with_a_byte_order_mark_is_read(encoding):
    assert read('{"text": "Früh."}\n'.encode(encoding), "all.jsonl")[0].parsed.text == "Früh."


def test_half_a_surrogate_pair_in_json_is_replaced():
    (found,) = read(b'{"text": "tide \\ud83d late", "title": "\\ud83d\\ude00"}', "all.jsonl")
    assert found.parsed.text == "tide \ufffd late"
    assert found.parsed.title == "😀"


def test_a_line_that_is_nested_too_deeply_stops_no_other():
    first, second = read(b"[" * 200_000 + b"\n" + lines({"text": TIDE}), "all.jsonl")
    assert isinstance(first, ReadFailure)
    assert second.parsed.text == TIDE


def test_the_size_limit_is_for_a_line_and_not_for_the_file():
    options = ReadOptions(max_document_bytes=1024)
    data = lines(*[{"text": TIDE}] * 100, {"text": "x" * 2000}, {"text": "last"})
    *many, long, last = read(data, "all.jsonl", options)
    assert len(many) == 100
    assert long.reason == "line 101 is larger than 1 KB, the most that one article may have"
    assert last.parsed.text == "last"


def test_a_long_file_is_read_lazily():
    class Endless(io.RawIOBase):
        """Lines without an end."""

        def read(self, size=-1):
            return (lines({"text": TIDE}) * (size // 10 + 1))[: max(size, 0)]

    articles = read_document(Document("all.jsonl", "/press/all.jsonl", Endless), ReadOptions())
    assert isinstance(next(articles), ReadArticle | ReadFailure)
    assert isinstance(next(articles), ReadArticle | ReadFailure)


# JSON


@pytest.mark.parametrize(
    "content",
    [
        [{"id": "a", "text": TIDE}, {"id": "b", "text": TIDE}],
        {"status": "ok", "total": 2, "articles": [{"id": "a", "text": TIDE}, {"id": "b", "text": TIDE}]},
    ],
)
def test_a_list_of_records_is_many_articles(content):
    assert [item.origin for item in read(json.dumps(content).encode(), "all.json")] == [
        "/press/all.json#a",
        "/press/all.json#b",
    ]


def test_one_object_is_one_article():
    (found,) = read(json.dumps({"title": "Late", "body": TIDE, "tags": ["tide"]}, indent=1).encode(), "one.json")
    assert (found.origin, found.parsed.title) == ("/press/one.json", "Late")


def test_a_record_of_a_list_that_is_broken_stops_no_other():
    first, second, third = read(json.dumps([{"text": "One."}, 7, {"x": 1}]).encode(), "all.json")
    assert first.parsed.text == "One."
    assert second.reason == "record 2 is not an object with keys and values"
    assert third.reason.startswith("record 3 has no text under a usual name; its keys are x.")


def test_json_lines_under_another_name_are_read():
    assert len(read(lines({"text": "One."}, {"text": "Two."}), "all.json")) == 2


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b'{"text": ', "is not valid JSON: Expecting value at line 1, column 10"),
        (b"[]", "holds an empty list: no articles"),
        (b"7", "is JSON, but neither an object nor a list of objects"),
        (b'{"a": [{"text": "x"}], "b": [{"text": "y"}]}', "holds several lists (a, b)"),
        (b"[" * 200_000, "nested too deeply"),
    ],
)
def test_json_without_articles_is_reported_with_the_reason(data, reason):
    assert reason in reason_of(data, "all.json")


# tables


def test_every_row_is_an_article():
    data = table(
        ["ID", "Headline", "Body", "Date"], ["a", "Late", 'Two\nlines, "quoted"', "2016-10-19"], ["", "Early", "x", ""]
    )
    first, second = read(data, "all.csv")
    assert (first.origin, first.parsed.text, first.parsed.title) == ("/press/all.csv#a", 'Two\nlines, "quoted"', "Late")
    assert first.parsed.published is not None
    assert (second.origin, second.parsed.title) == ("/press/all.csv#4", "Early")


@pytest.mark.parametrize(
    ("delimiter", "name"), [(";", "all.csv"), ("\t", "all.tsv"), ("\t", "all.csv"), ("|", "all.csv")]
)
def test_other_delimiters_are_detected_in_the_first_row(delimiter, name):
    (found,) = read(table(["title", "text"], ["Late", f"{TIDE}, again"], delimiter=delimiter), name)
    assert (found.parsed.title, found.parsed.text) == ("Late", f"{TIDE}, again")


def test_very_large_fields_are_read():
    (found,) = read(table(["title", "text"], ["Long", "tide " * 100_000]), "all.csv")
    assert len(found.parsed.text) == 499_999


def test_a_table_without_a_text_column_is_one_failure():
    reason = reason_of(table(["a", "b"], *[["1", "2"]] * 50), "all.csv")
    assert reason == "has no column that is known to hold the text; it has a, b. Say which one does: --column text=NAME"


def test_a_column_named_by_an_option_but_missing_is_named():
    reason = reason_of(table(["a", "text"], ["1", "2"]), "all.csv", options=ReadOptions(columns={"text": "story"}))
    assert reason.startswith("has no column 'story'; it has a, text.")


def test_a_row_with_too_many_fields_or_no_text_stops_no_other():
    data = table(["title", "text"], ["a", "b", "c"], ["Empty", ""], [], ["Late", TIDE])
    first, second, third = read(data, "all.csv")
    assert first.reason == "row at line 2 has 3 fields, the first row names 2"
    assert second.reason == "row at line 3 has no text: its text is empty"
    assert third.parsed.title == "Late"


def test_a_table_from_a_spreadsheet_is_read():
    data = table(["title", "text"], ["Spät", "Die Fähre fährt."], delimiter="\t").decode().encode("utf-16")
    assert read(data, "all.csv")[0].parsed.title == "Spät"
    data = table(["title", "text"], ["Spät", "Die Fähre fährt."], delimiter=";").decode().encode("utf-8-sig")
    assert read(data, "all.csv")[0].parsed.title == "Spät"


def test_the_size_of_a_table_is_no_limit():
    data = table(["title", "text"], *[["Late", TIDE]] * 100)
    assert len(read(data, "all.csv", ReadOptions(max_document_bytes=200))) == 100
