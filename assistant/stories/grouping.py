"""Groups articles by event: an article joins the story whose articles are closest to it in meaning, names and time.

The similarity of two articles is the cosine of the vectors of their first passages plus a part of the overlap of their words, in which
rare words and names count more. It is compared with the articles of a story on average, less what the days between them count.
An article with many subjects, such as a digest of the day, is recognised by sentences that have little in common; it joins no story.
"""

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from assistant.ingest.embedders.contract import Vectors
from assistant.ingest.language.capitalised import capitalised_runs
from assistant.ingest.language.sentences import split_sentences
from assistant.ingest.language.tokens import stem, tokenize

WINDOW_DAYS = 90
"""An article joins no story whose articles are further away in time."""

_SAME_STORY = 0.68
_WORDS_WEIGHT = 0.5
_AGE_WEIGHT = 0.12  # for the logarithm of the days between an article and the story
_AGE_WEIGHT_OF_SAME_NAME = 0.04  # the same, if all have a rare name in common
_NAMES_WEIGHT = 0.2  # for the share of the story's articles that have a rare name in common with it
_RARE_SHARE = 0.01  # of the passages
_RARE_PASSAGES = 15
_RARE_SHARE_OF_FEW = 0.6
_MIN_COHERENCE = 0.41  # mean cosine of the sentences and their passage; below, it has several subjects
_NAME_WEIGHT = 1.5
_EXPECTED_PASSAGES = (
    200  # added to those of the library, in which a word of one story may be in most articles while it is small
)
_COMPARED_ARTICLES = 20  # of a story
_COMPARED_STORIES = 8
_MIN_COSINE = 0.35  # of the closest article of a story


@dataclass(frozen=True, slots=True)
class ArticleWords:
    """The words of the beginning of an article.

    Attributes:
        weights: The stems with their weights; the squares of the weights add up to 1.
        rare_names: Two neighbouring words of a name that few articles have, such as "tanneri bridg", as stems.
    """

    weights: Mapping[str, float]
    rare_names: frozenset[str]


NO_WORDS = ArticleWords({}, frozenset())


@dataclass(frozen=True, slots=True)
class GroupedArticle:
    """What an article is grouped by.

    Attributes:
        number: Its number in the catalog.
        day: The day of its publication (ordinal).
        copies: Equal for near-duplicates.
        vector: The vector of its first passage, of length 1.
        coherence: The mean cosine of the sentences of its first passage and that passage.
    """

    number: int
    day: int
    copies: int
    vector: Vectors
    coherence: float

    @property
    def is_digest(self) -> bool:
        """Whether it has many subjects."""
        return self.coherence < _MIN_COHERENCE


