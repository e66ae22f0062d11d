"""Promises of dating web pages: the day of publication in many languages, never that of an update, and no date instead of a guess."""

from datetime import date

import pytest

from assistant.ingest.readers.html.printed_dates import Label, find_dates
from assistant.ingest.readers.web_page import parse_page

STORY = "The swing bridge stays open to walkers until the new landing has been finished, the council said. " * 6


def page(line: str = "", *, head: str = "", language: str = "en", body: str = "") -> str:
    return (
        f'<html lang="{language}"><head><title>Bridge stays open</title>{head}</head><body><article><h1>Bridge stays open</h1>'
        f'<p class="meta">{line}</p><p>{STORY}</p><p>{STORY}</p></article>{body}</body></html>'
    )


def day_of(source: str, url: str | None = None) -> str | None:
    published = parse_page(source, url).article.published
    return published.date().isoformat() if published else None


PRINTED = [
    ("en", "Published 4 May 2021"),
    ("en", "Tuesday May 4, 2021 7:20 am BST by Ada Holt"),
    ("de", "Veröffentlicht am 4. Mai 2021 um 9 Uhr"),
    ("de", "04.05.2021, 09:12 Uhr"),
    ("fr", "Publié le 4 mai 2021 à 10h00"),
    ("es", "4 de mayo de 2021"),
    ("pt", "4 de maio de 2021 às 10h"),
    ("it", "4 maggio 2021"),
    ("nl", "Gepubliceerd op 4 mei 2021"),
    ("sv", "Publicerad 4 maj 2021"),
    ("nb", "Publisert: 4. mai 2021"),
    ("fi", "4. toukokuuta 2021"),
    ("pl", "Opublikowano: 4 maja 2021"),
    ("cs", "4. května 2021"),
    ("hu", "2021. május 4."),
    ("tr", "4 Mayıs 2021"),
    ("ru", "4 мая 2021, 14:05"),
    ("uk", "4 травня 2021"),
    ("el", "4 Μαΐου 2021"),
    ("ar", "٤ مايو ٢٠٢١"),
    ("hi", "4 मई 2021"),
    ("ja", "2021年5月4日"),
    ("ko", "2021년 5월 4일"),
    ("id", "4 Mei 2021"),
    ("th", "4 พฤษภาคม 2564"),
]


@pytest.mark.parametrize(
    ("language", "line"), PRINTED, ids=[f"{language}-{number}" for number, (language, _) in enumerate(PRINTED)]
)
def test_the_day_printed_under_the_headline_is_the_date(language, line):
    assert day_of(page(line, language=language)) == "2021-05-04"


@pytest.mark.parametrize(
    "line",
    [
        "Updated 6 May 2021 09:12 | Published 4 May 2021 18:40",
        "Published 4 May 2021 18:40 | Updated 6 May 2021 09:12",
        "Last modified: 6 May 2021. First published: 4 May 2021.",
    ],
)
def test_the_day_of_an_update_is_not_the_date(line):
    assert day_of(page(line)) == "2021-05-04"


def test_a_page_that_states_only_its_update_has_no_date():
    assert day_of(page("Updated 6 May 2021 09:12")) is None


def test_dates_of_comments_are_not_the_date():
    comments = (
        '<section id="comments"><p>3 June 2022</p><time datetime="2022-06-03T09:00:00Z">3 June 2022</time></section>'
    )
    assert day_of(page("4 May 2021", body=comments)) == "2021-05-04"


def test_dates_in_the_story_are_not_the_date():
    assert day_of(page(f"{STORY} The old landing burned down on 7 August 1998, and nobody was hurt.")) is None


def test_metadata_states_the_time_and_the_evidence_is_named():
    head = '<meta property="article:published_time" content="2021-05-04T08:30:00+01:00">'
    parsed = parse_page(page(head=head), None)
    assert parsed.article.published is not None
    assert parsed.article.published.isoformat() == "2021-05-04T08:30:00+01:00"
    assert parsed.article.date_evidence == "metadata"


