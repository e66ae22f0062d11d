"""A briefing tells the stories of the last days, those of most publications first, each in the exact words of an article."""

from datetime import date
from pathlib import Path

import pytest

from assistant import Assistant
from assistant.ingest.errors import UsageError

MARCH = (date(2026, 3, 1), date(2026, 3, 31))


@pytest.fixture(scope="module")
def assistant(samples: Path):
    with Assistant.open(samples) as opened:
        yield opened


def test_articles_about_one_event_are_one_story_and_larger_stories_come_first(assistant: Assistant) -> None:
    briefing = assistant.briefing(*MARCH, limit=50)
    sizes = [len(story.sources) for story in briefing.stories]
    assert sizes == sorted(sizes, reverse=True)
    assert sizes[0] >= 2
    assert "bridge" in briefing.stories[0].title.lower()
    told = [article.article_id for story in briefing.stories for article in story.articles]
    assert len(told) == len(set(told)) == briefing.articles


def test_each_story_has_a_sentence_in_the_exact_words_of_an_article(assistant: Assistant) -> None:
    for story in assistant.briefing(*MARCH, limit=50).stories:
        cited = story.quote
        article = assistant.article(cited.article_id, cited.edition)
        assert article.text[cited.start : cited.end] == cited.quote
        assert not cited.quote.endswith("?")


def test_only_articles_of_these_days_and_of_the_topic_are_told(assistant: Assistant) -> None:
    everything = assistant.briefing(*MARCH)
    about = assistant.briefing(*MARCH, topic="Tannery Bridge")
    assert 0 < about.articles < everything.articles
    assert all("bridge" in story.title.lower() for story in about.stories[:1])
    for story in everything.stories:
        assert all(MARCH[0] <= article.published.date() <= MARCH[1] for article in story.articles if article.published)
    assert assistant.briefing(date(1999, 1, 1), date(1999, 2, 1)).stories == ()
    with pytest.raises(UsageError, match="begins before it ends"):
        assistant.briefing(MARCH[1], MARCH[0])
