"""Promises of the dates of records and feeds: strict formats, the order of a whole column, and never a guess."""

import io
import json

import pytest

from assistant.ingest.readers import read_document
from assistant.ingest.readers.contract import Document, ReadArticle, ReadOptions
from assistant.ingest.readers.record_dates import infer_day_first, record_date

STORY = "The harbour master of Marrowby said so to all who asked at the old landing on Tuesday. " * 8


def read(data: bytes, name: str) -> list[ReadArticle]:
    items = list(read_document(Document(name, f"/press/{name}", lambda: io.BytesIO(data)), ReadOptions()))
    assert all(isinstance(item, ReadArticle) for item in items), items
    return [item for item in items if isinstance(item, ReadArticle)]


def feed(*dates: str) -> bytes:
    entries = "".join(
        f"<item><guid>g{n}</guid><pubDate>{date}</pubDate><description>{STORY}</description></item>"
        for n, date in enumerate(dates)
    )
    return f'<?xml version="1.0"?><rss version="2.0"><channel><title>Post</title><language>es</language>{entries}</channel></rss>'.encode()


@pytest.mark.parametrize(
    ("date", "day"),
    [
        ("Tue, 04 May 2021 08:30:00 GMT", "2021-05-04"),
        ("Tue, 4 May 2021 08:30:00 +0100", "2021-05-04"),
        ("2021-05-04T08:30:00Z", "2021-05-04"),
        ("2021/05/04 08:30:00", "2021-05-04"),
        ("20210504T083000Z", "2021-05-04"),
        ("May 04, 2021", "2021-05-04"),
        ("mar, 04 mayo 2021 10:00:00 +0100", "2021-05-04"),
        ("1620117000", "2021-05-04"),
        ("Tue, 04 May 2021 25:61:00 GMT", "2021-05-04"),
        ("Thu, 01 Jan 1970 00:00:00 +0000", None),
        ("Wed, 31 Dec 1969 19:00:00 EST", None),
        ("0000-00-00 00:00:00", None),
        ("1772704", None),
        ("yesterday", None),
        ("04/05/2021", "2021-05-04"),  # the feed is in Spanish
    ],
)
def test_the_date_of_a_feed_entry_is_stated_or_none(date, day):
    (article,) = read(feed(date), "feed.rss")
    published = article.parsed.published
    assert (published.date().isoformat() if published else None) == day


def table(*dates: str) -> bytes:
    return (
        "Title,Date,Text\n" + "".join(f"T{n},{date},Story {n} of the tide.\n" for n, date in enumerate(dates))
    ).encode()


def days(data: bytes, name: str) -> list[str | None]:
    return [item.parsed.published.date().isoformat() if item.parsed.published else None for item in read(data, name)]


def test_one_row_of_a_table_settles_the_order_of_day_and_month():
    assert days(table("04/03/2026", "03/25/2026"), "us.csv") == ["2026-04-03", "2026-03-25"]
    assert days(table("04/03/2026", "25/03/2026"), "uk.csv") == ["2026-03-04", "2026-03-25"]


def test_the_records_of_a_list_settle_the_order_too():
    records = [{"text": "One.", "date": "04/03/2026"}, {"text": "Two.", "date": "03/25/2026"}]
    assert days(json.dumps({"articles": records}).encode(), "all.json") == ["2026-04-03", "2026-03-25"]


def test_an_order_that_nothing_settles_is_reported_with_the_date():
    (article,) = read(table("04/03/2026"), "odd.csv")
    assert article.parsed.published is None
    assert any("04/03/2026" in remark for remark in article.remarks)


@pytest.mark.parametrize(
    ("values", "day_first"),
    [
        (["04/03/2026", "25/03/2026"], True),
        (["04/03/2026", "03/25/2026"], False),
        (["25/03/2026", "03/25/2026"], None),
        (["04/03/2026"], None),
        ([None, 7, "2026-03-04"], None),
    ],
)
def test_the_order_is_known_only_if_all_dates_agree(values, day_first):
    assert infer_day_first(values) is day_first


def test_an_impossible_date_is_none():
    assert record_date("31/31/2026", day_first=True) is None
