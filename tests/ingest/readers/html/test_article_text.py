"""Promises of extracting articles: the article and nothing around it, or the reason why the page has none."""

import json

import pytest

from assistant.ingest.errors import UnreadableError
from assistant.ingest.readers.html.addresses import canonical_address, without_tracking
from assistant.ingest.readers.html.embedded_state import state_article
from assistant.ingest.readers.web_page import parse_page

SENTENCES = [
    "The swing bridge at Marrowby stays open to walkers until the new landing has been finished, the council said on Tuesday.",
    "It will cost 4.2 million crowns, and the harbour board pays a third of it, said its chairwoman Ada Holt.",
    "Ferries wait for the tide at the old landing, where a queue of ninety carts was counted in the morning.",
    "Jon Reed, who has kept the bridge for thirty years, will retire when the new one opens in the spring of next year.",
    "The council votes on the toll in March, after two hearings to which all the villages on the river are invited.",
]
PARAGRAPHS = "".join(f"<p>{sentence}</p>" for sentence in SENTENCES)
TITLE = "Marrowby keeps its swing bridge"
CONSENT = (
    "<h2>Your privacy</h2><p>We and our 312 partners use cookies and other files on your device to personalise advertisements, "
    "and to learn what you read here. You can accept all of them or choose for yourself.</p><p>Some of our partners say that they have a "
    "legitimate interest in your data. You may withdraw your consent at any time at the foot of our pages.</p>"
)

LOADING = "<main><p>Loading…</p></main>"
LOGIN = (
    "<main><h1>Log in</h1><p>Please log in with your e-mail address and your password to go on.</p>"
    "<p>No account yet? Register here.</p></main>"
)
PASSWORD = (
    "<main><form><p>E-mail</p><input><p>No account yet? Register for free. Forgot your password?</p></form></main>"
)
ROBOT = "<main><p>Checking your browser. Please verify that you are human and wait for a moment until the page is shown.</p></main>"
MISSING = "<main><h1>404</h1><p>The page could not be found. It may have been moved, or it may never have been here at all.</p></main>"
SCRIPTS = "<main><p>You need to enable JavaScript to run this app, and then load the page once more in your browser.</p></main>"


def page(body: str, *, head: str = "", title: str = TITLE) -> str:
    titles = f'<title>{title} | The Harbour Post</title><meta property="og:title" content="{title}">'
    return f'<html lang="en"><head>{titles}{head}</head><body>{body}</body></html>'


def text_of(source: str) -> str:
    return parse_page(source, None).article.text


def reason_of(source: str) -> str:
    with pytest.raises(UnreadableError) as raised:
        parse_page(source, None)
    return str(raised.value)


def test_a_consent_box_is_not_part_of_the_article():
    source = page(f'<div class="cookie-banner">{CONSENT}</div><div><h1>{TITLE}</h1>{PARAGRAPHS}</div>')
    assert text_of(source) == "\n\n".join(SENTENCES)


@pytest.mark.parametrize("tag", ["article", "main", "div", "section", "aside"])
def test_the_article_is_found_in_any_element(tag):
    source = page(
        f'<nav><a href="/">Home</a></nav><h1>{TITLE}</h1><{tag} class="column">{PARAGRAPHS}</{tag}><footer><p>All rights reserved.</p></footer>'
    )
    assert text_of(source) == "\n\n".join(SENTENCES)


def test_the_headline_is_not_repeated_in_the_text():
    assert text_of(page(f"<article><h1>{TITLE}</h1>{PARAGRAPHS}</article>")).startswith("The swing bridge")


