"""Makes a briefing: the articles of some days grouped into stories, with the central sentence of each."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

import numpy as np
from pydantic import BaseModel, ConfigDict

from assistant.answers.answer import Citation
from assistant.answers.citing import cite
from assistant.ingest.embedders.contract import Vectors
from assistant.ingest.language.wire_heading import dateline_end
from assistant.ingest.library import Catalog, Library, StoredPassage
from assistant.ingest.library.scope import EVERYTHING, Scope
from assistant.ingest.library.stored_sentences import StoredSentences, sentence_cosines
from assistant.stories import Stories

MAX_ARTICLES = 2_000
"""The newest articles that a briefing is made from."""

_TOPIC_COSINE = 0.35
_MIN_SENTENCE_WORDS = 6
_LEAD_BONUS = 0.15  # news says the essentials first
_MAX_LISTED = 20


class BriefedArticle(BaseModel):
    """An article of a story."""

    model_config = ConfigDict(frozen=True)

    article_id: str
    title: str
    source: str
    url: str | None
    published: datetime | None


class BriefedStory(BaseModel):
    """A story of a briefing.

    Attributes:
        title: The title of the article with the central sentence.
        quote: The central sentence, as a citation.
        articles: The articles that tell it, the newest first.
        article_count: The number of articles; no more than 20 are listed.
        sources: The publications that tell it.
        story: The id of the first article of the whole story, which may be older; a question can be limited to it.
        newest: When the newest of them was published; None if none is dated.
    """

    model_config = ConfigDict(frozen=True)

    title: str
    quote: Citation
    articles: tuple[BriefedArticle, ...]
    article_count: int
    sources: tuple[str, ...]
    newest: datetime | None
    story: str


class Briefing(BaseModel):
    """The stories since a day, largest first.

    Attributes:
        since: The first day.
        until: The last day.
        topic: What the articles are about; "" for everything.
        articles: The number of articles of these days.
        story_count: The number of stories of these days; no more than the limit are in `stories`.
        stories: The stories: those that most publications tell come first, then those with the newest articles.
    """

    model_config = ConfigDict(frozen=True)

    since: date
    until: date
    topic: str
    articles: int
    stories: tuple[BriefedStory, ...]
    story_count: int = 0


@dataclass(frozen=True, slots=True)
class _FirstPassage:
    """The first passage of an article with its vectors."""

    stored: StoredPassage
    vector: Vectors
    sentences: StoredSentences


def make_briefing(
    library: Library,
    grouped: Stories,
    since: date,
    until: date,
    topic: str = "",
    limit: int = 10,
    embed_topic: Callable[[str], Vectors] | None = None,
    scope: Scope = EVERYTHING,
) -> Briefing:
    """Makes a briefing of the articles that were published on some days; undated ones count by the day on which they were added.

    Args:
        library: The library.
        grouped: The stories of the library.
        since: The first day.
        until: The last day.
        topic: Only articles about this; "" for all.
        limit: The largest number of stories.
        embed_topic: Embeds the topic with the embedder of the library; needed if there is a topic.
        scope: Only articles of these publications and this story.
    """
    passages = _first_passages(library.catalog, since, until)
    if scope.sources:
        passages = [one for one in passages if one.stored.article.source in scope.sources]
    if topic.strip() and embed_topic is not None and passages:
        vector = embed_topic(topic)
        passages = [one for one in passages if float(one.vector @ vector) >= _TOPIC_COSINE or _names(one, topic)]
    if not passages:
        return Briefing(since=since, until=until, topic=topic, articles=0, stories=())
    numbers = grouped.numbers_of([one.stored.article.id for one in passages])
    groups: dict[int, list[_FirstPassage]] = {}
    for one in passages:
        if one.stored.article.id in numbers and scope.story in (None, numbers[one.stored.article.id]):
            groups.setdefault(numbers[one.stored.article.id], []).append(one)
    largest = sorted(groups.items(), key=lambda group: _size(group[1]), reverse=True)[:limit]
    stories = tuple(
        _story(number, group, grouped.first_article(story) or group[0].stored.article.id)
        for number, (story, group) in enumerate(largest, start=1)
    )
    articles = sum(map(len, groups.values()))
    return Briefing(since=since, until=until, topic=topic, articles=articles, stories=stories, story_count=len(groups))


def _first_passages(catalog: Catalog, since: date, until: date) -> list[_FirstPassage]:
    numbers = catalog.first_passages(since, until, MAX_ARTICLES)
    vectors, sentences = catalog.vectors_of(numbers), catalog.sentences_of(numbers)
    return [
        _FirstPassage(stored, vectors[stored.number], sentences[stored.number])
        for stored in catalog.passages(numbers)
        if stored.number in vectors and stored.number in sentences
    ]


def _names(passage: _FirstPassage, topic: str) -> bool:
    """Checks whether an article names every word of a topic in its title or its first passage."""
    text = f"{passage.stored.article.title} {passage.stored.passage.text(passage.stored.article)}".casefold()
    return all(word in text for word in topic.casefold().split())


def _moment(passage: _FirstPassage) -> datetime | None:
    return passage.stored.article.published


def _size(group: Sequence[_FirstPassage]) -> tuple[int, float, int]:
    """Returns what stories are ordered by: publications, the newest article, articles."""
    moments = [moment.timestamp() for one in group if (moment := _moment(one))]
    sources = {one.stored.article.source for one in group}
    return len(sources), max(moments, default=0.0), len(group)


def _story(number: int, group: Sequence[_FirstPassage], first_article: str) -> BriefedStory:
    passage, quote = _central_sentence(number, group)
    newest_first = sorted(group, key=lambda one: _moment(one) or datetime.min.replace(tzinfo=UTC), reverse=True)
    articles = [one.stored.article for one in newest_first]
    return BriefedStory(
        title=passage.stored.article.title,
        quote=quote,
        articles=tuple(
            BriefedArticle(
                article_id=article.id,
                title=article.title,
                source=article.source,
                url=article.url,
                published=article.published,
            )
            for article in articles[:_MAX_LISTED]
        ),
        article_count=len(articles),
        sources=tuple(dict.fromkeys(article.source for article in articles)),
        newest=articles[0].published,
        story=first_article,
    )


def _central_sentence(number: int, group: Sequence[_FirstPassage]) -> tuple[_FirstPassage, Citation]:
    """Returns the sentence that is closest to the mean of the story, and its passage; headings and questions are left out."""
    mean = np.sum([one.vector for one in group], axis=0)
    mean = (mean / max(float(np.linalg.norm(mean)), 1e-9)).astype(np.float32)
    best: tuple[float, _FirstPassage, int, int] | None = None
    for one, cosines in zip(group, sentence_cosines([one.sentences for one in group], mean), strict=True):
        text, has_lead = one.stored.passage.text(one.stored.article), False
        for sentence, cosine in zip(one.sentences.sentences(), cosines.tolist(), strict=True):
            is_long = len(text[sentence.start : sentence.end].split()) >= _MIN_SENTENCE_WORDS
            is_quotable = is_long and not sentence.is_heading and sentence.is_quotable
            is_lead = is_quotable and not has_lead
            has_lead = has_lead or is_quotable
            score = cosine + (_LEAD_BONUS if is_lead else 0.0) if is_quotable else cosine - 1.0
            if best is None or score > best[0]:
                best = score, one, sentence.start, sentence.end
    assert best is not None
    score, passage, start, end = best
    offset, article = passage.stored.passage.start, passage.stored.article
    first = dateline_end(article.text, offset + start)
    return passage, cite(number, article, first, offset + end, max(0.0, min(1.0, score)))