class Grouping:
    """Assigns articles to stories, one after the other.

    Args:
        placed: The articles that have a story already, with its number.
        words: Returns the weighted words of articles by their numbers.
        room: The number of articles that will be placed.
    """

    def __init__(
        self,
        placed: Sequence[tuple[GroupedArticle, int]],
        words: Callable[[Sequence[int]], Mapping[int, ArticleWords]],
        room: int,
    ) -> None:
        self._articles = [article for article, _ in placed]
        self._stories = [story for _, story in placed]
        self._words = words
        size = len(placed) + room
        dimension = len(placed[0][0].vector) if placed else 0
        self._vectors = np.zeros((size, dimension), dtype=np.float32)
        self._days = np.zeros(size, dtype=np.int64)
        self._story_of_copies: dict[int, int] = {}
        for article, story in placed:
            self._story_of_copies.setdefault(article.copies, story)
        for index, article in enumerate(self._articles):
            self._vectors[index], self._days[index] = article.vector, article.day

    def place(self, article: GroupedArticle) -> int:
        """Returns the number of the story that an article belongs to: one that exists, or its own number for a new one."""
        if not self._vectors.shape[1]:
            self._vectors = np.zeros((len(self._vectors), len(article.vector)), dtype=np.float32)
        story = self._story_of_copies.get(article.copies)
        if story is None:
            story = article.number if article.is_digest else self._closest_story(article)
        index = len(self._articles)
        self._articles.append(article)
        self._stories.append(story)
        self._story_of_copies.setdefault(article.copies, story)
        self._vectors[index], self._days[index] = article.vector, article.day
        return story

    def _closest_story(self, article: GroupedArticle) -> int:
        candidates = self._candidates(article)
        compared = [self._articles[index].number for indexes in candidates.values() for index in indexes]
        words = self._words([article.number, *compared])
        links = {story: self._link(article, indexes, words) for story, indexes in candidates.items()}
        closest = max(links, key=lambda story: links[story], default=None)
        return article.number if closest is None or links[closest] < _SAME_STORY else closest

    def _candidates(self, article: GroupedArticle) -> dict[int, list[int]]:
        """Returns the stories with the closest articles within the window, each with the indexes of its last articles."""
        count = len(self._articles)
        near = np.abs(self._days[:count] - article.day) <= WINDOW_DAYS
        cosines = self._vectors[:count] @ article.vector
        order = np.argsort(-cosines)
        by_closeness = order[(near & (cosines >= _MIN_COSINE))[order]].tolist()
        closest = (self._stories[index] for index in by_closeness if not self._articles[index].is_digest)
        candidates: dict[int, list[int]] = {story: [] for story in list(dict.fromkeys(closest))[:_COMPARED_STORIES]}
        for index in np.flatnonzero(near):
            if self._stories[index] in candidates and not self._articles[index].is_digest:
                candidates[self._stories[index]].append(int(index))
        return {story: indexes[-_COMPARED_ARTICLES:] for story, indexes in candidates.items()}

    def _link(self, article: GroupedArticle, indexes: Sequence[int], words: Mapping[int, ArticleWords]) -> float:
        """Returns how close an article is to the articles of a story."""
        own = words[article.number]
        similarities = [
            float(self._vectors[index] @ article.vector)
            + _WORDS_WEIGHT * _overlap(own.weights, words[self._articles[index].number].weights)
            for index in indexes
        ]
        days = min(abs(int(self._days[index]) - article.day) for index in indexes)
        names = [bool(own.rare_names & words[self._articles[index].number].rare_names) for index in indexes]
        shared = sum(names) / len(names)
        age_weight = _AGE_WEIGHT - (_AGE_WEIGHT - _AGE_WEIGHT_OF_SAME_NAME) * shared
        return sum(similarities) / len(similarities) + _NAMES_WEIGHT * shared - age_weight * math.log1p(days)


def weighted_words(
    stems: Iterable[str], names: frozenset[str], frequencies: Mapping[str, int], total: int
) -> Mapping[str, float]:
    """Weights the words of a text by how rare they are; names count more.

    Args:
        stems: The stems of the text, with repetitions.
        names: Those that are names.
        frequencies: The number of passages that have each stem.
        total: The number of passages.
    """
    counts: dict[str, int] = {}
    for word in stems:
        counts[word] = counts.get(word, 0) + 1
    weights = {
        word: (1 + math.log(count))
        * math.log((total + _EXPECTED_PASSAGES) / (frequencies.get(word, 0) + 1))
        * (_NAME_WEIGHT if word in names else 1.0)
        for word, count in counts.items()
    }
    norm = math.sqrt(sum(weight * weight for weight in weights.values())) or 1.0
    return {word: weight / norm for word, weight in weights.items()}


def _overlap(words: Mapping[str, float], other: Mapping[str, float]) -> float:
    """Returns the cosine of two texts by their words."""
    small, large = sorted((words, other), key=len)
    return sum(weight * large.get(word, 0.0) for word, weight in small.items())


def rare_names(runs: Iterable[Sequence[str]], frequencies: Mapping[str, int], total: int) -> frozenset[str]:
    """Returns two neighbouring words of each name that few articles have, as stems.

    Args:
        runs: The names of a text, each as the stems of its words.
        frequencies: The number of passages that have each stem.
        total: The number of passages.
    """
    most = max(_RARE_SHARE * total, min(_RARE_PASSAGES, _RARE_SHARE_OF_FEW * total))
    pairs = (pair for run in runs for pair in pairwise(run))
    return frozenset(" ".join(pair) for pair in pairs if min(frequencies.get(word, 0) for word in pair) <= most)


def names_as_stems(text: str) -> list[tuple[str, ...]]:
    """Returns the names of a text, each as the stems of its words."""
    sentences = (text[sentence.start : sentence.end] for sentence in split_sentences(text, None))
    return [
        tuple(stem(term) for word in run for term in tokenize(word))
        for one in sentences
        for run in capitalised_runs(one)
    ]
