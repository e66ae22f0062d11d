"""The library as a list: what is searched, filtered and sorted for is what is shown, page by page, however many there are."""

from collections import Counter
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from invented import marker, put, story

from assistant.ingest.article import ParsedArticle
from assistant.ingest.library import ArticleFilter, Library
from assistant.ingest.library.browsing import ORDERS

SOURCES = ("Ashby Wire", "The Courier", "harbour post")
FIRST = date(2026, 1, 1)
MANY = 40


def day_of(number: int) -> date | None:
    return None if number % 10 == 9 else FIRST + timedelta(days=number // 3)


def moment(day: date | None) -> datetime | None:
    return day and datetime(day.year, day.month, day.day, 12, tzinfo=UTC)


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory):
    with Library(tmp_path_factory.mktemp("browsing") / "library") as library:
        drafts = [
            ParsedArticle(
                text=story(number, 1, 2),
                title=f"{'bz'[number % 2].upper() if number % 4 else 'bz'[number % 2]} report {number:03}",
                source=SOURCES[number % 3],
                id=f"a{number}",
                published=moment(day_of(number)),
            )
            for number in range(MANY)
        ]
        put(library, *drafts)
        yield library


def everything(library: Library) -> list:
    return list(library.catalog.browse(ArticleFilter(), "newest", MANY).articles)


filters = st.builds(
    ArticleFilter,
    words=st.sampled_from(["", "report", "rep", f"{marker(7)} report", marker(8), "ashby", "wire report", "nowhere", "…!"]),
    sources=st.lists(st.sampled_from([*SOURCES, "No Such Paper", "the courier"]), unique=True).map(tuple),
    first_day=st.none() | st.dates(FIRST - timedelta(3), FIRST + timedelta(20)),
    last_day=st.none() | st.dates(FIRST - timedelta(3), FIRST + timedelta(20)),
)  # fmt: skip


def expected(library: Library, wanted: ArticleFilter) -> set[str]:
    def has(word: str, one) -> bool:
        text = f"{one.title} {library.catalog.article(one.id).text}".lower()
        return word in text or word in one.source.lower()

    def fits(one) -> bool:
        day = one.published and one.published.date()
        return (
            all(has(word, one) for word in wanted.words.split())
            and (not wanted.sources or one.source in wanted.sources)
            and (wanted.first_day is None or (day is not None and day >= wanted.first_day))
            and (wanted.last_day is None or (day is not None and day <= wanted.last_day))
        )

    return {one.id for one in everything(library) if fits(one)}


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(filters, st.sampled_from(ORDERS), st.integers(1, 15))
def test_the_pages_together_hold_what_was_asked_for_once_each(filled, wanted, order, size) -> None:
    pages = [filled.catalog.browse(wanted, order, size, first) for first in range(0, MANY, size)]
    ids = [one.id for page in pages for one in page.articles]
    assert len(ids) == len(set(ids))
    assert set(ids) == expected(filled, wanted)
    assert {page.total for page in pages} == {len(ids)}


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(filters)
def test_the_days_count_the_same_articles_as_the_list_shows(filled, wanted) -> None:
    shown = filled.catalog.browse(wanted, "newest", MANY).articles
    counted = filled.catalog.day_counts(wanted)
    assert Counter({(one.day, one.source): one.articles for one in counted}) == Counter(
        (one.published.date(), one.source) for one in shown if one.published
    )
    assert [one.day for one in counted] == sorted(one.day for one in counted)


def test_each_order_is_what_its_name_says(filled) -> None:
    def listed(order: str) -> list:
        return list(filled.catalog.browse(ArticleFilter(), order, MANY).articles)

    def days(articles: list) -> list[date]:
        return [one.published.date() for one in articles if one.published]

    newest, oldest = listed("newest"), listed("oldest")
    assert days(newest) == sorted(days(newest), reverse=True)
    assert days(oldest) == sorted(days(oldest))
    for dated in (newest, oldest):  # undated ones come last either way
        assert [one.published is None for one in dated] == sorted(one.published is None for one in dated)
    titles = [one.title.casefold() for one in listed("title")]
    assert titles == sorted(titles)
    sources = [one.source.casefold() for one in listed("source")]
    assert sources == sorted(sources)


@pytest.mark.parametrize("order", ORDERS)
def test_a_page_of_many_articles_is_ordered_without_reading_them(filled, order) -> None:
    """Whatever sorts all articles must find what it sorts by in an index, as articles are long."""
    plans = []
    connection = filled.catalog._file.connection()
    connection.set_trace_callback(plans.append)
    filled.catalog.browse(ArticleFilter(), order, 5)
    filled.catalog.day_counts(ArticleFilter(first_day=FIRST))
    connection.set_trace_callback(None)
    for statement in plans:
        steps = [row[3] for row in connection.execute(f"EXPLAIN QUERY PLAN {statement}")]
        assert not [step for step in steps if step.startswith("SCAN") and "COVERING INDEX" not in step], steps