def test_a_news_article_wins_over_the_web_page_around_it():
    head = (
        '<script type="application/ld+json">{"@graph": [{"@type": "WebPage", "datePublished": "2015-01-01"}, '
        '{"@type": "NewsArticle", "datePublished": "2021-05-04T08:30:00Z"}]}</script>'
    )
    parsed = parse_page(page(head=head), None)
    assert (day_of(page(head=head)), parsed.article.date_evidence) == ("2021-05-04", "structured data")


def test_a_time_in_utc_is_shown_on_the_day_that_the_page_prints():
    head = '<meta property="article:published_time" content="2021-05-05T02:30:00Z">'
    published = parse_page(page("May 4, 2021 10:30 pm", head=head), None).article.published
    assert published is not None
    assert published.date() == date(2021, 5, 4)
    assert published.timestamp() == 1620181800, "the moment itself is unchanged"


def test_the_address_can_state_the_day():
    assert day_of(page(), "https://harbour.example/2021/05/04/bridge") == "2021-05-04"


def test_an_ambiguous_number_is_not_read_without_a_language_that_settles_it():
    assert find_dates("04/05/2021", "en") == []
    assert find_dates("04/05/2021", "en-US")[0].day == date(2021, 4, 5)
    assert find_dates("04/05/2021", "fr")[0].day == date(2021, 5, 4)


def test_labels_belong_to_the_nearest_date_after_them():
    first, second = find_dates("Aktualisiert: 06.05.2021, 09:12 Uhr | Veröffentlicht: 04.05.2021", "de")
    assert (first.label, second.label) == (Label.UPDATED, Label.PUBLISHED)


@pytest.mark.parametrize(
    "text", ["31 February 2021", "room 4 of 2021 rooms", "call 0800 2021 2022", "2021", "May 2021", "99.99.2021"]
)
def test_what_is_not_a_whole_date_is_none(text):
    assert find_dates(text, "en") == []


def test_the_day_in_a_footer_counts_only_with_a_label():
    footer = "<footer><p>Last changed: 6 May 2021<br>Published on: 4 May 2021<br>Views: 61</p></footer>"
    assert day_of(page(body=footer)) == "2021-05-04"
    assert day_of(page(body="<footer><p>Harbour Post, 9 June 2022</p></footer>")) is None


def test_microdata_is_read_in_the_language_of_the_page():
    line = '<span itemprop="datePublished">04 Maggio 2021</span>'
    assert day_of(page(f"<span>{line}</span>", language="it")) == "2021-05-04"


def test_the_hidden_time_of_an_update_is_not_the_date():
    times = '<time itemprop="dateModified" datetime="2021-09-06">6 September 2021</time>'
    assert day_of(page(times)) is None
    assert day_of(page(f'{times}<time itemprop="datePublished" datetime="2021-05-04"></time>')) == "2021-05-04"


def test_the_day_that_a_menu_shows_is_not_the_date():
    menu = '<div class="navtop"><time datetime="2023-11-01">Wednesday, 1 November 2023</time></div>'
    source = page().replace("<body>", f"<body>{menu}")
    assert day_of(source) is None
    assert day_of(source.replace(f"<p>{STORY}", f"<p>4 May 2021. {STORY}", 1)) == "2021-05-04"


def test_days_in_the_data_of_scripts_are_not_the_date():
    script = '<script>var banner = {"startDate": "2020-06-30T22:00:00.000Z", "session": "2008-02-02"};</script>'
    assert day_of(page(body=script)) is None


def test_a_year_that_a_program_completed_to_a_day_is_not_the_date():
    assert day_of(page(head='<meta itemprop="dateCreated" content="01/01/2004">')) is None


def test_a_description_can_end_with_the_day():
    head = '<meta name="description" content="The bridge stays open (notice of 4 May 2021)">'
    assert day_of(page(head=head)) == "2021-05-04"
    head = '<meta name="description" content="The landing burned down on 7 August 1998.">'
    assert day_of(page(head=head)) is None