def test_promotions_between_the_paragraphs_are_left_out():
    promotions = (
        "<p>Read more: Ferry sinks off Cape Oll</p><p>Advertisement</p><p>Follow The Harbour Post on Facebook</p>"
    )
    source = page(f"<article>{PARAGRAPHS[:300]}</p>{promotions}{PARAGRAPHS}</article>")
    assert not {"Read more", "Advertisement", "Facebook"} & set(text_of(source).replace(":", "").split("\n"))
    assert "Ferry sinks" not in text_of(source)


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (f"<main><h1>Before you go on</h1>{CONSENT}</main>", "shows a consent page"),
        (LOGIN, "shows a login form"),
        (PASSWORD, "shows a login form"),
        (ROBOT, "asks to prove that a person is reading"),
        (MISSING, "shows an error message"),
        (SCRIPTS, "needs another browser or other settings"),
        (f"{LOADING}<section><p>Sign up for our newsletter and never miss a story.</p></section>", "holds no article text"),
    ],
)  # fmt: skip
def test_a_page_that_shows_no_article_is_refused_with_the_reason(body, reason):
    assert reason_of(page(body)).startswith(reason)


@pytest.mark.parametrize(
    ("title", "body", "reason"),
    [
        (
            "Attention required",
            "You are unable to access harbour.example. The site uses a security service to protect itself from attacks.",
            "asks to prove",
        ),
        (
            "Unavailable",
            "This page is unavailable due to legal reasons in the country that you are in. We are sorry for that.",
            "shows an error",
        ),
        (
            "Seite nicht gefunden",
            "Die Seite wurde leider nicht gefunden. Bitte versuchen Sie es über die Startseite des Hafenboten.",
            "shows an error",
        ),
        (
            "Maintenance",
            "The site is down at the moment. We are working on it and will be back soon, thank you for waiting.",
            "shows an error",
        ),
        (
            "The Harbour Post",
            "Your browser is no longer supported. Please update your browser to read the news of Marrowby.",
            "needs another browser",
        ),
        (
            TITLE,
            "Please turn off your ad blocker for this site. Our reporters live on what advertisements pay.",
            "needs another browser",
        ),
        (
            TITLE,
            "Unlimited access to all stories of the paper. Cancel any time. Already a subscriber?",
            "shows only an offer",
        ),
        (
            "The Harbour Post",
            "Are you over 18? Please confirm your age before you go on to the page of the paper.",
            "asks for the reader",
        ),
    ],
    ids=["robot", "country", "German", "maintenance", "browser", "advertisements", "offer", "age"],
)
def test_a_page_that_speaks_only_to_the_reader_is_refused(title, body, reason):
    assert reason_of(page(f"<main><p>{body}</p></main>", title=title)).startswith(reason)


@pytest.mark.parametrize(
    "story",
    [
        "The page about the spill was not found on the site of the ministry on Monday, and officials said it had been removed.",
        "Thieves took the passwords of 40,000 customers of the bank, which asked them to log in and change their account settings.",
        "The lift at the old landing is down for maintenance until June, the harbour office said on Monday.",
        "Voters over 18 may take part in the poll on the toll in March, the council said.",
    ],
)
def test_a_short_story_about_such_things_is_an_article(story):
    assert text_of(page(f"<article><h1>{TITLE}</h1><p>{story}</p></article>")) == story


def test_a_list_of_other_articles_is_no_article():
    teasers = "".join(
        f'<div><h3><a href="/{number}">Bridge number {number} opens</a></h3><p>The bridge over arm {number} of the river opens on Monday.</p></div>'
        for number in range(8)
    )
    assert reason_of(page(f"<main>{teasers}</main>", title="The Harbour Post")).startswith("lists other articles")
    assert text_of(page(f"<main><article><h1>{TITLE}</h1>{PARAGRAPHS}</article>{teasers}</main>")).startswith(
        SENTENCES[0]
    )


def test_an_article_about_cookies_is_an_article():
    story = (
        "<p>The regulator fined the shop 2 million crowns because its site set cookies before visitors could consent, officials said.</p>"
        "<p>The shop shared personal data with 40 advertising partners, the ruling says, and hid the button to refuse.</p>"
        "<p>Lawyers for the shop said it would appeal to the court in Derrow, and that the banner had been changed in June.</p>"
    )
    assert "fined the shop" in text_of(page(f"<article>{story * 2}</article>"))


