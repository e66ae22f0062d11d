"""The stories of a library: made when they are read, from the articles that have none yet."""

import threading
from collections.abc import Mapping, Sequence
from datetime import date
from itertools import pairwise

import numpy as np
from pydantic import BaseModel, ConfigDict

from assistant.ingest.errors import no_article
from assistant.ingest.language.capitalised import capitalised_stems
from assistant.ingest.language.content_words import content_stems
from assistant.ingest.language.tokens import stem, tokenize
from assistant.ingest.library import ArticleSummary, Library
from assistant.ingest.library.stored_sentences import sentence_cosines
from assistant.ingest.library.story_table import DatedArticle, StoryRow, StoryTable
from assistant.stories.grouping import (
    NO_WORDS,
    WINDOW_DAYS,
    ArticleWords,
    GroupedArticle,
    Grouping,
    names_as_stems,
    rare_names,
    weighted_words,
)

_BATCH_ARTICLES = 2_000  # grouped at once, in the order of their days


class Story(BaseModel):
    """A story: articles about one event.

    Attributes:
        id: The id of its first article; it names the story in commands and over HTTP, as the id of any of its articles does.
        title: The title of the article that is closest to the others.
        article_count: The number of its articles.
        sources: Their publications, in the order in which they told it.
        first_day: The day of its first article.
        last_day: The day of its last article.
    """

    model_config = ConfigDict(frozen=True)

    id: str
    title: str
    article_count: int
    sources: tuple[str, ...]
    first_day: date
    last_day: date


class Stories:
    """The stories of a library. `Assistant.stories` is one. Safe to use from several threads.

    Args:
        library: The library.
    """

    def __init__(self, library: Library) -> None:
        self._library = library
        self._catalog = library.catalog
        self._table = StoryTable(library.catalog)
        self._lock = threading.Lock()

    def update(self) -> int:
        """Groups the articles that belong to no story yet; returns their number.

        Raises:
            LibraryError: If the library cannot be read or written.
        """
        grouped = 0
        with self._lock:
            while articles := self._table.ungrouped(_BATCH_ARTICLES):
                self._group(sorted(articles, key=lambda article: (article.day, article.number)))
                grouped += len(articles)
        return grouped

    def newest(self, limit: int = 20, offset: int = 0, min_articles: int = 2) -> list[Story]:
        """Lists the stories, those with the newest articles first.

        Args:
            limit: The largest number of stories.
            offset: The number of stories to skip.
            min_articles: Only stories with so many articles.
        """
        self.update()
        stories = (self._story(row) for row in self._table.stories(limit, offset, min_articles))
        return [story for story in stories if story is not None]

    def count(self, min_articles: int = 2) -> int:
        """Counts the stories with so many articles."""
        self.update()
        return self._table.count(min_articles)

    def story(self, article_id: str) -> Story:
        """Returns the story that an article belongs to.

        Raises:
            UsageError: If there is no such article.
        """
        row = self._table.story(self.number_of(article_id))
        story = None if row is None else self._story(row)
        if story is None:
            raise no_article(article_id)
        return story

    def articles(self, article_id: str) -> list[ArticleSummary]:
        """Lists the articles of the story that an article belongs to, the oldest first.

        Raises:
            UsageError: If there is no such article.
        """
        return self._table.articles(self.number_of(article_id))

    def number_of(self, article_id: str) -> int:
        """Returns the number by which the catalog knows the story of an article.

        Raises:
            UsageError: If there is no such article.
        """
        self.update()
        number = self._table.story_of(article_id)
        if number is None:
            raise no_article(article_id)
        return number

    def numbers_of(self, article_ids: Sequence[str]) -> dict[str, int]:
        """Returns the numbers of the stories of several articles; those that were removed meanwhile are left out."""
        self.update()
        return self._table.stories_of(article_ids)

    def first_article(self, number: int) -> str | None:
        """Returns the id of the first article of a story; None if its articles were removed meanwhile."""
        articles = self._table.articles(number)
        return articles[0].id if articles else None

    def _story(self, row: StoryRow) -> Story | None:
        """Reads a story; returns None if its articles were removed meanwhile."""
        articles = self._table.articles(row.number)
        if not articles:
            return None
        return Story(
            id=articles[0].id,
            title=self._central_title(row.number, articles),
            article_count=len(articles),
            sources=tuple(dict.fromkeys(article.source for article in articles)),
            first_day=row.first_day,
            last_day=row.last_day,
        )

    def _central_title(self, story: int, articles: Sequence[ArticleSummary]) -> str:
        """Returns the title of the article that is closest to the mean of the story."""
        vectors = self._catalog.vectors_of([article.first_passage for article in self._table.dated_articles(story)])
        if not vectors:
            return articles[0].title
        mean = np.sum(list(vectors.values()), axis=0)
        central = max(vectors, key=lambda number: float(vectors[number] @ mean))
        stored = self._catalog.passages([central])  # none if it was removed meanwhile
        return stored[0].article.title if stored else articles[0].title

    def _group(self, articles: Sequence[DatedArticle]) -> None:
        """Groups articles, given in the order of their days, and stores the result."""
        placed = self._table.grouped(articles[0].day - WINDOW_DAYS, articles[-1].day + WINDOW_DAYS)
        words = _Words(self._library, [*articles, *(one for one, _ in placed)])
        features = self._features([*articles, *(one for one, _ in placed)])
        grouping = Grouping(
            [(features[one.number], story) for one, story in placed if one.number in features], words.of, len(articles)
        )
        self._table.assign(
            [(one, grouping.place(features[one.number]) if one.number in features else one.number) for one in articles]
        )

    def _features(self, articles: Sequence[DatedArticle]) -> dict[int, GroupedArticle]:
        """Returns what each article is grouped by; those without sentences, or removed meanwhile, are left out."""
        numbers = [article.first_passage for article in articles]
        vectors, sentences = self._catalog.vectors_of(numbers), self._catalog.sentences_of(numbers)
        features: dict[int, GroupedArticle] = {}
        for article in articles:
            passage = article.first_passage
            if passage in vectors and passage in sentences:
                (cosines,) = sentence_cosines([sentences[passage]], vectors[passage])
                coherence = float(cosines.mean()) if len(cosines) else 1.0
                features[article.number] = GroupedArticle(
                    article.number, article.day, article.copies, vectors[passage], coherence
                )
        return features


