"""Citations: a quote is the exact slice of the stored article, whatever the text is made of."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from invented import WordHashEmbedder
from odd_texts import GRAPHEMES, texts

from assistant import Assistant
from assistant.answers.citing import cite
from assistant.ingest.article import Article, ParsedArticle
from assistant.ingest.chunk import PassageSize
from assistant.ingest.language.sentences import split_sentences
from assistant.ingest.library import Library
from assistant.ingest.pipeline import ingest
from assistant.ingest.readers.contract import ReadArticle
from assistant.ingest.readers.decode import clean

# A reader returns text that is cleaned and not empty.
article_texts = texts.map(clean).filter(bool)


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    """One library for all texts; each replaces the previous one."""
    with Library(tmp_path_factory.mktemp("citing") / "library") as opened:
        yield opened


def stored_article(library: Library, text: str) -> Article:
    """Stores a text, and returns the article as SQLite returns it."""
    article = ReadArticle(ParsedArticle(text, title="Report", id="a1"), "/invented/1")
    ingest(library, [article], WordHashEmbedder, size=PassageSize(40, 30, 10))
    stored = library.catalog.article("a1")
    assert stored is not None
    return stored


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(article_texts)
def test_every_passage_and_sentence_is_cited_by_the_exact_characters_of_the_stored_article(library, text):
    article = stored_article(library, text)
    assert article.text == text
    sentences = [(sentence.start, sentence.end) for sentence in split_sentences(article.text)]
    numbers = [int(number) for number in library.catalog.passage_numbers()]
    passages = [stored.passage for stored in library.catalog.passages(numbers)]
    assert len(passages) == len(numbers) > 0
    for start, end in sentences + [(passage.start, passage.end) for passage in passages]:
        citation = cite(1, article, start, end, 0.5)
        assert citation.quote == article.text[start:end] == text[start:end]
        assert (citation.start, citation.end) == (start, end)
        # JSON keeps the citation as it is
        assert type(citation).model_validate_json(citation.model_dump_json()) == citation


@given(article_texts, st.data())
def test_any_slice_can_be_cited(text, data):
    article = Article("a1", "Report", text, "The Invented Post", "/invented/1")
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    assert cite(1, article, start, end, 1.0).quote == text[start:end]


@pytest.mark.parametrize(("start", "end"), [(-1, 3), (0, 0), (3, 2), (0, 17), (16, 17), (99, 100)])
def test_characters_outside_the_article_cannot_be_cited(start, end):
    article = Article("a1", "Report", "The tide is out.", "The Invented Post", "/invented/1")
    with pytest.raises(ValueError, match="16 characters"):
        cite(1, article, start, end, 1.0)


def test_a_citation_names_its_article():
    published = datetime(2026, 3, 4, 23, 30, tzinfo=UTC)
    article = Article(
        "a1", "Tide", "The tide is out.", "The Post", "/1", url="https://post.example/1", published=published
    )
    citation = cite(3, article, 4, 8, 0.123456, ("The Echo",))
    assert (citation.number, citation.quote, citation.score) == (3, "tide", 0.1235)
    assert (citation.article_id, citation.title, citation.source) == ("a1", "Tide", "The Post")
    assert (citation.url, citation.published, citation.also_in) == (article.url, published.date(), ("The Echo",))


def test_the_citations_of_answers_are_slices_of_the_stored_articles(tmp_path, minilm):
    odd = " ".join(GRAPHEMES)
    texts = {
        "ferry": f"{odd} 🚢 Ada Moreno 👩🏽‍✈️ is the captain of the ferry Petrel e\u0301. It sails at nine 🕘 {odd}.",
        "bridge": f"الجسر {odd}\n\nThe bridge 🌉 was closed on Tuesday by 𝓜ayor Ines Okafor. 桥梁关闭了。",
    }
    for name, text in texts.items():
        (tmp_path / f"{name}.txt").write_text(text)
    with Assistant.open(tmp_path / "library") as assistant:
        report = assistant.ingest([tmp_path / f"{name}.txt" for name in texts])
        assert report.failed == []
        questions = ("Who is the captain of the ferry Petrel?", "Who closed the bridge?", "When does the ferry sail?")
        answers = [assistant.ask(question) for question in questions]
        citations = [citation for answer in answers for citation in answer.citations]
        assert citations
        for citation in citations:
            assert assistant.article(citation.article_id).text[citation.start : citation.end] == citation.quote
