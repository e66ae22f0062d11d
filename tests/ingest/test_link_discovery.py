"""What a site offers to follow is found in its pages and sitemaps, and nothing else is."""

from io import BytesIO

import pytest

from assistant.ingest.link_discovery import Link, find_links
from assistant.ingest.readers.contract import Document

HOME = "https://post.example/"


def links(data: str, media_type: str = "text/html") -> list[Link]:
    document = Document("x", HOME, lambda: BytesIO(data.encode()), url=HOME, media_type=media_type)
    return find_links(document)


def test_the_feeds_in_the_head_of_a_page_are_found_without_those_of_comments() -> None:
    page = (
        '<html><head><title>The &amp;\nPost</title><base href="/en/"><link rel="alternate" type="application/rss+xml" href="feed.xml" title="News">'
        '<LINK REL=alternate TYPE="application/atom+xml" HREF="https://other.example/atom">'
        '<link rel="alternate" type="application/rss+xml" href="/comments/feed"><link rel="alternate" hreflang="de" href="/de">'
        '<link rel="stylesheet" href="a.css"></head><body><a href="/rss">RSS</a></body></html>'
    )
    assert links(page) == [
        Link("page", HOME, "The & Post"),
        Link("feed", "https://post.example/en/feed.xml", "News"),
        Link("feed", "https://other.example/atom"),
    ]


@pytest.mark.parametrize(
    "data",
    [
        '<?xml version="1.0"?><rss version="2.0"><channel><title>The &amp; Post</title><item><title>x</title></item></channel></rss>',
        '<feed xmlns="http://www.w3.org/2005/Atom"><title>The &amp; Post</title><entry><title>x</title></entry></feed>',
    ],
)
def test_a_feed_is_recognised_with_its_title(data: str) -> None:
    assert links(data, "application/xml") == [Link("feed", HOME, "The & Post")]


def test_of_a_sitemap_the_news_and_the_further_sitemaps_are_taken() -> None:
    space = (
        'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:n="http://www.google.com/schemas/sitemap-news/0.9"'
    )
    news = "<n:news><n:publication_date>2026-03-02</n:publication_date><n:title>Bridge</n:title></n:news>"
    entries = f"<url><loc>{HOME}a</loc>{news}</url><url><loc>{HOME}about</loc></url>"
    assert links(f"<urlset {space}>{entries}</urlset>", "application/xml") == [
        Link("article", f"{HOME}a", "Bridge", "2026-03-02")
    ]
    index = f"<sitemapindex {space}><sitemap><loc>{HOME}news.xml</loc></sitemap></sitemapindex>"
    assert links(index, "application/xml") == [Link("sitemap", f"{HOME}news.xml")]


def test_a_document_that_expands_or_asks_for_others_does_neither() -> None:
    bomb = '<!DOCTYPE rss [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;"><!ENTITY f SYSTEM "file:///etc/passwd">]>'
    found = links(f'<?xml version="1.0"?>{bomb}<rss><channel><title>&b;&f;</title></channel></rss>', "application/xml")
    assert found == [Link("feed", HOME, "&b;&f;")]