class _Words:
    """Reads the weighted words of articles, each once."""

    def __init__(self, library: Library, articles: Sequence[DatedArticle]) -> None:
        self._catalog = library.catalog
        self._passages = {article.number: article.first_passage for article in articles}
        self._total = library.catalog.counts()[1]
        self._known: dict[int, ArticleWords] = {}
        sources = ([stem(term) for term in tokenize(source)] for source, _ in library.catalog.sources())
        self._source_names = frozenset(" ".join(pair) for words in sources for pair in pairwise(words))

    def of(self, numbers: Sequence[int]) -> Mapping[int, ArticleWords]:
        """Returns the words of the title and the first passage of articles by their numbers."""
        missing = [number for number in numbers if number not in self._known]
        if missing:
            self._read(missing)
        return self._known

    def _read(self, numbers: Sequence[int]) -> None:
        stored = {one.number: one for one in self._catalog.passages([self._passages[number] for number in numbers])}
        texts = {
            number: f"{one.article.title}\n{one.article.title}\n{one.passage.text(one.article)}"
            for number in numbers
            if (one := stored.get(self._passages[number]))
        }
        stems = {number: content_stems(text) for number, text in texts.items()}
        names = {number: names_as_stems(text) for number, text in texts.items()}
        frequencies = self._catalog.document_frequencies({word for words in stems.values() for word in words})
        self._known |= {
            number: ArticleWords(
                weighted_words(words, capitalised_stems(texts[number]), frequencies, self._total),
                rare_names(names[number], frequencies, self._total) - self._source_names,
            )
            for number, words in stems.items()
        }
        self._known |= {number: NO_WORDS for number in numbers if number not in texts}  # removed meanwhile
