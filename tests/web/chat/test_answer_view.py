"""What the page shows of an article is its text, to the character, and never its markup."""

import html
import re
from dataclasses import replace
from datetime import UTC, date, datetime
from html.parser import HTMLParser

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from assistant.answers.answer import Answer, Citation, RelatedArticle, Statement
from assistant.ingest.article import Article
from assistant.ingest.errors import UsageError
from assistant.ingest.library import ArticleSummary
from assistant.ingest.library.editions import Edition
from assistant.web.browser_data import read_date
from assistant.web.chat import answer_view as cards
from assistant.web.chat.session import Turn
from assistant.web.chat.turn_view import suggestion_list, turn_view
from assistant.web.markup import quote_digest
from assistant.web.reading import article_view as reading
from assistant.web.reading.article_text import OpenRequest, mark

HOSTILE = "</p></button><img src=x onerror=alert(1)><script>alert(2)</script> ![](http://evil.invalid/x.png) \" ' & {{value}} ${1}"

texts = st.one_of(
    st.text(), st.text(alphabet="<>&\"'ab/ \n\r\t"), st.lists(st.sampled_from([HOSTILE, "<mark>", "</mark>", "&lt;", "a", "\n\n"])).map("".join)
)  # fmt: skip
positions = st.integers(-5, 300)


class Tags(HTMLParser):
    """Lists the elements and their attributes as a browser would find them."""

    def __init__(self) -> None:
        super().__init__()
        self.elements: list[tuple[str, tuple[str, ...]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, tuple(name for name, _ in attrs)))


def tags(markup: str) -> list[tuple[str, tuple[str, ...]]]:
    parser = Tags()
    parser.feed(markup)
    parser.close()
    return parser.elements


def shown(markup: str) -> str:
    return html.unescape(re.sub(r"<[^>]*>", "", markup))


def citation(**changes: object) -> Citation:
    plain = Citation(
        number=1, article_id="a1", title="Bridge reopens", source="The Post", url=None, published=date(2026, 5, 23),
        start=3, end=9, quote="bridge", score=0.9, also_in=("The Courier",),
    )  # fmt: skip
    return plain.model_copy(update=changes)


def edition(shown: Article) -> Edition:
    return Edition(1, shown, datetime(2026, 5, 23, tzinfo=UTC), None)


def article(**changes: object) -> Article:
    plain = Article(
        id="a1", title="Bridge reopens", text="It was noon.\n\nThe bridge reopened.", source="The Post", origin="/a.txt",
        url="https://post.example/bridge?a=1&b=2", authors=("A. Writer",), published=datetime(2026, 5, 23, tzinfo=UTC), language="en",
    )  # fmt: skip
    return replace(plain, **changes)  # type: ignore[arg-type]


def answer(**changes: object) -> Answer:
    plain = Answer(
        question="When?", standalone_question="When?", status="answered", text="The bridge reopened. [1]",
        statements=(Statement(text="The bridge reopened.", citations=(1,), supported=True),), citations=(citation(),),
        as_of=date(2026, 6, 1), newest_source=date(2026, 5, 23), answerer="extractive",
    )  # fmt: skip
    return plain.model_copy(update=changes)


def turn(question: str, answer: Answer) -> Turn:
    made = Turn(1, question, number=7)
    made.finish(answer)
    return made


@given(texts, positions, positions)
@example(HOSTILE, 0, len(HOSTILE))
@example("abc", 2, 1)
def test_the_marked_text_is_the_text(text: str, start: int, end: int) -> None:
    markup = mark(text, start, end)
    assert shown(markup) == text
    assert {tag for tag, _ in tags(markup)} <= {"mark"}
    assert markup.count("<") == 2 * len(tags(markup))


