"""Articles about one event are one story, made without asking, kept up as articles come and go; a story limits a question."""

from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest
from invented import WordHashEmbedder, draft, marker, put, story

from assistant import Assistant
from assistant.ingest.errors import UsageError
from assistant.ingest.library import ArticleFilter, Library
from assistant.ingest.library.lexical_query import any_of
from assistant.ingest.library.scope import Scope
from assistant.ingest.library.story_table import StoryTable
from assistant.stories import Stories

on_each_catalog = pytest.mark.parametrize("place", ["folder", "servers"], indirect=True)

FLOOD = "The river Brona flooded Gulden Square in Marlow on Monday. The mayor closed Gulden Square. Water stood in the houses."
STRIKE = story("strike", 1, 4)


@pytest.fixture(scope="module")
def assistant(samples: Path):
    with Assistant.open(samples) as opened:
        yield opened


def titles(assistant: Assistant, article_id: str) -> list[str]:
    return [article.title for article in assistant.stories.articles(article_id)]


def about(assistant: Assistant, words: str) -> str:
    return next(article.id for article in assistant.articles() if words in article.title)


def put_story(library: Library) -> None:
    """Stores two articles about a flood and one about a strike."""
    days = {"flood1": 1, "flood2": 2, "strike": 2}
    texts = {"flood1": FLOOD, "flood2": f"{FLOOD} Gulden Square is still under water.", "strike": STRIKE}
    put(
        library,
        *(
            draft(name, texts[name], id=name, source=name, published=datetime(2026, 3, day, tzinfo=UTC))
            for name, day in days.items()
        ),
    )


def test_articles_of_several_months_about_one_event_are_one_story(assistant: Assistant) -> None:
    told = titles(assistant, about(assistant, "Tannery Bridge closed"))
    assert told[0].startswith("Tannery Bridge closed")
    assert told[-1].startswith("Traffic returns to Tannery Bridge")
    assert not any("science prize" in title or "library" in title for title in told)


def test_stories_have_days_sources_and_the_title_of_one_of_their_articles(assistant: Assistant) -> None:
    listed = assistant.stories.newest()
    assert listed == sorted(listed, key=lambda listed_story: listed_story.last_day, reverse=True)
    assert len(listed) == assistant.stories.count()
    for one in listed:
        articles = assistant.stories.articles(one.id)
        assert one.id == articles[0].id
        assert one.article_count == len(articles) >= 2
        assert set(one.sources) == {article.source for article in articles}
        assert one.title in {article.title for article in articles}
        assert assistant.stories.story(articles[-1].id) == one


def test_a_question_limited_to_a_story_is_answered_from_its_articles_only(assistant: Assistant) -> None:
    bridge = about(assistant, "Tannery Bridge closed")
    told = {article.id for article in assistant.stories.articles(bridge)}
    day = datetime(2026, 6, 1, tzinfo=UTC).date()
    answer = assistant.ask("When was Tannery Bridge closed?", as_of=day, story=bridge)
    assert answer.status == "answered"
    assert {passage.article_id for passage in answer.passages} <= told
    assert assistant.ask("Who won the Corran Cup?", as_of=day).status == "answered"
    assert assistant.ask("Who won the Corran Cup?", as_of=day, story=bridge).status == "not_found"
    with pytest.raises(UsageError, match="no article with the id"):
        assistant.ask("When was Tannery Bridge closed?", story="nowhere")


@on_each_catalog
def test_a_story_limits_searches_and_lists_in_each_catalog(library: Library) -> None:
    put_story(library)
    stories = Stories(library)
    number = stories.number_of("flood1")
    scope = Scope(story=number)
    numbers = [passage for passage, _ in library.catalog.search_bm25(any_of(["gulden", marker("strike")]), 99, scope)]
    assert {one.article.id for one in library.catalog.passages(numbers)} == {"flood1", "flood2"}
    nearest = library.nearest(WordHashEmbedder().embed_question(STRIKE), 99, scope)
    assert {one.article.id for one in library.catalog.passages([passage for passage, _ in nearest])} == {
        "flood1",
        "flood2",
    }
    assert np.array_equal(library.catalog.passages_in(scope), sorted(numbers))
    page = library.catalog.browse(ArticleFilter(story=number))
    assert [article.id for article in page.articles] == ["flood2", "flood1"]
    assert [(one.id, one.article_count) for one in stories.newest()] == [("flood1", 2)]


def test_an_article_that_arrives_joins_its_story_and_a_removed_one_leaves_it(library: Library) -> None:
    put_story(library)
    stories = Stories(library)
    assert stories.update() == 3
    late = draft(
        "late", f"{FLOOD} Volunteers dried Gulden Square.", id="late", published=datetime(2026, 3, 4, tzinfo=UTC)
    )
    put(library, late)
    assert [article.id for article in stories.articles("late")] == ["flood1", "flood2", "late"]
    with library.writing("remove", 1) as writer:
        writer.remove(["flood1"])
    assert stories.story("late").id == "flood2"
    assert [article.id for article in stories.articles("flood2")] == ["flood2", "late"]
    assert stories.update() == 0


def test_an_old_report_in_similar_words_is_another_story(library: Library) -> None:
    put_story(library)
    put(library, draft("old", " ".join(reversed(FLOOD.split())), id="old", published=datetime(2024, 3, 1, tzinfo=UTC)))
    assert [article.id for article in Stories(library).articles("old")] == ["old"]


def test_two_processes_that_group_at_once_agree(library: Library) -> None:
    put_story(library)
    table = StoryTable(library.catalog)
    ungrouped = table.ungrouped(10)
    Stories(library).update()
    table.assign([(article, article.number) for article in ungrouped])  # of the slower process
    assert [article.id for article in Stories(library).articles("flood1")] == ["flood1", "flood2"]