STATES = {
    "html": {
        "props": {"pageProps": {"article": {"title": TITLE, "publishedAt": "2021-05-04T08:00:00Z", "body": PARAGRAPHS}}}
    },
    "blocks": {
        "data": {"story": {"headline": TITLE, "content": [{"type": "paragraph", "text": text} for text in SENTENCES]}}
    },
    "nested": {
        "page": {
            "title": {"rendered": TITLE},
            "content": [{"type": "p", "children": [{"text": text}]} for text in SENTENCES],
        }
    },
}


@pytest.mark.parametrize("kind", sorted(STATES))
@pytest.mark.parametrize(
    "script",
    ['<script id="__NEXT_DATA__" type="application/json">{}</script>', "<script>window.__STATE__ = {};</script>"],
)
def test_the_article_is_found_in_the_data_of_scripts(kind, script):
    source = page(f"<main><p>Loading…</p></main>{script.replace('{}', json.dumps(STATES[kind]))}")
    assert text_of(source) == "\n\n".join(SENTENCES)


ELEMENTS = {
    "headlines": {"basic": TITLE},
    "content_elements": [{"type": "text", "content": text} for text in SENTENCES],
}


def nuxt_list() -> list[object]:
    return [["ShallowReactive", 1], {"story": 2}, {"title": 3, "body": 4}, TITLE, PARAGRAPHS]


def next_payload() -> str:
    paragraphs = [["$", "p", str(index), {"children": text}] for index, text in enumerate(SENTENCES)]
    return (
        f"5:{json.dumps(['$', 'article', None, {'children': [['$', 'h1', None, {'children': TITLE}], *paragraphs]}])}\n"
    )


@pytest.mark.parametrize(
    "script",
    [
        f"window.__STATE__ = JSON.parse({json.dumps(json.dumps(STATES['html']))});",
        "window.__STATE__ = JSON.parse('" + json.dumps(STATES["blocks"]).replace('"', "\\x22") + "');",
        f"Fusion.globalContent={json.dumps(ELEMENTS)};",
        f"self.__next_f.push([1,{json.dumps(next_payload()[:200])}]);self.__next_f.push([1,{json.dumps(next_payload()[200:])}])",
    ],
    ids=["a string", "an escaped string", "a property", "pieces"],
)
def test_the_article_is_found_however_a_script_assigns_it(script):
    assert text_of(page(f"<main><p>Loading…</p></main><script>{script}</script>")) == "\n\n".join(SENTENCES)


def test_the_article_is_found_in_data_that_refers_to_positions():
    script = f'<script type="application/json" id="__NUXT_DATA__">{json.dumps(nuxt_list())}</script>'
    assert text_of(page(f"<main><p>Loading…</p></main>{script}")) == "\n\n".join(SENTENCES)


def test_data_whose_references_multiply_is_read_within_its_limits():
    doubling = [["Reactive", 1], *[{"a": index, "b": index} for index in range(2, 60)], "end"]
    assert reason_of(
        page(f'<main><p>Loading…</p></main><script type="application/json">{json.dumps(doubling)}</script>')
    )


def test_the_data_of_scripts_states_the_date():
    script = f'<script type="application/json">{json.dumps(STATES["html"])}</script>'
    parsed = parse_page(page(f"<main><p>Loading…</p></main>{script}"), None)
    assert parsed.article.published is not None
    assert parsed.article.published.date().isoformat() == "2021-05-04"
    assert parsed.article.date_evidence == "data of scripts"


def test_data_about_another_article_is_not_the_article():
    other = {"story": {"title": "Otters return to the Sele", "body": PARAGRAPHS}}
    assert reason_of(page(f'<main><p>Loading…</p></main><script type="application/json">{json.dumps(other)}</script>'))