@given(texts, st.data())
def test_the_mark_holds_the_very_characters(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    before, _, rest = mark(text, start, end).partition('<mark tabindex="-1">')
    inside, _, after = rest.partition("</mark>")
    if start == end:
        assert html.unescape(before) == text
    else:
        assert [html.unescape(part) for part in (before, inside, after)] == [text[:start], text[start:end], text[end:]]


@given(texts, texts, texts, texts)
def test_no_article_changes_the_markup_of_a_card(article_id: str, title: str, source: str, quote: str) -> None:
    hostile = citation(article_id=article_id, title=title, source=source, quote=quote, also_in=(source,))
    assert tags(cards.citation_card(hostile)) == tags(cards.citation_card(citation()))


@given(texts.filter(bool), texts.filter(bool), texts, texts)
def test_no_article_changes_the_markup_of_the_reading_pane(title: str, text: str, source: str, author: str) -> None:
    request = OpenRequest("a1", 0, 1)
    written = article(title=title, text=title + "\n" + text, source=source, authors=(author,), language=source or "x")
    plain = article(text="Bridge reopens\nIt did.")
    assert tags(reading.article_view([edition(written)], request)) == tags(
        reading.article_view([edition(plain)], request)
    )
    assert written.text in shown(reading.article_view([edition(written)], request))


@given(texts, texts)
def test_no_article_and_no_question_changes_the_markup_of_an_answer(sentence: str, question: str) -> None:
    statement = Statement(text=sentence, citations=(1,), supported=True)
    hostile = turn(question, answer(statements=(statement,), standalone_question=f"{question}!"))
    assert tags(turn_view(hostile, [question])) == tags(turn_view(turn("x", answer(standalone_question="x")), ["x"]))
    assert f"You asked: {question}" in shown(turn_view(hostile))
    assert shown(suggestion_list([question], "Next")) == f"Next{question}"


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)", "data:text/html,x", "file:///etc/passwd", "ftp://a.example/", "//evil.invalid/", "/local", "",
        None, "https://", "https://a b", "java\nscript:alert(1)", " https://a.example", "https:\\\\a.example", "http:a",
    ],
)  # fmt: skip
def test_only_web_addresses_become_links(url: str | None) -> None:
    assert "<a " not in reading.article_view([edition(article(url=url))], OpenRequest("a1"))


def test_a_link_is_escaped_and_tells_the_other_side_nothing() -> None:
    markup = reading.article_view([edition(article(url='https://post.example/?a=1&b="><b>'))], OpenRequest("a1"))
    assert 'href="https://post.example/?a=1&amp;b=&quot;&gt;&lt;b&gt;"' in markup
    assert 'rel="noopener noreferrer"' in markup


def test_a_card_shows_number_title_source_day_quote_and_who_else() -> None:
    words = shown(cards.citation_card(citation()))
    for expected in ("1", "Bridge reopens", "The Post", "23 May 2026", "bridge", "also in The Courier"):
        assert expected in words


def test_a_quote_that_a_statement_shows_is_not_shown_again_in_its_card() -> None:
    quote = citation().quote
    answer = Answer(
        question="Is it open?",
        standalone_question="Is it open?",
        status="answered",
        text=f"{quote} [1]",
        statements=(Statement(text=quote, citations=(1,), supported=True),),
        citations=(citation(), citation(number=2, quote="reopens")),
        as_of=date(2026, 5, 23),
        answerer="extractive",
    )
    first, second = re.findall(r'<span class="quote" dir="auto"(.*?)>', cards.whole_answer(answer, ""))
    assert (first, second) == (" hidden", "")


def test_a_card_opens_what_it_cites() -> None:
    markup = cards.citation_card(citation())
    report = dict(re.findall(r'data-(\w+)="([^"]*)"', markup))
    request = OpenRequest.read(report)
    assert request == OpenRequest("a1", 3, 9, quote_digest("bridge"))


@pytest.mark.parametrize("report", [{}, {"article": None, "start": "x", "end": None}, {"start": -1, "end": 10**30}])
def test_a_report_that_makes_no_sense_opens_the_list(report: dict[str, object]) -> None:
    assert OpenRequest.read(report) == OpenRequest("")


