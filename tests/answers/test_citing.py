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

# What a reader may hand on: cleaned, and not empty.
article_texts = texts.map(clean).filter(bool)


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    """One library for all the texts, each in the place of the one before."""
    with Library(tmp_path_factory.mktemp("citing") / "library") as library:
        yield library


def stored(library: Library, text: str) -> Article:
    """The article as it comes back from SQLite."""
    found = ReadArticle(ParsedArticle(text, title="Report", id="a1"), "/invented/1")
    ingest(library, [found], WordHashEmbedder, size=PassageSize(40, 30, 10))
    # another process would read it anew
    article = library.catalog.article("a1")
    assert article is not None
    return article


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(article_texts)
def test_every_passage_and_sentence_is_cited_by_the_exact_characters_of_the_stored_article(kept, text):
    article = stored(kept, text)
    assert article.text == text
    spans = [(one.start, one.end) for one in split_sentences(article.text)]
    numbers = [int(number) for number in kept.catalog.passage_numbers()]
    passages = [one.passage for one in kept.catalog.passages(numbers)]
    assert len(passages) == len(numbers) > 0
    for start, end in spans + [(one.start, one.end) for one in passages]:
        citation = cite(1, article, start, end, 0.5)
        assert citation.quote == article.text[start:end] == text[start:end]
        assert (citation.start, citation.end) == (start, end)
        # and so it is on its way to a browser and back
        assert type(citation).model_validate_json(citation.model_dump_json()) == citation


@given(article_texts, st.data())
def test_any_slice_can_be_cited(text, data):
    article = Article("a1", "Report", text, "The Invented Post", "/invented/1")
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    assert cite(1, article, start, end, 1.0).quote == text[start:end]


@pytest.mark.parametrize(("start", "end"), [(-1, 3), (0, 0), (3, 2), (0, 17), (16, 17), (99, 100)])
def test_what_is_not_there_cannot_be_cited(start, end):
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
        citations = [one for answer in answers for one in answer.citations]
        assert citations
        for citation in citations:
            assert assistant.article(citation.article_id).text[citation.start : citation.end] == citation.quote