def test_broken_data_of_scripts_is_ignored():
    from trafilatura.utils import load_html

    assert state_article(load_html(page('<script type="application/json">{"a": [</script><p>x</p>')), [TITLE]) is None


def test_structured_data_has_the_whole_of_a_text_that_the_page_shows_in_part():
    linked = json.dumps({"@type": "NewsArticle", "headline": TITLE, "articleBody": "\n\n".join(SENTENCES)})
    source = page(
        f"<article>{''.join(f'<p>{text}</p>' for text in SENTENCES[:2])}</article>",
        head=f'<script type="application/ld+json">{linked}</script>',
    )
    assert text_of(source) == "\n\n".join(SENTENCES)


def test_structured_data_has_the_paragraphs_that_the_page_does_not_show():
    linked = json.dumps({"@type": "NewsArticle", "headline": TITLE, "articleBody": "\n\n".join(SENTENCES)})
    source = page("<main><p>Loading…</p></main>", head=f'<script type="application/ld+json">{linked}</script>')
    assert text_of(source) == "\n\n".join(SENTENCES)


def test_a_live_blog_has_its_updates():
    updates = [
        {"@type": "BlogPosting", "headline": f"Update {n}", "articleBody": text} for n, text in enumerate(SENTENCES)
    ]
    linked = json.dumps({"@type": "LiveBlogPosting", "headline": TITLE, "liveBlogUpdate": updates})
    for shown in ("Loading…", "Follow the opening of the swing bridge with us."):
        text = text_of(
            page(f"<main><p>{shown}</p></main>", head=f'<script type="application/ld+json">{linked}</script>')
        )
        assert all(sentence in text for sentence in SENTENCES)


def test_a_teaser_before_a_paywall_is_incomplete():
    teaser = "".join(f"<p>{text}</p>" for text in SENTENCES[:3])
    wall = "<p>Subscribe to continue reading this article and all others of The Harbour Post.</p>"
    assert parse_page(page(f"<article>{teaser}{wall}</article>"), None).article.is_incomplete
    assert not parse_page(page(f"<article>{teaser}</article>"), None).article.is_incomplete


def test_a_teaser_above_a_login_form_is_incomplete_and_no_login_form():
    teaser = "".join(f"<p>{text}</p>" for text in SENTENCES[:2])
    article = parse_page(
        page(f"<article>{teaser}<p>Log in to your account to read the rest.</p></article>"), None
    ).article
    assert article.is_incomplete
    assert SENTENCES[0] in article.text


def test_a_line_of_the_date_is_not_an_author():
    source = page(
        f'<article><h1>{TITLE}</h1><p class="byline">Monday October 13, 2025 7:20 am PDT by Nadine Orrick</p>{PARAGRAPHS}</article>'
    )
    assert not {"Monday", "October"} & set(" ".join(parse_page(source, None).article.authors).split())


# addresses


@pytest.mark.parametrize(
    ("link", "url", "address"),
    [
        ("https://harbour.example/bridge", "https://harbour.example/amp/bridge", "https://harbour.example/bridge"),
        ("/bridge", "https://www.harbour.example/bridge?utm_source=feed", "https://www.harbour.example/bridge"),
        ("https://other.example/bridge", "https://harbour.example/bridge", "https://harbour.example/bridge"),
        ("https://harbour.example/", "https://harbour.example/bridge", "https://harbour.example/bridge"),
        ("", "https://harbour.example/bridge?id=7&fbclid=x", "https://harbour.example/bridge?id=7"),
    ],
)
def test_a_page_under_several_addresses_has_one_canonical_address(link, url, address):
    from trafilatura.utils import load_html

    tree = load_html(page(PARAGRAPHS, head=f'<link rel="canonical" href="{link}">'))
    assert canonical_address(tree, url) == address


def test_parameters_that_choose_a_page_stay():
    assert (
        without_tracking("https://harbour.example/story?id=5&page=2#top") == "https://harbour.example/story?id=5&page=2"
    )