def test_a_quote_that_is_gone_is_not_marked_and_the_reader_is_told() -> None:
    request = OpenRequest("a1", 18, 24, quote_digest("bridge"))
    assert ">bridge</mark>" in reading.article_view([edition(article())], request)
    changed = reading.article_view([edition(article(text="Quite another text, of some length."))], request)
    assert "<mark" not in changed
    assert "has changed since it was cited" in changed


@settings(max_examples=30)
@given(st.integers(0, 399_990), st.integers(1, 10))
def test_of_a_long_article_the_part_around_the_quote_is_sent_and_all_of_it_can_be_had(start: int, length: int) -> None:
    text = "".join(f"Line {number:06}.\n" for number in range(31_000))[:400_000]
    quote = text[start : start + length]
    request = OpenRequest("a1", start, start + length, quote_digest(quote))
    long = article(text=text, title="Long")
    markup = reading.article_view([edition(long)], request)
    assert f'<mark tabindex="-1">{quote}</mark>' in markup
    assert len(markup) < 60_000
    seen = [False] * (len(text) + 1)
    for which in ("earlier", "later"):
        for _ in range(30):
            body = re.sub("<.*?>", "", re.search('<div class="article-text">(.*?)</div>', markup, re.DOTALL)[1])  # type: ignore[index]
            assert len(body) < 300_000, "a browser holds no more at once"
            at = text.index(body)
            seen[at : at + len(body)] = [True] * len(body)
            way = re.search(rf'<button type="button" (data-article="a1" [^>]*data-more="{which}")', markup)
            if way is None:
                break
            request = OpenRequest.read(dict(re.findall(r'data-(\w+)="([^"]*)"', way[1])))
            markup = reading.article_view([edition(long)], request)
    assert all(seen[: len(text)])
    back = re.search(r'<button type="button" (data-article="a1" [^>]*data-more="quote")', markup)
    if back is not None:
        markup = reading.article_view(
            [edition(long)], OpenRequest.read(dict(re.findall(r'data-(\w+)="([^"]*)"', back[1])))
        )
    assert f'<mark tabindex="-1">{quote}</mark>' in markup


def test_an_article_names_the_other_papers_that_ran_it_and_opens_them() -> None:
    copy = ArticleSummary(id="a2", title="Bridge", source="<b>Wire", url=None, published=None, words=3, story=1)
    markup = reading.article_view([edition(article())], OpenRequest("a1"), [copy])
    assert "Also in <b>Wire" in shown(markup)
    assert 'data-article="a2"' in markup


def test_nothing_found_is_no_answer_and_names_the_nearest() -> None:
    near = RelatedArticle(article_id="a9", title="Ferry late", source="The Post", url=None, published=None)
    markup = cards.whole_answer(answer(status="not_found", statements=(), citations=(), related=(near,)), "Not said.")
    words = shown(markup)
    assert "Not said." in words
    assert "do not answer it" in words
    assert "Ferry late" in words
    assert 'class="statement"' not in markup
    assert 'class="card"' not in markup


def test_a_follow_up_says_what_was_searched_for() -> None:
    assert "Searched for" not in cards.whole_answer(answer(), "")
    assert "Searched for: When did it?" in shown(cards.whole_answer(answer(standalone_question="When did it?"), ""))


def test_a_statement_that_the_check_did_not_confirm_says_so() -> None:
    doubtful = Statement(text="The bridge fell.", citations=(1,), supported=False)
    assert "not confirmed" in cards.whole_answer(answer(statements=(doubtful,)), "")


def test_a_day_is_read_or_refused_in_one_line() -> None:
    assert read_date(" 2016-10-20 ") == date(2016, 10, 20)
    assert read_date("  ") is None
    with pytest.raises(UsageError, match=r"2016-13-40.*2016-10-20") as refused:
        read_date("2016-13-40")
    assert "\n" not in str(refused.value)


def test_a_reply_without_citations_speaks_of_no_sources() -> None:
    statement = Statement(text="Hello.", citations=(), supported=True)
    reply = answer(statements=(statement,), citations=(), newest_source=None, answerer="library")
    assert shown(cards.whole_answer(reply, "")).strip() == "Hello."
